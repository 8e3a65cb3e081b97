"""Which components a Google Cloud stack is made of, and what each takes from the others. Composition only.

What the words of the spec mean for a component's arguments is `gcp_args`, what comes from other stacks is `upstream`.
"""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_gcp as gcp

from components.gcp.gke_cluster import GkeCluster
from components.gcp.hub import Hub, HubSpoke, hub_id
from components.gcp.network import Network
from components.gcp.project_base import ProjectBase
from components.gcp.project_base_plan import key_id, node_account_email
from components.gcp.quota import Quota, QuotaAskArgs
from components.gcp.reservation import Reservation
from components.gcp.tpu_slice import TpuSlice
from components.gcp.tpu_vm import TpuVm
from components.options import waiting_for
from stacks.compose_gcp_gpus import compose_gpu_clusters, compose_gpu_fleets
from stacks.compose_gcp_queue import cluster_provider, compose_queue
from stacks.compose_gcp_storage import compose_storage
from stacks.gcp_args import NodeSupply, base_args, cluster_args, quota_asks
from stacks.gcp_args_network import hub_args, network_args, spoke_args
from stacks.gcp_args_reservations import reservation_args
from stacks.gcp_args_tpus import slice_args, vm_args
from stacks.model import StackSpec
from stacks.sizes import quota_needs, wants_cluster
from stacks.supply import NODE_ACCOUNT, key_users
from stacks.upstream import History, Upstream

Asks = dict[str, QuotaAskArgs]
Exported = dict[str, pulumi.Input[Any]]


def compose(spec: StackSpec, stack: str) -> None:
    """Declare a stack of kind region or global; expects a spec that `stacks.check` found nothing wrong with."""
    history = History(stack) if quota_needs(spec) else None
    first = pulumi.ResourceOptions(depends_on=[history.reference] if history else [])
    provider = gcp.Provider("gcp", project=spec.account.project, region=spec.region, opts=first)
    # Every component waits for its provider, and so for what the provider depends on.
    opts = pulumi.ResourceOptions(providers=[provider])
    # What is derived never goes down by itself: Google refuses a quota below what is in use, and an update lowers it
    # before the machines that used it are deleted. An explicit ask lowers it when they are gone.
    asks = quota_asks(spec, lambda name, value: history.at_least("quotas", name, value) if history else value)
    pulumi.export("quotas", {name: ask["value"] for name, ask in asks.items()})
    if spec.kind == "global":
        _global(spec, stack, asks, opts)
    else:
        _region(spec, stack, asks, Upstream(spec.depends_on, first), opts)


def _global(spec: StackSpec, stack: str, asks: Asks, opts: pulumi.ResourceOptions) -> None:
    base = ProjectBase("base", base_args(spec, stack), opts)
    _quota(spec, asks, waiting_for(opts, base))
    hubs: Exported = {}
    if (args := hub_args(spec)) is not None:
        hubs[args["name"]] = Hub("hub", args, waiting_for(opts, base)).hub_id
    pulumi.export("hub", hubs)
    pulumi.export("nodeServiceAccounts", base.node_service_accounts)
    pulumi.export("keys", base.key_ids)


def _region(spec: StackSpec, stack: str, asks: Asks, upstream: Upstream, opts: pulumi.ResourceOptions) -> None:
    account = _node_account(spec, upstream)
    network = Network("network", network_args(spec, stack), opts)
    _spoke(spec, stack, network, upstream, opts)
    quota = _quota(spec, asks, opts)
    # What draws on a quota waits for the ask: a machine that comes first would be refused.
    ready: list[pulumi.Resource] = [network, quota] if quota else [network]
    reserved = {
        name: Reservation(name, reservation_args(spec, stack, each), waiting_for(opts, *ready))
        for name, each in spec.reservations.items()
    }
    ready += reserved.values()
    pulumi.export("reservations", {name: each.reservation_name for name, each in reserved.items()})
    pulumi.export("region", spec.region)
    pulumi.export("network", _network_output(spec, network))
    key = _region_key(spec, upstream) if key_users(spec) else None
    supply = NodeSupply(account, key if spec.cluster.encrypt_disks else None)
    storage_key = key if spec.storage.customer_keys else None
    pulumi.export("storage", compose_storage(spec, stack, network, account=account, key=storage_key, opts=opts))
    slices: Exported = {}
    groups: list[TpuSlice] = []
    clusters: Exported = {}
    if wants_cluster(spec):
        args = cluster_args(spec, stack, network, supply, _region_key(spec, upstream))
        cluster = GkeCluster("cluster", args, waiting_for(opts, network))
        pulumi.export(
            "cluster",
            {"name": cluster.cluster_name, "id": cluster.cluster_id, "dnsEndpoint": cluster.dns_endpoint},
        )
        for name, group in spec.tpu_slices.items():
            pools = slice_args(spec, stack, group, cluster.cluster_name, supply)
            groups.append(TpuSlice(name, pools, waiting_for(opts, *ready, cluster)))
            slices[name] = _slice_output(groups[-1])
        inside = cluster_provider(spec, cluster)
        pools = pulumi.ResourceOptions.merge(
            waiting_for(opts, *ready, cluster), pulumi.ResourceOptions(providers=inside)
        )
        made, clusters = compose_gpu_clusters(spec, stack, cluster.cluster_name, supply, (opts, pools))
        if spec.cluster.kueue:
            pulumi.export("queue", compose_queue(spec, inside, [cluster, *groups, *made]))
    vms: Exported = {}
    for name, group in spec.tpu_vms.items():
        vm = TpuVm(name, vm_args(spec, stack, group, network, account), waiting_for(opts, *ready))
        vms[name] = {"acceleratorType": vm.accelerator_type, "chips": vm.chips, "names": vm.names}
    fleets = compose_gpu_fleets(spec, stack, network.subnetwork_id, supply, (opts, waiting_for(opts, *ready)))
    pulumi.export("slices", slices)
    pulumi.export("tpuVms", vms)
    pulumi.export("gpuClusters", clusters)
    pulumi.export("gpuFleets", fleets)


def _spoke(
    spec: StackSpec, stack: str, network: Network, upstream: Upstream, opts: pulumi.ResourceOptions
) -> HubSpoke | None:
    """The network's place on the hub that the spec names."""
    hub = spec.network.hub if spec.network else None
    if hub is None:
        return None
    found = upstream.entry("hub", hub, hub_id(spec.account.project, hub))
    return HubSpoke("spoke", spoke_args(spec, stack, network, found), waiting_for(opts, network))


def _node_account(spec: StackSpec, upstream: Upstream) -> pulumi.Output[str]:
    """The e-mail of the service account that the region's machines run as."""
    return upstream.entry("nodeServiceAccounts", NODE_ACCOUNT, node_account_email(spec.account.project, NODE_ACCOUNT))


def _region_key(spec: StackSpec, upstream: Upstream) -> pulumi.Output[str]:
    """The id of the region's key; asked for only where something is encrypted with it."""
    region = spec.region or ""
    return upstream.entry("keys", region, key_id(spec.account.project, spec.depends_on[0], region))


def _quota(spec: StackSpec, asks: Asks, opts: pulumi.ResourceOptions) -> Quota | None:
    if not asks or spec.quota_contact is None:
        return None
    quota = Quota("quota", {"project": spec.account.project, "contact_email": spec.quota_contact, "asks": asks}, opts)
    pulumi.export("quotasInEffect", quota.effective)
    return quota


def _network_output(spec: StackSpec, network: Network) -> Exported:
    return {
        "project": spec.account.project,
        "cidr": spec.network.cidr if spec.network else None,
        "id": network.network_id,
        "subnetwork": network.subnetwork_id,
        "ranges": {
            "nodes": network.nodes_range,
            "pods": network.pods_range,
            "services": network.services_range,
            "controlPlane": network.control_plane_range,
            "serverless": network.serverless_range,
        },
        "privateServicesRange": network.private_services_range,
        "apisAddress": network.apis_address,
        "dnsZone": network.dns_zone,
        "natAddresses": network.nat_addresses,
    }


def _slice_output(group: TpuSlice) -> Exported:
    return {
        "topology": group.topology,
        "chips": group.chips,
        "hosts": group.hosts,
        "machineType": group.machine_type,
        "pools": group.pools,
        "nodeSelector": group.node_selector,
        "jobset": group.jobset,
    }
