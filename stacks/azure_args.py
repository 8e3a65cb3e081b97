"""From the words of a spec to the arguments of Azure's components. Pure: declares nothing.

The names of a stack's cloud resources begin with the name of the stack, which is unique in the fleet, so nothing that
may change (labels, sizes) is part of a name. GPUs are `azure_args_gpus`, storage is `azure_args_storage`.
"""

from __future__ import annotations

import pulumi

from components.azure.aks_cluster import AzureAksClusterArgs
from components.azure.base import AzureBaseArgs, AzureIdentityArgs
from components.azure.network import AzureNetwork, AzureNetworkArgs, AzurePeerArgs
from components.azure.quota import AzureQuotaArgs, AzureQuotaGroupArgs, AzureQuotaNeedArgs
from stacks.model import StackSpec
from stacks.model_azure import AzureIdentity
from stacks.sizes import nodes_needed, system_nodes
from stacks.sizes_azure import azure_limits, azure_machines


def base_args(spec: StackSpec, stack: str) -> AzureBaseArgs:
    """What a global stack shares with the regions."""
    if spec.azure.home_region is None:
        raise AssertionError("a checked global stack has a home region")
    args: AzureBaseArgs = {
        "subscription": spec.account.subscription,
        "tenant": spec.account.tenant,
        "region": spec.azure.home_region,
        "prefix": stack,
        "labels": spec.labels,
        "identities": {name: _identity(each) for name, each in spec.azure.identities.items()},
        "keys": {
            region: {"rotation_days": key.rotation_days, "adopt": spec.adopt} for region, key in spec.keys.items()
        },
    }
    if spec.azure.vault_prefix is not None:
        args["vault_prefix"] = spec.azure.vault_prefix
    return args


def network_args(spec: StackSpec, stack: str) -> AzureNetworkArgs:
    """The network of a region. Azure records every flow or none: any share but 0 is all."""
    if spec.region is None or spec.network is None:
        raise AssertionError("a checked region stack has a region and a network")
    asked = spec.network
    args: AzureNetworkArgs = {
        "region": spec.region,
        "prefix": stack,
        "labels": spec.labels,
        "cidr": asked.cidr,
        "nodes_needed": nodes_needed(spec),
        "nat_addresses": max(asked.nat.addresses, 1),
        "peers": {key: _peer(spec, key, network) for key, network in asked.peers.items()},
        "allow_from": {key: each for key, each in asked.allow_from.items() if key not in asked.peers},
        "vpn": asked.vpn,
    }
    if asked.dns_zone is not None:
        args["dns_zone"] = asked.dns_zone
    if asked.flow_logs:
        args["flow_logs"] = {}
    return args


def cluster_args(
    spec: StackSpec, stack: str, network: AzureNetwork, encryption: pulumi.Output[str] | None
) -> AzureAksClusterArgs:
    """The cluster of a region, on its network, with the key of the global stack on its disks."""
    args: AzureAksClusterArgs = {
        "subscription": spec.account.subscription,
        "region": spec.region or "",
        "resource_group": network.resource_group,
        "prefix": stack,
        "labels": spec.labels,
        "network": {
            "subnet": network.subnets["nodes"],
            "pods_range": network.pods_range,
            "services_range": network.services_range,
            "dns_service": network.dns_service,
        },
        "admin_groups": spec.azure.admin_groups,
        "system_pool": {"nodes": system_nodes(spec), "machine_type": spec.azure.system_machine_type},
        "monitoring": spec.cluster.monitoring,
    }
    if encryption is not None:
        args["disk_encryption_set"] = encryption
    if spec.azure.version is not None:
        args["kubernetes_version"] = spec.azure.version
    window = spec.cluster.maintenance
    if window is not None:
        args["maintenance"] = {"start": window.start, "hours": window.hours, "days": list(window.days)}
    return args


def quota_args(spec: StackSpec) -> AzureQuotaArgs:
    """What the machines draw beside what is granted, and the group that answers for it."""
    args: AzureQuotaArgs = {
        "subscription": spec.account.subscription,
        "needs": {key: _need(spec, key) for key in azure_machines(spec)},
        "limits": {region: dict(limits) for region, limits in azure_limits(spec).items()},
    }
    wanted = spec.azure.quota_group
    if wanted is None:
        return args
    group: AzureQuotaGroupArgs = {
        "management_group": wanted.management_group,
        "name": wanted.name,
        # The global stack makes the group and has its own subscription join; others have to say that theirs joins.
        "adopt": spec.kind != "global",
        "join": spec.kind == "global" or wanted.join,
    }
    if wanted.display_name is not None:
        group["display_name"] = wanted.display_name
    args["group"] = group
    return args


def _need(spec: StackSpec, key: str) -> AzureQuotaNeedArgs:
    machines = azure_machines(spec)[key]
    return {
        "region": spec.region or "",
        "machine_type": machines.machine_type,
        "nodes": machines.nodes,
        "spot": machines.spot,
        "max_surge": machines.max_surge,
        "other_types": list(machines.other_types),
    }


def _peer(spec: StackSpec, key: str, network: str) -> AzurePeerArgs:
    """A peer lets nobody in by itself: its ranges stand under the same key of `allowFrom`."""
    allowed = spec.network.allow_from.get(key) if spec.network else None
    return {"network": network, "ranges": [allowed] if allowed else []}


def _identity(given: AzureIdentity) -> AzureIdentityArgs:
    return {
        "grants": {word: {"role": each.role, "scope": each.scope} for word, each in given.grants.items()},
        "trusts": {word: {"issuer": each.issuer, "subject": each.subject} for word, each in given.trusts.items()},
    }
