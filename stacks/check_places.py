"""The rule of zones that groups of all kinds share: a group stands in the region of its stack.

Whether the zone has the accelerator is the rule of each kind.
"""

from __future__ import annotations

from collections.abc import Collection

from podwright.catalog.regions import check_region, region_of_zone
from podwright.errors import InputError
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.source import KeyPath


def check_place(spec: StackSpec, path: KeyPath, zone: str, known: Collection[str], findings: Findings) -> bool:
    """Whether a group's zone lies in the stack's region; `known` are the zones that have what the group wants.

    Reports at the key `zone` below `path` where it does not.
    """
    place: KeyPath = (*path, "zone")
    try:
        region = region_of_zone(zone)
    except InputError as error:
        findings.adopt_all(place, error)
        return False
    if spec.region is None or region == spec.region or check_region(spec.cloud, spec.region) is not None:
        return True
    here = sorted(each for each in known if region_of_zone(each) == spec.region)
    findings.add(
        place,
        f"zone {zone} is in region {region}, the stack is in {spec.region}",
        given=zone,
        allowed=", ".join(here) or None,
        fix=f"take a zone of {spec.region}, or move the group to a stack of {region}",
    )
    return False
