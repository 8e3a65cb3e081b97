"""After pulumi.com/registry/packages/coreweave: a VPC with three prefixes, a cluster that uses them by name."""

import pulumi
import pulumi_coreweave as coreweave

ZONE = "US-EAST-04A"
vpc = coreweave.NetworkingVpc(
    "lab",
    zone=ZONE,
    vpc_prefixes=[
        {"name": "pods", "value": "10.0.0.0/13"},
        {"name": "services", "value": "10.16.0.0/22"},
        {"name": "load balancers", "value": "10.32.4.0/22"},
    ],
)
cluster = coreweave.CksCluster(
    "lab",
    zone=ZONE,
    vpc_id=vpc.id,
    version="v1.35",
    public=True,
    pod_cidr_name="pods",
    service_cidr_name="services",
    internal_lb_cidr_names=["load balancers"],
)
pulumi.export("endpoint", cluster.api_server_endpoint)
