"""How many accelerators managed instance groups hold: the machine of their template, as often as they are large.

A template draws nothing by itself, so it is looked up by what a group depends on. A template of another stack is not
seen, and a group of it counts as nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_policy import PolicyResource

from podwright.catalog.regions import regions
from policies.rules.demand_model import Demand, instance_model, known_or_none, machines
from policies.rules.evaluation import number, text, texts

TEMPLATES = frozenset(
    {
        "gcp:compute/instanceTemplate:InstanceTemplate",
        "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
    }
)
_GROUP = "gcp:compute/instanceGroupManager:InstanceGroupManager"


def group(resource: PolicyResource) -> list[Demand]:
    """What a zonal group holds; a size that is not set is computed, and grows by requests that are counted."""
    size = known_or_none(lambda: number(resource.props, "targetSize")) or 0
    return of_template(resource, "versions", text(resource.props, "zone") or "", size) if size else []


def regional_group(resource: PolicyResource) -> list[Demand]:
    """What a regional group holds; its quota is of the region, so any of its zones stands for all."""
    props = resource.props
    size = known_or_none(lambda: number(props, "targetSize")) or 0
    region = text(props, "region") or ""
    found = regions("gcp").get(region)
    zones = known_or_none(lambda: texts(props, "distributionPolicyZones")) or list(found.zones if found else ())
    return of_template(resource, "versions", zones[0] if zones else f"{region}-a", size) if size else []


def request(resource: PolicyResource) -> list[Demand]:
    """What a request adds to its group, by flex-start."""
    count, zone = number(resource.props, "resizeBy") or 0, text(resource.props, "zone") or ""
    groups = [each for each in _dependencies(resource, "instanceGroupManager") if each.resource_type == _GROUP]
    return [
        demand
        for each in groups
        for template in _templates(each, "versions")
        for demand in machines(template.props, lambda: "flex-start", zone, count)
    ]


def of_template(resource: PolicyResource, key: str, zone: str, count: int) -> list[Demand]:
    """What `count` machines draw of the template that the property depends on; several versions count as the first."""
    template = next(_templates(resource, key), None)
    if template is None:
        return []
    props = template.props
    return machines(props, lambda: instance_model(props), zone, count)


def _templates(resource: PolicyResource, key: str) -> Iterator[PolicyResource]:
    return (each for each in _dependencies(resource, key) if each.resource_type in TEMPLATES)


def _dependencies(resource: PolicyResource, key: str) -> list[PolicyResource]:
    return resource.property_dependencies.get(key, [])
