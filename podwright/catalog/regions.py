"""Regions and zones of the clouds, and the country each lies in.

Owns the facts of `regions.yaml`. Which accelerator is in which zone is the accelerator's fact, not the region's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from podwright.catalog.data import Fields, load
from podwright.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class Region:
    """One public region of a cloud."""

    name: str
    cloud: str
    country: str
    """ISO 3166-1 alpha-2."""
    continent: str
    city: str
    zones: tuple[str, ...]
    """Full names of the ordinary zones; AI zones are not listed."""
    pair_abroad: str | None
    """The region in another country to which geo-redundant storage copies; None: it stays in the country."""
    verified: bool
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class AbsentCountry:
    """A country without a public region, and the regions to take instead."""

    country: str
    name: str
    nearest: tuple[str, ...]
    source: str
    date: str


def region(cloud: str, name: str) -> Region:
    """The region, or an `InputError` (subject `region` or `cloud`)."""
    problem = check_region(cloud, name)
    if problem:
        raise InputError(problem)
    return regions(cloud)[name]


def check_region(cloud: str, name: str) -> Problem | None:
    """Whether the cloud has that region; the fix names the region a zone belongs to or the nearest spelling."""
    known = regions(cloud)
    if name in known:
        return None
    within = next((each.name for each in known.values() if name in each.zones), name.rsplit("-", 1)[0])
    title = _cloud(cloud).text("title")
    if within in known:
        return Problem(
            "region",
            f'"{name}" is a zone, not a region',
            name,
            "a region of " + title,
            f"write {within}",
        )
    return Problem(
        subject="region",
        message=f'{title} has no region "{name}"',
        given=name,
        allowed=", ".join(sorted(known)),
        fix=_spelling(name, known),
    )


def jurisdiction_regions(cloud: str, country: str) -> tuple[Region, ...]:
    """All regions in a country (ISO 3166-1 alpha-2).

    Without one it raises `InputError` (subject `jurisdiction`), which names the nearest where the catalog knows them.
    """
    found = tuple(each for each in regions(cloud).values() if each.country == country)
    if found:
        return found
    title = _cloud(cloud).text("title")
    absent = absent_countries(cloud).get(country)
    if absent:
        nearest = " and ".join(
            f"{name} ({regions(cloud)[name].city}, {regions(cloud)[name].country})" for name in absent.nearest
        )
        message = f"{absent.name} has no public {title} region"
        fix = f"nearest are {nearest}; or take another cloud for {absent.name}"
    else:
        message, fix = f'{title} has no region in "{country}"', None
    raise InputError(Problem("jurisdiction", message, country, _countries(cloud), fix))


def check_jurisdiction(cloud: str, country: str, region_name: str) -> list[Problem]:
    """Whether the region lies in the country; empty when it does. An unknown region is reported as such."""
    try:
        inside = jurisdiction_regions(cloud, country)
    except InputError as error:
        problems = list(error.problems)
        unknown = check_region(cloud, region_name)
        return [*problems, unknown] if unknown else problems
    unknown = check_region(cloud, region_name)
    if unknown:
        return [unknown]
    there = regions(cloud)[region_name].country
    if there == country:
        return []
    return [
        Problem(
            subject="jurisdiction",
            message=f"region {region_name} lies in {there}, not in {country}",
            given=country,
            allowed=there,
            fix=f"write jurisdiction {there}, or a region in {country}: {', '.join(each.name for each in inside)}",
        )
    ]


def region_of_zone(zone: str) -> str:
    """The region a Google Cloud zone belongs to: all but the last dash field.

    AI zones break the one-letter rule (`us-central1-ai1a` is in `us-central1`), so nothing shorter is cut off. Raises
    `InputError` (subject `zone`) for a text that is no zone name.
    """
    name, _, last = zone.rpartition("-")
    if not last or "-" not in name:
        raise InputError(
            Problem("zone", f'"{zone}" is no zone name', zone, "<region>-<zone>, such as europe-west4-a", None)
        )
    return name


def clouds() -> tuple[str, ...]:
    """The clouds that the catalog knows regions of."""
    return tuple(load("regions.yaml").children("clouds"))


def cloud_title(cloud: str) -> str:
    """What people call a cloud; its own word where the catalog does not know it."""
    return _cloud(cloud).text("title") if cloud in clouds() else cloud


@cache
def regions(cloud: str) -> Mapping[str, Region]:
    """All regions of a cloud by name, or an `InputError` (subject `cloud`)."""
    fields = _cloud(cloud)
    joint = fields.text("joint") if fields.has("joint") else "-"
    return MappingProxyType(
        {
            name: Region(
                name=name,
                cloud=cloud,
                country=each.text("country"),
                continent=each.text("continent"),
                city=each.text("city"),
                zones=tuple(f"{name}{joint}{letter}" for letter in each.texts("zones")),
                pair_abroad=each.text_or_none("pair_abroad"),
                verified=each.flag("verified", default=True),
                source=fields.text("source"),
                date=fields.text("date"),
            )
            for name, each in fields.children("regions").items()
        }
    )


@cache
def absent_countries(cloud: str) -> Mapping[str, AbsentCountry]:
    """Countries that are known to have no public region."""
    return MappingProxyType(
        {
            country: AbsentCountry(
                country, each.text("name"), each.texts("nearest"), each.text("source"), each.text("date")
            )
            for country, each in _cloud(cloud).children("absent").items()
        }
    )


def nearest_zones(zone: str, offered: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Up to `limit` of the offered Google Cloud zones: those in the same region, else country, else continent.

    Where none of the three has one, the first by name. The order is always by name: the catalog knows no distances.
    """
    known = regions("gcp")
    here = known.get(zone) or known.get(zone.rsplit("-", 1)[0])

    def rank(candidate: str) -> int:
        there = known.get(region_of_zone(candidate))
        if here is None or there is None:
            return 3
        same = (there.name == here.name, there.country == here.country, there.continent == here.continent)
        return same.index(True) if True in same else 3

    ranks = {candidate: rank(candidate) for candidate in sorted(offered)}
    best = min(ranks.values(), default=3)
    return tuple(candidate for candidate, each in ranks.items() if each == best)[:limit]


def _cloud(cloud: str) -> Fields:
    clouds = load("regions.yaml").children("clouds")
    if cloud not in clouds:
        raise InputError(Problem("cloud", f'the catalog knows no regions of "{cloud}"', cloud, ", ".join(clouds), None))
    return clouds[cloud]


def _countries(cloud: str) -> str:
    return ", ".join(sorted({each.country for each in regions(cloud).values()}))


def _spelling(name: str, known: Mapping[str, Region]) -> str | None:
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]} ({known[close[0]].city})?" if close else None
