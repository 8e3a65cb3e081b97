"""How many machines, chips and quotas a stack may reach: one arithmetic for the check, the program and the tables.

A group whose shape is impossible counts as nothing: it is refused by the check of its kind and must not hide the rest.
"""

from __future__ import annotations

from podwright.catalog.cloud_gpus import CloudGpuPlan, plan_cloud_gpu
from podwright.catalog.gpu_plans import GpuPlan, plan_gpu
from podwright.catalog.quotas import QuotaNeed, QuotaSurface, gpu_quota, network_quota, sum_needs, tpu_quota
from podwright.catalog.regions import regions
from podwright.catalog.reservations import gpu_machine_of
from podwright.catalog.topology import SlicePlan
from podwright.errors import InputError
from stacks.model import StackSpec
from stacks.model_gpus import GpuClusterSpec, GpuShape
from stacks.model_reservations import ReservationSpec
from stacks.model_tpus import TpuSliceSpec, TpuVmSpec

_USUAL_ZONES = 3


def slice_plan(group: TpuSliceSpec | TpuVmSpec) -> SlicePlan | None:
    """The plan of one slice or TPU VM of a group; None where the shape is impossible."""
    try:
        return group.plan()
    except InputError:
        return None


def wants_cluster(spec: StackSpec) -> bool:
    """TPU VMs and GPU fleets need none; a stack that says anything about the cluster wants one, even an empty one.

    Only `encryptDisks` alone is none: it is about the disks of fleets as well.
    """
    if spec.tpu_slices or spec.gpu_clusters:
        return True
    return "cluster" in spec.model_fields_set and spec.cluster.model_fields_set != {"encrypt_disks"}


def most_nodes(group: GpuShape) -> int:
    """Machines of a GPU cluster or fleet when all it may grow to is there."""
    most = group.max_nodes or 0 if isinstance(group, GpuClusterSpec) else 0
    return max(group.nodes, most)


def gpu_plan(group: GpuShape) -> GpuPlan | None:
    """The machines of a GPU cluster or fleet of Google Cloud at its largest; None where they are impossible."""
    try:
        return plan_gpu(group.accelerator, group.machine_type, most_nodes(group))
    except InputError:
        return None


def cloud_gpu_plan(cloud: str, group: GpuShape) -> CloudGpuPlan | None:
    """The machines of a GPU cluster or fleet of another cloud at its largest; None where they are impossible."""
    try:
        return plan_cloud_gpu(cloud, group.accelerator, group.machine_type, most_nodes(group))
    except InputError:
        return None


def has_fabric(group: GpuShape) -> bool:
    """Whether the stack makes networks between the GPUs of a group: where the machine has any, unless DRANET does."""
    plan = gpu_plan(group)
    dranet = isinstance(group, GpuClusterSpec) and group.fabric == "dranet"
    return plan is not None and plan.extra_networks > 0 and not dranet


def gpu_groups(spec: StackSpec) -> tuple[GpuShape, ...]:
    """All GPU clusters and fleets of a stack."""
    return (*spec.gpu_clusters.values(), *spec.gpu_fleets.values())


def group_chips(group: TpuSliceSpec | TpuVmSpec) -> int:
    """Chips of a whole group."""
    plan = slice_plan(group)
    return plan.chips * _members(group) if plan else 0


def reserved_gpu_plan(cloud: str, reservation: ReservationSpec) -> CloudGpuPlan | None:
    """The machines of a reservation of another cloud than Google's; None where they are impossible or not all said."""
    if reservation.accelerator is None or reservation.nodes is None:
        return None
    try:
        return plan_cloud_gpu(cloud, reservation.accelerator, reservation.machine_type, reservation.nodes)
    except InputError:
        return None


def stack_chips(spec: StackSpec) -> int:
    """Chips of all slices and TPU VMs of a stack."""
    return sum(group_chips(group) for group in (*spec.tpu_slices.values(), *spec.tpu_vms.values()))


def system_nodes(spec: StackSpec) -> int:
    """System nodes of the cluster: those of one zone times the region's zones (3 where the catalog lists none)."""
    region = regions(spec.cloud).get(spec.region or "")
    return spec.cluster.system_nodes * (len(region.zones) if region and region.zones else _USUAL_ZONES)


def nodes_needed(spec: StackSpec) -> int:
    """Machines that need an address and a block of pod addresses when every pool is full.

    Hosts of TPU VMs and GPU fleets count too: they run no pods, but they stand in the same node range.
    """
    if spec.cloud != "gcp":
        plans_of_others = (cloud_gpu_plan(spec.cloud, group) for group in gpu_groups(spec))
        return system_nodes(spec) + sum(plan.nodes for plan in plans_of_others if plan)
    groups = (*spec.tpu_slices.values(), *spec.tpu_vms.values())
    plans = ((slice_plan(group), _members(group)) for group in groups)
    hosts = sum(plan.hosts * members for plan, members in plans if plan)
    machines = sum(plan.nodes for plan in map(gpu_plan, gpu_groups(spec)) if plan)
    return system_nodes(spec) + hosts + machines


def quota_needs(spec: StackSpec) -> list[QuotaNeed]:
    """What the stack's accelerators draw from which quota of its region, added up; in a fixed order.

    Caps of the whole project are left to the global stack: no region knows what the others draw.
    """
    return [need for need in _drawn(spec) if need.dimensions]


def project_quota_needs(spec: StackSpec) -> list[QuotaNeed]:
    """What the stack draws from caps of the whole project, added up; in a fixed order.

    Networks count only where machines have some of their own: one VPC for each region is never the problem.
    """
    if spec.cloud != "gcp":
        return []
    fabrics = [plan for group in gpu_groups(spec) if has_fabric(group) and (plan := gpu_plan(group))]
    networks = sum(plan.machine.fabric.extra_networks for plan in fabrics)
    subnets = sum(plan.machine.fabric.extra_subnets for plan in fabrics)
    own = network_quota(networks + 1, subnets + 1) if fabrics else []
    return sum_needs([*(need for need in _drawn(spec) if not need.dimensions), *own])


def _drawn(spec: StackSpec) -> list[QuotaNeed]:
    if spec.cloud != "gcp":
        return []
    needs: list[QuotaNeed] = []
    for group in (*spec.tpu_slices.values(), *spec.tpu_vms.values()):
        surface: QuotaSurface = "gke" if isinstance(group, TpuSliceSpec) else "tpu-api"
        chips = group_chips(group)
        try:
            need = tpu_quota(group.generation, group.capacity.model, group.zone, chips, surface) if chips else None
        except InputError:
            continue
        needs += [need] if need else []
    for group in gpu_groups(spec):
        plan = gpu_plan(group)
        try:
            drawn = gpu_quota(plan.machine.name, group.capacity.model, group.zone, plan.nodes) if plan else []
        except InputError:
            continue
        needs += [need for need in drawn if need.amount]
    return sum_needs([*needs, *_reserved(spec)])


def _reserved(spec: StackSpec) -> list[QuotaNeed]:
    """What the stack's own reservations draw: as much as machines on demand, and their consumers then draw nothing.

    A window of calendar mode is granted by Google with what it needs.
    """
    needs: list[QuotaNeed] = []
    for each in spec.reservations.values():
        if each.calendar is not None or each.accelerator is None or each.nodes is None:
            continue
        try:
            needs += gpu_quota(gpu_machine_of(each.wish()).name, "on-demand", each.zone, each.nodes)
        except InputError:
            continue
    return needs


def _members(group: TpuSliceSpec | TpuVmSpec) -> int:
    return group.slices if isinstance(group, TpuSliceSpec) else group.count
