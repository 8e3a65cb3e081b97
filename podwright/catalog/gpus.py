"""GPU machine types of Google Cloud and the word each kind of GPU goes by on every cloud.

Owns the facts of `gpus.yaml` as typed values. How many machines a cluster is comes from `gpu_plans`, zones from
`gpu_zones`, what does not go together from `gpu_capacity`, `gpu_fabric_rules` and `gpu_versions`, quota from `quotas`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from podwright.catalog.data import Fields, load
from podwright.catalog.gpu_fabrics import FabricKind, GpuFabric, gpu_fabrics
from podwright.catalog.zone_facts import ZoneFact, zone_facts
from podwright.errors import InputError, Problem

Arch = Literal["x86", "arm64"]
GpuPlacement = Literal["none", "compact", "rack"]
"""How machines are put close together: not at all, by a compact placement, by the workload policy of a rack."""

LOCAL_SSD_GIB = 375
"""Size of an ordinary local SSD (Google Cloud documentation: About Local SSD disks)."""


@dataclass(frozen=True, slots=True)
class GpuMachine:
    """One machine type with GPUs; every field is a fact with the `source` and `date` below."""

    name: str
    family: str
    accelerator: str
    """The word of the GPU on every cloud, such as `h200`."""
    gpu_type: str
    """`guest_accelerators.type`, such as `nvidia-h100-80gb`."""
    gpus: int
    """GPUs in one VM."""
    vcpus: int
    memory_gib: int
    arch: Arch
    local_ssd_gib: int
    """Space of the disks it comes with; 0: they are optional."""
    local_ssd_count: int | None
    """Disks it always comes with; None: see `local_ssd_choices`."""
    local_ssd_choices: tuple[int, ...]
    """How many disks may be named where they are optional."""
    fabric: GpuFabric
    placement: GpuPlacement
    """The closest placement that the machine is made for."""
    compact_flex_start: bool
    """Whether flex-start takes a compact placement."""
    rack_size: int | None
    """Machines of one NVLink domain; None: GPUs share memory only within a machine."""
    rack_topology: str | None
    """`accelerator_topology` of the workload policy that holds a rack together."""
    models: tuple[str, ...]
    """Capacity models by which Google gives it."""
    boot_disk_type: str | None
    """The boot disk it needs; None: the family's default."""
    gke_floors: tuple[str, ...]
    """The first good version of each GKE minor, oldest first; empty: nothing known."""
    driver_latest_before: str | None
    """Below this GKE version the default driver is too old for the GPU."""
    zones: Mapping[str, ZoneFact]
    quota: str
    """Key of the quota table."""
    source: str
    date: str
    verified: bool

    @property
    def fabric_kind(self) -> FabricKind:
        """The fabric by its name."""
        return self.fabric.kind

    @property
    def gke_floor(self) -> str | None:
        """The oldest GKE version that runs it; None: nothing known."""
        return self.gke_floors[0] if self.gke_floors else None


@dataclass(frozen=True, slots=True)
class GpuAccelerator:
    """A kind of GPU and the machines that hold it."""

    name: str
    title: str
    machines: tuple[str, ...]
    """Machine types, smallest first."""
    default_machine: str
    """What is taken where a stack names no machine type: a machine with all the GPUs that share memory."""


def gpu_machine(machine_type: str) -> GpuMachine:
    """The machine, or an `InputError` (subject `machineType`) that names the known ones."""
    found = gpu_machines().get(machine_type)
    if found is None:
        what = f'the catalog knows no GPU machine type "{machine_type}"'
        raise InputError(Problem("machineType", what, machine_type, ", ".join(gpu_machines()), None))
    return found


def gpu_accelerator(name: str) -> GpuAccelerator:
    """The kind of GPU, or an `InputError` (subject `accelerator`) that names the known ones."""
    known = gpu_accelerators()
    if name in known:
        return known[name]
    meant = _meant(name)
    what = f'"{name}" is another name of {meant}' if meant else f'"{name}" is no GPU that Google Cloud has'
    fix = f"write {meant}" if meant else None
    raise InputError(Problem("accelerator", what, name, ", ".join(known), fix))


@cache
def gpu_machines() -> Mapping[str, GpuMachine]:
    """All machine types by name."""
    zones = load("gpu_zones.yaml").child("families")
    return MappingProxyType(
        {
            machine: _machine(machine, family, fields, own, zone_facts(zones.records(family)))
            for family, fields in load("gpus.yaml").children("families").items()
            for machine, own in fields.children("machines").items()
        }
    )


@cache
def gpu_accelerators() -> Mapping[str, GpuAccelerator]:
    """All kinds of GPUs by name."""
    machines = sorted(gpu_machines().values(), key=lambda each: (each.gpus, each.vcpus))
    return MappingProxyType(
        {
            name: GpuAccelerator(
                name=name,
                title=fields.text("title"),
                machines=tuple(each.name for each in machines if each.accelerator == name),
                default_machine=fields.text("default"),
            )
            for name, fields in load("gpus.yaml").children("accelerators").items()
        }
    )


def _meant(name: str) -> str | None:
    """What somebody wrote who used the name of a machine, of its GPU, or capital letters."""
    lower = name.lower()
    if lower in gpu_accelerators():
        return lower
    if lower in gpu_machines():
        return gpu_machines()[lower].accelerator
    return load("gpus.yaml").child("aliases").text_or_none(lower)


def _machine(name: str, family: str, fields: Fields, own: Fields, zones: Mapping[str, ZoneFact]) -> GpuMachine:
    both = Fields(own.place, {**fields.values, **own.values})
    disks = own.numbers("local_ssds")
    included = disks[0] if both.flag("local_ssds_included", default=False) else None
    return GpuMachine(
        name=name,
        family=family,
        accelerator=both.text("accelerator"),
        gpu_type=both.text("gpu_type"),
        gpus=own.number("gpus"),
        vcpus=own.number("vcpus"),
        memory_gib=own.number("memory_gib"),
        arch=cast("Arch", both.text_or_none("arch") or "x86"),
        local_ssd_gib=own.number_or_none("local_ssd_gib") or (included or 0) * LOCAL_SSD_GIB,
        local_ssd_count=included,
        local_ssd_choices=() if included else disks,
        fabric=_fabric(both),
        placement=cast("GpuPlacement", both.text_or_none("placement") or "none"),
        compact_flex_start=both.flag("compact_flex_start", default=False),
        rack_size=both.number_or_none("rack_size"),
        rack_topology=both.text_or_none("rack_topology"),
        models=both.texts("models"),
        boot_disk_type=both.text_or_none("boot_disk"),
        gke_floors=both.texts("gke_floors"),
        driver_latest_before=both.text_or_none("driver_latest_before"),
        zones=zones,
        quota=both.text("quota"),
        source=both.text("source"),
        date=both.text("date"),
        verified=both.flag("verified", default=True),
    )


def _fabric(fields: Fields) -> GpuFabric:
    """The fabric of a machine; a machine with half of the GPUs has half of the interfaces."""
    found = gpu_fabrics()[fields.text("fabric")]
    subnets = fields.number_or_none("fabric_subnets")
    return replace(found, subnets=subnets, nics=subnets) if subnets else found
