"""What CoreWeave has where: zones and who may use them, instance types, Kubernetes versions.

Owns the facts of `coreweave.yaml`, together with the GPU types of `coreweave_gpus.yaml`. What does not go together is
in `coreweave_rules`; how much quota is needed in `coreweave_quotas`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from podwright.catalog.cloud_gpus import cloud_gpus
from podwright.catalog.data import load
from podwright.catalog.regions import regions
from podwright.errors import Problem

Access = Literal["general", "dedicated"]


@dataclass(frozen=True, slots=True)
class Zone:
    """An availability zone."""

    name: str
    region: str
    country: str
    """ISO 3166-1 alpha-2."""
    city: str
    access: Access
    storage: bool | None
    """Whether AI Object Storage is there; None: not known."""
    hosts: str | None
    """The range that nodes get when nobody names one; None: not published."""


@dataclass(frozen=True, slots=True)
class InstanceType:
    """A machine that a node pool can have, with GPUs or without."""

    name: str
    gpus: int
    cpu: int
    ram_gib: int
    rack_size: int | None
    """Nodes that can only be had together; None: each by itself."""
    zones: tuple[str, ...]
    """Where it is listed; empty: nowhere."""


@cache
def coreweave_zones() -> Mapping[str, Zone]:
    """All zones by name, in the order of their regions."""
    known = load("coreweave.yaml").children("zones")
    return MappingProxyType(
        {
            name: Zone(
                name=name,
                region=region.name,
                country=region.country,
                city=region.city,
                access=cast("Access", known[name].text("access")),
                storage=known[name].flag("storage", default=False) if known[name].has("storage") else None,
                hosts=known[name].text_or_none("hosts"),
            )
            for region in regions("coreweave").values()
            for name in region.zones
        }
    )


@cache
def instance_types() -> Mapping[str, InstanceType]:
    """All instance types by name, those with GPUs first."""
    found = {
        size: InstanceType(size, gpu.gpus, gpu.cpu or 0, gpu.ram_gib or 0, gpu.rack_size, gpu.places)
        for size, gpu in cloud_gpus("coreweave").items()
    }
    for name, each in load("coreweave.yaml").children("cpu_types").items():
        found[name] = InstanceType(name, 0, each.number("cpu"), each.number("ram_gib"), None, each.texts("zones"))
    return MappingProxyType(found)


@cache
def kubernetes_versions() -> tuple[str, ...]:
    """The minor versions that a new cluster may have, oldest first."""
    return load("coreweave.yaml").texts("kubernetes")


@cache
def default_ranges() -> Mapping[str, str]:
    """The ranges for `pods`, `services` and `load_balancers` that CoreWeave's console gives a cluster."""
    fields = load("coreweave.yaml").child("defaults")
    return MappingProxyType({name: fields.text(name) for name in fields.values})


def check_zone(zone: str, *, dedicated: bool) -> Problem | None:
    """Whether there is such a zone (subject `zone`), and whether everybody may use it.

    `dedicated`: CoreWeave has agreed to it. Without that a Dedicated Access zone is refused with what must be asked
    for.
    """
    known = coreweave_zones()
    found = known.get(zone)
    if found is None:
        near = regions("coreweave")[zone].zones if zone in regions("coreweave") else ()
        near = near or tuple(get_close_matches(zone.upper(), list(known), n=1))
        allowed = ", ".join(each.name for each in known.values() if each.access == "general")
        fix = f"write {near[0]}" if near else None
        return Problem("zone", f'CoreWeave has no zone "{zone}"', zone, allowed, fix)
    if found.access == "general" or dedicated:
        return None
    there = [each.name for each in known.values() if each.access == "general" and each.country == found.country]
    return Problem(
        subject="zone",
        message=f"{zone} ({found.city}, {found.country}) is Dedicated Access: one customer's alone, by agreement",
        given=zone,
        allowed=", ".join(there) or f"no General Access zone is in {found.country}",
        fix=f"{dedicated_access_action(zone)}; then write dedicatedAccess: true",
    )


def dedicated_access_action(zone: str) -> str:
    """What a person must do before anything can be made in a Dedicated Access zone."""
    return f"agree Dedicated Access to {zone} with CoreWeave's sales for the organization"


def check_version(version: str) -> Problem | None:
    """Whether a cluster may have that version (subject `version`)."""
    known = kubernetes_versions()
    if version in known:
        return None
    shortened = ".".join(f"v{version.removeprefix('v')}".split(".")[:2])
    near = shortened if shortened in known else known[-1]
    what = f'"{version}" is no version of CKS; only minor versions are named, patches come by themselves'
    return Problem("version", what, version, ", ".join(known), f"write {near}")
