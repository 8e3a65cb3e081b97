"""After pulumi.com/registry/packages/gcp/api-docs/container/nodepool: a separately managed node pool."""

import pulumi
import pulumi_gcp as gcp

network = gcp.compute.Network("gke", auto_create_subnetworks=True)
nodes = gcp.serviceaccount.Account("nodes", account_id="gke-nodes", display_name="Nodes of the cluster")
cluster = gcp.container.Cluster(
    "primary",
    location="us-central1",
    network=network.name,
    remove_default_node_pool=True,
    initial_node_count=1,
    deletion_protection=False,
)
pool = gcp.container.NodePool(
    "spot",
    cluster=cluster.id,
    node_count=1,
    node_config={
        "preemptible": True,
        "machine_type": "e2-medium",
        "service_account": nodes.email,
        "oauth_scopes": ["https://www.googleapis.com/auth/cloud-platform"],
    },
)
pulumi.export("endpoint", cluster.endpoint)
pulumi.export("version", cluster.master_version)
