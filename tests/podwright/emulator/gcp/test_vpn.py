"""HA VPN gateways of both sides, tunnels between them, and the BGP sessions in the tunnels."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pytest

from podwright.emulator.core import values
from podwright.emulator.core.wire import Secret
from tests.podwright.emulator.client import Client, Made, refused

HA = "gcp:compute/haVpnGateway:HaVpnGateway"
EXTERNAL = "gcp:compute/externalVpnGateway:ExternalVpnGateway"
TUNNEL = "gcp:compute/vPNTunnel:VPNTunnel"
ROUTER = "gcp:compute/router:Router"
INTERFACE = "gcp:compute/routerInterface:RouterInterface"
PEER = "gcp:compute/routerPeer:RouterPeer"
Inputs = dict[str, object]

REGION = "projects/lab/regions/europe-west4"


@dataclass
class Site:
    """What a tunnel needs before it."""

    gateway: Made
    other: Made
    router: Made


def _external(*addresses: str, **more: object) -> Inputs:
    listed = [{"id": number, "ipAddress": address} for number, address in enumerate(addresses)]
    return {"name": "azure", "redundancyType": "TWO_IPS_REDUNDANCY", "interfaces": listed, **more}


@pytest.fixture
def site(gcp: Client, network: Made) -> Site:
    """A gateway of either side and a router with a number."""
    return Site(
        gcp.create(HA, "vpn", {"name": "vpn", "network": network.id}),
        gcp.create(EXTERNAL, "azure", _external("192.0.2.1", "192.0.2.2")),
        gcp.create(ROUTER, "router", {"name": "router", "network": network.id, "bgp": {"asn": 64514}}),
    )


def _tunnel(**more: object) -> Inputs:
    return {
        "name": "tunnel",
        "vpnGateway": "vpn",
        "vpnGatewayInterface": 0,
        "peerExternalGateway": "azure",
        "peerExternalGatewayInterface": 0,
        "sharedSecret": "hush",
        "router": "router",
        **more,
    }


def _interface(**more: object) -> Inputs:
    return {"name": "session", "router": "router", "vpnTunnel": "tunnel", "ipRange": "169.254.21.2/30", **more}


def _peer(**more: object) -> Inputs:
    session = {"interface": "session", "peerAsn": 65010, "peerIpAddress": "169.254.21.1"}
    return {"name": "session", "router": "router", **session, **more}


def test_a_gateway_has_two_addresses_that_stay(gcp: Client, site: Site) -> None:
    """The other cloud is told both, so they may not change with anything that is updated in place."""
    interfaces = values.blocks(site.gateway.outputs, "vpnInterfaces")
    assert [each["id"] for each in interfaces] == [0, 1]
    assert interfaces[0]["ipAddress"] != interfaces[1]["ipAddress"]
    labelled = gcp.update(
        site.gateway, {"name": "vpn", "network": site.gateway.inputs["network"], "labels": {"a": "b"}}
    )
    assert labelled.out("vpnInterfaces") == interfaces
    assert (site.gateway.out("stackType"), site.gateway.out("gatewayIpVersion")) == ("IPV4_ONLY", "IPV4")


def test_a_gateway_needs_its_network(gcp: Client) -> None:
    """As everything regional does."""
    assert refused(lambda: gcp.create(HA, "vpn", {"name": "vpn", "network": "gone"})) == (
        "Error creating HaVpnGateway: googleapi: Error 404: The resource 'projects/lab/global/networks/gone' was not"
        " found, notFound"
    )


def test_the_other_side_has_as_many_interfaces_as_its_redundancy(gcp: Client) -> None:
    """Two addresses need two."""
    assert refused(lambda: gcp.create(EXTERNAL, "azure", _external("192.0.2.1"))) == (
        "Error creating ExternalVpnGateway: googleapi: Error 400: Invalid value for field 'resource.interfaces': '[0]'."
        " Redundancy type TWO_IPS_REDUNDANCY requires 2 interface(s) with ids [0, 1]., invalid"
        "\n  note: built after the documented rule"
    )


def test_the_other_side_must_say_its_redundancy(gcp: Client) -> None:
    """The SDK lets it be left out, the API does not."""
    assert refused(lambda: gcp.create(EXTERNAL, "azure", _external("192.0.2.1", redundancyType=None))) == (
        "Error creating ExternalVpnGateway: googleapi: Error 400: Invalid value for field 'resource.redundancyType':"
        " ''. Must be one of SINGLE_IP_INTERNALLY_REDUNDANT, TWO_IPS_REDUNDANCY, FOUR_IPS_REDUNDANCY., invalid"
    )


def test_a_tunnel_knows_its_peer_and_hides_its_secret(gcp: Client, site: Site) -> None:
    """The address is that of the named interface; the key comes back encrypted, and only as a hash in clear."""
    made = gcp.create(TUNNEL, "tunnel", _tunnel(peerExternalGatewayInterface=1))
    assert made.id == f"{REGION}/vpnTunnels/tunnel"
    assert made.out("peerIp") == "192.0.2.2"
    assert made.out("ikeVersion") == 2
    assert made.out("detailedStatus") == "Tunnel is up and running."
    assert isinstance(made.outputs["sharedSecret"], Secret)
    assert made.out("sharedSecretHash") == hashlib.sha1(b"hush", usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            {"vpnGatewayInterface": 2},
            "Invalid value for field 'resource.vpnGatewayInterface': '2'. Must be between 0 and 1",
        ),
        (
            {"peerExternalGatewayInterface": 2},
            "Invalid value for field 'resource.peerExternalGatewayInterface': '2'. The external VPN gateway"
            " 'projects/lab/global/externalVpnGateways/azure' has the interfaces 0, 1.",
        ),
        (
            {"peerExternalGateway": None, "peerIp": "192.0.2.1"},
            "Invalid value for field 'resource.peerIp': '192.0.2.1'. Cannot specify peer IP for HA VPN tunnel creation,"
            " please specify peerExternalGateway or peerGcpGateway instead.",
        ),
        (
            {"peerExternalGateway": None},
            "Invalid value for field 'resource': ''. Either peerExternalGateway or peerGcpGateway must be specified for"
            " a tunnel of an HA VPN gateway.",
        ),
        (
            {"router": None},
            "Invalid value for field 'resource.router': ''. Router must be specified for a tunnel of an HA VPN"
            " gateway.",
        ),
    ],
)
def test_a_tunnel_that_does_not_fit_is_refused(gcp: Client, site: Site, inputs: Inputs, message: str) -> None:
    """With the field."""
    wrong = {name: value for name, value in _tunnel(**inputs).items() if value is not None}
    assert refused(lambda: gcp.create(TUNNEL, "tunnel", wrong)) == (
        f"Error creating VpnTunnel: googleapi: Error 400: {message}, invalid"
    )


def test_a_router_of_another_network_does_not_fit(gcp: Client, site: Site) -> None:
    """It would learn routes for the wrong machines."""
    other = gcp.create("gcp:compute/network:Network", "other", {"name": "other", "autoCreateSubnetworks": False})
    gcp.create(ROUTER, "elsewhere", {"name": "elsewhere", "network": other.id, "bgp": {"asn": 64515}})
    assert refused(lambda: gcp.create(TUNNEL, "tunnel", _tunnel(router="elsewhere"))) == (
        "Error creating VpnTunnel: googleapi: Error 400: Invalid value for field 'resource.router':"
        f" '{REGION}/routers/elsewhere'. Router must be in the same network as the VPN gateway"
        f" '{REGION}/vpnGateways/vpn'., invalid"
    )


def test_a_router_of_another_region_does_not_fit(gcp: Client, site: Site, network: Made) -> None:
    """A tunnel, its gateway and its router are of one region."""
    west = {"name": "west", "region": "us-central1", "network": network.id, "bgp": {"asn": 64515}}
    router = gcp.create(ROUTER, "west", west)
    assert refused(lambda: gcp.create(TUNNEL, "tunnel", _tunnel(router=router.id))) == (
        "Error creating VpnTunnel: googleapi: Error 400: Invalid value for field 'resource.router':"
        " 'projects/lab/regions/us-central1/routers/west'. Router must be in the region europe-west4 of the tunnel.,"
        " invalid"
    )


def test_two_tunnels_do_not_share_both_ends(gcp: Client, site: Site) -> None:
    """A second one needs another interface on either side."""
    gcp.create(TUNNEL, "tunnel", _tunnel())
    assert refused(lambda: gcp.create(TUNNEL, "again", _tunnel(name="again"))) == (
        "Error creating VpnTunnel: googleapi: Error 400: Invalid value for field"
        " 'resource.peerExternalGatewayInterface': '0'. A tunnel with same peer external VPN gateway interface already"
        " exists., invalid"
        f"\n  note: it is {REGION}/vpnTunnels/tunnel"
    )
    gcp.create(TUNNEL, "second", _tunnel(name="second", vpnGatewayInterface=1))


def test_another_secret_replaces_a_tunnel(gcp: Client, site: Site) -> None:
    """The API cannot change one."""
    made = gcp.create(TUNNEL, "tunnel", _tunnel())
    assert gcp.diff(made, _tunnel(sharedSecret="other")).replaces == ["sharedSecret"]
    assert gcp.diff(made, _tunnel(labels={"a": "b"})).replaces == []


def test_wrong_tunnel_settings_are_refused_before_any_call(gcp: Client) -> None:
    """No key at all, two kinds of peer."""
    wrong = {**_tunnel(peerGcpGateway="vpn", ikeVersion=3), "sharedSecret": None}
    assert refused(lambda: gcp.check(TUNNEL, "tunnel", wrong)) == (
        "sharedSecret: Invalid combination of arguments: one of `sharedSecret,sharedSecretWo` must be specified\n"
        'peerExternalGateway: Conflicting configuration arguments: "peerExternalGateway": conflicts with'
        " peerGcpGateway\n"
        'ikeVersion: expected "ikeVersion" to be in the range (1 - 2), got 3'
    )


@pytest.mark.parametrize("part", ["gateway", "other", "router"])
def test_a_tunnel_keeps_what_it_needs(gcp: Client, site: Site, part: str) -> None:
    """So a destroy must take the tunnel first."""
    gcp.create(TUNNEL, "tunnel", _tunnel())
    made: Made = getattr(site, part)
    title, noun = {
        "gateway": ("HaVpnGateway", "vpn_gateway"),
        "other": ("ExternalVpnGateway", "external_vpn_gateway"),
        "router": ("Router", "router"),
    }[part]
    assert refused(lambda: gcp.delete(made)) == (
        f"Error deleting {title}: googleapi: Error 400: The {noun} resource '{made.id}' is already being used by"
        f" '{REGION}/vpnTunnels/tunnel', resourceInUseByAnotherResource"
    )


def test_a_session_in_a_tunnel(gcp: Client, site: Site) -> None:
    """Google's address is the interface's, the peer's is the other one of four."""
    gcp.create(TUNNEL, "tunnel", _tunnel())
    interface = gcp.create(INTERFACE, "session", _interface())
    assert interface.id == "lab/europe-west4/router/session"
    assert (interface.out("ipRange"), interface.out("ipVersion")) == ("169.254.21.2/30", "IPV4")
    peer = gcp.create(PEER, "session", {**_peer(), "peerIpAddress": None})
    assert peer.id == f"{REGION}/routers/router/session"
    assert (peer.out("ipAddress"), peer.out("peerIpAddress")) == ("169.254.21.2", "169.254.21.1")
    assert gcp.diff(peer, _peer(advertisedRoutePriority=100)).replaces == []


def test_a_session_is_taken_down_from_its_peer_on(gcp: Client, site: Site) -> None:
    """Peer, interface, tunnel, gateways: no other order."""
    tunnel = gcp.create(TUNNEL, "tunnel", _tunnel())
    interface = gcp.create(INTERFACE, "session", _interface())
    peer = gcp.create(PEER, "session", _peer())
    assert refused(lambda: gcp.delete(tunnel)) == (
        f"Error deleting VpnTunnel: googleapi: Error 400: The vpn_tunnel resource '{tunnel.id}' is already being used"
        f" by '{REGION}/routers/router', resourceInUseByAnotherResource"
    )
    assert refused(lambda: gcp.delete(interface)) == (
        "Error deleting RouterInterface: googleapi: Error 400: Invalid value for field"
        " 'resource.bgpPeers[0].interfaceName': 'session'. BGP peer 'session' references an interface that does not"
        f" exist., invalid\n  note: delete {peer.id} first; built after the documented rule"
    )
    for made in (peer, interface, tunnel, site.gateway, site.other, site.router):
        gcp.delete(made)


def test_sessions_of_a_network_share_no_range(gcp: Client, site: Site, network: Made) -> None:
    """On any router of any region of the network; another network may have the same."""
    gcp.create(TUNNEL, "tunnel", _tunnel())
    gcp.create(INTERFACE, "session", _interface())
    west = {"name": "west", "region": "us-central1", "network": network.id, "bgp": {"asn": 64515}}
    gcp.create(ROUTER, "west", west)
    twin = {"name": "twin", "router": "west", "region": "us-central1", "ipRange": "169.254.21.1/29"}
    assert refused(lambda: gcp.create(INTERFACE, "twin", twin)) == (
        "Error creating RouterInterface: googleapi: Error 400: Invalid value for field"
        " 'resource.interfaces[0].ipRange': '169.254.21.1/29'. IP range 169.254.21.0/29 overlaps with the range"
        " 169.254.21.0/30 of interface 'session'.,"
        " invalid\n  note: a range must be unique among all Cloud Routers in all regions of a network"
    )
    gcp.create(INTERFACE, "free", {**twin, "ipRange": "169.254.21.5/30"})
    other = gcp.create("gcp:compute/network:Network", "other", {"name": "other", "autoCreateSubnetworks": False})
    gcp.create(ROUTER, "apart", {"name": "apart", "network": other.id, "bgp": {"asn": 64515}})
    gcp.create(INTERFACE, "apart", {"name": "apart", "router": "apart", "ipRange": "169.254.21.2/30"})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("10.0.0.1/30", "The IP range must be in the RFC3927 link-local IP space 169.254.0.0/16., invalid"),
        (
            "169.254.21.0/30",
            "The IP address must be a host address of a range of at least /30., invalid"
            "\n  note: built after the documented rule",
        ),
        (
            "169.254.21.1/31",
            "The IP address must be a host address of a range of at least /30., invalid"
            "\n  note: built after the documented rule",
        ),
        ("nothing", "Must be an address with its range, such as 169.254.0.1/30, invalid"),
    ],
)
def test_a_range_is_link_local(gcp: Client, site: Site, given: str, message: str) -> None:
    """Four addresses at least, and Google's is one that a host may have."""
    assert refused(lambda: gcp.create(INTERFACE, "session", {**_interface(ipRange=given), "vpnTunnel": None})) == (
        "Error creating RouterInterface: googleapi: Error 400: Invalid value for field"
        f" 'resource.interfaces[0].ipRange': '{given}'. {message}"
    )


def test_a_tunnel_has_one_interface(gcp: Client, site: Site) -> None:
    """For each version of IP."""
    gcp.create(TUNNEL, "tunnel", _tunnel())
    gcp.create(INTERFACE, "session", _interface())
    assert refused(lambda: gcp.create(INTERFACE, "two", _interface(name="two", ipRange="169.254.21.6/30"))) == (
        "Error creating RouterInterface: googleapi: Error 400: Invalid value for field"
        " 'resource.interfaces[1].linkedVpnTunnel':"
        f" 'https://www.googleapis.com/compute/v1/{REGION}/vpnTunnels/tunnel'. Cannot link multiple interfaces with the"
        " same IP version to the same VPN tunnel., invalid"
    )


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            {"ipAddress": "169.254.21.6"},
            "Invalid value for field 'resource.bgpPeers[0].ipAddress': '169.254.21.6'. BGP Peer \"session\" has IP"
            " address 169.254.21.6 different from interface IP address 169.254.21.2, invalid",
        ),
        (
            {"peerIpAddress": "169.254.22.1"},
            "Invalid value for field 'resource.bgpPeers[0].peerIpAddress': '169.254.22.1'. BGP Peer \"session\" has"
            " peer IP address 169.254.22.1 that is not another address of the interface's range 169.254.21.0/30.,"
            " invalid",
        ),
        (
            {"interface": "gone"},
            "Invalid value for field 'resource.bgpPeers[0].interfaceName': 'gone'. BGP peer 'session' references an"
            " interface that does not exist., invalid",
        ),
    ],
)
def test_a_peer_that_does_not_fit_is_refused(gcp: Client, site: Site, inputs: Inputs, message: str) -> None:
    """Its addresses are of the interface's range."""
    gcp.create(TUNNEL, "tunnel", _tunnel())
    gcp.create(INTERFACE, "session", _interface())
    assert refused(lambda: gcp.create(PEER, "session", _peer(**inputs))) == (
        f"Error creating RouterBgpPeer: googleapi: Error 400: {message}"
    )


def test_a_peer_without_addresses_needs_an_interface_with_one(gcp: Client, site: Site) -> None:
    """The API's words of a known trap."""
    gcp.create(TUNNEL, "tunnel", _tunnel())
    gcp.create(INTERFACE, "session", {**_interface(), "ipRange": None})
    assert refused(lambda: gcp.create(PEER, "session", _peer())) == (
        "Error creating RouterBgpPeer: googleapi: Error 400: Invalid value for field 'resource.bgpPeers[0]':"
        ' \'{  "name": "session"...\'. In BGP Peer "session", peer IP address 169.254.21.1 is specified, but IP address'
        " is not specified., invalid"
    )


def test_a_router_without_a_number_has_no_peers(gcp: Client, site: Site, network: Made) -> None:
    """A router for NAT alone needs none."""
    gcp.create(ROUTER, "plain", {"name": "plain", "network": network.id})
    gcp.create(INTERFACE, "session", {"name": "session", "router": "plain", "ipRange": "169.254.21.2/30"})
    assert refused(lambda: gcp.create(PEER, "session", _peer(router="plain"))) == (
        "Error creating RouterBgpPeer: googleapi: Error 400: Invalid value for field 'resource.bgp.asn': ''. Router"
        " 'plain' must have a BGP ASN to have BGP peers., invalid"
        "\n  note: give the router bgp.asn; built after the documented rule"
    )


def test_a_router_has_a_private_number(gcp: Client) -> None:
    """Or Google's own."""
    message = (
        'bgp.asn: expected "bgp.0.asn" to be a RFC6996-compliant Local ASN:\nmust be either in the private ASN ranges:'
        " [64512..65534], [4200000000..4294967294];\nor be the value of [16550], got 65535"
    )
    assert refused(lambda: gcp.check(ROUTER, "r", {"name": "r", "network": "net", "bgp": {"asn": 65535}})) == message
    for asn in (64512, 65534, 4200000000, 16550):
        gcp.check(ROUTER, "r", {"name": "r", "network": "net", "bgp": {"asn": asn}})


def test_a_default_advertisement_names_nothing(gcp: Client) -> None:
    """What is advertised is chosen with CUSTOM only."""
    bgp: Inputs = {"asn": 64514, "advertisedGroups": ["ALL_SUBNETS"]}
    assert refused(lambda: gcp.check(ROUTER, "r", {"name": "r", "network": "net", "bgp": bgp})) == (
        "bgp.advertisedGroups: Error in bgp: advertised_groups cannot be specified when using advertise_mode DEFAULT"
    )


def test_a_routers_session_settings_are_told(site: Site) -> None:
    """Also those that nobody chose."""
    assert site.router.out("bgp") == {"advertiseMode": "DEFAULT", "keepaliveInterval": 20, "asn": 64514}
