"""What a GPU cluster becomes on GKE: machine, node pools, placement, disks, networks. Pure, no Pulumi resources.

The facts come from the catalog; the rules of GKE for GPU node pools stand here. Their source, unless another is named:
GoogleCloudPlatform/cluster-toolkit modules/compute/gke-node-pool (2026-06).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from components.gcp.capacity import CapacityModel, PoolCapacity, pool_capacity
from components.gcp.gpu_machines import take_capacity, take_machine, take_networks
from components.gcp.nodes import take_node_marks
from podwright.catalog.gpu_capacity import check_gpu_growth, gpu_placement
from podwright.catalog.gpu_fabric_rules import check_fabric_choice
from podwright.catalog.gpu_versions import check_local_ssd
from podwright.catalog.gpus import GpuMachine, GpuPlacement
from podwright.catalog.regions import region_of_zone
from podwright.plan.names import NODE_POOL_LIMIT, cloud_name

if TYPE_CHECKING:
    from components.gcp.gpu_cluster import GpuClusterArgs, GpuNodeArgs

POOL_LIMIT = 1000
"""Nodes of one pool in one zone (GKE documentation: quotas and limits)."""
DRANET_LABEL = "cloud.google.com/gke-networking-dra-driver"
GPU_TAINT = "nvidia.com/gpu"
GPU_GROUP_LABEL = "podwright/gpu-cluster"
"""Label of every node, with the name of the cluster: pods and queues find the nodes of all its pools by it."""
_DRIVERS = {"default": "DEFAULT", "latest": "LATEST", "none": "INSTALLATION_DISABLED"}


@dataclass(frozen=True, slots=True)
class GpuPool:
    """One node pool. Its place in the list is its identity: growing fills the last one and adds pools at the end."""

    name: str
    nodes: int
    """Machines it begins with, or has; by flex-start none."""
    most: int | None
    """Machines it may grow to by itself; None: it keeps its size."""


@dataclass(frozen=True, slots=True)
class GpuClusterPlan:
    """One GPU cluster."""

    machine: GpuMachine
    region: str
    nodes: int
    """Machines when everything that is asked for is there."""
    pools: tuple[GpuPool, ...]
    capacity: PoolCapacity
    placement: GpuPlacement
    policy: str | None
    """Cloud name of the workload policy that holds racks together; None where there is none."""
    driver: str
    """`gpu_driver_version`, as the API writes it."""
    secure_boot: bool | None
    """None: the machine has no shielded boot."""
    ephemeral_disks: int | None
    """Local SSDs that carry the pods' ephemeral storage; None: the boot disk does."""
    block_disks: int | None
    """Local SSDs that pods find as raw devices."""
    labels: dict[str, str]
    """Kubernetes labels of the nodes."""

    @property
    def gpus(self) -> int:
        """GPUs when everything that is asked for is there."""
        return self.machine.gpus * self.nodes


def plan_gpu_cluster(name: str, args: GpuClusterArgs) -> GpuClusterPlan:
    """The plan of a GPU cluster, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("GpuCluster", name)
    model, nodes, most = str(args["capacity"]["model"]), args["nodes"], args.get("max_nodes")
    found = take_machine(checks, args)
    region = checks.attempt(lambda: region_of_zone(args["zone"]))
    node: GpuNodeArgs = args.get("node", {})
    if found:
        take_capacity(checks, found, args)
        take_networks(checks, found, args.get("networks", []))
        _check_dranet(checks, found, args)
        checks.take(check_gpu_growth(model, nodes, most, found), field="max_nodes")
        _check_disks(checks, found, node)
    _check_words(checks, args)
    checks.labels(args["labels"])
    pools = checks.attempt(lambda: _pools(name, args, found), field="name")
    policy = checks.attempt(lambda: cloud_name(args["prefix"], name), field="prefix")
    checks.done()
    if not (found and region and pools and policy):
        raise AssertionError("a plan without a problem is complete")
    placement = gpu_placement(found, model, nodes, args.get("placement"))
    ephemeral, block = _disks(found, node)
    return GpuClusterPlan(
        machine=found,
        region=region,
        nodes=max(nodes, most or 0),
        pools=pools,
        capacity=pool_capacity(args["capacity"], nodes, args["project"]),
        placement=placement,
        policy=policy if placement == "rack" else None,
        driver=_DRIVERS[str(node.get("driver", "default"))],
        secure_boot=_secure_boot(found, node),
        ephemeral_disks=ephemeral,
        block_disks=block,
        labels=_labels(name, args),
    )


def _pools(name: str, args: GpuClusterArgs, machine: GpuMachine | None) -> tuple[GpuPool, ...]:
    """A pool for each rack, or for each so many nodes as GKE takes in one."""
    size = (machine.rack_size if machine else None) or POOL_LIMIT
    flex = args["capacity"]["model"] == CapacityModel.FLEX_START
    grows = flex or args.get("max_nodes") is not None
    most = max(args["nodes"], args.get("max_nodes") or 0)
    return tuple(
        GpuPool(
            name=cloud_name(name, str(index), limit=NODE_POOL_LIMIT),
            nodes=0 if flex else _part(args["nodes"], index, size),
            most=_part(most, index, size) if grows else None,
        )
        for index in range(max(-(-most // size), 1))
    )


def _part(nodes: int, index: int, size: int) -> int:
    """What of so many nodes stands in the pool at `index` when the pools before it are full."""
    return min(max(nodes - index * size, 0), size)


def _labels(name: str, args: GpuClusterArgs) -> dict[str, str]:
    dranet = {DRANET_LABEL: "true"} if args.get("dranet", False) else {}
    return {**args.get("node_labels", {}), **dranet, GPU_GROUP_LABEL: name}


def _check_dranet(checks: Checks, machine: GpuMachine, args: GpuClusterArgs) -> None:
    if not args.get("dranet", False):
        return
    checks.take(check_fabric_choice(machine, "dranet"), field="dranet")
    if args.get("networks"):
        checks.add("networks", "are given, but DRANET makes its own", fix="drop networks, or drop dranet")


def _check_disks(checks: Checks, machine: GpuMachine, node: GpuNodeArgs) -> None:
    disks = node.get("local_ssds")
    if disks is not None:
        checks.take(check_local_ssd(machine, disks), field="node.local_ssds")


def _check_words(checks: Checks, args: GpuClusterArgs) -> None:
    driver = str(args.get("node", {}).get("driver", "default"))
    if driver not in _DRIVERS:
        checks.add("node.driver", "is no choice of a GPU driver", given=driver, allowed=", ".join(_DRIVERS))
    taints = args.get("taints", {})
    take_node_marks(checks, args.get("node_labels", {}), taints)
    if GPU_TAINT in taints:
        checks.add(f"taints.{GPU_TAINT}", "is set on every GPU node already", fix="remove it")


def _disks(machine: GpuMachine, node: GpuNodeArgs) -> tuple[int | None, int | None]:
    """How many local SSDs pods find as ephemeral storage and as raw devices."""
    disks = node.get("local_ssds", machine.local_ssd_count)
    return (None, disks) if node.get("raw_local_ssds", False) else (disks, None)


def _secure_boot(machine: GpuMachine, node: GpuNodeArgs) -> bool | None:
    """Off for drivers of your own, whose kernel modules nobody signed; bare metal has no shielded boot."""
    if machine.name.endswith("-metal"):
        return None
    return str(node.get("driver", "default")) != "none"
