"""TPU generations of Google Cloud: names, host machines, shapes and the zones they were seen in.

Owns the facts of `tpus.yaml` as typed values. The arithmetic of slices is in `topology.py`, the zone check in
`zones.py`, the quota ids in `quotas.py`: this file only says what a generation is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from podwright.catalog.data import Fields, load
from podwright.catalog.zone_facts import ZoneFact, zone_facts
from podwright.errors import InputError, Problem

NameCounts = Literal["chips", "cores"]
Placement = Literal["compact", "workload-policy"]


@dataclass(frozen=True, slots=True)
class TpuMachine:
    """One kind of host VM."""

    name: str
    chips: int
    """TPU chips in one VM."""
    vcpus: int | None
    memory_gib: int | None
    topologies: tuple[str, ...] | None
    """The shapes this machine is made for; None: every shape of the generation that needs whole VMs of it."""


@dataclass(frozen=True, slots=True)
class TpuGeneration:
    """What one TPU generation is; every field is a fact with the `source` and `date` below."""

    name: str
    title: str
    aliases: tuple[str, ...]
    """Other spellings people use; they are refused, with the right name in the message."""
    api_prefix: str
    """What an accelerator type starts with: `v5litepod` in `v5litepod-16`."""
    api_type: str | None
    """`AcceleratorConfig.type` of the Cloud TPU API; None: the API does not know it."""
    name_counts: NameCounts
    """What the number of an accelerator type counts."""
    cores_per_chip: int
    dims: int
    """Dimensions of the interconnect: 2 or 3."""
    gke_accelerator: str
    """Value of the node label `cloud.google.com/gke-tpu-accelerator`."""
    machines: Mapping[str, TpuMachine]
    default_machine: str
    topologies: tuple[str, ...]
    """2 dimensions: all shapes. 3 dimensions: the shapes below one cube; larger ones follow from `max_cubes`."""
    max_cubes: int | None
    """The largest slice in cubes of 4x4x4 chips; None with 2 dimensions."""
    runtime_version: str | None
    """Runtime of the Cloud TPU API; None: not served by it."""
    min_gke_version: str | None
    dranet_gke_version: str | None
    """The first GKE version whose DRANET serves it; None: DRANET does not."""
    placement: Placement
    """How a multi-host node pool asks GKE for its placement."""
    tpu_api: bool
    """Whether the Cloud TPU API serves it."""
    vm_family: str
    zones: Mapping[str, ZoneFact]
    flex_start_zones: Mapping[str, ZoneFact]
    """Zones seen with flex-start; empty: nothing known, so nothing is refused."""
    source: str
    date: str


def tpu_generation(name: str) -> TpuGeneration:
    """The generation of that name, or an `InputError` (subject `generation`) that names the known ones."""
    generations = tpu_generations()
    if name in generations:
        return generations[name]
    meant = next((each.name for each in generations.values() if name.lower() in (each.name, *each.aliases)), None)
    raise InputError(
        Problem(
            subject="generation",
            message=f'"{name}" is another name of TPU {meant}' if meant else f'"{name}" is no TPU generation',
            given=name,
            allowed=", ".join(generations),
            fix=f"write {meant}" if meant else None,
        )
    )


@cache
def tpu_generations() -> Mapping[str, TpuGeneration]:
    """All generations, oldest first."""
    found = load("tpus.yaml").children("generations")
    return MappingProxyType({name: _generation(name, fields) for name, fields in found.items()})


@cache
def _machine_index() -> Mapping[str, tuple[str, int]]:
    return {
        machine.name: (generation.name, machine.chips)
        for generation in tpu_generations().values()
        for machine in generation.machines.values()
    }


def machine_type_chips(machine_type: str) -> tuple[str, int] | None:
    """(generation, chips in one VM) of a TPU machine type; None: not a TPU machine."""
    return _machine_index().get(machine_type)


def _generation(name: str, fields: Fields) -> TpuGeneration:
    machines = {machine: _machine(machine, each) for machine, each in fields.children("machines").items()}
    return TpuGeneration(
        name=name,
        title=fields.text("title"),
        aliases=fields.texts("aliases"),
        api_prefix=fields.text("api_prefix"),
        api_type=fields.text_or_none("api_type"),
        name_counts=cast("NameCounts", fields.text("name_counts")),
        cores_per_chip=fields.number("cores_per_chip"),
        dims=fields.number("dims"),
        gke_accelerator=fields.text("gke_accelerator"),
        machines=MappingProxyType(machines),
        default_machine=fields.text("default_machine"),
        topologies=fields.texts("topologies"),
        max_cubes=fields.number_or_none("max_cubes"),
        runtime_version=fields.text_or_none("runtime_version"),
        min_gke_version=fields.text_or_none("min_gke_version"),
        dranet_gke_version=fields.text_or_none("dranet_gke_version"),
        placement=cast("Placement", fields.text("placement")),
        tpu_api=fields.flag("tpu_api", default=True),
        vm_family=fields.text("vm_family"),
        zones=zone_facts(fields.records("zones")),
        flex_start_zones=zone_facts(fields.records("flex_start_zones")),
        source=fields.text("source"),
        date=fields.text("date"),
    )


def _machine(name: str, fields: Fields) -> TpuMachine:
    return TpuMachine(
        name=name,
        chips=fields.number("chips"),
        vcpus=fields.number_or_none("vcpus"),
        memory_gib=fields.number_or_none("memory_gib"),
        topologies=fields.texts("topologies") if fields.has("topologies") else None,
    )
