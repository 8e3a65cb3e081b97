"""Rules of GPU clusters and GPU fleets: machines that exist, zones that have them, capacity, networks, versions, disks.

The facts and their words come from `podwright.catalog`; this file says which of them apply to which key. What all
groups of a stack draw together is `stacks.check_network` (addresses) and `stacks.check_quotas`.
"""

from __future__ import annotations

from podwright.catalog.gpu_capacity import check_gpu_capacity, check_gpu_growth
from podwright.catalog.gpu_fabric_rules import check_fabric_choice
from podwright.catalog.gpu_fleet_rules import check_batch, check_fleet_queue, check_startup_script
from podwright.catalog.gpu_plans import GpuPlan, plan_gpu
from podwright.catalog.gpu_versions import check_gpu_image, check_gpu_versions, check_local_ssd
from podwright.catalog.gpu_zones import check_gpu_zone
from podwright.catalog.gpus import GpuMachine
from podwright.errors import InputError
from podwright.plan.fabric import check_fabric_machines, check_fabric_range
from podwright.plan.node_marks import check_node_labels, check_taints
from stacks.check_places import check_place
from stacks.check_words import take
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_gpus import GpuClusterSpec, GpuFleetSpec, GpuShape
from stacks.source import KeyPath

_GPU_TAINT = "nvidia.com/gpu"


def check_gpus(spec: StackSpec, findings: Findings) -> None:
    """All GPU clusters and GPU fleets of a stack."""
    if spec.kind == "global":
        return
    groups: list[tuple[KeyPath, GpuShape]] = [
        *((("gpuClusters", name), group) for name, group in spec.gpu_clusters.items()),
        *((("gpuFleets", name), group) for name, group in spec.gpu_fleets.items()),
    ]
    fabrics = [_check_group(spec, path, group, findings) for path, group in groups]
    if any(fabrics) and spec.network is not None:
        take(findings, ("network",), check_fabric_range(spec.network.cidr))


def _check_group(spec: StackSpec, path: KeyPath, group: GpuShape, findings: Findings) -> bool:
    """One group; whether the stack makes networks between its GPUs."""
    plan = _plan(path, group, findings)
    here = check_place(spec, path, group.zone, plan.machine.zones if plan else (), findings)
    if plan is None:
        return False
    machine, capacity = plan.machine, group.capacity
    if here:
        problem = check_gpu_zone(machine, group.zone, capacity.model)
        if problem:
            findings.adopt((*path, "zone"), problem, severity="warning" if group.allow_unlisted_zone else None)
    for problem in check_gpu_capacity(
        machine,
        capacity.model,
        capacity.name,
        capacity.max_run_seconds,
        queued=capacity.queued,
        placement=group.placement,
    ):
        take(findings, path, problem)
    if isinstance(group, GpuClusterSpec):
        return _check_cluster(spec, path, group, plan, findings)
    if isinstance(group, GpuFleetSpec):
        _check_fleet(path, group, machine, findings)
    return _check_fabric(path, plan, findings)


def _check_fleet(path: KeyPath, group: GpuFleetSpec, machine: GpuMachine, findings: Findings) -> None:
    """What only machines without Kubernetes have."""
    model = group.capacity.model
    if group.image is not None:
        take(findings, path, check_gpu_image(machine, group.image))
    take(findings, path, check_fleet_queue(model, queued=group.capacity.queued))
    take(findings, path, check_batch(model, group.nodes, group.batch))
    if group.startup_script is not None:
        take(findings, path, check_startup_script(group.startup_script))


def _plan(path: KeyPath, group: GpuShape, findings: Findings) -> GpuPlan | None:
    """The machines when everything is there; None where they are impossible."""
    most = group.max_nodes if isinstance(group, GpuClusterSpec) else None
    if findings.ignores((*path, "accelerator")):
        return None
    try:
        return plan_gpu(group.accelerator, group.machine_type, max(group.nodes, most or 0))
    except InputError as error:
        findings.adopt_all(path, error, ("accelerator", "machineType", "nodes"))
        return None


def _check_cluster(spec: StackSpec, path: KeyPath, group: GpuClusterSpec, plan: GpuPlan, findings: Findings) -> bool:
    """What only machines of a Kubernetes cluster have; whether the stack makes networks between its GPUs."""
    machine = plan.machine
    take(findings, path, check_gpu_growth(group.capacity.model, group.nodes, group.max_nodes, machine))
    take(findings, path, check_fabric_choice(machine, group.fabric))
    _check_versions(spec, path, group, machine, findings)
    if group.local_ssd is not None and group.local_ssd.disks is not None:
        take(findings, path, check_local_ssd(machine, group.local_ssd.disks))
    _check_marks(path, group, findings)
    return group.fabric != "dranet" and _check_fabric(path, plan, findings)


def _check_versions(
    spec: StackSpec, path: KeyPath, group: GpuClusterSpec, machine: GpuMachine, findings: Findings
) -> None:
    """A version is the cluster's, and what it is too old for is reported there; a driver is the group's choice."""
    pinned = spec.cluster.min_version
    for problem in check_gpu_versions(machine, gke_version=pinned, driver=group.driver, fabric=group.fabric):
        take(findings, ("cluster",) if problem.subject == "minVersion" else path, problem)


def _check_marks(path: KeyPath, group: GpuClusterSpec, findings: Findings) -> None:
    """Labels and taints of the nodes; the key of a mark may have dots of its own."""
    taints = {key: (taint.value, taint.effect) for key, taint in group.taints.items()}
    for problem in [*check_node_labels(group.node_labels), *check_taints(taints)]:
        findings.adopt((*path, *problem.subject.split(".", 1)), problem)
    if _GPU_TAINT in group.taints:
        findings.add((*path, "taints", _GPU_TAINT), "is set on every GPU node already", fix="remove it")


def _check_fabric(path: KeyPath, plan: GpuPlan, findings: Findings) -> bool:
    if plan.extra_networks == 0:
        return False
    take(findings, path, check_fabric_machines(plan.nodes))
    return True
