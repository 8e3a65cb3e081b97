"""One node pool: the Kubernetes object by which CoreWeave gives a cluster machines.

Owns the object's form. Which machines and how many is the business of the component that has the pool. Another
instance type is another pool of the same name; labels, taints and numbers change in place. A pool whose nodes wait, for
quota or for machines, is no failure: its status says so, and whoever runs the program hears it. The status is that of
the last apply or refresh.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict, cast

import pulumi
from pulumi_kubernetes import Provider
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.checks import Checks
from podwright.plan.node_marks import check_node_labels, check_taints

API = "compute.coreweave.com/v1alpha1"
_ENOUGH = {"Quota": "Under", "Capacity": "Sufficient"}
"""Conditions of a pool that tell why nodes wait, and the reason that each has when they do not wait for it."""


class CoreWeaveTaintArgs(TypedDict):
    """One taint of nodes; its key is the key of the map it stands in."""

    value: NotRequired[str]
    """Value of the taint; empty when left out."""
    effect: NotRequired[str]
    """NoSchedule when left out; or PreferNoSchedule, NoExecute."""


@dataclass(frozen=True, slots=True)
class NodePoolPlan:
    """One pool."""

    name: str
    instance_type: str
    nodes: int
    """Nodes that are wanted; for an autoscaled pool those it begins with and never goes below."""
    racks: int | None = None
    """The same in racks, where nodes can only be had so."""
    max_nodes: int | None = None
    """Nodes that the autoscaler may go up to; None: the pool keeps its size."""
    scale_down: str | None = None
    """Which nodes may be given back; None: CoreWeave's choice, those without work."""
    node_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    taints: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Key -> value and effect."""


def take_marks(checks: Checks, labels: Mapping[str, str], taints: Mapping[str, CoreWeaveTaintArgs]) -> None:
    """Record labels and taints that Kubernetes or CoreWeave would refuse."""
    for problem in [*check_node_labels(labels, "coreweave"), *check_taints(plain_taints(taints), "coreweave")]:
        part, key = problem.subject.split(".", 1)
        checks.take(problem, f"{'node_labels' if part == 'nodeLabels' else part}.{key}")


def plain_taints(taints: Mapping[str, CoreWeaveTaintArgs]) -> dict[str, tuple[str, str]]:
    """Key -> value and effect, with defaults."""
    return {key: (each.get("value", ""), each.get("effect", "NoSchedule")) for key, each in taints.items()}


def spec_of(plan: NodePoolPlan) -> dict[str, Any]:
    """The spec as CoreWeave's definition has it; nothing that was not asked for stands in it."""
    spec: dict[str, Any] = {"instanceType": plan.instance_type}
    if plan.racks is None:
        spec["targetNodes"] = plan.nodes
    else:
        spec["targetRacks"] = plan.racks
    if plan.max_nodes is not None:
        spec |= {"autoscaling": True, "minNodes": plan.nodes, "maxNodes": plan.max_nodes}
    if plan.scale_down:
        spec["lifecycle"] = {"scaleDownStrategy": plan.scale_down}
    if plan.node_labels:
        spec["nodeLabels"] = dict(sorted(plan.node_labels.items()))
    if plan.taints:
        # In order of their keys, so that no order in a file is a change.
        spec["nodeTaints"] = [
            {"key": key, "value": value, "effect": effect} for key, (value, effect) in sorted(plan.taints.items())
        ]
    return spec


class NodePool(pulumi.CustomResource):
    """The object with its status, which the SDK's class for objects of any kind keeps to itself."""

    status: pulumi.Output[dict[str, Any] | None]
    """What CoreWeave says of it; None before it has said anything."""

    def __init__(
        self, name: str, metadata: ObjectMetaArgs, spec: Mapping[str, Any], opts: pulumi.ResourceOptions
    ) -> None:
        """`name` is that in the program."""
        fields = {"apiVersion": API, "kind": "NodePool", "metadata": metadata, "spec": spec, "status": None}
        super().__init__(f"kubernetes:{API}:NodePool", name, fields, opts)


def declare_pool(
    name: str, plan: NodePoolPlan, labels: Mapping[str, str], provider: Provider, parent: pulumi.Resource
) -> NodePool:
    """The pool, named `<name>-pool` in the program; warns of nodes that wait."""
    pool = NodePool(
        f"{name}-pool",
        ObjectMetaArgs(name=plan.name, labels=dict(labels)),
        spec_of(plan),
        pulumi.ResourceOptions(
            parent=parent,
            provider=provider,
            # The autoscaler moves the target of a pool that it scales.
            ignore_changes=["spec.targetNodes"] if plan.max_nodes is not None else None,
            # CoreWeave refuses to change it. Said so, a plan shows that machines would be given back, before they are.
            replace_on_changes=["spec.instanceType"],
            delete_before_replace=True,
        ),
    )

    def warn(status: Mapping[str, Any] | None) -> None:
        said = waiting(status)
        if said:
            pulumi.log.warn(said, resource=parent)

    pool.status.apply(warn)
    return pool


def nodes_there(status: Mapping[str, Any] | None) -> int:
    """Nodes of the pool that are part of the cluster; 0 where CoreWeave has not said."""
    return int((status or {}).get("currentNodes") or 0)


def waiting(status: Mapping[str, Any] | None) -> str:
    """How many nodes wait and for what, in CoreWeave's words; empty where none does."""
    found = status or {}
    queued = int(found.get("queuedNodes") or 0)
    if not queued:
        return ""
    conditions = cast("list[Mapping[str, str]]", found.get("conditions") or [])
    reasons = [
        each.get("message", "")
        for each in conditions
        if each.get("type") in _ENOUGH and each.get("reason") != _ENOUGH[each["type"]]
    ]
    who = "node waits" if queued == 1 else "nodes wait"
    return f"{queued} {who}: {'; '.join(reasons) or 'CoreWeave does not say why'}"
