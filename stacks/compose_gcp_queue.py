"""What a Google Cloud stack declares inside of its cluster: the provider for it, and the queue. Composition only.

The SDK of Kubernetes takes seconds to import, so it is imported where a stack really uses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi

from components.gcp.gke_cluster import GkeCluster
from components.gcp.kubeconfig import gke_kubeconfig
from stacks.gcp_args_queue import queued_accelerators
from stacks.model import StackSpec
from stacks.sizes import has_fabric


def cluster_provider(spec: StackSpec, cluster: GkeCluster) -> list[pulumi.ProviderResource]:
    """The one provider of what stands inside of the cluster; none where nothing does."""
    if not spec.cluster.kueue and not any(has_fabric(group) for group in spec.gpu_clusters.values()):
        return []
    from pulumi_kubernetes import Provider

    kubeconfig = cluster.dns_endpoint.apply(gke_kubeconfig)
    return [Provider("kubernetes", kubeconfig=kubeconfig, opts=pulumi.ResourceOptions(depends_on=[cluster]))]


def compose_queue(
    spec: StackSpec, inside: list[pulumi.ProviderResource], pools: Sequence[pulumi.Resource]
) -> dict[str, pulumi.Input[Any]]:
    """The queue on the stack's accelerators; jobs may wait as soon as the pools are there."""
    from components.gcp.kueue import Kueue

    opts = pulumi.ResourceOptions(providers=inside, depends_on=[*pools])
    queue = Kueue("kueue", {"accelerators": queued_accelerators(spec)}, opts)
    return {"name": queue.queue, "namespace": queue.namespace}
