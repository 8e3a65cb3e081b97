"""Whether a GPU machine is offered in a zone, as far as the catalog knows.

The lists are snapshots and mostly second-hand, so a miss is a `Problem` which the caller drops when the stack says
`allowUnlistedZone`.
"""

from __future__ import annotations

from podwright.catalog.gpus import GpuMachine
from podwright.catalog.regions import region_of_zone
from podwright.catalog.zone_facts import zone_miss
from podwright.errors import Problem


def check_gpu_zone(machine: GpuMachine, zone: str, model: str | None = None) -> Problem | None:
    """None when the zone is listed; otherwise a problem (subject `zone`) whose fix names the nearest zones.

    With a capacity `model` zones of reserved capacity are refused to the others.
    """
    fact = machine.zones.get(zone)
    if fact is None:
        return zone_miss(zone, machine.zones, f"{machine.name} is not offered in {zone}")
    if model not in (None, "reservation") and fact.reserved_only:
        others = {name: each for name, each in machine.zones.items() if not each.reserved_only}
        return zone_miss(zone, others, f"{machine.name} in {zone} is for reservations only")
    return None


def gpu_zones_in(machine: GpuMachine, region: str) -> list[str]:
    """The zones of a region that have the machine, sorted; empty where it has none."""
    return sorted(zone for zone in machine.zones if region_of_zone(zone) == region)
