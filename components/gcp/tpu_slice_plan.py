"""What a TPU slice group becomes on GKE: shape, hosts, pools, sizes and placement. Pure, no Pulumi resources.

The facts come from the catalog; the rules of GKE for TPU node pools stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from components.gcp.capacity import CapacityModel, PoolCapacity, pool_capacity, scaled, take_capacity
from components.gcp.nodes import NodeTaintArgs, take_node_marks
from components.gcp.tpu_jobset import ACCELERATOR_LABEL, TOPOLOGY_LABEL, JobShape, jobset
from podwright.catalog.regions import region_of_zone
from podwright.catalog.slice_scaling import check_least_slices
from podwright.catalog.topology import SlicePlan, check_nodes, plan_slice
from podwright.catalog.tpus import TpuGeneration, tpu_generation
from podwright.catalog.versions import check_dranet
from podwright.catalog.zones import check_zone
from podwright.plan.cidr import check_max_pods
from podwright.plan.names import NODE_POOL_LIMIT, cloud_name

if TYPE_CHECKING:
    from components.gcp.tpu_slice import TpuSliceArgs

GROUP_LABEL = "podwright/slice-group"
"""Node label that ties the slices of a group together, whatever generation and topology others have."""
DRANET_LABEL = "cloud.google.com/gke-networking-dra-driver"
BOOT_DISK_LIMITS_GIB = (10, 65_536)
"""What the GKE API takes; images need about 50."""
_HYPERDISK_BOOT = frozenset({"v6e", "tpu7x"})
"""Generations whose machines boot from Hyperdisk (GoogleCloudPlatform/cluster-toolkit examples, 2026-06)."""


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """One node pool. Its place in the list is its identity: more slices add pools at the end."""

    name: str
    capacity: PoolCapacity


@dataclass(frozen=True, slots=True)
class TpuSlicePlan:
    """One slice group: `slices` equal slices, one node pool each; single hosts that scale share one pool."""

    shape: SlicePlan
    region: str
    slices: int
    """Slices when everything that is asked for is there."""
    pools: tuple[PoolPlan, ...]
    boot_disk_type: str | None
    """None: the machine family's default."""
    compact: bool
    """Whether the pools ask for COMPACT placement with their topology."""
    workload_policy: str | None
    """Cloud name of the workload policy that places the slices instead; None where there is none."""
    dranet: bool
    node_labels: dict[str, str]
    """Kubernetes labels of the nodes, besides GKE's own."""
    taints: dict[str, NodeTaintArgs]
    node_selector: dict[str, str]
    """Labels by which a pod asks for a host of this group."""
    jobset: str

    @property
    def chips(self) -> int:
        """Chips of the whole group."""
        return self.shape.chips * self.slices

    @property
    def hosts(self) -> int:
        """Host machines of the whole group."""
        return self.shape.hosts * self.slices


def plan_tpu_slice(name: str, args: TpuSliceArgs) -> TpuSlicePlan:
    """The plan of a slice group, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("TpuSlice", name)
    generation, machine_type, zone = args["generation"], args.get("machine_type"), args["zone"]
    found = checks.attempt(lambda: tpu_generation(generation))
    shape = checks.attempt(lambda: plan_slice(generation, args["topology"], machine_type)) if found else None
    region = checks.attempt(lambda: region_of_zone(zone))
    if found:
        take_capacity(checks, generation, args["capacity"], "gke")
    if found and region and not args.get("allow_unlisted_zone", False):
        checks.take(check_zone(generation, zone, str(args["capacity"]["model"])))
    if args["slices"] < 1:
        checks.add("slices", "is not a number of slices", given=str(args["slices"]), allowed="1 or more")
    if shape:
        _check_sizes(checks, args, shape)
    if found and args.get("dranet", False):
        checks.take(check_dranet(generation, None), field="dranet")
    _check_nodes(checks, args)
    pools = checks.attempt(lambda: _pool_names(name, args["slices"]), field="name")
    policy = checks.attempt(lambda: cloud_name(args["prefix"], name), field="prefix")
    checks.done()
    if not (found and shape and region and pools and policy):
        raise AssertionError("a plan without a problem is complete")
    return _plan(name, args, found, shape, pools)


def _plan(
    name: str, args: TpuSliceArgs, generation: TpuGeneration, shape: SlicePlan, names: tuple[str, ...]
) -> TpuSlicePlan:
    # A single-host pool must set no topology at all; tpu7x refuses COMPACT and wants a workload policy.
    by_policy = shape.multi_host and generation.placement == "workload-policy"
    pools, node, dranet = _pools(args, shape, names), args.get("node", {}), args.get("dranet", False)
    taints = node.get("taints", {})
    selector = {
        ACCELERATOR_LABEL: generation.gke_accelerator,
        TOPOLOGY_LABEL: shape.topology,
        GROUP_LABEL: name,
    }
    job = JobShape(
        selector=selector,
        slices=args["slices"],
        hosts=shape.hosts,
        chips_per_host=shape.chips_per_host,
        taints={key: (taint.get("value", ""), taint.get("effect", "NoSchedule")) for key, taint in taints.items()},
        pools=[pool.name for pool in pools],
        from_zero=any(pool.capacity.min_node_count == 0 for pool in pools),
    )
    return TpuSlicePlan(
        shape=shape,
        region=region_of_zone(args["zone"]),
        slices=args["slices"],
        pools=pools,
        boot_disk_type="hyperdisk-balanced" if generation.name in _HYPERDISK_BOOT else None,
        compact=shape.multi_host and not by_policy,
        workload_policy=cloud_name(args["prefix"], name) if by_policy else None,
        dranet=dranet,
        node_labels={**node.get("labels", {}), GROUP_LABEL: name, **({DRANET_LABEL: "true"} if dranet else {})},
        taints=taints,
        node_selector=selector,
        jobset=jobset(job),
    )


def _pools(args: TpuSliceArgs, shape: SlicePlan, names: tuple[str, ...]) -> tuple[PoolPlan, ...]:
    """A pool for each slice; only nodes that are a slice each can come and go one by one in a common pool."""
    capacity = pool_capacity(args["capacity"], shape.hosts, args["project"])
    least = args.get("least_slices")
    if least is None:
        return tuple(PoolPlan(name, capacity) for name in names)
    if not shape.multi_host:
        return (PoolPlan(names[0], scaled(capacity, least, len(names))),)
    # A multi-host slice is there or not: such a pool scales between no host and all of them.
    fixed = [PoolPlan(name, capacity) for name in names[:least]]
    return (*fixed, *[PoolPlan(name, scaled(capacity, 0, shape.hosts)) for name in names[least:]])


def _check_sizes(checks: Checks, args: TpuSliceArgs, shape: SlicePlan) -> None:
    nodes, least = args.get("nodes"), args.get("least_slices")
    if nodes is not None:
        checks.take(check_nodes(shape, nodes))
    if least is not None:
        flex = args["capacity"]["model"] == CapacityModel.FLEX_START
        checks.take(check_least_slices(least, args["slices"], flex_start=flex))


def _check_nodes(checks: Checks, args: TpuSliceArgs) -> None:
    checks.labels(args["labels"])
    node = args.get("node", {})
    take_node_marks(checks, node.get("labels", {}), node.get("taints", {}))
    low, high = BOOT_DISK_LIMITS_GIB
    size = node.get("boot_disk_gib")
    if size is not None and not low <= size <= high:
        checks.add("node.boot_disk_gib", "is not a size of a boot disk", given=str(size), allowed=f"{low} to {high}")
    pods = args.get("max_pods_per_node")
    if pods is not None:
        checks.take(check_max_pods(pods))


def _pool_names(name: str, slices: int) -> tuple[str, ...]:
    # The index is the identity of a slice: adding one at the end leaves the others alone.
    return tuple(cloud_name(name, str(index), limit=NODE_POOL_LIMIT) for index in range(slices))
