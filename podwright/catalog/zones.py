"""Whether a TPU generation is offered in a zone, as far as the catalog knows.

Zone lists are snapshots and capacity moves, so a miss is a `Problem` which the caller drops when the stack says
`allowUnlistedZone`. A zone known from a second-hand source counts as offered: too strict a check hurts more than a
late answer of the cloud.
"""

from __future__ import annotations

from podwright.catalog.tpus import TpuGeneration, tpu_generation
from podwright.catalog.zone_facts import zone_miss
from podwright.errors import Problem


def check_zone(generation: str, zone: str, model: str | None = None) -> Problem | None:
    """None when the zone is listed; otherwise a problem (subject `zone`) whose fix names the nearest zones.

    With a capacity `model` the zones of that model are looked at too: some zones hold reserved capacity only, and
    flex-start has a shorter list. Raises `InputError` for an unknown generation.
    """
    found = tpu_generation(generation)
    fact = found.zones.get(zone)
    if fact is None:
        return zone_miss(zone, found.zones, f"{found.name} is not offered in {zone}")
    if model not in (None, "reservation") and fact.reserved_only:
        others = {name: each for name, each in found.zones.items() if not each.reserved_only}
        return zone_miss(zone, others, f"{found.name} in {zone} is for reservations only")
    if model == "flex-start" and found.flex_start_zones and zone not in found.flex_start_zones:
        what = f"{found.name} is not offered in {zone} with flex-start"
        return zone_miss(zone, found.flex_start_zones, what)
    return None


def listed_zones(generation: TpuGeneration) -> list[str]:
    """The zones of a generation that a page of the cloud offers to everybody, sorted."""
    return sorted(name for name, fact in generation.zones.items() if fact.verified and not fact.reserved_only)
