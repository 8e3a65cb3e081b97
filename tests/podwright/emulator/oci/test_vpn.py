"""The other side's device, IPsec connections and their tunnels."""

from __future__ import annotations

import pytest

from podwright.emulator.core import values
from podwright.emulator.core.wire import Secret, Values
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.words import NOT_FOUND, refusal

CPE, CONNECTION, DRG = "oci:Core/cpe:Cpe", "oci:Core/ipsec:Ipsec", "oci:Core/drg:Drg"
TUNNEL = "oci:Core/ipsecConnectionTunnelManagement:IpsecConnectionTunnelManagement"
TUNNELS = "oci:Core/getIpsecConnectionTunnels:getIpsecConnectionTunnels"
SESSION = {
    "customerBgpAsn": "64514",
    "customerInterfaceIp": "169.254.21.1/30",
    "oracleInterfaceIp": "169.254.21.2/30",
}
OF_TUNNEL = (
    "Core Ipsec Connection Tunnel Management",
    "core_ipsec_connection_tunnel_management",
    "UpdateIPSecConnectionTunnel",
)


@pytest.fixture
def cpe(oci: Client, compartment: Made) -> Made:
    """The device of another cloud."""
    return oci.create(CPE, "google", {"compartmentId": compartment.id, "ipAddress": "192.0.2.1"})


@pytest.fixture
def drg(oci: Client, compartment: Made) -> Made:
    """The gateway of this side."""
    return oci.create(DRG, "drg", {"compartmentId": compartment.id})


@pytest.fixture
def connection_inputs(compartment: Made, cpe: Made, drg: Made) -> Values:
    """A connection with the route that Oracle wants at first."""
    return {"compartmentId": compartment.id, "cpeId": cpe.id, "drgId": drg.id, "staticRoutes": ["10.1.0.0/16"]}


@pytest.fixture
def connection(oci: Client, connection_inputs: Values) -> Made:
    """That connection."""
    return oci.create(CONNECTION, "google", connection_inputs)


def _tunnels(oci: Client, connection: Made) -> list[Values]:
    return values.blocks(oci.invoke(TUNNELS, {"ipsecId": connection.id}), "ipSecConnectionTunnels")


def _managed(oci: Client, connection: Made, number: int = 0, **more: object) -> Values:
    tunnel = _tunnels(oci, connection)[number]["tunnelId"]
    said: Values = {"routing": "BGP", "bgpSessionInfo": SESSION, "sharedSecret": "hush", "ikeVersion": "V2"}
    return {"ipsecId": connection.id, "tunnelId": tunnel, **said, **more}


def test_a_connection_has_two_tunnels(oci: Client, connection: Made) -> None:
    """Each with a public address of its own; the question does not tell the keys, as the provider's does not."""
    one, two = _tunnels(oci, connection)
    assert one["vpnIp"] != two["vpnIp"]
    assert one["cpeIp"] == "192.0.2.1"
    assert (one["routing"], one["ikeVersion"], one["status"]) == ("STATIC", "V1", "UP")
    assert (one["sharedSecret"], two["sharedSecret"]) == ("", "")
    assert _tunnels(oci, connection) == [one, two]


def test_a_connection_is_known_by_its_devices_address(connection: Made) -> None:
    """Unless it is told another name."""
    assert connection.out("cpeLocalIdentifier") == "192.0.2.1"
    assert (connection.out("cpeLocalIdentifierType"), connection.out("transportType")) == ("IP_ADDRESS", "INTERNET")


def test_a_tunnel_with_bgp(oci: Client, connection: Made) -> None:
    """Oracle's number is the same nearly everywhere, and the question about tunnels tells what was asked for."""
    made = oci.create(TUNNEL, "one", _managed(oci, connection))
    session = values.mapping(made.outputs, "bgpSessionInfo")
    assert made.id == _tunnels(oci, connection)[0]["tunnelId"]
    assert (session["oracleBgpAsn"], session["bgpState"]) == ("31898", "UP")
    assert isinstance(made.outputs["sharedSecret"], Secret)
    assert made.out("vpnIp") == _tunnels(oci, connection)[0]["vpnIp"]
    told = _tunnels(oci, connection)[0]
    assert told["ikeVersion"] == "V2"
    assert values.blocks(told, "bgpSessionInfos")[0]["customerInterfaceIp"] == "169.254.21.1/30"
    assert oci.diff(made, _managed(oci, connection, displayName="first")).replaces == []


def test_a_key_that_nobody_gave_is_oracles(oci: Client, connection: Made) -> None:
    """The other cloud reads it from the outputs; each tunnel has its own."""
    keys: list[str] = []
    for number in (0, 1):
        said = _managed(oci, connection, number)
        del said["sharedSecret"]
        made = oci.create(TUNNEL, f"tunnel{number}", said)
        assert isinstance(made.outputs["sharedSecret"], Secret)
        keys.append(str(made.out("sharedSecret")))
    assert len(set(keys)) == 2
    assert all(key.isalnum() and len(key) == 64 for key in keys)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"sharedSecret": "not-this"},
            "The shared secret is not valid. Only numbers, letters, and spaces are allowed.",
        ),
        (
            {"bgpSessionInfo": {"customerBgpAsn": "64514"}},
            "customerInterfaceIp, oracleInterfaceIp must be specified for a tunnel that uses BGP routing.",
        ),
        (
            {"bgpSessionInfo": {**SESSION, "customerBgpAsn": "31898"}},
            "customerBgpAsn 31898 must not be Oracle's own ASN.",
        ),
        (
            {"bgpSessionInfo": {**SESSION, "customerInterfaceIp": "169.254.21.1"}},
            "customerInterfaceIp 169.254.21.1 is not valid. The value must be a /30 or /31.",
        ),
        (
            {"bgpSessionInfo": {**SESSION, "customerInterfaceIp": "169.254.21.0/30"}},
            "customerInterfaceIp 169.254.21.0/30 is not a host address of 169.254.21.0/30.",
        ),
        (
            {"bgpSessionInfo": {**SESSION, "customerInterfaceIp": "169.254.21.5/30"}},
            "oracleInterfaceIp 169.254.21.2/30 and customerInterfaceIp 169.254.21.5/30 must be two addresses of the"
            " same subnet.",
        ),
        (
            {"bgpSessionInfo": {**SESSION, "oracleInterfaceIp": "169.254.100.2/30"}},
            "oracleInterfaceIp 169.254.100.2/30 is not valid. 169.254.100.0 to 169.254.109.255 cannot be used inside"
            " of a tunnel.",
        ),
        ({"routing": "STATIC"}, "customerBgpAsn must be null for a tunnel that uses STATIC routing."),
        ({"routing": "OSPF"}, "The routing type OSPF is not valid, it must be one of BGP, STATIC, POLICY."),
    ],
)
def test_a_wrong_tunnel_is_refused(oci: Client, connection: Made, more: Values, message: str) -> None:
    """With what would be right."""
    said = {**_managed(oci, connection), **more}
    assert refused(lambda: oci.create(TUNNEL, "one", said)) == refusal(f"400-InvalidParameter, {message}", *OF_TUNNEL)


def test_a_tunnel_is_one_of_its_connection(oci: Client, connection: Made) -> None:
    """Another id names nothing."""
    said = _managed(oci, connection, tunnelId="ocid1.ipsectunnel.oc1.eu-amsterdam-1.aaaaaaaaother")
    assert refused(lambda: oci.create(TUNNEL, "one", said)) == refusal(
        NOT_FOUND, *OF_TUNNEL, "tunnelId is none of the connection's tunnels: see getIpsecConnectionTunnels"
    )


def test_a_new_connection_needs_a_static_route(oci: Client, connection_inputs: Values) -> None:
    """Though both tunnels shall use BGP: they do not yet."""
    assert refused(lambda: oci.create(CONNECTION, "google", {**connection_inputs, "staticRoutes": []})) == refusal(
        "400-InvalidParameter, At least one static route must be specified for an IPSec connection with a tunnel that"
        " uses static routing.",
        "Core Ipsec",
        "core_ipsec",
        "CreateIPSecConnection",
        "a new connection's tunnels use static routing: give a route now, it may go when both use BGP",
    )


def test_the_route_may_go_when_both_tunnels_use_bgp(oci: Client, connection: Made, connection_inputs: Values) -> None:
    """Then it leads nowhere."""
    without: Values = {**connection_inputs, "staticRoutes": []}
    oci.create(TUNNEL, "one", _managed(oci, connection))
    assert "At least one static route" in refused(lambda: oci.update(connection, without))
    other = {**SESSION, "customerInterfaceIp": "169.254.21.5/30", "oracleInterfaceIp": "169.254.21.6/30"}
    oci.create(TUNNEL, "two", _managed(oci, connection, 1, bgpSessionInfo=other))
    assert oci.update(connection, without).out("staticRoutes") == []


@pytest.mark.parametrize(
    ("route", "message"),
    [
        ("ten", "The static route ten is not a valid CIDR block."),
        ("224.0.0.0/8", "The static route 224.0.0.0/8 must not be a multicast or a class E address."),
        ("250.0.0.0/8", "The static route 250.0.0.0/8 must not be a multicast or a class E address."),
    ],
)
def test_a_route_leads_somewhere(oci: Client, connection_inputs: Values, route: str, message: str) -> None:
    """To addresses that machines have."""
    assert refused(lambda: oci.create(CONNECTION, "x", {**connection_inputs, "staticRoutes": [route]})) == refusal(
        f"400-InvalidParameter, {message}", "Core Ipsec", "core_ipsec", "CreateIPSecConnection"
    )


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("10.0.0.1", "The CPE IP address 10.0.0.1 must be a public IP address."),
        ("google", "The CPE IP address google is not a valid IPv4 address."),
    ],
)
def test_a_device_has_a_public_address(oci: Client, compartment: Made, address: str, message: str) -> None:
    """Unless it says that it is private, over FastConnect."""
    inputs: Values = {"compartmentId": compartment.id, "ipAddress": address}
    assert refused(lambda: oci.create(CPE, "x", inputs)) == refusal(
        f"400-InvalidParameter, {message}", "Core Cpe", "core_cpe", "CreateCpe"
    )
    oci.create(CPE, "private", {**inputs, "ipAddress": "10.0.0.1", "isPrivate": True})


def test_a_connection_keeps_its_device_and_its_gateway(oci: Client, connection: Made, cpe: Made, drg: Made) -> None:
    """So a destroy takes the connection first, and its tunnels with it."""
    tunnel = oci.create(TUNNEL, "one", _managed(oci, connection))
    for made, noun, service in ((cpe, "CPE", "Cpe"), (drg, "DRG", "Drg")):
        assert refused(lambda made=made: oci.delete(made)) == refusal(
            f"409-Conflict, The {noun} {made.id} references the IPSec Connection {connection.id}. You must remove the"
            " reference to proceed with this operation.",
            f"Core {service}",
            f"core_{service.lower()}",
            f"Delete{service}",
        )
    oci.delete(connection)
    assert oci.refresh(tunnel) is None
    oci.delete(cpe)
    oci.delete(drg)


def test_what_replaces_a_connection(oci: Client, connection: Made, connection_inputs: Values) -> None:
    """Its ends; routes are updated."""
    assert oci.diff(connection, {**connection_inputs, "cpeId": "other"}).replaces == ["cpeId"]
    assert oci.diff(connection, {**connection_inputs, "staticRoutes": ["10.2.0.0/16"]}).replaces == []
