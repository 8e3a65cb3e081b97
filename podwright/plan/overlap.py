"""Finds address ranges that overlap each other or a range that is always taken, and the next free block.

Pure arithmetic on named CIDRs; which ranges a network has is in `cidr.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network
from itertools import combinations

from podwright.errors import Problem

DOCKER_BRIDGE = "172.17.0.0/16"
"""The docker bridge of every node: an address in it never leaves the node."""
AUTO_MODE = "10.128.0.0/9"
"""Where auto-mode networks put their subnets: a network in it can never be peered with one of those."""

PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
"""Addresses that nobody has on the internet (RFC 1918)."""
SHARED = "100.64.0.0/10"
"""Addresses that carriers share (RFC 6598): not on the internet either, taken here only by whoever asks for them."""


def overlaps(named: Mapping[str, str]) -> list[Problem]:
    """All overlaps between the named ranges, and of each with the ranges that are always taken.

    The subject is the later name of a pair, in the order of the mapping, so a range that was there first is not told to
    move. Texts that are no IPv4 network are left out: whoever parses them reports them. An overlap with the auto-mode
    range is a warning, since it matters only for peering with such a network.
    """
    networks = {name: network for name, cidr in named.items() if (network := _network(cidr))}
    taken = [*networks.values(), IPv4Network(DOCKER_BRIDGE), IPv4Network(AUTO_MODE)]
    problems: list[Problem] = []
    for name, network in networks.items():
        problems += _always_taken(name, network, taken)
    for (first, one), (second, other) in combinations(networks.items(), 2):
        if one.overlaps(other):
            problems.append(_overlap(first, one, second, other, taken))
    return problems


def next_free(prefix: int, taken: Iterable[IPv4Network]) -> IPv4Network | None:
    """The first private block of that size that overlaps none of the taken ranges; None when there is none."""
    blocks = list(taken)
    for private in map(IPv4Network, PRIVATE):
        if prefix < private.prefixlen:
            continue
        start, end = int(private.network_address), int(private.broadcast_address)
        size = 2 ** (32 - prefix)
        while start <= end:
            candidate = IPv4Network((start, prefix))
            hit = next((block for block in blocks if block.overlaps(candidate)), None)
            if hit is None:
                return candidate
            # behind the block that is in the way, at the next border of this size
            start = max(start + size, -(-(int(hit.broadcast_address) + 1) // size) * size)
    return None


def _always_taken(name: str, network: IPv4Network, taken: list[IPv4Network]) -> list[Problem]:
    problems: list[Problem] = []
    if network.overlaps(IPv4Network(DOCKER_BRIDGE)):
        why = "the docker bridge of every node; traffic to it never leaves a node"
        what = f"{name} {network} overlaps {DOCKER_BRIDGE}, {why}"
        problems.append(Problem(name, what, str(network), None, _free(network, taken)))
    if network.overlaps(IPv4Network(AUTO_MODE)):
        why = "the range of auto-mode networks; it cannot be peered with one"
        what = f"{name} {network} overlaps {AUTO_MODE}, {why}"
        problems.append(Problem(name, what, str(network), None, _free(network, taken), severity="warning"))
    return problems


def _overlap(first: str, one: IPv4Network, second: str, other: IPv4Network, taken: list[IPv4Network]) -> Problem:
    if one == other:
        what = f"{second} {other} is the same range as {first}"
    elif other.subnet_of(one):
        what = f"{first} {one} contains {second} {other}"
    else:
        what = f"{second} {other} contains {first} {one}"
    return Problem(second, what, str(other), None, _free(other, taken))


def _free(network: IPv4Network, taken: list[IPv4Network]) -> str:
    free = next_free(network.prefixlen, taken)
    return f"the next free /{network.prefixlen} is {free}" if free else f"no private /{network.prefixlen} is free"


def _network(cidr: str) -> IPv4Network | None:
    try:
        return IPv4Network(cidr, strict=False)
    except ValueError:
        return None
