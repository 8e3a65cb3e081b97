"""Ranges that may not overlap within a space: addresses of a network, and what else is given out in ranges.

Owns the arithmetic on the table of claims, so that a check among thousands costs one look into an index and not a
reading of all of them. What a space is and who may overlap is the kind's part: a VPC network is one, the space of two
peered networks are both of theirs. Claims go with their resource when it is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from podwright.emulator.core.store import Transaction


@dataclass(frozen=True, slots=True)
class Claim:
    """One range in one space."""

    space: str
    cidr: str
    token: str
    id: str


def set_claims(tx: Transaction, token: str, resource_id: str, claims: Iterable[tuple[str, str]]) -> None:
    """Replaces what a resource has claimed by `(space, CIDR)` pairs; whether they overlap was asked before."""
    key = (tx.cloud, token, resource_id)
    tx.connection.execute("DELETE FROM claims WHERE cloud = ? AND token = ? AND id = ?", key)
    tx.connection.executemany(
        "INSERT OR REPLACE INTO claims (cloud, token, id, space, first, last, label) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(*key, space, *_bounds(cidr), cidr) for space, cidr in claims],
    )


def overlapping(
    tx: Transaction, spaces: Sequence[str], cidr: str, *, besides: tuple[str, str] = ("", "")
) -> list[Claim]:
    """The claims in any of the spaces that share an address with `cidr`; `besides` (token, id) is left out."""
    (first, last), parents = _bounds(cidr), _parents(cidr)
    found: list[Claim] = []
    for space in spaces:
        # Two CIDRs are apart or one holds the other: what overlaps begins inside of `cidr`, or where a parent of it
        # does. Two questions and not one with OR, which SQLite would answer by reading the whole space.
        rows = tx.connection.execute(
            "SELECT space, label, token, id, first, last FROM claims WHERE cloud = ? AND space = ?"  # noqa: S608
            f" AND first IN ({', '.join('?' * len(parents))}) AND last >= ?"
            " UNION SELECT space, label, token, id, first, last FROM claims WHERE cloud = ? AND space = ?"
            " AND first BETWEEN ? AND ? ORDER BY first, token, id",
            (tx.cloud, space, *parents, first, tx.cloud, space, first, last),
        )
        found += [Claim(*row[:4]) for row in rows if (row[2], row[3]) != besides]
    return found


def _bounds(cidr: str) -> tuple[str, str]:
    network = ip_network(cidr, strict=False)
    return _text(network.version, int(network[0])), _text(network.version, int(network[-1]))


def _parents(cidr: str) -> list[str]:
    """Where the networks begin that hold `cidr`, the largest first; many begin at the same address."""
    network = ip_network(cidr, strict=False)
    first, bits = int(network[0]), network.max_prefixlen
    starts = {first >> (bits - prefix) << (bits - prefix) for prefix in range(network.prefixlen)}
    return [_text(network.version, start) for start in sorted(starts)]


def _text(version: int, address: int) -> str:
    """Addresses of one family in the order of their texts."""
    return f"{version}:{address:0{8 if version == 4 else 32}x}"
