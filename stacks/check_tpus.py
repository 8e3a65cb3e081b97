"""Rules of TPU slices and TPU VMs: shapes that exist, zones that have them, capacity that can be bought.

The facts and their words come from `podwright.catalog`; this file says which of them apply to which key. Added here is
only what the catalog cannot know: the stack's region, and what the components refuse to declare.
"""

from __future__ import annotations

from podwright.catalog.capacity import Surface, check_capacity
from podwright.catalog.regions import check_region, region_of_zone
from podwright.catalog.topology import SlicePlan, check_nodes
from podwright.catalog.tpus import TpuGeneration, tpu_generations
from podwright.catalog.versions import check_gke_version, check_gke_version_form, check_runtime_version
from podwright.catalog.zones import check_zone
from podwright.errors import InputError
from stacks.findings import Findings
from stacks.model import StackSpec, TpuShape, TpuSliceSpec, TpuVmSpec
from stacks.source import KeyPath


def check_tpus(spec: StackSpec, findings: Findings) -> None:
    """All slice groups and TPU VM groups of a stack."""
    if spec.kind == "global":
        return
    pinned = spec.cluster.min_version
    malformed = check_gke_version_form(pinned) if pinned is not None else None
    if malformed:
        findings.adopt(("cluster", "minVersion"), malformed)
    for name, group in spec.tpu_slices.items():
        _check_slice_group(spec, name, group, findings)
    for name, vms in spec.tpu_vms.items():
        _check_vm_group(spec, name, vms, findings)


def _check_slice_group(spec: StackSpec, name: str, group: TpuSliceSpec, findings: Findings) -> None:
    path: KeyPath = ("tpuSlices", name)
    plan = _check_shape(spec, path, group, findings)
    if plan is not None and group.nodes is not None:
        problem = check_nodes(plan, group.nodes)
        if problem:
            findings.adopt((*path, "nodes"), problem)
    _check_capacity(path, group, "gke", findings)
    pinned = spec.cluster.min_version
    if plan is not None and pinned is not None and check_gke_version_form(pinned) is None:
        problem = check_gke_version(plan.generation, pinned)
        if problem:
            findings.adopt(("cluster", "minVersion"), problem)


def _check_vm_group(spec: StackSpec, name: str, vms: TpuVmSpec, findings: Findings) -> None:
    path: KeyPath = ("tpuVms", name)
    plan = _check_shape(spec, path, vms, findings)
    _check_capacity(path, vms, "tpu-queued" if vms.queued else "tpu-vm", findings)
    if vms.capacity.model == "reservation" and not vms.capacity.name and not vms.queued:
        # hashicorp/terraform-provider-google #24153, open in 2026-07: reserved capacity needs a name nobody can give
        findings.add(
            (*path, "capacity", "model"),
            "a TPU VM cannot be taken from a reservation: its resource cannot name one",
            given="reservation",
            allowed="on-demand, spot",
            fix="declare it under tpuSlices: a GKE node pool can name a reservation",
        )
    if vms.queued:
        # the node of `V2QueuedResource` has no such fields (pulumi-gcp 10.2.0)
        findings.add(
            (*path, "queued"),
            "a queued TPU VM runs as the project's default service account and without the stack's labels: the"
            " provider's queued resource has no fields for them",
            given="true",
            fix="set queued: false, unless that account may do what is needed and no more",
            severity="warning",
        )
    if plan is None:
        return
    if vms.queued and not plan.is_default_topology:
        message = f"{plan.topology} cannot be queued: a queued resource takes only a name, and {plan.accelerator_type}"
        findings.add((*path, "topology"), f"{message} is another shape", given=plan.topology, fix="set queued: false")
    if vms.runtime_version is not None:
        problem = check_runtime_version(plan.generation, vms.runtime_version)
        if problem:
            findings.adopt((*path, "runtimeVersion"), problem)


def _known_generation(name: str) -> TpuGeneration | None:
    return tpu_generations().get(name)


def _check_shape(
    spec: StackSpec, path: KeyPath, group: TpuSliceSpec | TpuVmSpec, findings: Findings
) -> SlicePlan | None:
    """Generation, topology, machine type and zone; the plan where the shape is possible."""
    _check_zone(spec, path, group, findings)
    if findings.ignores((*path, "generation")):
        return None
    try:
        return group.plan()
    except InputError as error:
        findings.adopt_all(path, error, ("generation", "topology", "machineType"))
        return None


def _check_zone(spec: StackSpec, path: KeyPath, group: TpuShape, findings: Findings) -> None:
    place: KeyPath = (*path, "zone")
    try:
        region = region_of_zone(group.zone)
    except InputError as error:
        findings.adopt_all(place, error)
        return
    generation = _known_generation(group.generation)
    if spec.region is not None and region != spec.region and check_region(spec.cloud, spec.region) is None:
        findings.add(
            place,
            f"zone {group.zone} is in region {region}, the stack is in {spec.region}",
            given=group.zone,
            allowed=_zones_here(spec.region, generation),
            fix=f"take a zone of {spec.region}, or move the group to a stack of {region}",
        )
        return
    if generation is not None:
        problem = check_zone(generation.name, group.zone, group.capacity.model)
        if problem:
            findings.adopt(place, problem, severity="warning" if group.allow_unlisted_zone else None)


def _zones_here(region: str, generation: TpuGeneration | None) -> str | None:
    """The zones of the region that have the generation; None where there is nothing to name."""
    zones = sorted(zone for zone in (generation.zones if generation else ()) if region_of_zone(zone) == region)
    return ", ".join(zones) or None


def _check_capacity(path: KeyPath, group: TpuShape, surface: Surface, findings: Findings) -> None:
    # a wrong generation is reported already and must not hide conflicts inside the capacity
    served = next(name for name, each in tpu_generations().items() if each.tpu_api)
    generation = group.generation if _known_generation(group.generation) else served
    capacity = group.capacity
    name, seconds, queued = capacity.name, capacity.max_run_seconds, capacity.queued
    for problem in check_capacity(generation, capacity.model, name, seconds, surface, queued=queued):
        findings.adopt((*path, *problem.subject.split(".")), problem)
