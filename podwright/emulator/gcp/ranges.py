"""IP ranges in use inside a network, and whether a new one fits beside them.

Owns the overlap rule: primary and secondary ranges of a network's subnetworks and the control planes of its private
clusters may not overlap, nor meet those of a peered network. The words of the refusals are the types' part.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from podwright.emulator.core import values
from podwright.emulator.core.claims import Claim, overlapping, set_claims
from podwright.emulator.core.store import Transaction
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import links

NETWORK = "gcp:compute/network:Network"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
CLUSTER = "gcp:container/cluster:Cluster"
PEERING = "gcp:compute/networkPeering:NetworkPeering"


def subnetwork_ranges(inputs: Values) -> list[tuple[str, str]]:
    """(property path, CIDR) of the ranges a subnetwork asks for."""
    paths = ("ipCidrRange", "secondaryIpRanges[*].ipCidrRange")
    return [(place, str(cidr)) for path in paths for place, cidr in values.each(inputs, path)]


def of_network(tx: Transaction, network_id: str) -> Iterator[Claim]:
    """All ranges of a network with their owners; reads every subnetwork, so it is for rare calls."""
    for link in tx.links_to(NETWORK, network_id):
        record = tx.get(link.token, link.id) if link.path == "network" else None
        if record and record.token == SUBNETWORK:
            for _, cidr in subnetwork_ranges(record.outputs):
                yield Claim(network_id, cidr, record.token, record.id)
        elif record and record.token == CLUSTER:
            master = values.string(record.inputs, "privateClusterConfig.masterIpv4CidrBlock")
            if master:
                yield Claim(network_id, master, record.token, record.id)


def peers(tx: Transaction, network_id: str) -> list[str]:
    """The networks that a network is peered with, whichever side was made first."""
    found: set[str] = set()
    for record in tx.records(PEERING, links.project_of(network_id)):
        sides = [links.network(str(record.inputs[key]), record.project) for key in ("network", "peerNetwork")]
        if network_id in sides:
            found.update(side for side in sides if side != network_id)
    return sorted(found)


def claim(tx: Transaction, owner: tuple[str, str], network_id: str, cidrs: list[str]) -> Claim | None:
    """Takes the ranges of a resource in a network, or says which other range is in the way, also one of a peer."""
    spaces = [network_id, *peers(tx, network_id)]
    for cidr in cidrs:
        found = overlapping(tx, spaces, cidr, besides=owner)
        if found:
            return found[0]
    set_claims(tx, *owner, [(network_id, cidr) for cidr in cidrs])
    return None


def overlap(one: str, other: str) -> bool:
    """Whether two ranges share an address; ranges of two IP versions never do."""
    first, second = ip_network(one, strict=False), ip_network(other, strict=False)
    return first.version == second.version and first.overlaps(second)  # pyright: ignore[reportArgumentType]
