"""VPN connections of all clouds: keys are secrets, tunnels that cannot be are refused whole, ends find each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi.runtime import rpc

from components.azure.vpn import AzureVpnConnection, AzureVpnConnectionArgs, AzureVpnGateway, AzureVpnGatewayArgs
from components.azure.vpn_plan import zones_of
from components.gcp.vpn import VpnConnection, VpnConnectionArgs, VpnGateway
from components.oci.vpn import OciVpnConnection, OciVpnConnectionArgs
from components.vpn_args import VpnTunnelArgs
from podwright.errors import InputError
from tests.components.harness import UNKNOWN, deploy

NETWORK = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"


def tunnel(number: int, interface: int, peer_interface: int) -> VpnTunnelArgs:
    """The tunnel at one place of the range."""
    return {
        "interface": interface,
        "peer_interface": peer_interface,
        "address": f"169.254.21.{4 * number + 1}",
        "peer_address": f"169.254.21.{4 * number + 2}",
        "secret": f"key-{number}",
    }


PAIR = {"0": tunnel(0, 0, 0), "1": tunnel(1, 1, 1)}
GOOGLE: VpnConnectionArgs = {
    "project": "lab",
    "region": "europe-west4",
    "gateway": "gateway",
    "router": "router",
    "prefix": "mesh",
    "peer": "azure",
    "asn": 65010,
    "addresses": ["203.0.113.1", "203.0.113.2"],
    "tunnels": PAIR,
}
AZURE: AzureVpnConnectionArgs = {
    "region": "uksouth",
    "resource_group": "g",
    "gateway": f"{NETWORK}/virtualNetworkGateways/mesh-vpn",
    "prefix": "mesh",
    "peer": "gcp",
    "asn": 64512,
    "addresses": ["203.0.113.1", "203.0.113.2"],
    "tunnels": PAIR,
}
ORACLE: OciVpnConnectionArgs = {
    "compartment": "ocid1.compartment.oc1..a",
    "gateway": "ocid1.drg.oc1..a",
    "prefix": "mesh",
    "peer": "gcp",
    "asn": 64512,
    "addresses": ["203.0.113.1", "203.0.113.2"],
    "ranges": ["10.32.0.0/14"],
    "tunnels": {str(end): tunnel(end, end, end // 2) for end in range(4)},
}


@pytest.mark.parametrize(
    ("make", "type_", "key"),
    [
        (lambda: VpnConnection("vpn", GOOGLE), ":VPNTunnel", "sharedSecret"),
        (lambda: AzureVpnConnection("vpn", AZURE), ":VirtualNetworkGatewayConnection", "sharedKey"),
        (lambda: OciVpnConnection("vpn", ORACLE), ":IpsecConnectionTunnelManagement", "sharedSecret"),
    ],
)
def test_keys_are_secrets_though_given_in_plain_text(make: Callable[[], object], type_: str, key: str) -> None:
    """A key that is none would stand in every state and every report."""
    secret = {rpc._special_sig_key: rpc._special_secret_sig}  # pyright: ignore[reportPrivateUsage]
    made = deploy(make).of_type(type_)
    assert made
    for each in made:
        assert each.inputs[key].items() >= secret.items()
        assert each.inputs[key]["value"].startswith("key-")


def test_four_addresses_of_the_peer() -> None:
    """Oracle has two ends for each interface of Google's gateway."""
    tunnels = {str(end): tunnel(end, end // 2, end) for end in range(4)}
    addresses = [f"192.0.2.{end}" for end in range(4)]
    made = deploy(lambda: VpnConnection("vpn", {**GOOGLE, "tunnels": tunnels, "addresses": addresses}))
    peer = made.resources["vpn-peer"].inputs
    assert (peer["redundancyType"], [each["ipAddress"] for each in peer["interfaces"]]) == (
        "FOUR_IPS_REDUNDANCY",
        addresses,
    )
    assert [made.resources[f"vpn-tunnel-{end}"].inputs["vpnGatewayInterface"] for end in range(4)] == [0, 0, 1, 1]


def test_every_azure_connection_names_an_address_of_both_instances() -> None:
    """Azure wants both, though a tunnel ends at one of them; the other is that instance's first."""
    tunnels = {str(end): tunnel(end, end // 2, end) for end in range(4)}
    made = deploy(lambda: AzureVpnConnection("vpn", {**AZURE, "addresses": ["192.0.2.1"] * 4, "tunnels": tunnels}))
    inside = {
        end: [each["customBgpIpAddress"] for each in found.inputs["gatewayCustomBgpIpAddresses"]]
        for end in range(4)
        if (found := made.resources[f"vpn-tunnel-{end}"])
    }
    assert inside == {
        0: ["169.254.21.1", "169.254.21.9"],
        1: ["169.254.21.5", "169.254.21.9"],
        2: ["169.254.21.1", "169.254.21.9"],
        3: ["169.254.21.1", "169.254.21.13"],
    }


def test_oracle_ends_keep_their_place() -> None:
    """Oracle lists them in an order of its own; swapped ends would have each other's keys."""
    made = deploy(lambda: OciVpnConnection("vpn", ORACLE))
    assert [made.resources[f"vpn-tunnel-{end}"].inputs["tunnelId"] for end in range(4)] == [
        "vpn-connection-0-id-tunnel-0",
        "vpn-connection-0-id-tunnel-1",
        "vpn-connection-1-id-tunnel-0",
        "vpn-connection-1-id-tunnel-1",
    ]
    assert made.outputs["vpn"]["addresses"] == ["192.0.2.100", "192.0.2.101", "192.0.2.110", "192.0.2.111"]


def test_a_preview_knows_no_address() -> None:
    """And declares everything all the same."""
    made = deploy(lambda: OciVpnConnection("vpn", ORACLE), preview=True)
    assert made.outputs["vpn"]["addresses"] == UNKNOWN
    assert len(made.of_type(":IpsecConnectionTunnelManagement")) == 4


def test_zones_of_public_addresses() -> None:
    """A region without zones takes none."""
    assert zones_of("uksouth") == ["1", "2", "3"]
    assert zones_of("ukwest") is None


def refused(make: Callable[[], object]) -> str:
    """The whole message."""
    with pytest.raises(InputError) as caught:
        deploy(make)
    return str(caught.value)


def test_tunnels_that_cannot_be() -> None:
    """All of them at once."""
    odd: Any = {
        "0": {**tunnel(0, 2, 0), "peer_address": "169.254.21.1"},
        "1": tunnel(1, 0, 2),
        "2": {**tunnel(1, 1, 2)},
        "3": {**tunnel(3, 1, 2), "address": "10.0.0.1", "peer_address": "10.0.0.2"},
    }
    assert refused(lambda: VpnConnection("vpn", {**GOOGLE, "asn": 0, "tunnels": odd})) == (
        "error: VpnConnection vpn.asn: is no autonomous system number\n"
        "  given:   0\n"
        "  allowed: 1 to 4294967294\n"
        "error: VpnConnection vpn.tunnels.0.interface: is no interface\n"
        "  given:   2\n"
        "  allowed: 0 to 1\n"
        "error: VpnConnection vpn.tunnels.0: has inside addresses that are not the two hosts of a link-local /30\n"
        "  given:   169.254.21.1 and 169.254.21.1\n"
        "  allowed: such as 169.254.21.1 and 169.254.21.2\n"
        "error: VpnConnection vpn.tunnels.2: has the inside addresses of tunnel 1\n"
        "  given:   169.254.21.4/30\n"
        "error: VpnConnection vpn.tunnels.3: has inside addresses that are not the two hosts of a link-local /30\n"
        "  given:   10.0.0.1 and 10.0.0.2\n"
        "  allowed: such as 169.254.21.1 and 169.254.21.2\n"
        "error: VpnConnection vpn.tunnels: do not lead to every address of the peer\n"
        "  given:   0, 2\n"
        "  allowed: peer interfaces 0, or 0 and 1, or 0 to 3"
    )


def test_oracle_tunnels_that_lead_elsewhere() -> None:
    """An IPSec connection is for one address of the peer."""
    tunnels = {"2": tunnel(0, 2, 0)}
    assert refused(lambda: OciVpnConnection("vpn", {**ORACLE, "tunnels": tunnels})) == (
        "error: OciVpnConnection vpn.tunnels.2.peer_interface: is not where interface 2 leads to\n"
        "  given:   0\n"
        "  allowed: 1\n"
        "error: OciVpnConnection vpn.tunnels: leave out the first address of the peer\n"
        "  fix:     begin with interface 0"
    )


def test_an_azure_instance_without_a_tunnel() -> None:
    """It would carry nothing, and half of the gateway with it."""
    assert refused(lambda: AzureVpnConnection("vpn", {**AZURE, "tunnels": {"0": tunnel(0, 0, 0)}})) == (
        "error: AzureVpnConnection vpn.tunnels: leave an instance of the gateway without one\n"
        "  fix:     add a tunnel for either instance"
    )
    assert refused(lambda: AzureVpnConnection("vpn", {**AZURE, "tunnels": {}})) == (
        "error: AzureVpnConnection vpn.tunnels: has no tunnel\n  fix:     add one for each interface"
    )


def test_gateways_that_cannot_be() -> None:
    """Numbers, sizes and addresses that Azure does not take."""
    args: AzureVpnGatewayArgs = {
        "region": "uksouth",
        "resource_group": "g",
        "subnet": f"{NETWORK}/virtualNetworks/net/subnets/GatewaySubnet",
        "prefix": "mesh",
        "asn": 65515,
        "inside_addresses": {"0": ["169.254.30.1", "odd"]},
        "size": "VpnGw1",
    }
    assert refused(lambda: AzureVpnGateway("vpn", args)) == (
        "error: AzureVpnGateway vpn.asn: is reserved by Azure, which refuses it on either side of a connection\n"
        "  given:   65515\n"
        "  allowed: 64512 to 65534 or 4200000000 to 4294967294, none of 65515, 65517, 65518, 65519, 65520\n"
        "error: AzureVpnGateway vpn.size: is no size of a gateway with zones\n"
        "  given:   VpnGw1\n"
        "  allowed: VpnGw2AZ, VpnGw3AZ, VpnGw4AZ, VpnGw5AZ\n"
        "error: AzureVpnGateway vpn.inside_addresses: are not those of both instances\n"
        "  given:   0\n"
        "  allowed: 0, 1\n"
        "error: AzureVpnGateway vpn.inside_addresses.0: is not where Azure takes inside addresses\n"
        "  given:   169.254.30.1\n"
        "  allowed: 169.254.21.0/24 or 169.254.22.0/24\n"
        "error: AzureVpnGateway vpn.inside_addresses.0: is not where Azure takes inside addresses\n"
        "  given:   odd\n"
        "  allowed: 169.254.21.0/24 or 169.254.22.0/24"
    )
    assert refused(
        lambda: VpnGateway("vpn", {"project": "p", "region": "r", "network": "n", "prefix": "m" * 60, "asn": 31898})
    ) == (
        "error: VpnGateway vpn.asn: is not private: it may be somebody's on the internet\n"
        "  given:   31898\n"
        "  allowed: 64512 to 65534 or 4200000000 to 4294967294\n"
        f'error: VpnGateway vpn.prefix: the name "{"m" * 60}-vpn-router" has 71 characters\n'
        f"  given:   {'m' * 60}-vpn-router\n"
        "  allowed: at most 63 characters\n"
        f'  fix:     shorten "{"m" * 60}" by 8'
    )
