"""From the words of a spec to the arguments of the Google Cloud components. Pure: declares nothing.

The names of a stack's cloud resources begin with the name of the stack, which is unique in the fleet, so nothing that
may change (labels, sizes) is part of a name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pulumi

from components.gcp.capacity import CapacityArgs, CapacityModel
from components.gcp.gke_cluster import GkeClusterArgs, MaintenanceArgs, ReleaseChannel, StorageDriver
from components.gcp.network import PODS_RANGE, SERVICES_RANGE, Network
from components.gcp.project_base import ProjectBaseArgs
from components.gcp.quota import QuotaAskArgs, preference_name
from stacks.model import StackSpec
from stacks.model_base import Capacity
from stacks.model_cluster import Maintenance
from stacks.sizes import has_fabric, quota_needs


@dataclass(frozen=True, slots=True)
class NodeSupply:
    """What the machines of a region get from the global stack."""

    account: pulumi.Output[str]
    """E-mail of the service account they run as."""
    disk_key: pulumi.Output[str] | None
    """Id of the key of their boot disks; None: Google's own."""


def quota_asks(spec: StackSpec, at_least: Callable[[str, int], pulumi.Input[int]]) -> dict[str, QuotaAskArgs]:
    """Everything the stack asks for: what its accelerators draw, and the explicit asks, which win over it.

    The key of each is the name of its preference, so an ask that is written out where it was derived before stays the
    same resource. `at_least(key, value)` gives what to ask for where `value` is drawn. A quota whose id nobody has
    published cannot be asked for by a program and is left to a person.
    """
    asks: dict[str, QuotaAskArgs] = {}
    for need in quota_needs(spec):
        # A cap of the whole project is the global stack's to ask for: two regions would fight over one preference.
        if need.quota_id is not None and need.dimensions:
            name = preference_name(need.service, need.quota_id, need.dimensions)
            asks[name] = {
                "service": need.service,
                "quota_id": need.quota_id,
                "dimensions": need.dimensions,
                "value": at_least(name, need.amount),
                "adopt": spec.adopt,
            }
    for ask in spec.quotas.values():
        asks[preference_name(ask.service, ask.quota_id, ask.dimensions)] = {
            "service": ask.service,
            "quota_id": ask.quota_id,
            "dimensions": ask.dimensions,
            "value": ask.value,
            "adopt": spec.adopt,
        }
    return asks


def base_args(spec: StackSpec, stack: str) -> ProjectBaseArgs:
    """What a global stack shares with the regions."""
    return {
        "project": spec.account.project,
        "prefix": stack,
        "labels": spec.labels,
        "services": spec.services,
        "node_service_accounts": {
            account_id: {"roles": account.roles} for account_id, account in spec.node_service_accounts.items()
        },
        "keys": {
            location: {"rotation_days": key.rotation_days, "used_by": list(key.used_by), "adopt": spec.adopt}
            for location, key in spec.keys.items()
        },
    }


def cluster_args(
    spec: StackSpec, stack: str, network: Network, supply: NodeSupply, key: pulumi.Output[str]
) -> GkeClusterArgs:
    """The cluster of a region, on its network, with the account and the keys of the global stack."""
    if spec.region is None or spec.network is None:
        raise AssertionError("a checked region stack has a region and a network")
    args: GkeClusterArgs = {
        "project": spec.account.project,
        "region": spec.region,
        "prefix": stack,
        "labels": spec.labels,
        "network": {
            "network": network.network_id,
            "subnetwork": network.subnetwork_id,
            "pods_range_name": PODS_RANGE,
            "services_range_name": SERVICES_RANGE,
            "control_plane_cidr": network.control_plane_range,
            "max_pods_per_node": spec.network.max_pods_per_node,
        },
        "service_account": supply.account,
        "database_key": key,
        "release_channel": ReleaseChannel(spec.cluster.release_channel),
        "system_pool": {"nodes_per_zone": spec.cluster.system_nodes},
        "deletion_protection": spec.cluster.deletion_protection,
        "monitoring": spec.cluster.monitoring,
        "storage_drivers": _storage_drivers(spec),
    }
    if supply.disk_key is not None:
        args["disk_key"] = supply.disk_key
    if any(has_fabric(group) for group in spec.gpu_clusters.values()):
        args["multi_networking"] = True
    if spec.cluster.min_version is not None:
        args["min_version"] = spec.cluster.min_version
    if spec.cluster.maintenance is not None:
        args["maintenance"] = _maintenance(spec.cluster.maintenance)
    return args


def capacity_args(capacity: Capacity) -> CapacityArgs:
    """How the machines are bought."""
    args: CapacityArgs = {"model": CapacityModel(capacity.model)}
    if capacity.name is not None:
        args["name"] = capacity.name
    if capacity.max_run_seconds is not None:
        args["max_run_seconds"] = capacity.max_run_seconds
    if capacity.queued:
        args["queued"] = True
    return args


def _storage_drivers(spec: StackSpec) -> list[StorageDriver]:
    """What is asked for, and those of the stack's own file systems: without them no pod could mount any."""
    kinds = (system.kind for system in spec.storage.file_systems.values())
    return [StorageDriver(each) for each in sorted({*spec.cluster.storage_drivers, *kinds})]


def _maintenance(given: Maintenance) -> MaintenanceArgs:
    return {
        "start": given.start,
        "hours": given.hours,
        "days": list(given.days),
        "exclusions": {
            name: {"start": each.start, "end": each.end, "scope": each.scope} for name, each in given.exclusions.items()
        },
    }
