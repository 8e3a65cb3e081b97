"""Which components an Azure stack is made of, and what each takes from the others. Composition only.

What the words of the spec mean for a component's arguments is `azure_args`, what comes from other stacks is `upstream`.
"""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_azure_native as azure

from components.azure.aks_cluster import AzureAksCluster
from components.azure.base import AzureBase
from components.azure.base_plan import disk_encryption_set_id
from components.azure.network import AzureNetwork
from components.azure.quota import AzureQuota
from components.azure.reservation import AzureCapacity
from components.options import waiting_for
from podwright.plan.cidr_azure import plan_azure_ranges
from stacks.azure_args import base_args, cluster_args, network_args, quota_args
from stacks.azure_args_gpus import reservation_args
from stacks.compose_azure_gpus import compose_gpu_clusters, compose_gpu_fleets
from stacks.compose_azure_storage import compose_storage
from stacks.model import StackSpec
from stacks.sizes import nodes_needed, wants_cluster
from stacks.sizes_azure import azure_actions
from stacks.upstream import Upstream

Exported = dict[str, pulumi.Input[Any]]


def compose(spec: StackSpec, stack: str) -> None:
    """Declare a stack of kind region or global; expects a spec that `stacks.check` found nothing wrong with."""
    provider = azure.Provider(
        "azure",
        subscription_id=spec.account.subscription,
        tenant_id=spec.account.tenant or None,
        location=spec.region or spec.azure.home_region,
    )
    opts = pulumi.ResourceOptions(providers=[provider])
    quota = AzureQuota("quota", quota_args(spec), opts)
    pulumi.export("quota", _quota_output(spec, quota))
    if spec.kind == "global":
        _global(spec, stack, opts)
    else:
        _region(spec, stack, quota, opts)


def _global(spec: StackSpec, stack: str, opts: pulumi.ResourceOptions) -> None:
    base = AzureBase("base", base_args(spec, stack), opts)
    # What a region takes is the set that may use its key, so that is what the key of the spec stands for.
    pulumi.export("keys", base.disk_encryption_sets)
    pulumi.export("keyAddresses", base.key_ids)
    pulumi.export("identities", {"ids": base.identity_ids, "clientIds": base.client_ids})
    group = spec.azure.quota_group
    pulumi.export("quotaGroup", {group.name: group.management_group} if group else {})


def _region(spec: StackSpec, stack: str, quota: AzureQuota, opts: pulumi.ResourceOptions) -> None:
    network = AzureNetwork("network", network_args(spec, stack), opts)
    pulumi.export("region", spec.region)
    pulumi.export("network", _network_output(spec, network))
    encryption = _encryption(spec, opts) if spec.cluster.encrypt_disks else None
    # A subscription that joins a quota group draws on the group's quota from then on.
    ready = waiting_for(opts, network, quota)
    cluster = None
    users: dict[str, pulumi.Output[str]] = {}
    if wants_cluster(spec):
        cluster = AzureAksCluster("cluster", cluster_args(spec, stack, network, encryption), ready)
        users = {"nodes": cluster.kubelet_principal}
        pulumi.export("cluster", _cluster_output(cluster))
    planes = {"aks": cluster.identity_principal} if cluster else {}
    reserved = {
        name: AzureCapacity(name, reservation_args(spec, stack, (name, each), network, planes), ready)
        for name, each in spec.reservations.items()
    }
    groups = {name: each.group_id for name, each in reserved.items()}
    pulumi.export("reservations", groups)
    clusters: Exported = {}
    if cluster is not None:
        pools = waiting_for(ready, cluster, *reserved.values())
        clusters = compose_gpu_clusters(spec, (network, cluster.cluster_name), groups, pools)
    machines, fleets = compose_gpu_fleets(
        spec, stack, (network, encryption), groups, waiting_for(ready, *reserved.values())
    )
    every = {**machines, **users}
    pulumi.export("storage", compose_storage(spec, stack, network, every, waiting_for(opts, network)))
    pulumi.export("gpuClusters", clusters)
    pulumi.export("gpuFleets", fleets)


def _encryption(spec: StackSpec, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    """Id of the set that encrypts the region's disks; asked for only where something is encrypted with it."""
    region = spec.region or ""
    planned = disk_encryption_set_id(spec.account.subscription, spec.depends_on[0], region)
    return Upstream(spec.depends_on, opts).entry("keys", region, planned)


def _quota_output(spec: StackSpec, quota: AzureQuota) -> Exported:
    """What is needed of the region's quotas; what no resource can set stands there as commands for a person."""
    needed = quota.needed.apply(lambda found: found.get(spec.region or "", {}))
    return {"needed": needed, "granted": spec.azure.limits, "actions": azure_actions(spec)}


def _network_output(spec: StackSpec, network: AzureNetwork) -> Exported:
    """What other networks need to reach this one, and what an allow list needs to let its machines in."""
    if spec.network is None:
        raise AssertionError("a checked region stack has a network")
    ranges = plan_azure_ranges(spec.network.cidr, nodes_needed(spec))
    return {
        "subscription": spec.account.subscription,
        "cidr": spec.network.cidr,
        "resourceGroup": network.resource_group,
        "id": network.network_id,
        "name": network.network_name,
        "subnets": network.subnets,
        "addressSpace": list(ranges.space),
        "ranges": {**ranges.subnets, "pods": ranges.pods, "services": ranges.services},
        "dnsZones": network.zones,
        "natAddresses": network.nat_addresses,
    }


def _cluster_output(cluster: AzureAksCluster) -> Exported:
    return {
        "name": cluster.cluster_name,
        "id": cluster.cluster_id,
        "privateFqdn": cluster.private_fqdn,
        "oidcIssuer": cluster.oidc_issuer,
        "nodeResourceGroup": cluster.node_resource_group,
    }
