"""What the arguments of an AKS cluster become: names, defaults, windows. Pure, no Pulumi resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.azure.shared import take_common, take_name
from components.checks import Checks
from podwright.catalog.aks_rules import WEEKDAYS, check_aks_version, check_aks_window, check_system_size
from podwright.catalog.azure_rules import check_rdma_ranges
from podwright.catalog.regions import regions
from podwright.plan.overlap import overlaps

if TYPE_CHECKING:
    from components.azure.aks_cluster import AzureAksClusterArgs, AzureMaintenanceArgs

CHANNELS = ("patch", "stable", "rapid", "node-image", "none")
NODE_CHANNELS = ("NodeImage", "SecurityPatch", "Unmanaged", "None")
SCHEDULES: Mapping[str, str] = {"upgrade": "aksManagedAutoUpgradeSchedule", "nodes": "aksManagedNodeOSUpgradeSchedule"}
"""AKS knows its windows by these names (AKS documentation, planned maintenance)."""


@dataclass(frozen=True, slots=True)
class Window:
    """A weekly window in the words of AKS."""

    day: str
    start: str
    hours: int


@dataclass(frozen=True, slots=True)
class AzureAksClusterPlan:
    """Names and settings of the cluster, with every default filled in."""

    cluster: str
    dns_prefix: str
    node_group: str
    identity: str
    kubelet: str
    nodes: int
    machine_type: str
    zones: tuple[str, ...]
    channel: str
    node_channel: str
    window: Window | None


def plan_azure_aks_cluster(name: str, args: AzureAksClusterArgs) -> AzureAksClusterPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("AzureAksCluster", name)
    prefix = args["prefix"]
    take_common(checks, args["region"], args["labels"])
    cluster, dns = take_name(checks, "cluster", prefix, "aks"), take_name(checks, "dns", prefix)
    node_group = take_name(checks, "part", prefix, "nodes")
    system = args.get("system_pool", {})
    nodes, size = system.get("nodes", 3), system.get("machine_type", "Standard_D4ds_v5")
    _check_system_pool(checks, nodes, size)
    _check_words(checks, args)
    _check_ranges(checks, args)
    window = _window(checks, args.get("maintenance"))
    known = regions("azure").get(args["region"])
    checks.done()
    return AzureAksClusterPlan(
        cluster=cluster,
        dns_prefix=dns,
        node_group=node_group,
        identity=f"{prefix}-aks",
        kubelet=f"{prefix}-kubelet",
        nodes=nodes,
        machine_type=size,
        zones=tuple(zone.rsplit("-", 1)[1] for zone in known.zones) if known else (),
        channel=args.get("upgrade_channel", "patch"),
        node_channel=args.get("node_upgrade_channel", "NodeImage"),
        window=window,
    )


def _check_system_pool(checks: Checks, nodes: int, size: str) -> None:
    if nodes < 1:
        what = "leaves the cluster without a machine for its own services"
        checks.add("system_pool.nodes", what, given=str(nodes), allowed="1 or more")
    checks.take(check_system_size(size), field="system_pool.machine_type")


def _check_words(checks: Checks, args: AzureAksClusterArgs) -> None:
    version = args.get("kubernetes_version")
    if version is not None:
        checks.take(check_aks_version(version), field="kubernetes_version")
    for field, allowed in (("upgrade_channel", CHANNELS), ("node_upgrade_channel", NODE_CHANNELS)):
        given = args.get(field)
        if given is not None and given not in allowed:
            checks.add(field, "is no upgrade channel of AKS", given=str(given), allowed=", ".join(allowed))
    if not args["admin_groups"]:
        what = "leaves nobody who may administer the cluster: local accounts are off"
        checks.add("admin_groups", what, allowed="object ids of Entra groups")


def _check_ranges(checks: Checks, args: AzureAksClusterArgs) -> None:
    network = args["network"]
    given = {f"network.{key}": network[key] for key in ("pods_range", "services_range")}
    known = {field: value for field, value in given.items() if isinstance(value, str)}
    for problem in check_rdma_ranges(known):
        checks.take(problem, problem.subject)
    for problem in overlaps(known):
        if problem.severity == "error":
            checks.take(problem, problem.subject)


def _window(checks: Checks, given: AzureMaintenanceArgs | None) -> Window | None:
    if given is None:
        return None
    start, hours, days = given["start"], given["hours"], given["days"]
    problems = check_aks_window(start, hours, days)
    for problem in problems:
        checks.take(problem)
    return None if problems else Window(WEEKDAYS[days[0]], start, hours)
