"""Network security groups, addresses, gateways: rules, and who holds what."""

from __future__ import annotations

from typing import cast

import pytest

from tests.podwright.emulator.azure.everything import INPUTS
from tests.podwright.emulator.client import Client, Made, refused

P = "azure-native:network:"
RULE = f"{P}SecurityRule"
GROUP = f"{P}NetworkSecurityGroup"


@pytest.fixture
def security_group(azure: Client, group: Made) -> Made:
    """The group `nsg`."""
    return azure.create(GROUP, "nsg", INPUTS[GROUP])


def test_a_group_has_the_default_rules(security_group: Made) -> None:
    """Three for each direction."""
    shown = cast("list[dict[str, object]]", security_group.out("defaultSecurityRules"))
    assert [each["name"] for each in shown] == [
        "AllowVnetInBound",
        "AllowAzureLoadBalancerInBound",
        "DenyAllInBound",
        "AllowVnetOutBound",
        "AllowInternetOutBound",
        "DenyAllOutBound",
    ]


def test_no_two_rules_share_direction_and_priority(azure: Client, security_group: Made) -> None:
    """Whether they are written inside the group or on their own."""
    azure.create(RULE, "ssh", INPUTS[RULE])
    assert refused(lambda: azure.create(RULE, "rdp", {**INPUTS[RULE], "securityRuleName": "rdp"})) == (
        'Status=400 Code="SecurityRuleConflict" Message="Security rule rdp conflicts with rule ssh. Rules cannot have'
        ' the same Priority and Direction. To learn more, see aka.ms/nsgrules."'
    )


def test_a_priority_is_within_azures_range(azure: Client, security_group: Made) -> None:
    """The default rules have the numbers above."""
    assert refused(lambda: azure.create(RULE, "ssh", {**INPUTS[RULE], "priority": 65000})) == (
        'Status=400 Code="SecurityRuleInvalidPriority" Message="Security rule has invalid Priority. Value provided:'
        ' 65000 Allowed range 100-4096."'
    )


def test_a_rules_direction_is_one_of_two(azure: Client, security_group: Made) -> None:
    """The SDK takes any text, Azure does not."""
    assert refused(lambda: azure.create(RULE, "ssh", {**INPUTS[RULE], "direction": "Sideways"})) == (
        'Status=400 Code="InvalidRequestFormat" Message="Cannot parse the request."\n'
        '  note: the rule\'s direction is "Sideways", Azure knows inbound, outbound'
    )


def test_a_group_in_use_stays(azure: Client, network: Made, security_group: Made) -> None:
    """ARM names the subnet."""
    subnet = azure.create(
        f"{P}Subnet",
        "s",
        {
            "resourceGroupName": "lab",
            "virtualNetworkName": "net",
            "subnetName": "s",
            "addressPrefix": "10.1.0.0/24",
            "networkSecurityGroup": {"id": security_group.id},
        },
    )
    assert refused(lambda: azure.delete(security_group)) == (
        'Status=400 Code="InUseNetworkSecurityGroupCannotBeDeleted" Message="Network security group'
        f" {security_group.id} cannot be deleted because it is in use by the following resources: {subnet.id}. In order"
        " to delete the Network security group, remove the association with the resource(s). To learn how to do this,"
        ' see aka.ms/deletensg."'
    )


def test_a_standard_address_is_static(azure: Client, group: Made) -> None:
    """The provider's default is dynamic."""
    inputs = {"resourceGroupName": "lab", "publicIpAddressName": "ip", "sku": {"name": "Standard"}}
    assert refused(lambda: azure.create(f"{P}PublicIPAddress", "ip", inputs)) == (
        'Status=400 Code="StandardAndStandardV2SkuPublicIPAddressesMustBeStatic" Message="Standard sku publicIp'
        f' {group.id}/providers/Microsoft.Network/publicIPAddresses/ip must have AllocationMethod set to Static."'
    )


def test_an_address_is_held_by_one_gateway(azure: Client, group: Made) -> None:
    """And stays as long as it is held."""
    address = azure.create(f"{P}PublicIPAddress", "ip", INPUTS[f"{P}PublicIPAddress"])
    holding = {**INPUTS[f"{P}NatGateway"], "publicIpAddresses": [{"id": address.id}]}
    gateway = azure.create(f"{P}NatGateway", "nat", holding)
    second = {**holding, "natGatewayName": "two"}
    two = gateway.id.replace("/nat", "/two").replace("/twoGateways", "/natGateways")
    assert refused(lambda: azure.create(f"{P}NatGateway", "two", second)) == (
        f'Status=400 Code="PublicIPAddressInUse" Message="Resource {two} is referencing public IP address'
        f' {address.id} that is already allocated to resource {gateway.id}."'
    )
    assert refused(lambda: azure.delete(address)) == (
        f'Status=400 Code="PublicIPAddressCannotBeDeleted" Message="Public IP address {address.id} can not be deleted'
        f" since it is still allocated to resource {gateway.id}. In order to delete the public IP, disassociate/detach"
        ' the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip."'
    )


def test_a_zone_with_links_stays(azure: Client, network: Made) -> None:
    """ARM deletes no nested resources here."""
    zone_type, link_type = "azure-native:privatedns:PrivateZone", "azure-native:privatedns:VirtualNetworkLink"
    zone = azure.create(zone_type, "zone", INPUTS[zone_type])
    azure.create(link_type, "net", INPUTS[link_type])
    name = "privatelink.blob.core.windows.net"
    assert refused(lambda: azure.delete(zone)) == (
        'Status=409 Code="CannotDeleteResource" Message="Cannot delete resource while nested resources exist. Some'
        f" existing nested resource IDs include: 'Microsoft.Network/privateDnsZones/{name}/virtualNetworkLinks/net'."
        ' Please delete all nested resources before deleting this resource."'
    )


def test_a_zone_is_global(azure: Client, group: Made) -> None:
    """A region is refused, a well-known surprise."""
    zone_type = "azure-native:privatedns:PrivateZone"
    assert refused(lambda: azure.create(zone_type, "z", {**INPUTS[zone_type], "location": "westeurope"})) == (
        'Status=400 Code="LocationNotAvailableForResourceType" Message="The provided location \'westeurope\' is not'
        " available for resource type 'Microsoft.Network/privateDnsZones'. List of available regions for the resource"
        " type is 'global'.\""
    )


def test_a_nat_gateway_stands_in_one_zone(azure: Client, group: Made) -> None:
    """Or in none; in a region without zones in none at all."""
    token = f"{P}NatGateway"
    inputs = {"resourceGroupName": "lab", "natGatewayName": "nat", "sku": {"name": "Standard"}}
    gateway = f"{group.id}/providers/Microsoft.Network/natGateways/nat"
    assert refused(lambda: azure.create(token, "nat", {**inputs, "zones": ["1", "2"]})) == (
        f'Status=400 Code="ResourceCannotHaveMultipleZonesSpecified" Message="Resource {gateway} has 2 zones specified.'
        ' Only one zone can be specified for this resource."'
    )
    assert refused(lambda: azure.create(token, "nat", {**inputs, "location": "westus", "zones": ["1"]})) == (
        'Status=400 Code="LocationNotSupportAvailabilityZones" Message="The resource \'Microsoft.Network/natGateways'
        "/nat' does not support availability zones at location 'westus'.\""
    )


def test_a_nat_gateways_addresses_fit_it(azure: Client, group: Made) -> None:
    """Standard ones, of its zone or of all."""
    address, gateway_type = f"{P}PublicIPAddress", f"{P}NatGateway"
    basic = azure.create(address, "basic", {"resourceGroupName": "lab", "publicIpAddressName": "basic"})
    zonal = azure.create(address, "zonal", {**INPUTS[address], "publicIpAddressName": "zonal", "zones": ["2"]})
    everywhere = azure.create(
        address, "all", {**INPUTS[address], "publicIpAddressName": "all", "zones": ["1", "2", "3"]}
    )
    inputs = {"resourceGroupName": "lab", "natGatewayName": "nat", "sku": {"name": "Standard"}, "zones": ["1"]}
    gateway = f"{group.id}/providers/Microsoft.Network/natGateways/nat"
    note = "\n  note: source: learn.microsoft.com, NAT gateway resource; built the same way as Azure's words"

    def make(held: Made) -> Made:
        return azure.create(gateway_type, "nat", {**inputs, "publicIpAddresses": [{"id": held.id}]})

    assert refused(lambda: make(basic)) == (
        f'Status=400 Code="InvalidRequestFormat" Message="Nat gateway {gateway} cannot use public IP address {basic.id}'
        f' of the Basic sku."{note}'
    )
    assert refused(lambda: make(zonal)) == (
        f'Status=400 Code="InvalidRequestFormat" Message="Nat gateway {gateway} in zone 1 cannot use public IP address'
        f' {zonal.id} of zone 2."{note}'
    )
    assert make(everywhere).id == gateway
