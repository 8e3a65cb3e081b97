"""Kueue and JobSet on a GKE cluster, with a queue on the stack's accelerators.

Owns the two Helm releases, one ResourceFlavor for each group of accelerators, a ClusterQueue over all of them and the
LocalQueue that users name in `kueue.x-k8s.io/queue-name`. Does not own the pools. The queue counts accelerators only as
Google's tutorial does: a queued pod that also asks for CPU or memory would wait for ever. The provider of Kubernetes
comes from the caller, because a cluster has one. Import this file only where it is used: the SDK takes seconds.
"""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.helm.v3 import Release
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.checks import Checks
from components.gcp.nodes import NodeTaintArgs, take_node_marks
from components.options import waiting_for
from components.outputs import after
from podwright.catalog.charts import Chart, charts
from podwright.plan.names import cloud_name

_API = "kueue.x-k8s.io/v1beta2"
_NAMESPACE_LABEL = "kubernetes.io/metadata.name"
_PROVIDED = "kubernetes:helm.sh/v3:Release"


class QueuedAcceleratorsArgs(TypedDict):
    """Equal accelerators that jobs wait for."""

    resource: str
    """What pods ask for: google.com/tpu or nvidia.com/gpu."""
    amount: int
    """Chips or GPUs in all."""
    node_labels: dict[str, str]
    """Labels that the nodes have, such as `TpuSlice.node_selector`."""
    taints: NotRequired[dict[str, NodeTaintArgs]]
    """Taints of the nodes beyond those of GKE; admitted pods tolerate them."""


class KueueArgs(TypedDict):
    """Arguments of `Kueue`."""

    accelerators: dict[str, QueuedAcceleratorsArgs]
    """Groups by name, which is the name of the ResourceFlavor."""
    namespace: NotRequired[str]
    """Namespace whose users may queue jobs; default when left out."""
    queue: NotRequired[str]
    """Name of the queue; accelerators when left out."""


class Kueue(pulumi.ComponentResource):
    """The queue of a cluster. Jobs carry the label `kueue.x-k8s.io/queue-name: <queue>`."""

    queue: pulumi.Output[str]
    """Name of the LocalQueue; known when it is there."""
    namespace: pulumi.Output[str]
    """Namespace of the LocalQueue."""

    def __init__(self, name: str, args: KueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments, or where `opts.providers` has none of Kubernetes,
        before any child is registered.
        """
        _check(name, args)
        super().__init__("podwright:index:Kueue", name, {}, opts)
        _check_provider(name, self.get_provider(_PROVIDED))
        own = pulumi.ResourceOptions(parent=self)
        jobset = self._release(f"{name}-jobset", charts()["jobset"], own)
        # Kueue looks for the kinds it manages when it starts.
        kueue = self._release(f"{name}-kueue", charts()["kueue"], waiting_for(own, jobset))
        queue = self._queues(name, args, waiting_for(own, kueue))
        self.queue = after(pulumi.Output.from_input(args.get("queue", "accelerators")), queue.id)
        self.namespace = pulumi.Output.from_input(args.get("namespace", "default"))
        self.register_outputs({"queue": self.queue, "namespace": self.namespace})

    def _release(self, name: str, chart: Chart, opts: pulumi.ResourceOptions) -> Release:
        return Release(
            name,
            name=chart.name,
            chart=chart.reference,
            version=chart.version,
            namespace=chart.namespace,
            create_namespace=True,
            opts=opts,
        )

    def _queues(self, name: str, args: KueueArgs, opts: pulumi.ResourceOptions) -> CustomResource:
        queue, namespace = args.get("queue", "accelerators"), args.get("namespace", "default")
        flavors = [
            CustomResource(
                f"{name}-flavor-{key}",
                api_version=_API,
                kind="ResourceFlavor",
                metadata=ObjectMetaArgs(name=key),
                spec=_flavor(group),
                opts=opts,
            )
            for key, group in sorted(args["accelerators"].items())
        ]
        over = CustomResource(
            f"{name}-cluster-queue",
            api_version=_API,
            kind="ClusterQueue",
            metadata=ObjectMetaArgs(name=queue),
            spec={
                "namespaceSelector": {"matchLabels": {_NAMESPACE_LABEL: namespace}},
                "resourceGroups": resource_groups(args["accelerators"]),
            },
            opts=waiting_for(opts, *flavors),
        )
        return CustomResource(
            f"{name}-local-queue",
            api_version=_API,
            kind="LocalQueue",
            metadata=ObjectMetaArgs(name=queue, namespace=namespace),
            spec={"clusterQueue": queue},
            opts=waiting_for(opts, over),
        )


def resource_groups(accelerators: Mapping[str, QueuedAcceleratorsArgs]) -> list[dict[str, Any]]:
    """One group for each resource, because Kueue lets a resource stand in one group only; in order of the names."""
    found: list[dict[str, Any]] = []
    for resource in sorted({group["resource"] for group in accelerators.values()}):
        flavors = [
            {"name": key, "resources": [{"name": resource, "nominalQuota": group["amount"]}]}
            for key, group in sorted(accelerators.items())
            if group["resource"] == resource
        ]
        found.append({"coveredResources": [resource], "flavors": flavors})
    return found


def _flavor(group: QueuedAcceleratorsArgs) -> dict[str, Any]:
    taints = [
        {"key": key, "value": taint.get("value", ""), "effect": taint.get("effect", "NoSchedule")}
        for key, taint in sorted(group.get("taints", {}).items())
    ]
    return {
        "nodeLabels": group["node_labels"],
        **({"tolerations": [_toleration(each) for each in taints]} if taints else {}),
    }


def _toleration(taint: Mapping[str, str]) -> dict[str, str]:
    return {"key": taint["key"], "operator": "Equal", "value": taint["value"], "effect": taint["effect"]}


def _check(name: str, args: KueueArgs) -> None:
    checks = Checks("Kueue", name)
    if not args["accelerators"]:
        checks.add("accelerators", "are empty: there is nothing to queue for", allowed="one group or more")
    for key, group in args["accelerators"].items():
        checks.attempt(lambda key=key: cloud_name(key), field=f"accelerators.{key}")
        if group["amount"] < 1:
            place = f"accelerators.{key}.amount"
            checks.add(place, "is not a number of accelerators", given=str(group["amount"]), allowed="1 or more")
        take_node_marks(checks, {}, group.get("taints", {}))
    checks.done()


def _check_provider(name: str, provider: pulumi.ProviderResource | None) -> None:
    """Without one the engine would take whatever cluster the kubeconfig of the caller's machine is about."""
    if provider is None:
        checks = Checks("Kueue", name)
        checks.add("opts.providers", "has no provider of Kubernetes, and so no cluster", fix="pass the cluster's own")
        checks.done()
