"""How many machines of which size an Azure stack may reach, and the quota they draw, for the check and for the program.

Owns the arithmetic of a stack; what one machine draws is the catalog's. A reservation draws as machines on demand do,
and what runs in it then draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from podwright.catalog.azure_quotas import any_size_quota, family_key, limit_requests, surge_nodes
from podwright.catalog.azure_rules import INFINIBAND_FEATURE, infiniband_action
from podwright.catalog.quotas import QuotaNeed, sum_needs
from stacks.model import StackSpec
from stacks.model_gpus import GpuShape
from stacks.model_reservations import ReservationSpec
from stacks.sizes import cloud_gpu_plan, reserved_gpu_plan, system_nodes, wants_cluster

SYSTEM_SURGE = "1"
"""Machines that an upgrade adds to the system pool, which is cheap enough to do without a gap."""


@dataclass(frozen=True, slots=True)
class AzureMachines:
    """Equal machines of one group at its largest."""

    machine_type: str
    nodes: int
    spot: bool = False
    max_surge: str = "0"
    other_types: tuple[str, ...] = ()
    """Sizes that the machines may be of instead."""


def azure_machines(spec: StackSpec) -> dict[str, AzureMachines]:
    """What draws quota, by a key that says where it stands in the file; in the order of the file."""
    found: dict[str, AzureMachines] = {}
    if wants_cluster(spec):
        found["system"] = AzureMachines(spec.azure.system_machine_type, system_nodes(spec), max_surge=SYSTEM_SURGE)
    groups: dict[str, GpuShape] = {f"gpuClusters.{name}": each for name, each in spec.gpu_clusters.items()}
    groups |= {f"gpuFleets.{name}": each for name, each in spec.gpu_fleets.items()}
    for key, group in groups.items():
        plan = cloud_gpu_plan("azure", group)
        if plan is None or not plan.nodes or group.capacity.model == "reservation":
            continue
        others = _sizes(spec, key, plan.machine.size)
        found[key] = AzureMachines(
            plan.machine.size, plan.nodes, spot=group.capacity.model == "spot", other_types=others
        )
    for name, reservation in spec.reservations.items():
        size = reserved_size(reservation)
        if size and reservation.nodes:
            found[f"reservations.{name}"] = AzureMachines(size, reservation.nodes)
    return found


def reserved_size(reservation: ReservationSpec) -> str | None:
    """The VM size of a reservation; None where it is impossible."""
    plan = reserved_gpu_plan("azure", reservation)
    return plan.machine.size if plan else None


def azure_needs(spec: StackSpec) -> list[QuotaNeed]:
    """What the machines draw from the quotas of the region, added up; in a fixed order."""
    return sum_needs(
        need
        for each in azure_machines(spec).values()
        for need in any_size_quota(
            (each.machine_type, *each.other_types),
            spec.region or "",
            each.nodes + (0 if each.spot else surge_nodes(each.nodes, each.max_surge)),
            spot=each.spot,
        )
    )


def azure_limits(spec: StackSpec) -> Mapping[str, Mapping[str, int]]:
    """What is granted, by region and family; a region of which nothing is stated is left out."""
    return {spec.region: spec.azure.limits} if spec.region and spec.azure.limits else {}


def azure_limit(spec: StackSpec, need: QuotaNeed) -> int | None:
    """What the file says is granted of a quota, however it spells the family; None where it says nothing."""
    known = {family_key(name): limit for name, limit in spec.azure.limits.items()}
    return known.get(family_key(need.quota_id or ""))


def azure_actions(spec: StackSpec) -> dict[str, str]:
    """What a person has to do for the stack, by a word for each: the exact command."""
    group = spec.azure.quota_group
    where = (group.management_group, group.name) if group else None
    requests = limit_requests(spec.account.subscription, azure_needs(spec), azure_limits(spec), where)
    return {**requests, **_feature(spec)}


def _feature(spec: StackSpec) -> dict[str, str]:
    """The AKS feature for InfiniBand, on for some machines and off for others, unless the file says that it is."""
    plans = [plan for group in spec.gpu_clusters.values() if (plan := cloud_gpu_plan("azure", group))]
    for machine in (plan.machine for plan in plans if plan.machine.rdma):
        features = spec.azure.features
        done = features is not None and (INFINIBAND_FEATURE in features) == (machine.rack_size is None)
        command = infiniband_action(machine)
        if command and not done:
            return {"infiniband": command}
    return {}


def _sizes(spec: StackSpec, key: str, size: str) -> tuple[str, ...]:
    kind, _, name = key.partition(".")
    wanted = spec.azure.fleet_sizes.get(name, {}) if kind == "gpuFleets" else {}
    return tuple(each for each in wanted if each != size)
