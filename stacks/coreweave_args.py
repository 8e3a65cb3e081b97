"""From the words of a spec to the arguments of CoreWeave's components. Pure: declares nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pulumi

from components.coreweave.access import CksAccessArgs
from components.coreweave.cks_cluster import CksCluster, CksClusterArgs, CksOidcArgs
from components.coreweave.gpu_cluster import CoreWeaveGpuClusterArgs
from components.coreweave.network import CoreWeaveNetwork, CoreWeaveNetworkArgs
from components.coreweave.quota import CoreWeaveQuotaArgs
from components.coreweave.storage import CoreWeaveBucketArgs, CoreWeaveStorageArgs
from components.coreweave.system_pool import CoreWeaveSystemPoolArgs
from podwright.plan.cidr_coreweave import LOAD_BALANCERS
from stacks.model import StackSpec
from stacks.model_coreweave import CksOidc
from stacks.model_gpus import GpuClusterSpec
from stacks.sizes_coreweave import nodes_by_type, zone_of


def network_args(spec: StackSpec, stack: str) -> CoreWeaveNetworkArgs:
    """The VPC, with every range cut from the stack's CIDR."""
    if spec.network is None:
        raise AssertionError("a checked region stack has a network")
    return {
        "zone": zone_of(spec),
        "prefix": stack,
        "cidr": spec.network.cidr,
        "nodes_needed": sum(nodes_by_type(spec).values()),
        "load_balancer_ranges": spec.coreweave.load_balancer_ranges,
        "dedicated_access": spec.coreweave.dedicated_access,
        "public_services": spec.coreweave.public_services,
    }


def cluster_args(spec: StackSpec, stack: str, network: CoreWeaveNetwork) -> CksClusterArgs:
    """The cluster, with all ranges for load balancers."""
    own = spec.coreweave
    if own.version is None:
        raise AssertionError("a checked stack with a cluster has its version")
    args: CksClusterArgs = {
        "zone": zone_of(spec),
        "prefix": stack,
        "network": {
            "vpc_id": network.vpc_id,
            "load_balancer_ranges": [LOAD_BALANCERS, *own.load_balancer_ranges],
        },
        "version": own.version,
        "public": own.public,
    }
    if own.audit_policy is not None:
        args["audit_policy"] = own.audit_policy
    if own.oidc is not None:
        args["oidc"] = _oidc(own.oidc)
    return args


@dataclass(frozen=True, slots=True)
class WayIn:
    """What lets a program into the cluster."""

    kind: Literal["token", "kubeconfig"]
    secret: pulumi.Output[str]


def access_args(cluster: CksCluster, way: WayIn) -> CksAccessArgs:
    """The way into the cluster that the same run makes."""
    if way.kind == "kubeconfig":
        return {"cluster_id": cluster.cluster_id, "kubeconfig": way.secret}
    return {"cluster_id": cluster.cluster_id, "endpoint": cluster.endpoint, "token": way.secret}


def system_args(spec: StackSpec, access: CksAccessArgs) -> CoreWeaveSystemPoolArgs:
    """The nodes for system pods."""
    return {
        "zone": zone_of(spec),
        "labels": spec.labels,
        "cluster": access,
        "machine_type": spec.coreweave.system_machine_type,
        "nodes": spec.cluster.system_nodes,
    }


def group_args(spec: StackSpec, group: GpuClusterSpec, access: CksAccessArgs) -> CoreWeaveGpuClusterArgs:
    """One GPU group."""
    args: CoreWeaveGpuClusterArgs = {
        "zone": group.zone,
        "labels": spec.labels,
        "cluster": access,
        "accelerator": group.accelerator,
        "nodes": group.nodes,
        "node_labels": group.node_labels,
        "taints": {key: {"value": each.value, "effect": each.effect} for key, each in group.taints.items()},
        "allow_unlisted_zone": group.allow_unlisted_zone,
    }
    if group.machine_type is not None:
        args["machine_type"] = group.machine_type
    if group.max_nodes is not None:
        args["max_nodes"] = group.max_nodes
    return args


def quota_args(spec: StackSpec) -> CoreWeaveQuotaArgs:
    """What the pools need beside what is stated."""
    return {
        "organization": spec.account.organization,
        "zone": zone_of(spec),
        "needed": nodes_by_type(spec),
        "granted": spec.coreweave.granted,
    }


def policy_args(spec: StackSpec, stack: str) -> CoreWeaveStorageArgs:
    """The organization's access policies, which the global stack owns."""
    return {
        "organization": spec.account.organization,
        "prefix": stack,
        "labels": {},
        "policies": {
            name: {
                key: {
                    "actions": each.actions,
                    "resources": each.resources,
                    "principals": each.principals,
                    "deny": each.deny,
                }
                for key, each in statements.items()
            }
            for name, statements in spec.coreweave.access_policies.items()
        },
    }


def storage_args(spec: StackSpec, stack: str) -> CoreWeaveStorageArgs:
    """The buckets of a region; the stacks it depends on have the organization's policy."""
    buckets: dict[str, CoreWeaveBucketArgs] = {}
    for name, each in spec.storage.buckets.items():
        buckets[name] = {} if each.delete_after_days is None else {"delete_after_days": each.delete_after_days}
    return {
        "organization": spec.account.organization,
        "prefix": stack,
        "labels": spec.labels,
        "zone": zone_of(spec),
        "buckets": buckets,
        "organization_policy": "of " + " and ".join(spec.depends_on),
    }


def _oidc(oidc: CksOidc) -> CksOidcArgs:
    args: CksOidcArgs = {"issuer_url": oidc.issuer_url, "client_id": oidc.client_id}
    if oidc.admin_group is not None:
        args["admin_group"] = oidc.admin_group
    if oidc.groups_claim is not None:
        args["groups_claim"] = oidc.groups_claim
    if oidc.username_claim is not None:
        args["username_claim"] = oidc.username_claim
    return args
