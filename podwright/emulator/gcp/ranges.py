"""IP ranges in use inside a network, and whether a new one fits beside them.

Owns the overlap rule: primary and secondary ranges of a network's subnetworks and the control planes of its private
clusters may not overlap. Reads the store only; the words are those of Compute Engine and Kubernetes Engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from podwright.emulator.core.store import Transaction
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import links, values

SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
CLUSTER = "gcp:container/cluster:Cluster"


@dataclass(frozen=True, slots=True)
class Range:
    """One range of a network and whose it is."""

    cidr: str
    owner_id: str
    owner_name: str
    location: str

    @property
    def network(self) -> IPv4Network | IPv6Network:
        return ip_network(self.cidr, strict=False)


def subnetwork_ranges(inputs: Values) -> list[tuple[str, str]]:
    """(property path, CIDR) of the ranges a subnetwork asks for."""
    paths = ("ipCidrRange", "secondaryIpRanges[*].ipCidrRange")
    return [(place, str(cidr)) for path in paths for place, cidr in values.each(inputs, path)]


def in_network(tx: Transaction, network_id: str, *, besides: str = "") -> Iterator[Range]:
    """All ranges of a network, without those of the resource `besides`."""
    project = links.project_of(network_id)
    for record in tx.records(SUBNETWORK):
        if record.id != besides and _network(record.outputs, record.project) == network_id:
            for _, cidr in subnetwork_ranges(record.outputs):
                yield Range(cidr, record.id, record.name, record.location)
    for record in tx.records(CLUSTER):
        master = values.string(record.inputs, "privateClusterConfig.masterIpv4CidrBlock")
        if master and record.id != besides and _network(record.outputs, project or record.project) == network_id:
            yield Range(master, record.id, record.name, record.location)


def first_overlap(cidr: str, taken: Iterator[Range] | list[Range]) -> Range | None:
    """The first range that `cidr` overlaps; ranges of another IP version never do."""
    wanted = ip_network(cidr, strict=False)
    for each in taken:
        if each.network.version == wanted.version and each.network.overlaps(wanted):  # pyright: ignore[reportArgumentType]
            return each
    return None


def _network(outputs: Values, project: str) -> str | None:
    network = values.string(outputs, "network")
    return links.network(network, project) if network else None
