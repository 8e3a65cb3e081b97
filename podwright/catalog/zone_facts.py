"""Where an accelerator was seen: zones with the source and the date of each sighting.

Owns the shape of such a list in the data files of TPUs and GPUs alike, and the message for a zone that is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from podwright.catalog.data import Fields
from podwright.catalog.regions import nearest_zones
from podwright.errors import Problem

_OVERRIDE = "set allowUnlistedZone: true if Google has told you that it is there"


@dataclass(frozen=True, slots=True)
class ZoneFact:
    """That an accelerator was seen in a zone."""

    zone: str
    source: str
    date: str
    verified: bool
    """False: second-hand, or a price row without a page that offers it."""
    reserved_only: bool
    """True: reserved or single-tenant capacity only."""


def zone_facts(groups: tuple[Fields, ...]) -> Mapping[str, ZoneFact]:
    """The zones of a data file by name; the first group that names a zone wins, the best source stands first."""
    facts: dict[str, ZoneFact] = {}
    for group in groups:
        for zone in group.texts("names"):
            facts.setdefault(
                zone,
                ZoneFact(
                    zone=zone,
                    source=group.text("source"),
                    date=group.text("date"),
                    verified=group.flag("verified", default=True),
                    reserved_only=group.flag("reserved_only", default=False),
                ),
            )
    return MappingProxyType(facts)


def zone_miss(zone: str, offered: Mapping[str, ZoneFact], what: str) -> Problem:
    """The problem of a zone that is not among those offered (subject `zone`); `what` says what is wrong."""
    sure = {name: fact for name, fact in offered.items() if fact.verified} or dict(offered)
    date = max(fact.date for fact in offered.values())
    return Problem(
        subject="zone",
        message=f"{what} (catalog of {date})",
        given=zone,
        allowed=", ".join(sorted(sure)),
        fix=f"nearest: {', '.join(nearest_zones(zone, sure))}; or {_OVERRIDE}",
    )
