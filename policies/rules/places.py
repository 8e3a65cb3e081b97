"""The places that a resource names, and in which region each place lies: one reader for each cloud.

A place is the property that names it and its value. Oracle Cloud's resources name at most an availability domain; where
they stand is said by their provider.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pulumi
from pulumi_policy import ResourceValidationArgs

from podwright.catalog.coreweave import coreweave_zones
from podwright.catalog.regions import region_of_zone, regions
from policies.rules.evaluation import Props, block, blocks, text, texts

Place = tuple[str, str]
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
AZURE_GROUP = "azure-native:resources:ResourceGroup"
AZURE_FLEET = "azure-native:azurefleet:Fleet"
AZURE_STORAGE = "azure-native:storage:StorageAccount"
PROVIDER = "the provider's region"
"""The key of a place that no property names; the place is empty where the provider has no region either."""
_OF_THE_TENANCY = ("oci:Identity/", "oci:Limits/")
"""Oracle's types that no region has."""
_DOMAIN = re.compile(r"[^:]+:(?P<region>.+)-AD-\d", re.IGNORECASE)
_SHORT_REGIONS = {"phx": "us-phoenix-1", "us-ashburn": "us-ashburn-1"}
"""How the names of availability domains of the two oldest regions spell the region."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """How places are read on one cloud."""

    name: str
    """Its word in the catalog."""
    places: Callable[[ResourceValidationArgs], list[Place]]
    region: Callable[[str], str | None]
    """The region a place lies in, as the catalog names it, or the place itself where that is none of a country;
    None: it is no region's."""


def _google(args: ResourceValidationArgs) -> list[Place]:
    found = _given(args.props, "region", "location", "zone")
    for key in ZONES_AT.get(args.resource_type, ()):
        found += [(f"{key}[{index}]", zone) for index, zone in enumerate(texts(args.props, key))]
    if args.resource_type == _BUCKET:
        # The two regions of a dual-region bucket, whose location is only the continent.
        of_two = texts(block(args.props, "customPlacementConfig"), "dataLocations")
        found += [(f"customPlacementConfig.dataLocations[{index}]", each) for index, each in enumerate(of_two)]
    if args.resource_type not in HOLDS_DATA:
        found = [(key, place) for key, place in found if place.rsplit("/", 1)[-1].lower() != "global"]
    return found


def _google_region(place: str) -> str:
    name = place.rsplit("/", 1)[-1].lower()
    # A region, or a multi-region such as EU that no single country holds; the rest are zones.
    return name if name in regions("gcp") or name.count("-") < 2 else region_of_zone(name)


def _azure(args: ResourceValidationArgs) -> list[Place]:
    """A group without a location stands where the provider says; what is in it stands with it when it says nothing."""
    found = _given(args.props, "location")
    if not found and args.resource_type == AZURE_GROUP and (default := pulumi.Config("azure-native").get("location")):
        found = [("location", default)]
    if args.resource_type == AZURE_FLEET:
        others = blocks(block(args.props, "additionalLocationsProfile"), "locationProfiles")
        places = [(index, text(each, "location")) for index, each in enumerate(others)]
        at = "additionalLocationsProfile.locationProfiles"
        found += [(f"{at}[{index}].location", place) for index, place in places if place]
    if args.resource_type == AZURE_STORAGE:
        found += _copies(found, text(block(args.props, "sku"), "name") or "")
    return [(key, place) for key, place in found if _azure_region(place) != "global"]


def _copies(found: list[Place], sku: str) -> list[Place]:
    """Where geo-redundant storage copies what is in it: Azure chooses, and not always in the same country."""
    if not sku.endswith(("GRS", "GZRS")):
        return []
    here = [regions("azure").get(_azure_region(place)) for _, place in found]
    return [("sku.name", each.pair_abroad) for each in here if each and each.pair_abroad]


def _azure_region(place: str) -> str:
    """`westeurope` for `West Europe`: both are taken for the same."""
    return place.replace(" ", "").lower()


def _oracle(args: ResourceValidationArgs) -> list[Place]:
    if args.resource_type.startswith(_OF_THE_TENANCY):
        return []
    provider = text(args.provider.props, "region") if args.provider else None
    return [(PROVIDER, provider or pulumi.Config("oci").get("region") or ""), *_domains(args.props)]


def _domains(props: Props) -> Iterator[Place]:
    """Availability domains, wherever the types of machines have them."""
    yield from _given(props, "availabilityDomain")
    for path in (("placementConfiguration",), ("instanceDetails", "launchDetails")):
        for key, place in _given(block(props, *path), "availabilityDomain"):
            yield ".".join((*path, key)), place
    for at, several in (
        ("nodeConfigDetails.placementConfigs", blocks(block(props, "nodeConfigDetails"), "placementConfigs")),
        ("placementConfigurations", blocks(props, "placementConfigurations")),
    ):
        for index, each in enumerate(several):
            for key, place in _given(each, "availabilityDomain"):
                yield f"{at}[{index}].{key}", place


def oracle_region(place: str) -> str | None:
    """The region of an availability domain's name; a text without a tenancy's letters is a region."""
    name = place.lower()
    if ":" not in name:
        return name
    # Some names are only the tenancy's letters and a number.
    found = _DOMAIN.fullmatch(name)
    return _SHORT_REGIONS.get(found["region"], found["region"]) if found else None


def _coreweave(args: ResourceValidationArgs) -> list[Place]:
    return _given(args.props, "zone")


def _coreweave_region(place: str) -> str:
    zone = coreweave_zones().get(place)
    return zone.region if zone else place


def _given(props: Props, *keys: str) -> list[Place]:
    return [(key, place) for key in keys if (place := text(props, key))]


CLOUDS: Mapping[str, Cloud] = {
    "gcp": Cloud("gcp", _google, _google_region),
    "azure-native": Cloud("azure", _azure, _azure_region),
    "oci": Cloud("oci", _oracle, oracle_region),
    "coreweave": Cloud("coreweave", _coreweave, _coreweave_region),
}
"""By the package of a type."""
