"""What a VPN connection needs on every cloud: the tunnels to one peer and their keys; no cloud in here.

Owns the words that the connections of all clouds share, and how they are checked. Which tunnels there are between two
clouds is `podwright.plan.mesh`.
"""

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import TypedDict

import pulumi

from components.checks import Checks


class VpnTunnelArgs(TypedDict):
    """One tunnel, as this side sees it."""

    interface: int
    """Interface of this side's gateway, from 0; on Oracle Cloud the place among the ends of its IPSec connections."""
    peer_interface: int
    """Place of the peer's end in `addresses`, from 0."""
    address: str
    """Inside address of this side, such as 169.254.21.1; it and the peer's are the two hosts of a /30."""
    peer_address: str
    """Inside address of the peer's side."""
    secret: pulumi.Input[str]
    """Pre-shared key; 64 letters and digits are taken by all clouds. Always handled as a secret."""


def take_tunnels(checks: Checks, tunnels: Mapping[str, VpnTunnelArgs], interfaces: int, peer_interfaces: int) -> None:
    """Record tunnels that cannot be: no such interface, addresses that are not the two hosts of a /30, or taken twice.

    `interfaces` are those that this side's gateway has, `peer_interfaces` the most that a peer can have.
    """
    if not tunnels:
        checks.add("tunnels", "has no tunnel", fix="add one for each interface")
    blocks: dict[IPv4Network, str] = {}
    for key, tunnel in tunnels.items():
        for field, most in (("interface", interfaces), ("peer_interface", peer_interfaces)):
            number = tunnel["interface"] if field == "interface" else tunnel["peer_interface"]
            if not 0 <= number < most:
                allowed = f"0 to {most - 1}"
                checks.add(f"tunnels.{key}.{field}", "is no interface", given=str(number), allowed=allowed)
        block = _block(tunnel)
        if block is None:
            checks.add(
                f"tunnels.{key}",
                "has inside addresses that are not the two hosts of a link-local /30",
                given=f"{tunnel['address']} and {tunnel['peer_address']}",
                allowed="such as 169.254.21.1 and 169.254.21.2",
            )
        elif (other := blocks.setdefault(block, key)) != key:
            checks.add(f"tunnels.{key}", f"has the inside addresses of tunnel {other}", given=str(block))


def take_asn(checks: Checks, asn: int) -> None:
    """Record a number that BGP does not have."""
    if not 1 <= asn <= 4294967294:
        checks.add("asn", "is no autonomous system number", given=str(asn), allowed="1 to 4294967294")


def secret_of(tunnel: VpnTunnelArgs) -> pulumi.Output[str]:
    """The key, as a secret even where the caller forgot."""
    return pulumi.Output.secret(tunnel["secret"])


def _block(tunnel: VpnTunnelArgs) -> IPv4Network | None:
    try:
        block = IPv4Network(f"{tunnel['address']}/30", strict=False)
    except ValueError:
        return None
    ends = {str(each) for each in block.hosts()}
    return block if block.is_link_local and ends == {tunnel["address"], tunnel["peer_address"]} else None
