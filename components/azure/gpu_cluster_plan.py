"""What a GPU cluster becomes on AKS: machine, node pools, driver, marks. Pure, no Pulumi resources.

The facts and the rules come from the catalog; what they turn into on an agent pool stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.azure.nodes import AzureCapacityModel, AzureTaintArgs, take_capacity, take_node_marks
from components.azure.shared import take_common
from components.checks import Checks
from podwright.catalog import azure_rules
from podwright.catalog.aks_rules import check_aks_pods, check_boot_disk
from podwright.catalog.azure_quotas import azure_quota, surge_nodes
from podwright.catalog.cloud_gpus import CloudGpu, plan_cloud_gpu
from podwright.catalog.quotas import QuotaNeed
from podwright.catalog.regions import regions
from podwright.plan.names_azure import azure_name

if TYPE_CHECKING:
    from components.azure.gpu_cluster import AzureGpuClusterArgs

SPOT_MARK = "kubernetes.azure.com/scalesetpriority"
"""Label and taint that AKS puts on spot nodes by itself; written out, because they came back as a change otherwise."""
_DRIVERS = {"default": "Install", "none": "None"}
_MIG = ("MIG1g", "MIG2g", "MIG3g", "MIG4g", "MIG7g")


@dataclass(frozen=True, slots=True)
class AzureGpuPool:
    """One agent pool: a rack, or all machines of the cluster."""

    name: str
    nodes: int
    most: int | None
    """None where the pool does not grow by itself."""


@dataclass(frozen=True, slots=True)
class AzureGpuClusterPlan:
    """The cluster with every default filled in."""

    machine: CloudGpu
    nodes: int
    """When everything that is asked for is there."""
    gpus: int
    zone: str | None
    pools: tuple[AzureGpuPool, ...]
    spot: bool
    driver: str
    """In the words of AKS."""
    os_sku: str
    max_surge: str | None
    """None for spot, whose pools have no surge."""
    labels: dict[str, str]
    taints: dict[str, AzureTaintArgs]
    needs: list[QuotaNeed]
    """Quota of the machines and of those that an upgrade adds; empty for a reservation, which holds its own."""
    actions: dict[str, str]


def gpu_taint(machine: CloudGpu) -> str:
    """The key of the taint that keeps everything else off the machines."""
    return "amd.com/gpu" if machine.accelerator.startswith("mi") else "nvidia.com/gpu"


def plan_azure_gpu_cluster(name: str, args: AzureGpuClusterArgs) -> AzureGpuClusterPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("AzureGpuCluster", name)
    take_common(checks, args["region"], args["labels"])
    most = args.get("max_nodes")
    nodes = args["nodes"]
    asked = checks.attempt(lambda: plan_cloud_gpu("azure", args["accelerator"], args.get("machine_type"), nodes))
    zone = _zone(checks, args)
    pools = None
    if asked:
        machine = asked.machine
        _check_machine(checks, machine, args)
        pools = _pools(checks, name, machine, nodes, most)
    _check_node(checks, args)
    if most is not None and most < nodes:
        checks.add("max_nodes", "is less than nodes", given=str(most), allowed=f"{nodes} or more")
    surge = args.get("max_surge", "0")
    extra = checks.attempt(lambda: surge_nodes(max(nodes, most or 0), surge), field="max_surge")
    checks.done()
    if not (asked and pools is not None and extra is not None):
        raise AssertionError("a plan without a problem is complete")
    return _complete(args, asked.machine, (zone, pools, surge, extra))


def _complete(
    args: AzureGpuClusterArgs, machine: CloudGpu, found: tuple[str | None, tuple[AzureGpuPool, ...], str, int]
) -> AzureGpuClusterPlan:
    zone, pools, surge, extra = found
    node = args.get("node", {})
    spot = args["capacity"]["model"] == AzureCapacityModel.SPOT
    reserved = args["capacity"]["model"] == AzureCapacityModel.RESERVATION
    most = max(args["nodes"], args.get("max_nodes") or 0)
    marks: dict[str, AzureTaintArgs] = {gpu_taint(machine): {"value": "present"}}
    if spot:
        marks[SPOT_MARK] = {"value": "spot"}
    count = most + (0 if spot else extra)
    action = azure_rules.infiniband_action(machine)
    return AzureGpuClusterPlan(
        machine=machine,
        nodes=most,
        gpus=most * machine.gpus,
        zone=zone,
        pools=pools,
        spot=spot,
        driver=_DRIVERS[node.get("driver", azure_rules.default_driver(machine))],
        os_sku=node.get("os_sku", azure_rules.RACK_OS if machine.rack_size else "Ubuntu"),
        max_surge=None if spot else surge,
        labels={**args.get("node_labels", {}), **({SPOT_MARK: "spot"} if spot else {})},
        taints={**args.get("taints", {}), **marks},
        needs=[] if reserved else azure_quota(machine.size, args["region"], count, spot=spot),
        actions={"infiniband": action} if action else {},
    )


def _zone(checks: Checks, args: AzureGpuClusterArgs) -> str | None:
    zone = args.get("zone")
    if zone is None or args["region"] not in regions("azure"):
        return None
    return checks.attempt(lambda: azure_rules.azure_zone(args["region"], zone))


def _pools(
    checks: Checks, name: str, machine: CloudGpu, nodes: int, most: int | None
) -> tuple[AzureGpuPool, ...] | None:
    """A pool for each rack, numbered for ever, or one for all: InfiniBand ends with the pool."""
    size = machine.rack_size
    if size is None:
        own = checks.attempt(lambda: azure_name("pool", name), field="name")
        return (AzureGpuPool(own, nodes, most),) if own else None
    count = max(-(-nodes // size), 1)
    names = checks.attempt(lambda: [azure_name("pool", name, str(index)) for index in range(count)], field="name")
    if names is None:
        return None
    return tuple(AzureGpuPool(each, min(max(nodes - index * size, 0), size), None) for index, each in enumerate(names))


def _check_machine(checks: Checks, machine: CloudGpu, args: AzureGpuClusterArgs) -> None:
    capacity, node = args["capacity"], args.get("node", {})
    most = max(args["nodes"], args.get("max_nodes") or 0)
    take_capacity(checks, machine, capacity)
    operator = node.get("gpu_operator", azure_rules.default_driver(machine) == "none")
    driver = node.get("driver", azure_rules.default_driver(machine))
    checks.take(azure_rules.check_driver(machine, driver, operator=operator), field="node.driver")
    for problem in azure_rules.check_os_sku(machine, node.get("os_sku", _default_os(machine))):
        if problem.severity == "error":
            checks.take(problem, field="node.os_sku")
    for problem in azure_rules.check_infiniband(machine, wanted=args.get("infiniband", False)):
        checks.take(problem)
    if machine.rack_size is None:
        checks.take(
            azure_rules.check_placement_group(machine, most), field="max_nodes" if "max_nodes" in args else None
        )
    checks.take(azure_rules.check_rack_growth(machine, args.get("max_nodes")))
    _check_placement(checks, args)
    mig = node.get("mig")
    if mig is not None and not machine.mig:
        checks.add("node.mig", f"AKS does not slice the GPUs of {machine.size}", given=mig, fix="leave it out")


def _default_os(machine: CloudGpu) -> str:
    return azure_rules.RACK_OS if machine.rack_size else "Ubuntu"


def _check_placement(checks: Checks, args: AzureGpuClusterArgs) -> None:
    if "placement_group" not in args:
        return
    if args["capacity"]["model"] == AzureCapacityModel.RESERVATION:
        what = "does not go with a capacity reservation"
        checks.add("placement_group", what, fix="drop placement_group, or the reservation")
    if args.get("zone") is None:
        what = "stands in one zone, and the machines are in none"
        checks.add("placement_group", what, fix="give the zone of the placement group")


def _check_node(checks: Checks, args: AzureGpuClusterArgs) -> None:
    node = args.get("node", {})
    mig, pods, disk = node.get("mig"), node.get("max_pods"), node.get("boot_disk_gib")
    if mig is not None and mig not in _MIG:
        checks.add("node.mig", "is no slice of a GPU", given=mig, allowed=", ".join(_MIG))
    if pods is not None:
        checks.take(check_aks_pods(pods), field="node.max_pods")
    if disk is not None:
        checks.take(check_boot_disk(disk), field="node.boot_disk_gib")
    take_node_marks(checks, args.get("node_labels", {}), args.get("taints", {}))
    for key in ("nvidia.com/gpu", "amd.com/gpu"):
        if key in args.get("taints", {}):
            checks.add(f"taints.{key}", "is set on every GPU node already", fix="remove it")
