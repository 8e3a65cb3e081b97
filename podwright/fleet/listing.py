"""One line for each stack of a fleet: what `podwright ls` shows and other programs read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from podwright.fleet.discovery import StackFile
from stacks.model import StackSpec
from stacks.model_gpus import GpuShape
from stacks.model_tpus import TpuSliceSpec, TpuVmSpec
from stacks.sizes import cloud_gpu_plan, gpu_plan, group_chips, stack_chips

TIMES = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of equal slices or TPU VMs."""

    name: str
    kind: str
    """`tpuSlices` or `tpuVms`."""
    generation: str
    topology: str
    members: int
    """Slices, or TPU VMs."""
    chips: int
    """Chips of the whole group."""
    capacity: str
    zone: str

    @property
    def text(self) -> str:
        """For people: name, members times topology, generation, chips of the group."""
        unit = "chip" if self.chips == 1 else "chips"
        vm = " VM" if self.kind == "tpuVms" else ""
        return f"{self.name} {self.members}{TIMES}{self.topology} {self.generation}{vm} {self.chips} {unit}"


@dataclass(frozen=True, slots=True)
class GpuLine:
    """One GPU cluster or GPU fleet."""

    name: str
    kind: str
    """`gpuClusters` or `gpuFleets`."""
    accelerator: str
    machine_type: str | None
    """None where the catalog does not know the accelerator."""
    nodes: int
    """The most that there may be."""
    gpus: int
    """GPUs of the whole group; 0 where the machine is not known."""
    capacity: str
    zone: str

    @property
    def text(self) -> str:
        """For people: name, nodes times machine, GPUs of the group."""
        fleet = " fleet" if self.kind == "gpuFleets" else ""
        return f"{self.name} {self.nodes}{TIMES}{self.machine_type or self.accelerator}{fleet} {self.gpus} GPUs"

    def as_json(self) -> dict[str, object]:
        """The group as `podwright/ls/v1` has it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "accelerator": self.accelerator,
            "machineType": self.machine_type,
            "nodes": self.nodes,
            "gpus": self.gpus,
            "capacity": self.capacity,
            "zone": self.zone,
        }


@dataclass(frozen=True, slots=True)
class StackLine:
    """One stack, well-formed or not; what its file does not say is None or empty."""

    stack: StackFile
    name: str
    kind: str | None
    cloud: str | None
    region: str | None
    country: str | None
    groups: tuple[GroupLine, ...]
    chips: int
    gpu_groups: tuple[GpuLine, ...]
    depends_on: tuple[str, ...]
    errors: int
    """Errors of the file by itself; `podwright check` finds more."""

    @property
    def gpus(self) -> int:
        """GPUs of all groups."""
        return sum(group.gpus for group in self.gpu_groups)

    @property
    def summary(self) -> str:
        """`europe-west4, 132 chips, 32 GPUs` for a stack that holds accelerators."""
        held = [f"{self.chips} chips" if self.chips else "", f"{self.gpus} GPUs" if self.gpus else ""]
        parts = [self.region or "", *held]
        return ", ".join(part for part in parts if part)

    def as_json(self) -> dict[str, object]:
        """The stack as `podwright/ls/v1` has it."""
        return {
            "name": self.name,
            "file": self.stack.file,
            "kind": self.kind,
            "cloud": self.cloud,
            "region": self.region,
            "country": self.country,
            "labels": dict(self.stack.rest.labels) if self.stack.rest else {},
            "groups": [
                {
                    "name": group.name,
                    "kind": group.kind,
                    "generation": group.generation,
                    "topology": group.topology,
                    "members": group.members,
                    "chips": group.chips,
                    "capacity": group.capacity,
                    "zone": group.zone,
                }
                for group in self.groups
            ],
            "chips": self.chips,
            "gpuGroups": [group.as_json() for group in self.gpu_groups],
            "gpus": self.gpus,
            "dependsOn": list(self.depends_on),
            "errors": self.errors,
        }


def listing(stacks: Iterable[StackFile]) -> list[StackLine]:
    """The lines of the stacks, in their order."""
    return [_line(stack) for stack in stacks]


def _line(stack: StackFile) -> StackLine:
    spec, errors = stack.rest, sum(problem.severity == "error" for problem in stack.problems)
    if spec is None:
        return StackLine(stack, stack.name, None, None, None, None, (), 0, (), (), errors)
    return StackLine(
        stack=stack,
        name=stack.name,
        kind=spec.kind,
        cloud=spec.cloud,
        region=spec.region,
        country=spec.jurisdiction,
        groups=tuple(_groups(spec)),
        chips=stack_chips(spec),
        gpu_groups=tuple(_gpu_groups(spec)),
        depends_on=tuple(spec.depends_on),
        errors=errors,
    )


def _groups(spec: StackSpec) -> Iterable[GroupLine]:
    for name, slices in spec.tpu_slices.items():
        yield _group(name, "tpuSlices", slices, slices.slices)
    for name, vms in spec.tpu_vms.items():
        yield _group(name, "tpuVms", vms, vms.count)


def _gpu_groups(spec: StackSpec) -> Iterable[GpuLine]:
    for name, cluster in spec.gpu_clusters.items():
        yield _gpu_group(spec.cloud, name, "gpuClusters", cluster)
    for name, fleet in spec.gpu_fleets.items():
        yield _gpu_group(spec.cloud, name, "gpuFleets", fleet)


def _gpu_group(cloud: str, name: str, kind: str, group: GpuShape) -> GpuLine:
    machine, nodes, gpus = _gpu_machines(cloud, group) or (group.machine_type, group.nodes, 0)
    return GpuLine(name, kind, group.accelerator, machine, nodes, gpus, group.capacity.model, group.zone)


def _gpu_machines(cloud: str, group: GpuShape) -> tuple[str, int, int] | None:
    """Machine type, machines and GPUs; None where they are impossible."""
    if cloud == "gcp":
        plan = gpu_plan(group)
        return (plan.machine.name, plan.nodes, plan.gpus) if plan else None
    other = cloud_gpu_plan(cloud, group)
    return (other.machine.size, other.nodes, other.gpus) if other else None


def _group(name: str, kind: str, group: TpuSliceSpec | TpuVmSpec, members: int) -> GroupLine:
    return GroupLine(
        name,
        kind,
        group.generation or "?",
        group.topology or "?",
        members,
        group_chips(group),
        group.capacity.model,
        group.zone,
    )
