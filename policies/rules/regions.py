"""Everything stands in the country the stack declares.

The country is the stack's configuration `podwright:jurisdiction`, which the engine hands to policy packs as it does to
programs. A global stack may go without one; a region stack may not.
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

from podwright.catalog.regions import jurisdiction_regions, region_of_zone, regions
from podwright.errors import InputError
from policies.rules.evaluation import PREFIX, block, evaluated, named, text, texts

_CLOUD = "gcp"
_BUCKET = "gcp:storage/bucket:Bucket"
HOLDS_DATA = frozenset({"gcp:kms/keyRing:KeyRing", _BUCKET})
"""Types for which the location `global` is a place where data lies; for others it only says "not regional"."""
ZONES_AT: dict[str, tuple[str, ...]] = {
    "gcp:compute/regionDisk:RegionDisk": ("replicaZones",),
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": ("distributionPolicyZones",),
    "gcp:container/cluster:Cluster": ("nodeLocations",),
    "gcp:container/nodePool:NodePool": ("nodeLocations",),
}
"""Where a type lists zones besides the one place it is in."""


@evaluated
def check(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Look at the places one Google Cloud resource names."""
    if not args.resource_type.startswith("gcp:"):
        return
    places = _places(args)
    if not places:
        return
    config = pulumi.Config("podwright")
    country = config.get("jurisdiction")
    if country is None:
        if config.get("kind") != "global":
            report(
                f"{PREFIX}podwright:jurisdiction is not set, so nothing says whether {named(args)} may stand in"
                f" {places[0][1]}; set it to the country of the stack's region",
                args.urn,
            )
        return
    try:
        allowed = sorted(each.name for each in jurisdiction_regions(_CLOUD, country))
    except InputError as error:
        problem = error.problems[0]
        report(
            f"{problem.message}, so {named(args)} may stand nowhere; {problem.fix or 'correct podwright:jurisdiction'}",
            args.urn,
        )
        return
    for key, place in places:
        if _outside(args, place, allowed):
            report(
                f"{named(args)} stands in {place}, outside of {country}; set {key} to {_instead(key, allowed)},"
                " or correct podwright:jurisdiction",
                args.urn,
            )


def _places(args: ResourceValidationArgs) -> list[tuple[str, str]]:
    found = [(key, place) for key in ("region", "location", "zone") if (place := text(args.props, key))]
    for key in ZONES_AT.get(args.resource_type, ()):
        found += [(f"{key}[{index}]", zone) for index, zone in enumerate(texts(args.props, key))]
    if args.resource_type == _BUCKET:
        # The two regions of a dual-region bucket, whose location is only the continent.
        of_two = texts(block(args.props, "customPlacementConfig"), "dataLocations")
        found += [(f"customPlacementConfig.dataLocations[{index}]", each) for index, each in enumerate(of_two)]
    return found


def _instead(key: str, allowed: list[str]) -> str:
    where = " or ".join(allowed)
    of_zones = {"zone", *(each for keys in ZONES_AT.values() for each in keys)}
    return f"a zone of {where}" if key.partition("[")[0] in of_zones else where


def _outside(args: ResourceValidationArgs, place: str, allowed: list[str]) -> bool:
    name = place.rsplit("/", 1)[-1].lower()
    if name == "global":
        return args.resource_type in HOLDS_DATA
    if name in regions(_CLOUD) or name.count("-") < 2:
        return name not in allowed  # a region, or a multi-region such as EU that no single country holds
    return region_of_zone(name) not in allowed


REGION_IN_JURISDICTION = ResourceValidationPolicy(
    name="region-in-jurisdiction",
    description="Resources stand in the country that the stack declares.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    remediation_steps="Use a region of the stack's country, or declare the country that is meant.",
)
