"""Everything stands in the country the stack declares.

The country is the stack's configuration `podwright:jurisdiction`, which the engine hands to policy packs as it does to
programs. A global stack may go without one, and so may a mesh, which stands where its members do; a region stack may
not.
"""

from __future__ import annotations

import pulumi
from pulumi_policy import (
    EnforcementLevel,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from podwright.catalog.regions import jurisdiction_regions
from podwright.errors import InputError
from policies.rules.evaluation import PREFIX, evaluated, named
from policies.rules.places import CLOUDS, PROVIDER, ZONES_AT

_OF_ZONES = {"zone", *(each for keys in ZONES_AT.values() for each in keys)}
_OTHER_FIXES = {
    PROVIDER: "set oci:region to {}",
    "sku.name": "set sku.name to one that stays in the region, such as Standard_ZRS",
}
_WITHOUT = ("global", "mesh")
"""Kinds of stacks that may stand in several countries."""
_MOST_NAMED = 12
"""Regions that a message names; the United States have more on CoreWeave."""


@evaluated
def check(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Look at the places one resource of a cloud names."""
    config = pulumi.Config("podwright")
    country = config.get("jurisdiction")
    if country is None and config.get("kind") in _WITHOUT:
        return
    cloud = CLOUDS.get(args.resource_type.partition(":")[0])
    places = cloud.places(args) if cloud else []
    if cloud is None or not places:
        return
    if country is None:
        report(
            f"{PREFIX}podwright:jurisdiction is not set, so nothing says whether {named(args)} may stand in"
            f" {places[0][1] or 'its region'}; set it to the country of the stack's region",
            args.urn,
        )
        return
    try:
        allowed = sorted(each.name for each in jurisdiction_regions(cloud.name, country))
    except InputError as error:
        problem = error.problems[0]
        report(
            f"{problem.message}, so {named(args)} may stand nowhere; {problem.fix or 'correct podwright:jurisdiction'}",
            args.urn,
        )
        return
    for key, place in places:
        if not place:
            report(f"{PREFIX}nothing says in which region {named(args)} will stand; set oci:region", args.urn)
            continue
        region = cloud.region(place)
        if region is not None and region not in allowed:
            stands = "copies what is in it to" if key == "sku.name" else "stands in"
            report(
                f"{named(args)} {stands} {place}, outside of {country}; {_instead(key, allowed)},"
                " or correct podwright:jurisdiction",
                args.urn,
            )


def _instead(key: str, allowed: list[str]) -> str:
    """What to write in place of what is outside."""
    more = len(allowed) - _MOST_NAMED
    where = " or ".join(allowed[:_MOST_NAMED]) + (f" or one of {more} more" if more > 0 else "")
    if key in _OTHER_FIXES:
        return _OTHER_FIXES[key].format(where)
    if key.endswith("availabilityDomain"):
        return f"set {key} to an availability domain of {where}"
    return f"set {key} to a zone of {where}" if key.partition("[")[0] in _OF_ZONES else f"set {key} to {where}"


REGION_IN_JURISDICTION = ResourceValidationPolicy(
    name="region-in-jurisdiction",
    description="Resources stand in the country that the stack declares.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    remediation_steps="Use a region of the stack's country, or declare the country that is meant.",
)
