"""When the addresses of a subnetwork run out.

Owns the counting: one address of the primary range for each interface, node and TPU host, and one block of the pods'
range for each node; of a primary range Google keeps four for itself (Google Cloud documentation: VPC subnets; GKE:
flexible Pod CIDR). What is taken stands beside the stock of machines, under the subnetwork as the place, so that it is
counted without reading its users. The words of the refusals are those of public reports (IP_SPACE_EXHAUSTED).
"""

from __future__ import annotations

from ipaddress import ip_network

from podwright.emulator.core import numbers, values
from podwright.emulator.core.capacity import Draw, Stock
from podwright.emulator.core.store import Record, Transaction
from podwright.emulator.gcp import links, ranges

_RESERVED = 4
_WHAT = "addresses"
Holder = tuple[str, str]
"""Type and id of a resource, whose own share is not in its way."""


def hosts(subnet: Record, count: int) -> Draw:
    """Addresses of the primary range."""
    return Draw(subnet.id, _WHAT, count)


def blocks(subnet: Record, range_name: str, nodes: int, pods: int) -> Draw:
    """The pods' addresses of that many nodes with that many pods each at most."""
    return Draw(f"{subnet.id}/{range_name}", _WHAT, nodes * block_size(pods))


def block_size(max_pods: int) -> int:
    """Addresses that a node takes from the pods' range: the power of two that is at least twice its pods."""
    return 1 << max(2 * max_pods - 1, 1).bit_length()


def free_hosts(tx: Transaction, subnet: Record, holder: Holder) -> int | None:
    """Addresses left in the primary range; None when its size is not known here."""
    cidr = values.string(subnet.outputs, "ipCidrRange")
    if cidr is None:
        return None
    taken = Stock(tx).taken(subnet.id, _WHAT, besides=holder)
    return max(ip_network(cidr).num_addresses - _RESERVED - taken, 0)


def free_blocks(tx: Transaction, subnet: Record, range_name: str, pods: int, holder: Holder) -> int | None:
    """How many nodes of that many pods still fit into a secondary range; None when it is not known here."""
    named = values.blocks(subnet.outputs, "secondaryIpRanges")
    cidr = next((values.string(block, "ipCidrRange") for block in named if block.get("rangeName") == range_name), None)
    if cidr is None:
        return None
    taken = Stock(tx).taken(f"{subnet.id}/{range_name}", _WHAT, besides=holder)
    return max(ip_network(cidr).num_addresses - taken, 0) // block_size(pods)


def exhausted(subnet: Record, range_name: str = "") -> str:
    """Compute Engine's sentence; a secondary range is named after its subnetwork."""
    where = f"{subnet.id}-{range_name}-{numbers.hex_digits(16, subnet.id, range_name)}" if range_name else subnet.id
    return f"IP space of '{where}' is exhausted."


def subnet_of(tx: Transaction, text: str | None, project: str, location: str) -> Record | None:
    """The subnetwork that a property names, if it is there."""
    if not text:
        return None
    return tx.get(ranges.SUBNETWORK, links.regional(text, project, links.region_of(location), "subnetworks"))
