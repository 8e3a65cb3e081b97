"""What the arguments of a GKE cluster become: names, defaults, windows. Pure, no Pulumi resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from podwright.catalog.regions import check_region
from podwright.catalog.versions import check_gke_version_form
from podwright.plan.cidr import check_max_pods
from podwright.plan.maintenance import Window, check_exclusion, check_window, recurring_window
from podwright.plan.names import CLUSTER_LIMIT, cloud_name

if TYPE_CHECKING:
    from components.gcp.gke_cluster import GkeClusterArgs

CHANNELS = ("RAPID", "REGULAR", "STABLE")
STORAGE_DRIVERS = ("lustre", "parallelstore", "filestore")


@dataclass(frozen=True, slots=True)
class GkeClusterPlan:
    """Names and settings of the cluster, with every default filled in."""

    cluster: str
    system_pool: str
    channel: str
    workload_pool: str
    nodes_per_zone: int
    machine_type: str
    max_pods_per_node: int
    deletion_protection: bool
    multi_networking: bool
    window: Window | None
    """None: GKE chooses the time."""
    exclusions: dict[str, tuple[str, str, str]]
    """Name -> start, end and scope of a time without upgrades."""
    storage_drivers: tuple[str, ...]
    monitoring: bool


def plan_gke_cluster(name: str, args: GkeClusterArgs) -> GkeClusterPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("GkeCluster", name)
    checks.take(check_region("gcp", args["region"]))
    checks.labels(args["labels"])
    channel = str(args.get("release_channel", "REGULAR"))
    if channel not in CHANNELS:
        allowed = ", ".join(CHANNELS)
        checks.add("release_channel", "is not a release channel of GKE", given=channel, allowed=allowed)
    if (version := args.get("min_version")) is not None:
        checks.take(check_gke_version_form(version))
    system = args.get("system_pool", {})
    nodes = system.get("nodes_per_zone", 1)
    if nodes < 1:
        checks.add(
            "system_pool.nodes_per_zone",
            "leaves the cluster without a machine for its own services",
            given=str(nodes),
            allowed="1 or more",
        )
    pods = args["network"].get("max_pods_per_node", 32)
    checks.take(check_max_pods(pods), field="network.max_pods_per_node")
    _check_parts(checks, args)
    cluster = checks.attempt(lambda: cloud_name(args["prefix"], "gke", limit=CLUSTER_LIMIT), field="prefix")
    checks.done()
    if not cluster:
        raise AssertionError("a plan without a problem is complete")
    return GkeClusterPlan(
        cluster=cluster,
        system_pool="system",
        channel=channel,
        workload_pool=f"{args['project']}.svc.id.goog",
        nodes_per_zone=nodes,
        machine_type=system.get("machine_type", "e2-standard-4"),
        max_pods_per_node=pods,
        deletion_protection=args.get("deletion_protection", True),
        multi_networking=args.get("multi_networking", False),
        window=_window(args),
        exclusions={
            key: (each["start"], each["end"], each.get("scope", "NO_MINOR_OR_NODE_UPGRADES"))
            for key, each in args.get("maintenance", {}).get("exclusions", {}).items()
        },
        storage_drivers=tuple(sorted({str(each) for each in args.get("storage_drivers", [])})),
        monitoring=args.get("monitoring", False),
    )


def _check_parts(checks: Checks, args: GkeClusterArgs) -> None:
    for driver in args.get("storage_drivers", []):
        if str(driver) not in STORAGE_DRIVERS:
            allowed = ", ".join(STORAGE_DRIVERS)
            checks.add("storage_drivers", "has a driver that GKE does not bring", given=str(driver), allowed=allowed)
    maintenance = args.get("maintenance")
    if maintenance is None:
        return
    found = check_window(maintenance["start"], maintenance["hours"], maintenance.get("days", []))
    for name, each in maintenance.get("exclusions", {}).items():
        found += check_exclusion(name, each["start"], each["end"], each.get("scope", "NO_MINOR_OR_NODE_UPGRADES"))
    for problem in found:
        checks.take(problem, problem.subject)


def _window(args: GkeClusterArgs) -> Window | None:
    given = args.get("maintenance")
    return recurring_window(given["start"], given["hours"], given.get("days", [])) if given else None
