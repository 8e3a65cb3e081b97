"""Which components a CoreWeave stack is made of, and what each takes from the others. Composition only.

What the words of the spec mean for a component's arguments is `coreweave_args`. The token for the inside of the cluster
is that of the provider: `coreweave:token` in the configuration, a secret, or `COREWEAVE_API_TOKEN` in the environment,
where the provider itself looks for it. A kubeconfig under `kubernetes:kubeconfig`, where Pulumi keeps one for the
Kubernetes provider, goes before it: for a cluster that is reached by another name or with a token of its own.
"""

from __future__ import annotations

import os
from typing import Any

import pulumi

from components.coreweave.cks_cluster import CksCluster
from components.coreweave.network import CoreWeaveNetwork
from components.coreweave.quota import CoreWeaveQuota
from components.coreweave.storage import CoreWeaveStorage
from stacks.coreweave_args import (
    WayIn,
    access_args,
    cluster_args,
    group_args,
    network_args,
    policy_args,
    quota_args,
    storage_args,
    system_args,
)
from stacks.model import StackSpec
from stacks.sizes_coreweave import wants_cks, zone_of

TOKEN = "COREWEAVE_API_TOKEN"  # noqa: S105 - the name of a variable
Exported = dict[str, pulumi.Input[Any]]


def compose(spec: StackSpec, stack: str) -> None:
    """Declare a stack of kind region or global; expects a spec that `stacks.check` found nothing wrong with."""
    if spec.kind == "global":
        policies = CoreWeaveStorage("access", policy_args(spec, stack))
        pulumi.export("accessPolicies", policies.policies)
        return
    # Whoever waits for the global stack's policies waits for the stack: `dependsOn` is the order of the fleet.
    network = CoreWeaveNetwork("network", network_args(spec, stack))
    pulumi.export("region", spec.region)
    pulumi.export("zone", zone_of(spec))
    pulumi.export(
        "network",
        {"id": network.vpc_id, "name": network.vpc_name, "ranges": network.ranges, "nodes": network.host_range},
    )
    groups: Exported = {}
    quota: Exported = {}
    if wants_cks(spec):
        groups = _cluster(spec, stack, network)
        found = CoreWeaveQuota("quota", quota_args(spec))
        quota = {"needed": found.needed, "waiting": found.waiting, "actions": found.actions}
    pulumi.export("gpuClusters", groups)
    pulumi.export("quota", quota)
    storage: Exported = {}
    if spec.storage.buckets:
        storage = {"buckets": CoreWeaveStorage("storage", storage_args(spec, stack)).buckets}
    pulumi.export("storage", storage)


def _cluster(spec: StackSpec, stack: str, network: CoreWeaveNetwork) -> Exported:
    """The cluster and everything on it. The SDK of Kubernetes takes seconds, so it is imported here."""
    from components.coreweave.gpu_cluster import CoreWeaveGpuCluster
    from components.coreweave.system_pool import CoreWeaveSystemPool

    way = _way_in()
    cluster = CksCluster("cluster", cluster_args(spec, stack, network))
    pulumi.export(
        "cluster",
        {
            "id": cluster.cluster_id,
            "name": cluster.cluster_name,
            "endpoint": cluster.endpoint,
            "oidcIssuer": cluster.oidc_issuer,
        },
    )
    access = access_args(cluster, way)
    system = CoreWeaveSystemPool("system", system_args(spec, access))
    first = pulumi.ResourceOptions(depends_on=[system])
    groups: Exported = {}
    for name, group in spec.gpu_clusters.items():
        made = CoreWeaveGpuCluster(name, group_args(spec, group, access), first)
        groups[name] = {
            "instanceType": made.instance_type,
            "nodes": made.nodes,
            "waiting": made.waiting,
            "gpus": made.gpus,
            "racks": made.racks,
            "pool": made.pool,
            "nodeSelector": made.node_selector,
            # A pool that grows by itself changes all the time, which is no drift.
            **({} if group.max_nodes is not None else {"nodesThere": made.nodes_there}),
        }
    return groups


def _way_in() -> WayIn:
    """A kubeconfig of the user's own or the token, as a secret; `pulumi.RunError` where there is neither."""
    kubeconfig = pulumi.Config("kubernetes").get_secret("kubeconfig")
    if kubeconfig is not None:
        return WayIn("kubeconfig", kubeconfig)
    token = pulumi.Config("coreweave").get_secret("token")
    if token is not None:
        return WayIn("token", token)
    found = os.environ.get(TOKEN, "")
    if not found:
        raise pulumi.RunError(
            "there is no CoreWeave API access token, and the cluster lets nobody in without one\n"
            f"  fix:     pulumi config set --secret coreweave:token, or set {TOKEN}"
        )
    return WayIn("token", pulumi.Output.secret(found))
