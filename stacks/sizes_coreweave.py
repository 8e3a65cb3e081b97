"""Where a CoreWeave stack stands and how many nodes of which type it may reach, for the check and for the program."""

from __future__ import annotations

from podwright.catalog.cloud_gpus import CloudGpuPlan
from podwright.catalog.coreweave_quotas import coreweave_quota
from podwright.catalog.quotas import QuotaNeed, sum_needs
from podwright.catalog.regions import regions
from stacks.model import StackSpec
from stacks.model_gpus import GpuClusterSpec
from stacks.sizes import cloud_gpu_plan


def zone_of(spec: StackSpec) -> str:
    """The zone of VPC, cluster and pools; empty where nothing tells it."""
    if spec.coreweave.zone:
        return spec.coreweave.zone
    zones = [group.zone for group in spec.gpu_clusters.values()]
    region = regions("coreweave").get(spec.region or "")
    return next(iter([*zones, *(region.zones if region else ())]), "")


def group_plan(group: GpuClusterSpec) -> CloudGpuPlan | None:
    """The machines of a group when all it may grow to is there; None where they are impossible."""
    return cloud_gpu_plan("coreweave", group)


def wants_cks(spec: StackSpec) -> bool:
    """A stack that says anything about the cluster wants one, even without GPUs."""
    return bool(spec.gpu_clusters) or "cluster" in spec.model_fields_set or spec.coreweave.version is not None


def nodes_by_type(spec: StackSpec) -> dict[str, int]:
    """Nodes that all pools may reach, by instance type, in order of the names."""
    found = {spec.coreweave.system_machine_type: spec.cluster.system_nodes} if wants_cks(spec) else dict[str, int]()
    for plan in map(group_plan, spec.gpu_clusters.values()):
        if plan and plan.nodes:
            found[plan.machine.size] = found.get(plan.machine.size, 0) + plan.nodes
    return dict(sorted(found.items()))


def coreweave_needs(spec: StackSpec) -> list[QuotaNeed]:
    """What the pools draw from the organization's quota."""
    zone = zone_of(spec)
    return sum_needs(each for kind, nodes in nodes_by_type(spec).items() for each in coreweave_quota(kind, zone, nodes))
