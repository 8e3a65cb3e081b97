"""What the arguments of an AKS cluster become: names, defaults, windows. Pure, no Pulumi resources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.azure.shared import take_common, take_name
from components.checks import Checks
from podwright.catalog.azure_quotas import size_quotas
from podwright.catalog.azure_rules import check_rdma_ranges
from podwright.catalog.cloud_gpus import cloud_gpus
from podwright.catalog.regions import regions
from podwright.plan.overlap import overlaps

if TYPE_CHECKING:
    from components.azure.aks_cluster import AzureAksClusterArgs, AzureMaintenanceArgs

CHANNELS = ("patch", "stable", "rapid", "node-image", "none")
NODE_CHANNELS = ("NodeImage", "SecurityPatch", "Unmanaged", "None")
WEEKDAYS: Mapping[str, str] = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
SCHEDULES: Mapping[str, str] = {"upgrade": "aksManagedAutoUpgradeSchedule", "nodes": "aksManagedNodeOSUpgradeSchedule"}
"""AKS knows its windows by these names (AKS documentation, planned maintenance)."""
_VERSION = re.compile(r"1\.\d{2}(?:\.\d+)?")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_HOURS = (4, 24)


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
    if size.lower() in {each.lower() for each in cloud_gpus("azure")}:
        what = "would put the cluster's own services on GPU machines, which then can never go"
        fix = "take a machine without GPUs, and declare the GPUs as AzureGpuCluster"
        checks.add("system_pool.machine_type", what, given=size, fix=fix)
    elif size.lower() not in size_quotas():
        what = "is no size whose vCPUs and quota family the catalog knows"
        checks.add("system_pool.machine_type", what, given=size, fix="take a size of the series Dds_v5 or Ds_v5")


def _check_words(checks: Checks, args: AzureAksClusterArgs) -> None:
    version = args.get("kubernetes_version")
    if version is not None and not _VERSION.fullmatch(version):
        checks.add("kubernetes_version", "is no version of Kubernetes", given=version, allowed="such as 1.33 or 1.33.5")
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
    if not _TIME.fullmatch(start):
        checks.add("maintenance.start", "is no time of a day", given=start, allowed="00:00 to 23:59, UTC")
    if not _HOURS[0] <= hours <= _HOURS[1]:
        allowed = f"{_HOURS[0]} to {_HOURS[1]}"
        checks.add("maintenance.hours", "is not how long a window of AKS lasts", given=str(hours), allowed=allowed)
    if len(days) != 1 or days[0] not in WEEKDAYS:
        what = "is not one day: AKS upgrades a cluster on one day of each week"
        checks.add("maintenance.days", what, given=", ".join(days) or "none", allowed=f"one of {', '.join(WEEKDAYS)}")
        return None
    return Window(WEEKDAYS[days[0]], start, hours)
