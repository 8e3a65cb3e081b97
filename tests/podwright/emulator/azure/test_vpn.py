"""VPN gateways, what they know of the other side's, and connections with BGP."""

from __future__ import annotations

import pytest

from podwright.emulator.core import values
from podwright.emulator.core.wire import Secret
from tests.podwright.emulator.client import Client, Made, refused

P = "azure-native:network:"
GATEWAY, LOCAL, CONNECTION = (
    f"{P}VirtualNetworkGateway",
    f"{P}LocalNetworkGateway",
    f"{P}VirtualNetworkGatewayConnection",
)
ADDRESS, SUBNET, NSG = f"{P}PublicIPAddress", f"{P}Subnet", f"{P}NetworkSecurityGroup"
Inputs = dict[str, object]
NOTE = "\n  note: source: learn.microsoft.com, VPN Gateway FAQ; built the same way as Azure's words"


def _subnet(azure: Client, name: str = "GatewaySubnet", prefix: str = "10.1.255.0/27", **more: object) -> Made:
    place = {"resourceGroupName": "lab", "virtualNetworkName": "net", "subnetName": name}
    return azure.create(SUBNET, name, {**place, "addressPrefix": prefix, **more})


def _address(azure: Client, name: str, **more: object) -> Made:
    standard: Inputs = {"publicIPAllocationMethod": "Static", "sku": {"name": "Standard"}, "zones": ["1", "2", "3"]}
    return azure.create(ADDRESS, name, {"resourceGroupName": "lab", "publicIpAddressName": name, **standard, **more})


@pytest.fixture
def place(azure: Client, network: Made) -> Made:
    """The subnet for gateways, and two addresses."""
    for name in ("ip0", "ip1"):
        _address(azure, name)
    return _subnet(azure)


@pytest.fixture
def base(group: Made) -> str:
    """In front of the name of every resource of Microsoft.Network."""
    return f"{group.id}/providers/Microsoft.Network"


def _configuration(base: str, number: int = 0, subnet: str = "GatewaySubnet") -> Inputs:
    return {
        "name": f"c{number}",
        "subnet": {"id": f"{base}/virtualNetworks/net/subnets/{subnet}"},
        "publicIPAddress": {"id": f"{base}/publicIPAddresses/ip{number}"},
    }


def _gateway(base: str, **more: object) -> Inputs:
    return {
        "resourceGroupName": "lab",
        "virtualNetworkGatewayName": "vpn",
        "gatewayType": "Vpn",
        "vpnType": "RouteBased",
        "sku": {"name": "VpnGw2AZ", "tier": "VpnGw2AZ"},
        "ipConfigurations": [_configuration(base)],
        **more,
    }


def _double(base: str, **more: object) -> Inputs:
    sessions = [
        {
            "ipconfigurationId": f"{base}/virtualNetworkGateways/vpn/ipConfigurations/c{number}",
            "customBgpIpAddresses": [f"169.254.21.{1 + 4 * number}"],
        }
        for number in (0, 1)
    ]
    both = [_configuration(base), _configuration(base, 1)]
    bgp: Inputs = {"asn": 65010, "bgpPeeringAddresses": sessions}
    return _gateway(base, activeActive=True, enableBgp=True, ipConfigurations=both, bgpSettings=bgp, **more)


def _local(**more: object) -> Inputs:
    bgp: Inputs = {"asn": 64514, "bgpPeeringAddress": "169.254.21.2"}
    place: Inputs = {"resourceGroupName": "lab", "localNetworkGatewayName": "google"}
    return {**place, "gatewayIpAddress": "192.0.2.1", "bgpSettings": bgp, **more}


def _connection(base: str, **more: object) -> Inputs:
    return {
        "resourceGroupName": "lab",
        "virtualNetworkGatewayConnectionName": "google",
        "connectionType": "IPsec",
        "virtualNetworkGateway1": {"id": f"{base}/virtualNetworkGateways/vpn"},
        "localNetworkGateway2": {"id": f"{base}/localNetworkGateways/google"},
        "sharedKey": "hush",
        "enableBgp": True,
        **more,
    }


def test_an_active_active_gateway_tells_its_sessions(azure: Client, place: Made, base: str) -> None:
    """The other cloud needs both public addresses, and may use either kind of BGP address."""
    made = azure.create(GATEWAY, "vpn", _double(base))
    sessions = values.blocks(made.outputs, "bgpSettings.bgpPeeringAddresses")
    assert made.id == f"{base}/virtualNetworkGateways/vpn"
    assert [each["customBgpIpAddresses"] for each in sessions] == [["169.254.21.1"], ["169.254.21.5"]]
    assert [each["defaultBgpIpAddresses"] for each in sessions] == [["10.1.255.4"], ["10.1.255.5"]]
    public = [azure.import_(ADDRESS, name, f"{base}/publicIPAddresses/{name}") for name in ("ip0", "ip1")]
    assert [each["tunnelIpAddresses"] for each in sessions] == [[one.out("ipAddress")] for one in public if one]
    assert values.get(made.outputs, "bgpSettings.bgpPeeringAddress") == "10.1.255.4,10.1.255.5"


def test_a_single_gateway_has_azures_own_number(azure: Client, place: Made, base: str) -> None:
    """And the last address of its subnet."""
    made = azure.create(GATEWAY, "vpn", _gateway(base))
    assert values.get(made.outputs, "bgpSettings.asn") == 65515
    assert values.get(made.outputs, "bgpSettings.bgpPeeringAddress") == "10.1.255.30"
    assert made.out("vpnGatewayGeneration") == "Generation1"


def test_a_gateway_without_zones_cannot_be_made(azure: Client, place: Made, base: str) -> None:
    """Since November 2025."""
    assert refused(lambda: azure.create(GATEWAY, "vpn", _gateway(base, sku={"name": "VpnGw2", "tier": "VpnGw2"}))) == (
        'Status=400 Code="NonAzSkusNotAllowedForVPNGateway" Message="VpnGw1-5 non-AZ SKUs are no longer supported for'
        ' VPN gateways. Only VpnGw1-5AZ SKUs can be created going forward."'
    )


def test_a_size_is_one(azure: Client, place: Made, base: str) -> None:
    """With the ones that there are."""
    assert refused(lambda: azure.create(GATEWAY, "vpn", _gateway(base, sku={"name": "Large", "tier": "Large"}))) == (
        'Status=400 Code="InvalidGatewaySize" Message="The specified gateway size is not valid, supported gateway sizes'
        " are VpnGw1AZ,VpnGw2AZ,VpnGw3AZ,VpnGw4AZ,VpnGw5AZ.\"\n  note: it was 'Large'"
    )


def test_a_size_is_changed_in_place(azure: Client, place: Made, base: str) -> None:
    """A larger one keeps its addresses."""
    made = azure.create(GATEWAY, "vpn", _gateway(base))
    larger = _gateway(base, sku={"name": "VpnGw3AZ", "tier": "VpnGw3AZ"})
    assert azure.diff(made, larger).replaces == []
    assert azure.update(made, larger).id == made.id


def test_a_gateway_stands_in_the_gateway_subnet(azure: Client, place: Made, subnet: Made, base: str) -> None:
    """Of exactly that name."""
    wrong = _gateway(base, ipConfigurations=[_configuration(base, subnet="nodes")])
    assert refused(lambda: azure.create(GATEWAY, "vpn", wrong)) == (
        f'Status=400 Code="SubnetNameNotGatewaySubnet" Message="Subnet {subnet.id} referenced by gateway'
        f' {base}/virtualNetworkGateways/vpn must be named GatewaySubnet."{NOTE}'
    )


def test_a_gateway_subnet_has_32_addresses(azure: Client, network: Made, base: str) -> None:
    """All sizes but Basic want them."""
    _address(azure, "ip0")
    small = _subnet(azure, prefix="10.1.255.0/28")
    assert refused(lambda: azure.create(GATEWAY, "vpn", _gateway(base))) == (
        f'Status=400 Code="GatewaySubnetTooSmall" Message="Subnet {small.id} with address prefix 10.1.255.0/28 is too'
        f' small for gateway {base}/virtualNetworkGateways/vpn. It must be /27 or larger."'
        "\n  note: source: learn.microsoft.com, VPN Gateway settings; built the same way as Azure's words"
    )


def test_a_gateway_subnet_has_no_security_group(azure: Client, network: Made, base: str) -> None:
    """It would stand between the gateway and its peers."""
    group = azure.create(NSG, "nsg", {"resourceGroupName": "lab", "networkSecurityGroupName": "nsg"})
    assert refused(lambda: _subnet(azure, networkSecurityGroup={"id": group.id})) == (
        'Status=400 Code="NetworkSecurityGroupCannotBeAttachedToGatewaySubnet" Message="The operation failed because'
        " the"
        " network security group nsg can not be associated to the GatewaySubnet. Please remove the network security"
        " group associated to the GatewaySubnet. No changes have occurred on the gateway at this time. See here for"
        ' additional details: https://aka.ms/GatewaySubnet."'
    )


def test_a_network_has_one_vpn_gateway(azure: Client, place: Made, base: str) -> None:
    """A second one has no room."""
    first = azure.create(GATEWAY, "vpn", _gateway(base))
    second = _gateway(base, virtualNetworkGatewayName="two", ipConfigurations=[_configuration(base, 1)])
    assert refused(lambda: azure.create(GATEWAY, "two", second)) == (
        'Status=400 Code="VirtualNetworkHasGateway" Message="A virtual network can\'t be associated with more than one'
        f' gateway."\n  note: it has {first.id}'
    )


def test_an_active_active_gateway_has_two_configurations(azure: Client, place: Made, base: str) -> None:
    """One for each of its machines."""
    assert refused(lambda: azure.create(GATEWAY, "vpn", _gateway(base, activeActive=True))) == (
        'Status=400 Code="ActiveActiveGatewayMustHaveExactlyTwoIpConfigurations" Message="Gateway has 1 IP'
        f" configurations specified for gateway {base}/virtualNetworkGateways/vpn. ActiveActive Gateway must be created"
        ' with two IP configurations."'
    )


def test_a_gateways_address_is_in_zones(azure: Client, place: Made, base: str) -> None:
    """Where the region has some."""
    bare = _address(azure, "bare", zones=None)
    configuration = {**_configuration(base), "publicIPAddress": {"id": bare.id}}
    assert refused(lambda: azure.create(GATEWAY, "vpn", _gateway(base, ipConfigurations=[configuration]))) == (
        'Status=400 Code="VmssVpnGatewayPublicIpsMustHaveZonesConfigured" Message="Standard Public IPs associated with'
        ' VPN Gateways with AZ VPN skus must have zones configured."'
        f'\n  note: {bare.id} has none: give it zones ["1", "2", "3"]'
    )


@pytest.mark.parametrize(
    ("bgp", "message"),
    [
        (
            {"asn": 65520},
            'Status=400 Code="InvalidBgpAsn" Message="The BGP ASN 65520 of resource {gateway} is reserved. ASNs'
            " reserved"
            " by Azure: 8074, 8075, 12076, 65515, 65517, 65518, 65519, 65520; reserved by IANA: 23456, 64496-64511,"
            ' 65535-65551."',
        ),
        (
            {"bgpPeeringAddresses": [{"ipconfigurationId": "{c0}", "customBgpIpAddresses": ["169.254.20.1"]}]},
            'Status=400 Code="InvalidCustomBgpIpAddress" Message="The custom BGP IP address 169.254.20.1 of resource'
            ' {gateway} is not valid. It must be between 169.254.21.0 and 169.254.22.255."',
        ),
        (
            {
                "bgpPeeringAddresses": [
                    {"ipconfigurationId": "{c0}", "customBgpIpAddresses": ["169.254.21.1", "169.254.21.1"]}
                ]
            },
            'Status=400 Code="DuplicateCustomBgpIpAddress" Message="The custom BGP IP address 169.254.21.1 is used more'
            ' than once on gateway {gateway}."',
        ),
    ],
)
def test_wrong_bgp_settings_are_refused(azure: Client, place: Made, base: str, bgp: Inputs, message: str) -> None:
    """With what would be right."""
    gateway = f"{base}/virtualNetworkGateways/vpn"
    for block in values.blocks(bgp, "bgpPeeringAddresses"):
        block["ipconfigurationId"] = f"{gateway}/ipConfigurations/c0"
    wrong = _gateway(base, enableBgp=True, bgpSettings=bgp)
    assert refused(lambda: azure.create(GATEWAY, "vpn", wrong)) == message.replace("{gateway}", gateway) + NOTE


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"fqdn": "vpn.example"},
            'Code="InvalidRequestFormat" Message="Local network gateway {local} must have either a gateway IP address'
            ' or an FQDN."',
        ),
        (
            {"gatewayIpAddress": "192.0.2"},
            'Code="InvalidIPAddressFormat" Message="The gateway IP address 192.0.2 of {local} is no IPv4 address."',
        ),
        (
            {"bgpSettings": None},
            'Code="InvalidRequestFormat" Message="Local network gateway {local} must have address prefixes or BGP'
            ' settings."',
        ),
        (
            {"bgpSettings": {"asn": 64514}},
            'Code="InvalidBgpSettings" Message="The BGP settings of local network gateway {local} must have an ASN and'
            ' a BGP peering address."',
        ),
        (
            {"bgpSettings": {"asn": 65515, "bgpPeeringAddress": "169.254.21.2"}},
            'Code="InvalidBgpAsn" Message="The BGP ASN 65515 of resource {local} is reserved. ASNs reserved by Azure:'
            " 8074, 8075, 12076, 65515, 65517, 65518, 65519, 65520; reserved by IANA: 23456, 64496-64511,"
            ' 65535-65551."',
        ),
    ],
)
def test_a_wrong_other_side_is_refused(azure: Client, group: Made, base: str, more: Inputs, message: str) -> None:
    """A local network gateway is only what somebody wrote."""
    expected = message.replace("{local}", f"{base}/localNetworkGateways/google")
    assert refused(lambda: azure.create(LOCAL, "google", _local(**more))) == f"Status=400 {expected}{NOTE}"


@pytest.fixture
def sides(azure: Client, place: Made, base: str) -> tuple[Made, Made]:
    """A gateway of either side, both with BGP."""
    return azure.create(GATEWAY, "vpn", _double(base)), azure.create(LOCAL, "google", _local())


def test_a_connection_keeps_its_key_secret(azure: Client, sides: tuple[Made, Made], base: str) -> None:
    """A key that comes as a secret stays one."""
    made = azure.create(CONNECTION, "google", _connection(base, sharedKey=Secret("hush")))
    assert made.id == f"{base}/connections/google"
    assert made.out("connectionStatus") == "Connected"
    assert isinstance(made.outputs["sharedKey"], Secret)
    assert azure.diff(made, _connection(base, sharedKey=Secret("other"))).replaces == []


def test_a_connection_is_taken_down_before_its_gateways(azure: Client, sides: tuple[Made, Made], base: str) -> None:
    """And the gateway before its subnet and its addresses."""
    made = azure.create(CONNECTION, "google", _connection(base))
    for side in sides:
        assert refused(lambda side=side: azure.delete(side)) == (
            f'Status=409 Code="OperationNotAllowed" Message="Resource {side.id} cannot be deleted because it is in use'
            f' by the following resource: {made.id}."'
        )
    place = azure.import_(SUBNET, "GatewaySubnet", f"{base}/virtualNetworks/net/subnets/GatewaySubnet")
    assert place is not None
    assert refused(lambda: azure.delete(place)) == (
        f'Status=400 Code="InUseSubnetCannotBeDeleted" Message="Subnet GatewaySubnet is in use by {sides[0].id} and'
        " cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See"
        ' aka.ms/deletesubnet."'
    )
    for each in (made, *sides, place):
        azure.delete(each)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"sharedKey": "not this"},
            'Code="InvalidSharedKey" Message="The shared key of connection {id} is not valid. It must have 1 to 128'
            ' printable ASCII characters other than space, hyphen (-) and tilde (~)."',
        ),
        (
            {"connectionType": "Tunnel"},
            'Code="InvalidRequestFormat" Message="Connection {id} has the connection type \'Tunnel\'. It must be IPsec,'
            ' Vnet2Vnet or ExpressRoute."',
        ),
        (
            {"localNetworkGateway2": None},
            'Code="InvalidRequestFormat" Message="Connection {id} of type IPsec must reference a'
            ' localNetworkGateway2."',
        ),
        (
            {
                "enableBgp": False,
                "gatewayCustomBgpIpAddresses": [{"customBgpIpAddress": "a", "ipConfigurationId": "b"}],
            },
            'Code="InvalidRequestFormat" Message="Connection {id} has custom BGP IP addresses and does not enable'
            ' BGP."',
        ),
        (
            {"gatewayCustomBgpIpAddresses": [{"customBgpIpAddress": "169.254.21.9", "ipConfigurationId": "c0"}]},
            'Code="InvalidCustomBgpIpAddress" Message="The custom BGP IP address 169.254.21.9 of connection {id} is not'
            ' one of c0."',
        ),
        (
            {"location": "japaneast"},
            'Code="InvalidResourceLocation" Message="Connection {id} in japaneast must be in the location westeurope of'
            ' gateway {gateway}."',
        ),
    ],
)
def test_a_wrong_connection_is_refused(
    azure: Client, sides: tuple[Made, Made], base: str, more: Inputs, message: str
) -> None:
    """Before anything is made."""
    wrong = {name: value for name, value in _connection(base, **more).items() if value is not None}
    expected = message.replace("{id}", f"{base}/connections/google").replace("{gateway}", sides[0].id)
    assert refused(lambda: azure.create(CONNECTION, "google", wrong)) == f"Status=400 {expected}{NOTE}"


def test_both_sides_must_speak_bgp(azure: Client, place: Made, base: str) -> None:
    """A connection with BGP is none without it on either side."""
    plain = azure.create(GATEWAY, "vpn", _gateway(base))
    azure.create(LOCAL, "google", _local())
    assert refused(lambda: azure.create(CONNECTION, "google", _connection(base))) == (
        f'Status=400 Code="BgpNotEnabledOnGateway" Message="Connection {base}/connections/google cannot enable BGP'
        f' because BGP is not enabled on {plain.id}."{NOTE}'
    )


def test_the_two_sides_have_different_numbers(azure: Client, sides: tuple[Made, Made], base: str) -> None:
    """BGP between networks of one number is none."""
    bgp: Inputs = {"asn": 65010, "bgpPeeringAddress": "169.254.21.2"}
    local = azure.create(LOCAL, "same", _local(localNetworkGatewayName="same", bgpSettings=bgp))
    wrong = _connection(base, localNetworkGateway2={"id": local.id})
    assert refused(lambda: azure.create(CONNECTION, "google", wrong)) == (
        f'Status=400 Code="BgpAsnConflict" Message="Connection {base}/connections/google cannot enable BGP because'
        f' {sides[0].id} and {local.id} have the same ASN 65010."{NOTE}'
    )


def test_a_link_local_peer_needs_a_link_local_gateway(azure: Client, place: Made, base: str) -> None:
    """Google's side always is one."""
    gateway = azure.create(GATEWAY, "vpn", _gateway(base, enableBgp=True))
    azure.create(LOCAL, "google", _local())
    assert refused(lambda: azure.create(CONNECTION, "google", _connection(base))) == (
        f'Status=400 Code="CustomBgpIpAddressRequired" Message="Connection {base}/connections/google cannot reach the'
        f' BGP peer 169.254.21.2 because gateway {gateway.id} has no custom BGP IP address."{NOTE}'
    )


def test_two_gateways_have_one_connection(azure: Client, sides: tuple[Made, Made], base: str) -> None:
    """More tunnels need more local network gateways."""
    first = azure.create(CONNECTION, "google", _connection(base))
    again = _connection(base, virtualNetworkGatewayConnectionName="again")
    assert refused(lambda: azure.create(CONNECTION, "again", again)) == (
        f'Status=400 Code="VpnConnectionAlreadyExists" Message="Connection {first.id} already exists between'
        f' {sides[0].id} and {sides[1].id}."{NOTE}'
    )
