"""Address blocks, host names and the addresses of a subnet.

Owns the arithmetic and Oracle's sentences about it.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, ip_network

from podwright.emulator.core import values
from podwright.emulator.core.store import Record, Transaction
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors

RESERVED = 3
"""The first two addresses of a subnet and the last one (Oracle documentation: VCNs and subnets)."""
_LABEL = re.compile(r"[a-zA-Z][a-zA-Z0-9]{0,14}")


def check(block: str, shortest: int, longest: int) -> IPv4Network:
    """The block as a network; Oracle's refusal of one with host bits (terraform-oci-core-landingzone issue 29)."""
    try:
        network = ip_network(block, strict=False)
    except ValueError as error:
        raise errors.invalid(f"The requested CIDR {block} is invalid: {error}.") from error
    if not isinstance(network, IPv4Network):
        raise errors.invalid(f"The requested CIDR {block} is invalid: it is not an IPv4 CIDR.")
    address = block.split("/", maxsplit=1)[0]
    if str(network.network_address) != address:
        raise errors.invalid(
            f"The requested CIDR {block} is invalid: CIDR IP {address} does not match network IP"
            f" {network.network_address}."
        )
    if "/" not in block or not shortest <= network.prefixlen <= longest:
        raise errors.invalid(
            f"The requested CIDR {block} is invalid: its size must be between /{shortest} and /{longest}."
        )
    return network


def overlap(one: str, two: str) -> bool:
    """Whether two blocks share an address."""
    return ip_network(one, strict=False).overlaps(ip_network(two, strict=False))


def within(inner: str, outer: str) -> bool:
    """Whether a block lies in another."""
    one, two = ip_network(inner, strict=False), ip_network(outer, strict=False)
    return isinstance(one, IPv4Network) and isinstance(two, IPv4Network) and one.subnet_of(two)


def is_cidr(text: str) -> bool:
    """Whether a text is an address block of either family."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text


def check_label(label: str | None) -> None:
    """A DNS label: 15 letters and digits, a letter first (SDK docstring, core/vcn.py: dns_label)."""
    if label is not None and not _LABEL.fullmatch(label):
        raise errors.invalid(
            f"dnsLabel {label} is invalid: it must be an alphanumeric string of at most 15 characters that begins with"
            " a letter."
        )


def addresses(tx: Transaction, subnet: Record, count: int, owner: str, kept: list[str]) -> list[str]:
    """`count` private addresses of a subnet for `owner`, which keeps the ones in `kept`; refused when it is full."""
    network = ip_network(str(subnet.outputs.get("cidrBlock")))
    taken = _taken(tx, subnet, owner)
    room = network.num_addresses - RESERVED - len(taken)
    if count > room:
        raise errors.invalid(
            f"The subnet {subnet.id} with CIDR {network} does not have enough private IP addresses: {count} requested,"
            f" {max(room, 0)} available."
        )
    found = [address for address in kept if address not in taken][:count]
    every = (str(network[number]) for number in range(2, network.num_addresses - 1))
    free = (address for address in every if address not in taken and address not in found)
    while len(found) < count:
        found.append(next(free))
    return found


def _taken(tx: Transaction, subnet: Record, owner: str) -> set[str]:
    users = {(link.token, link.id) for link in tx.links_to(subnet.token, subnet.id) if link.id != owner}
    found: set[str] = set()
    for token, resource_id in users:
        user = tx.get(token, resource_id)
        if user:
            found |= set(_held(user.outputs, subnet.id))
    return found


def _held(outputs: Values, subnet: str) -> list[str]:
    """The addresses that a resource has in a subnet, wherever its outputs say so."""
    own = [values.string(outputs, name) for name in ("privateIp", "ipAddress")]
    endpoints = [values.string(each, "privateEndpoint") for each in values.blocks(outputs, "endpoints")]
    nodes = [
        values.string(node, "privateIp")
        for node in values.blocks(outputs, "nodes")
        if values.string(node, "subnetId") == subnet
    ]
    return [text.split(":")[0] for text in (*own, *endpoints, *nodes) if text]
