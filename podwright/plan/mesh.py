"""Plans the tunnels of a mesh: which there are between two members, their inside addresses, and the key of each.

A pair of clouds has a fixed number of tunnels and a fixed place in the mesh's range, so a member that comes or goes
never moves the addresses of others. Each tunnel is a /30 of link-local addresses: both ends of it speak BGP from there.

    Google Cloud - Azure    2 tunnels   interface i of one to instance i of the other       slots 0-3
    Google Cloud - Oracle   4 tunnels   each interface to both ends of an IPSec connection  slots 4-7
    Azure - Oracle          4 tunnels   each instance to both ends of an IPSec connection   slots 8-11

All addresses lie where Azure wants them (169.254.21.0 to 169.254.22.255, "How to configure BGP for Azure VPN Gateway").
Oracle refuses other link-local ranges (169.254.10-19, 100-109, 192-201: "Setting Up Site-to-Site VPN") but not these.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import combinations

from podwright.errors import InputError, Problem

CLOUDS = ("gcp", "azure", "oci")
"""The clouds that have a VPN service, in the order in which a pair is written."""
ORACLE_ASN = 31898
"""Oracle's own in the commercial realm (Oracle documentation, "Site-to-Site VPN"); nobody can choose another."""
TUNNEL_RANGE = "169.254.21.0/26"
WINDOWS = ("169.254.21.0/24", "169.254.22.0/24")
"""The link-local ranges that an Azure VPN gateway takes."""
SMALLEST_RANGE = 26
"""Twelve /30s, of the sixteen in a /26."""
LEAST_KEY = 32
"""Characters of the secret that all keys are derived from."""
PRIVATE_ASNS = ((64512, 65534), (4200000000, 4294967294))
"""RFC 6996; Cloud Router takes no other (Google Cloud documentation, "Create a Cloud Router")."""
RESERVED_ASNS = (8074, 8075, 12076, 65515, 65517, 65518, 65519, 65520)
"""What Azure keeps for itself (learn.microsoft.com, "About BGP with VPN Gateway"; 2026-11)."""

_SLOTS_OF_PAIR = 4
_PAIRS = tuple(combinations(CLOUDS, 2))
_TUNNELS: Mapping[tuple[str, str], tuple[tuple[int, int], ...]] = {
    ("gcp", "azure"): ((0, 0), (1, 1)),
    ("gcp", "oci"): ((0, 0), (0, 1), (1, 2), (1, 3)),
    ("azure", "oci"): ((0, 0), (0, 1), (1, 2), (1, 3)),
}
"""For each tunnel of a pair the interface of either side. Oracle's count through its IPSec connections: 0 and 1 are the
two ends of the first, which leads to the other side's first address."""


@dataclass(frozen=True, slots=True)
class Member:
    """One network of a mesh."""

    name: str
    """Name of its stack."""
    cloud: str
    asn: int
    """The number by which its BGP speakers are known."""


@dataclass(frozen=True, slots=True)
class Tunnel:
    """One tunnel as one of its two sides sees it."""

    key: str
    """Its number among the tunnels of the pair; the same on both sides."""
    interface: int
    """Of this side's gateway; on Oracle Cloud the place among the ends of the pair's IPSec connections."""
    peer_interface: int
    address: str
    """Inside address of this side, without its prefix."""
    peer_address: str
    label: str
    """What the key is derived for; the same on both sides."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Everything that leads from one member to another."""

    peer: Member
    tunnels: tuple[Tunnel, ...]


def plan_mesh(mesh: str, members: Sequence[Member], cidr: str = TUNNEL_RANGE) -> dict[str, dict[str, Connection]]:
    """For each member its connections, by the name of the peer; `mesh` is the name of the mesh's own stack.

    Expects members of different clouds; raises `InputError` (subject `tunnelRange`) for a range that cannot be used.
    """
    problem = check_tunnel_range(cidr)
    if problem:
        raise InputError(problem)
    slots = list(IPv4Network(cidr).subnets(new_prefix=30))
    plan: dict[str, dict[str, Connection]] = {member.name: {} for member in members}
    in_order = sorted(members, key=lambda member: CLOUDS.index(member.cloud))
    for one, other in combinations(in_order, 2):
        first = _PAIRS.index((one.cloud, other.cloud)) * _SLOTS_OF_PAIR
        near, far = _tunnels(mesh, (one, other), slots[first : first + _SLOTS_OF_PAIR])
        plan[one.name][other.name] = Connection(other, near)
        plan[other.name][one.name] = Connection(one, far)
    return plan


def _tunnels(
    mesh: str, pair: tuple[Member, Member], slots: Sequence[IPv4Network]
) -> tuple[tuple[Tunnel, ...], tuple[Tunnel, ...]]:
    """The tunnels of a pair from either side; the first address of a slot is the first side's."""
    one, other = pair
    near: list[Tunnel] = []
    far: list[Tunnel] = []
    for number, (own, peer) in enumerate(_TUNNELS[one.cloud, other.cloud]):
        key, label = str(number), f"{mesh}/{one.name}/{other.name}/{number}"
        first, second = str(slots[number][1]), str(slots[number][2])
        near.append(Tunnel(key, own, peer, first, second, label))
        far.append(Tunnel(key, peer, own, second, first, label))
    return tuple(near), tuple(far)


def inside_addresses(connections: Iterable[Connection], interface: int) -> list[str]:
    """The inside addresses that one interface of a gateway has, in the order of its connections."""
    return [
        tunnel.address for connection in connections for tunnel in connection.tunnels if tunnel.interface == interface
    ]


def tunnel_key(secret: str, label: str) -> str:
    """The pre-shared key of a tunnel: HMAC-SHA256 in hexadecimal, 64 characters of 0-9 and a-f.

    Oracle takes letters, digits and spaces only (its API: UpdateIPSecConnectionTunnelSharedSecretDetails); the others
    take those too. Whoever learns one key learns neither the secret nor the key of another tunnel.
    """
    return hmac.new(secret.encode(), f"podwright-mesh/{label}".encode(), hashlib.sha256).hexdigest()


def takes_next(key: str) -> bool:
    """Whether a tunnel is of the half that a rotation changes first: every pair keeps a tunnel in either half."""
    return int(key) % 2 == 1


def check_secret(secret: str) -> Problem | None:
    """Whether a secret is long enough to derive keys from (subject `secret`). The message does not show it."""
    if len(secret) >= LEAST_KEY and secret.isprintable():
        return None
    what = "is too short to derive keys from" if secret.isprintable() else "has characters that cannot be printed"
    fix = f"make one: openssl rand -hex {LEAST_KEY}"
    return Problem("secret", what, f"{len(secret)} characters", f"at least {LEAST_KEY} printable characters", fix)


def check_tunnel_range(cidr: str) -> Problem | None:
    """Whether all tunnels of a mesh fit into a range that all three clouds take (subject `tunnelRange`)."""
    allowed = f"a /{SMALLEST_RANGE} to /24 in {' or '.join(WINDOWS)}"
    try:
        network = IPv4Network(cidr)
    except ValueError:
        return Problem("tunnelRange", f'"{cidr}" is not an IPv4 network', cidr, allowed, f"write {TUNNEL_RANGE}")
    if not any(network.subnet_of(IPv4Network(window)) for window in WINDOWS):
        what = f"{cidr} is not where an Azure VPN gateway takes inside addresses"
        return Problem("tunnelRange", what, cidr, allowed, f"write {TUNNEL_RANGE}, or leave it out")
    if network.prefixlen > SMALLEST_RANGE:
        what = f"{cidr} is too small for the tunnels of three clouds"
        fix = f"write {network.supernet(new_prefix=SMALLEST_RANGE)}"
        return Problem("tunnelRange", what, cidr, allowed, fix)
    return None


def check_asn(cloud: str, asn: int | None) -> Problem | None:
    """Whether a member of a cloud can have the number (subject `asn`)."""
    if cloud == "oci":
        if asn is None or asn == ORACLE_ASN:
            return None
        what = f"is not Oracle's: its gateways have {ORACLE_ASN} and no other"
        return Problem("asn", what, str(asn), str(ORACLE_ASN), "remove it")
    allowed = " or ".join(f"{low} to {high}" for low, high in PRIVATE_ASNS)
    if asn is None:
        return Problem("asn", "is required: BGP knows the network by it", None, allowed, "add asn: 64512")
    if asn in RESERVED_ASNS:
        what = "is reserved by Azure, which refuses it on either side of a connection"
        return Problem("asn", what, str(asn), f"{allowed}, none of {_listed(RESERVED_ASNS)}", None)
    if not any(low <= asn <= high for low, high in PRIVATE_ASNS):
        return Problem("asn", "is not private: it may be somebody's on the internet", str(asn), allowed, None)
    return None


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(each) for each in numbers if any(low <= each <= high for low, high in PRIVATE_ASNS))
