"""After the examples of pulumi.com/registry/packages/azure-native/api-docs: resources, network."""

import pulumi
from pulumi_azure_native import network, resources

group = resources.ResourceGroup("shop", location="westeurope", tags={"team": "shop"})
guard = network.NetworkSecurityGroup(
    "guard",
    resource_group_name=group.name,
    security_rules=[
        {
            "name": "https",
            "access": network.SecurityRuleAccess.ALLOW,
            "direction": network.SecurityRuleDirection.INBOUND,
            "protocol": network.SecurityRuleProtocol.TCP,
            "priority": 130,
            "source_address_prefix": "*",
            "source_port_range": "*",
            "destination_address_prefix": "*",
            "destination_port_range": "443",
        }
    ],
)
vnet = network.VirtualNetwork(
    "vnet", resource_group_name=group.name, address_space={"address_prefixes": ["10.0.0.0/16"]}
)
for number, name in enumerate(["web", "data"]):
    subnet = network.Subnet(
        name,
        subnet_name=name,
        resource_group_name=group.name,
        virtual_network_name=vnet.name,
        address_prefix=f"10.0.{number}.0/24",
        network_security_group={"id": guard.id},
    )
    pulumi.export(name, subnet.id)
address = network.PublicIPAddress(
    "door",
    resource_group_name=group.name,
    sku={"name": network.PublicIPAddressSkuName.STANDARD},
    public_ip_allocation_method=network.IPAllocationMethod.STATIC,
)
pulumi.export("address", address.ip_address)
