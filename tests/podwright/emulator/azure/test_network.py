"""Virtual networks and subnets: ranges, references, subnets written inside."""

from __future__ import annotations

from tests.podwright.emulator.client import Client, Made, refused

NETWORK = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
IN = {"resourceGroupName": "lab", "virtualNetworkName": "net"}


def _subnet(azure: Client, name: str, prefix: str) -> Made:
    return azure.create(SUBNET, name, {**IN, "subnetName": name, "addressPrefix": prefix})


def test_a_subnet_has_azures_id_and_defaults(network: Made, subnet: Made) -> None:
    """Node pools refer to the id."""
    assert subnet.id == f"{network.id}/subnets/nodes"
    assert subnet.out("type") == "Microsoft.Network/virtualNetworks/subnets"
    assert subnet.out("privateEndpointNetworkPolicies") == "Disabled"
    assert subnet.out("privateLinkServiceNetworkPolicies") == "Enabled"


def test_subnets_of_a_network_may_not_overlap(azure: Client, subnet: Made) -> None:
    """ARM's words name the subnet that is refused, not the other one."""
    assert refused(lambda: _subnet(azure, "two", "10.1.0.128/25")) == (
        'Status=400 Code="NetcfgSubnetRangesOverlap" Message="Subnet \'two\' is not valid because its IP address range'
        " overlaps with that of an existing subnet in virtual network 'net'.\""
    )


def test_a_subnet_lies_within_its_network(azure: Client, network: Made) -> None:
    """Outside it nothing routes."""
    assert refused(lambda: _subnet(azure, "two", "10.2.0.0/24")) == (
        'Status=400 Code="NetcfgSubnetRangeOutsideVnet" Message="Subnet \'two\' is not valid because its IP address'
        " range is outside the IP address range of virtual network 'net'.\""
    )


def test_a_subnet_has_at_least_eight_addresses(azure: Client, network: Made) -> None:
    """Azure keeps five of them."""
    assert refused(lambda: _subnet(azure, "two", "10.1.0.0/30")) == (
        "Status=400 Code=\"NetcfgInvalidSubnet\" Message=\"Subnet 'two' is not valid in virtual network 'net'.\""
    )


def test_a_range_has_no_host_bits(azure: Client, network: Made) -> None:
    """ARM says which range is meant."""
    assert refused(lambda: _subnet(azure, "two", "10.1.0.5/24")) == (
        'Status=400 Code="InvalidCIDRNotation" Message="The address prefix 10.1.0.5/24 in resource'
        f" {network.id}/subnets/two has an invalid CIDR notation. For the given prefix length, the address prefix"
        ' should be 10.1.0.0/24."'
    )


def test_a_range_is_one(azure: Client, group: Made) -> None:
    """A text that is no range is refused as such."""
    inputs = {**IN, "addressSpace": {"addressPrefixes": ["ten"]}}
    assert refused(lambda: azure.create(NETWORK, "net", inputs)) == (
        'Status=400 Code="InvalidAddressPrefixFormat" Message="Address prefix ten of resource'
        f" {group.id}/providers/Microsoft.Network/virtualNetworks/net is not formatted correctly. It should follow CIDR"
        ' notation, for example 10.0.0.0/24."'
    )


def test_a_subnet_needs_its_network(azure: Client, group: Made) -> None:
    """A child has a parent."""
    assert refused(lambda: _subnet(azure, "two", "10.1.0.0/24")) == (
        'Status=404 Code="ParentResourceNotFound" Message="Can not perform requested operation on nested resource.'
        " Parent resource 'net' not found.\""
    )


def test_a_subnet_refers_to_what_is_there(azure: Client, network: Made) -> None:
    """With both ids in ARM's words."""
    gateway = network.id.replace("virtualNetworks/net", "natGateways/nat")
    inputs = {**IN, "subnetName": "s", "addressPrefix": "10.1.0.0/24", "natGateway": {"id": gateway}}
    assert refused(lambda: azure.create(SUBNET, "s", inputs)) == (
        f'Status=400 Code="InvalidResourceReference" Message="Resource {gateway} referenced by resource'
        f" {network.id}/subnets/s was not found. Please make sure that the referenced resource exists, and that both"
        ' resources are in the same region."'
    )


def test_a_subnet_in_use_stays(azure: Client, network: Made, subnet: Made, cluster: Made) -> None:
    """Neither it nor its network can go, and ARM says who uses it."""
    message = (
        f'Status=400 Code="InUseSubnetCannotBeDeleted" Message="Subnet nodes is in use by'
        f" {cluster.id}/agentPools/system and cannot be deleted. In order to delete the subnet, delete all the"
        ' resources within the subnet. See aka.ms/deletesubnet."'
    )
    assert refused(lambda: azure.delete(subnet)) == message
    assert refused(lambda: azure.delete(network)) == message


def test_a_network_takes_its_subnets_along(azure: Client, network: Made, subnet: Made) -> None:
    """They are part of it."""
    azure.delete(network)
    assert azure.refresh(subnet) is None


def test_a_subnet_written_inside_is_a_subnet(azure: Client, group: Made) -> None:
    """It has an id that others can name, and cannot be declared a second time."""
    inline = [{"name": "one", "addressPrefix": "10.1.0.0/24"}]
    made = azure.create(NETWORK, "net", {**IN, "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": inline})
    shown = made.out("subnets")
    assert isinstance(shown, list)
    assert shown[0]["id"] == f"{made.id}/subnets/one"
    assert refused(lambda: _subnet(azure, "one", "10.1.0.0/24")) == (
        f"cannot create already existing resource '{made.id}/subnets/one'"
    )


def test_subnets_of_their_own_survive_an_update_of_the_network(azure: Client, network: Made, subnet: Made) -> None:
    """A list that is not given leaves them alone; one that is given is the whole list, so the two ways fight."""
    space = {"addressSpace": {"addressPrefixes": ["10.1.0.0/16", "10.5.0.0/16"]}}
    changed = azure.update(network, {**IN, **space})
    assert azure.refresh(subnet) is not None
    azure.update(changed, {**IN, **space, "subnets": [{"name": "two", "addressPrefix": "10.1.1.0/24"}]})
    assert azure.refresh(subnet) is None


def test_a_network_keeps_the_ranges_of_its_subnets(azure: Client, network: Made, subnet: Made) -> None:
    """A subnet cannot be left outside."""
    assert refused(lambda: azure.update(network, {**IN, "addressSpace": {"addressPrefixes": ["10.2.0.0/16"]}})) == (
        'Status=400 Code="NetcfgSubnetRangeOutsideVnet" Message="Subnet \'nodes\' is not valid because its IP address'
        " range is outside the IP address range of virtual network 'net'.\""
    )


def test_a_bad_name_is_refused_in_arms_words(azure: Client, group: Made) -> None:
    """The provider does not know the rule, Azure does."""
    inputs = {**IN, "virtualNetworkName": "net-", "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}}
    assert refused(lambda: azure.create(NETWORK, "n", inputs)) == (
        'Status=400 Code="InvalidResourceName" Message="Resource name net- is invalid. The name can be up to 64'
        " characters long. It must begin with a word character, and it must end with a word character or with '_'. The"
        " name may contain word characters or '.', '-', '_'.\""
    )


def test_the_names_in_an_id_replace(azure: Client, subnet: Made) -> None:
    """Nothing else of a subnet does."""
    other = {**IN, "virtualNetworkName": "far", "subnetName": "nodes", "addressPrefix": "10.1.4.0/24"}
    assert azure.diff(subnet, other).replaces == ["virtualNetworkName"]
    assert azure.diff(subnet, other).changes == {"virtualNetworkName": "update_replace", "addressPrefix": "update"}
