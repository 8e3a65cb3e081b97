"""After the examples of pulumi.com/registry/packages/gcp/api-docs: dns/recordset, artifactregistry/repository."""

import pulumi
import pulumi_gcp as gcp

zone = gcp.dns.ManagedZone("prod", dns_name="prod.example.com.", description="Production")
gcp.dns.RecordSet(
    "backend",
    name=pulumi.Output.concat("backend.", zone.dns_name),
    managed_zone=zone.name,
    type="A",
    ttl=300,
    rrdatas=["8.8.8.8"],
)
repository = gcp.artifactregistry.Repository(
    "images", location="us-central1", repository_id="images", description="Images of the shop", format="DOCKER"
)
pulumi.export("servers", zone.name_servers)
pulumi.export("repository", repository.id)
