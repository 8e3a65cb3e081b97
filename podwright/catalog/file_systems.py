"""Shared file systems: their kinds, tiers, and the sizes that a cloud sells.

Owns `file_systems.yaml` and the check of a size. What is made of it is the components'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import cast

from podwright.catalog.data import load
from podwright.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class SizeRange:
    """Sizes from `least` to `most` GiB, every `step`."""

    least: int
    most: int
    step: int

    def holds(self, gib: int) -> bool:
        """Whether that size is sold."""
        return self.least <= gib <= self.most and (gib - self.least) % self.step == 0

    def at_least(self, gib: int) -> int | None:
        """The smallest size of the range that is not smaller; None where all are."""
        if gib > self.most:
            return None
        steps = max(0, -(-(gib - self.least) // self.step))
        return self.least + steps * self.step

    def __str__(self) -> str:
        return f"{self.least} to {self.most} GiB in steps of {self.step}"


@dataclass(frozen=True, slots=True)
class FileSystemKind:
    """One product."""

    name: str
    title: str
    zonal: bool
    """It always stands in one zone; otherwise the tier says."""
    grows: bool
    """Its size can be raised in place; it can never be lowered."""
    tiers: Mapping[str, tuple[SizeRange, ...]]
    source: str
    date: str

    @property
    def default_tier(self) -> str:
        """The first one of the data."""
        return next(iter(self.tiers))

    def in_zone(self, tier: str) -> bool:
        """Whether an instance of that tier stands in a zone and not in a whole region."""
        return self.zonal or tier == "zonal"


@cache
def file_system_kinds(cloud: str) -> Mapping[str, FileSystemKind]:
    """All kinds of a cloud by name."""
    found: dict[str, FileSystemKind] = {}
    for name, fields in load("file_systems.yaml").children(cloud).items():
        tiers = {
            tier: tuple(SizeRange(*cast("list[int]", each)) for each in cast("list[object]", ranges))
            for tier, ranges in fields.child("tiers").values.items()
        }
        found[name] = FileSystemKind(
            name=name,
            title=fields.text("title"),
            zonal=fields.flag("zonal", default=True),
            grows=fields.flag("grows", default=False),
            tiers=MappingProxyType(tiers),
            source=fields.text("source"),
            date=fields.text("date"),
        )
    return MappingProxyType(found)


def file_system_kind(cloud: str, kind: str) -> FileSystemKind:
    """The kind, or an `InputError` (subject `kind`) that names the known ones."""
    kinds = file_system_kinds(cloud)
    if kind not in kinds:
        raise InputError(Problem("kind", f'"{kind}" is no file system of the catalog', kind, ", ".join(kinds), None))
    return kinds[kind]


def check_file_system(cloud: str, kind: str, tier: str | None, gib: int | None, zone: str | None) -> list[Problem]:
    """Everything wrong with a file system (subjects `kind`, `tier`, `gib`, `zone`)."""
    try:
        found = file_system_kind(cloud, kind)
    except InputError as error:
        return error.problems
    tier = tier or found.default_tier
    if tier not in found.tiers:
        what = f'{found.title} has no tier "{tier}"'
        return [Problem("tier", what, tier, ", ".join(found.tiers), None)]
    return [problem for problem in (_size(found, tier, gib), _zone(found, tier, zone)) if problem]


def _size(kind: FileSystemKind, tier: str, gib: int | None) -> Problem | None:
    ranges = kind.tiers[tier]
    if gib is None:
        what = f"is required: {kind.title} is bought by its size"
        return Problem("gib", what, None, "; ".join(str(each) for each in ranges), f"add gib: {ranges[0].least}")
    if any(each.holds(gib) for each in ranges):
        return None
    larger = next((size for each in ranges if (size := each.at_least(gib)) is not None), ranges[-1].most)
    what = f"{kind.title} of tier {tier} is not sold with {gib} GiB"
    return Problem("gib", what, str(gib), "; ".join(str(each) for each in ranges), f"write {larger}")


def _zone(kind: FileSystemKind, tier: str, zone: str | None) -> Problem | None:
    if kind.in_zone(tier) and zone is None:
        return Problem("zone", f"{kind.title} stands in one zone", None, None, "add zone: the zone of its clients")
    if not kind.in_zone(tier) and zone is not None:
        return Problem("zone", f"{kind.title} of tier {tier} is spread over the region", zone, None, "remove zone")
    return None
