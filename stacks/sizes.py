"""How many machines, chips and quotas a stack may reach: one arithmetic for the check, the program and the tables.

A group whose shape is impossible counts as nothing: it is refused by `stacks.check_tpus` and must not hide the rest.
"""

from __future__ import annotations

from podwright.catalog.quotas import QuotaNeed, QuotaSurface, sum_needs, tpu_quota
from podwright.catalog.regions import regions
from podwright.catalog.topology import SlicePlan
from podwright.errors import InputError
from stacks.model import StackSpec
from stacks.model_tpus import TpuSliceSpec, TpuVmSpec

_USUAL_ZONES = 3


def slice_plan(group: TpuSliceSpec | TpuVmSpec) -> SlicePlan | None:
    """The plan of one slice or TPU VM of a group; None where the shape is impossible."""
    try:
        return group.plan()
    except InputError:
        return None


def group_chips(group: TpuSliceSpec | TpuVmSpec) -> int:
    """Chips of a whole group."""
    plan = slice_plan(group)
    return plan.chips * _members(group) if plan else 0


def stack_chips(spec: StackSpec) -> int:
    """Chips of all slices and TPU VMs of a stack."""
    return sum(group_chips(group) for group in (*spec.tpu_slices.values(), *spec.tpu_vms.values()))


def system_nodes(spec: StackSpec) -> int:
    """System nodes of the cluster: those of one zone times the region's zones (3 where the catalog lists none)."""
    region = regions(spec.cloud).get(spec.region or "")
    return spec.cluster.system_nodes * (len(region.zones) if region and region.zones else _USUAL_ZONES)


def nodes_needed(spec: StackSpec) -> int:
    """Machines that need an address and a block of pod addresses when every pool is full.

    Hosts of TPU VMs count too: they run no pods, but they stand in the same node range.
    """
    groups = (*spec.tpu_slices.values(), *spec.tpu_vms.values())
    plans = ((slice_plan(group), _members(group)) for group in groups)
    return system_nodes(spec) + sum(plan.hosts * members for plan, members in plans if plan)


def quota_needs(spec: StackSpec) -> list[QuotaNeed]:
    """What the stack's slices and TPU VMs draw from which quota, added up; in a fixed order."""
    needs: list[QuotaNeed] = []
    for group in (*spec.tpu_slices.values(), *spec.tpu_vms.values()):
        surface: QuotaSurface = "gke" if isinstance(group, TpuSliceSpec) else "tpu-api"
        chips = group_chips(group)
        try:
            need = tpu_quota(group.generation, group.capacity.model, group.zone, chips, surface) if chips else None
        except InputError:
            continue
        needs += [need] if need else []
    return sum_needs(needs)


def _members(group: TpuSliceSpec | TpuVmSpec) -> int:
    return group.slices if isinstance(group, TpuSliceSpec) else group.count
