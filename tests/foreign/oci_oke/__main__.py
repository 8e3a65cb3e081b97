"""After pulumi.com/registry/packages/oci/api-docs/containerengine/cluster."""

import pulumi
import pulumi_oci as oci

compartment = pulumi.Config().require("compartment")
vcn = oci.core.Vcn("oke", compartment_id=compartment, cidr_blocks=["10.1.0.0/16"], dns_label="oke")
endpoint = oci.core.Subnet("endpoint", compartment_id=compartment, vcn_id=vcn.id, cidr_block="10.1.0.0/28")
services = oci.core.Subnet("services", compartment_id=compartment, vcn_id=vcn.id, cidr_block="10.1.1.0/24")
cluster = oci.containerengine.Cluster(
    "oke",
    compartment_id=compartment,
    kubernetes_version="v1.34.1",
    name="oke",
    vcn_id=vcn.id,
    endpoint_config={"is_public_ip_enabled": False, "subnet_id": endpoint.id},
    options={
        "service_lb_subnet_ids": [services.id],
        "kubernetes_network_config": {"pods_cidr": "10.244.0.0/16", "services_cidr": "10.96.0.0/16"},
    },
)
pulumi.export("cluster", cluster.id)
