"""Spot machines that a cloud takes back, by name or by place and type, never by chance.

Owns which resources of a cloud such a wish means, and the refusal of one that has no spot machines. What is left of
each kind of resource is its cloud's own business (`Cloud.spot`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from podwright.emulator.core import scopes
from podwright.emulator.core.cloud import Call, Cloud, Spot
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be taken back."""

    target: tuple[str, str] | None = None
    """(type, id) of one resource; None: all in the place that have machines of it to lose."""
    place: str | None = None
    """Only the machines in this place, as `capacity ls` calls it; None: wherever they are."""
    type_glob: str = "*"


@dataclass(frozen=True, slots=True)
class Preempted:
    """One resource that lost its spot machines, some of them or all."""

    cloud: str
    type: str
    id: str
    name: str
    places: list[str]
    """Where they were."""
    left: str
    """What the cloud has now, in words."""


def preempt(cloud: Cloud, call: Call, wish: Wish) -> list[Preempted]:
    """Takes them, in the order of type and id; CloudError when the resource that is named has none."""
    if wish.target is None:
        found = [record for record in call.tx.records() if fnmatchcase(record.token, wish.type_glob)]
        return [lost for record in found for lost in _take(cloud, call, record, wish.place)]
    record = call.tx.get(*wish.target)
    if record is None:
        raise cloud.not_found(cloud.kind(wish.target[0]), wish.target[1])
    lost = list(_take(cloud, call, record, wish.place))
    if not lost:
        where = f" in {wish.place}" if wish.place else ""
        raise CloudError(f"{record.id} has no spot machines{where}, so nothing is taken back")
    return lost


def _take(cloud: Cloud, call: Call, record: Record, place: str | None) -> Iterator[Preempted]:
    of_record = replace(call, scope=scopes.of(record))
    spot: Spot | None = None if record.retained else cloud.spot(of_record, record)
    places = [each for each in (spot.places if spot else ()) if place in (None, each)]
    if spot and places:
        yield Preempted(cloud.package, record.token, record.id, record.name, places, spot.take(places))
