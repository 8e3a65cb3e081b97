"""Regions, realms and availability domains.

Owns the reading of `regions.yaml` and the forms of the names made from it. The four letters in front of an
availability domain's name are the tenancy's own: two tenancies see one domain under two names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from podwright.emulator.core import numbers
from podwright.emulator.oci.tables import TABLES


@dataclass(frozen=True, slots=True)
class Region:
    """One region."""

    name: str
    realm: str
    key: str
    """Three letters: `AMS`."""
    domains: int
    """How many availability domains it has."""
    ocid: str
    """What stands for it in an OCID."""
    domain_name: str
    """What stands for it in the name of an availability domain."""


@cache
def regions() -> Mapping[str, Region]:
    """All regions by name."""
    found: dict[str, Region] = {}
    for name, entry in TABLES.table("regions.yaml").children("regions").items():
        found[name] = Region(
            name=name,
            realm=entry.text("realm"),
            key=entry.text("key"),
            domains=entry.number("domains"),
            ocid=entry.text_or_none("ocid") or name,
            domain_name=entry.text_or_none("ad") or name.upper(),
        )
    return found


def domain_names(tenancy: str, region: Region) -> list[str]:
    """The names of the region's availability domains, as that tenancy sees them: `Uocm:PHX-AD-1`."""
    letters = numbers.text(4, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "domains", tenancy)
    return [f"{letters}:{region.domain_name}-AD-{number}" for number in range(1, region.domains + 1)]


def same_domain(one: str, two: str) -> bool:
    """Whether two texts name one domain; case does not matter to the provider."""
    return one.lower() == two.lower()


def short_domain(name: str) -> str:
    """`AD-1` of `Uocm:PHX-AD-1`: what a limit is set for."""
    return f"AD-{name.rsplit('-', 1)[-1]}"
