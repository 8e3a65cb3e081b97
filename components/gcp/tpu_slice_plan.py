"""What a TPU slice group becomes on GKE: shape, hosts, pool names and placement. Pure, no Pulumi resources.

The facts come from the catalog; the rules of GKE for TPU node pools stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from components.gcp.capacity import PoolCapacity, pool_capacity, take_capacity
from podwright.catalog.regions import region_of_zone
from podwright.catalog.topology import SlicePlan, check_nodes, plan_slice
from podwright.catalog.tpus import tpu_generation
from podwright.catalog.zones import check_zone
from podwright.plan.names import NODE_POOL_LIMIT, cloud_name

if TYPE_CHECKING:
    from components.gcp.tpu_slice import TpuSliceArgs

_HYPERDISK_BOOT = frozenset({"v6e", "tpu7x"})
"""Generations whose machines boot from Hyperdisk (GoogleCloudPlatform/cluster-toolkit examples, 2026-06)."""


@dataclass(frozen=True, slots=True)
class TpuSlicePlan:
    """One slice group: `len(pools)` equal slices, one node pool each."""

    shape: SlicePlan
    region: str
    pools: tuple[str, ...]
    """Cloud names of the node pools, by slice index."""
    capacity: PoolCapacity
    boot_disk_type: str | None
    """None: the machine family's default."""
    compact: bool
    """Whether the pools ask for COMPACT placement with their topology."""
    workload_policy: str | None
    """Cloud name of the workload policy that places the slices instead; None where there is none."""

    @property
    def chips(self) -> int:
        """Chips of the whole group."""
        return self.shape.chips * len(self.pools)

    @property
    def hosts(self) -> int:
        """Host machines of the whole group."""
        return self.shape.hosts * len(self.pools)


def plan_tpu_slice(name: str, args: TpuSliceArgs) -> TpuSlicePlan:
    """The plan of a slice group, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("TpuSlice", name)
    generation, topology = args["generation"], args["topology"]
    machine_type, zone = args.get("machine_type"), args["zone"]
    found = checks.attempt(lambda: tpu_generation(generation))
    shape = checks.attempt(lambda: plan_slice(generation, topology, machine_type)) if found else None
    region = checks.attempt(lambda: region_of_zone(zone))
    if found:
        take_capacity(checks, generation, args["capacity"], "gke")
    if found and region and not args.get("allow_unlisted_zone", False):
        checks.take(check_zone(generation, zone, str(args["capacity"]["model"])))
    if args["slices"] < 1:
        checks.add("slices", "is not a number of slices", given=str(args["slices"]), allowed="1 or more")
    nodes = args.get("nodes")
    if shape and nodes is not None:
        checks.take(check_nodes(shape, nodes))
    checks.labels(args["labels"])
    pools = checks.attempt(lambda: _pool_names(name, args["slices"]), field="name")
    policy = checks.attempt(lambda: cloud_name(args["prefix"], name), field="prefix")
    checks.done()
    if not (found and shape and region and pools and policy):
        raise AssertionError("a plan without a problem is complete")
    # A single-host pool must set no topology at all; tpu7x refuses COMPACT and wants a workload policy.
    by_policy = shape.multi_host and found.placement == "workload-policy"
    return TpuSlicePlan(
        shape=shape,
        region=region,
        pools=pools,
        capacity=pool_capacity(args["capacity"], shape.hosts, args["project"]),
        boot_disk_type="hyperdisk-balanced" if found.name in _HYPERDISK_BOOT else None,
        compact=shape.multi_host and not by_policy,
        workload_policy=policy if by_policy else None,
    )


def _pool_names(name: str, slices: int) -> tuple[str, ...]:
    # The index is the identity of a slice: adding one at the end leaves the others alone.
    return tuple(cloud_name(name, str(index), limit=NODE_POOL_LIMIT) for index in range(slices))
