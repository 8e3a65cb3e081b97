"""What the nodes of every pool have in common: marks for Kubernetes' scheduler.

Owns the words for taints and how labels and taints are checked under a component's name. What a pool's machines are is
the business of the component that has them.
"""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from pulumi_gcp import container

from components.checks import Checks
from podwright.plan.node_marks import check_node_labels, check_taints

_EFFECTS = {
    "NoSchedule": "NO_SCHEDULE",
    "PreferNoSchedule": "PREFER_NO_SCHEDULE",
    "NoExecute": "NO_EXECUTE",
}
"""Kubernetes' words and those of the GKE API."""


class NodeTaintArgs(TypedDict):
    """One taint of nodes; its key is the key of the map it stands in."""

    value: NotRequired[str]
    """Value of the taint; empty when left out."""
    effect: NotRequired[str]
    """NoSchedule when left out; or PreferNoSchedule, NoExecute."""


def take_node_marks(checks: Checks, labels: Mapping[str, str], taints: Mapping[str, NodeTaintArgs]) -> None:
    """Record labels and taints that Kubernetes or GKE would refuse."""
    marks = {key: (taint.get("value", ""), taint.get("effect", "NoSchedule")) for key, taint in taints.items()}
    for problem in [*check_node_labels(labels), *check_taints(marks)]:
        field, key = problem.subject.split(".", 1)
        checks.take(problem, f"{'node_labels' if field == 'nodeLabels' else field}.{key}")


def node_taints(taints: Mapping[str, NodeTaintArgs]) -> list[container.NodePoolNodeConfigTaintArgs] | None:
    """The taints as GKE's API writes them, in order of their keys, so that no order in a file is a change."""
    if not taints:
        return None
    return [
        container.NodePoolNodeConfigTaintArgs(
            key=key, value=taint.get("value", ""), effect=_EFFECTS[taint.get("effect", "NoSchedule")]
        )
        for key, taint in sorted(taints.items())
    ]
