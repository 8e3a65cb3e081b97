"""Rules of TPU slices and TPU VMs: shapes that exist, zones that have them, capacity that can be bought.

The facts and their words come from `podwright.catalog`; this file says which of them apply to which key. Added here is
only what the catalog cannot know: the stack's region, and what the components refuse to declare.
"""

from __future__ import annotations

from podwright.catalog.capacity import Surface, check_capacity
from podwright.catalog.slice_scaling import check_least_slices
from podwright.catalog.topology import SlicePlan, check_nodes
from podwright.catalog.tpu_vms import check_data_disks, check_queued_extras
from podwright.catalog.tpus import TpuGeneration, tpu_generations
from podwright.catalog.versions import check_dranet, check_gke_version, check_gke_version_form, check_runtime_version
from podwright.catalog.zones import check_zone
from podwright.errors import InputError
from podwright.plan.node_marks import check_node_labels, check_taints
from stacks.check_places import check_place
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_tpus import TpuShape, TpuSliceSpec, TpuVmSpec
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
    _check_nodes(spec, path, group, findings)
    pinned = spec.cluster.min_version
    if plan is not None and pinned is not None and check_gke_version_form(pinned) is None:
        problem = check_gke_version(plan.generation, pinned)
        if problem:
            findings.adopt(("cluster", "minVersion"), problem)
    if plan is not None and group.fabric is not None:
        problem = check_dranet(plan.generation, pinned)
        if problem:
            findings.adopt((*path, "fabric"), problem)


def _check_nodes(spec: StackSpec, path: KeyPath, group: TpuSliceSpec, findings: Findings) -> None:
    """How the group scales, and what its hosts are like as nodes; versions are checked with the shape."""
    if group.autoscaling is not None:
        flex = group.capacity.model == "flex-start"
        problem = check_least_slices(group.autoscaling.min_slices, group.slices, flex_start=flex)
        if problem:
            findings.adopt((*path, "autoscaling", "minSlices"), problem)
    pods, planned = group.max_pods_per_node, spec.network.max_pods_per_node if spec.network else None
    if pods is not None and planned is not None and pods > planned:
        findings.add(
            (*path, "maxPodsPerNode"),
            f"the network's ranges are planned for {planned} pods on a node, {pods} may not find addresses",
            given=str(pods),
            allowed=f"8 to {planned}",
            fix="take less, or raise network.maxPodsPerNode",
        )
    taints = {key: (taint.value, taint.effect) for key, taint in group.taints.items()}
    for problem in [*check_node_labels(group.node_labels), *check_taints(taints)]:
        findings.adopt((*path, *problem.subject.split(".", 1)), problem)


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
        for problem in check_queued_extras(_extras(vms)):
            findings.adopt((*path, problem.subject), problem)
    if plan is None:
        return
    if vms.queued and not plan.is_default_topology:
        message = f"{plan.topology} cannot be queued: a queued resource takes only a name, and {plan.accelerator_type}"
        findings.add((*path, "topology"), f"{message} is another shape", given=plan.topology, fix="set queued: false")
    for problem in check_data_disks(plan, {key: each.read_only for key, each in vms.data_disks.items()}):
        findings.adopt((*path, *problem.subject.split(".", 1)), problem)
    if vms.runtime_version is not None:
        problem = check_runtime_version(plan.generation, vms.runtime_version)
        if problem:
            findings.adopt((*path, "runtimeVersion"), problem)


def _extras(vms: TpuVmSpec) -> dict[str, bool]:
    """What of a TPU VM is given that a queued resource has no field for."""
    return {
        "dataDisks": bool(vms.data_disks),
        "tags": bool(vms.tags),
        "startupScript": vms.startup_script is not None,
    }


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
    generation = _known_generation(group.generation)
    if not check_place(spec, path, group.zone, generation.zones if generation else (), findings):
        return
    if generation is not None:
        problem = check_zone(generation.name, group.zone, group.capacity.model)
        if problem:
            findings.adopt((*path, "zone"), problem, severity="warning" if group.allow_unlisted_zone else None)


def _check_capacity(path: KeyPath, group: TpuShape, surface: Surface, findings: Findings) -> None:
    # a wrong generation is reported already and must not hide conflicts inside the capacity
    served = next(name for name, each in tpu_generations().items() if each.tpu_api)
    generation = group.generation if _known_generation(group.generation) else served
    capacity = group.capacity
    name, seconds, queued = capacity.name, capacity.max_run_seconds, capacity.queued
    for problem in check_capacity(generation, capacity.model, name, seconds, surface, queued=queued):
        findings.adopt((*path, *problem.subject.split(".")), problem)
