"""After the examples of pulumi.com/registry/packages/oci/api-docs/core: vcn, internetgateway, routetable, subnet."""

import pulumi
import pulumi_oci as oci

compartment = pulumi.Config().require("compartment")
vcn = oci.core.Vcn("lab", compartment_id=compartment, cidr_blocks=["10.0.0.0/16"], display_name="lab", dns_label="lab")
gateway = oci.core.InternetGateway("out", compartment_id=compartment, vcn_id=vcn.id, enabled=True)
routes = oci.core.RouteTable(
    "out",
    compartment_id=compartment,
    vcn_id=vcn.id,
    route_rules=[
        {"network_entity_id": gateway.id, "destination": "0.0.0.0/0", "destination_type": "CIDR_BLOCK"},
    ],
)
security = oci.core.SecurityList(
    "web",
    compartment_id=compartment,
    vcn_id=vcn.id,
    egress_security_rules=[{"protocol": "all", "destination": "0.0.0.0/0"}],
    ingress_security_rules=[{"protocol": "6", "source": "0.0.0.0/0", "tcp_options": {"min": 443, "max": 443}}],
)
for number, name in enumerate(["web", "data"]):
    subnet = oci.core.Subnet(
        name,
        compartment_id=compartment,
        vcn_id=vcn.id,
        cidr_block=f"10.0.{number}.0/24",
        dns_label=name,
        route_table_id=routes.id,
        security_list_ids=[security.id],
    )
    pulumi.export(name, subnet.virtual_router_ip)
