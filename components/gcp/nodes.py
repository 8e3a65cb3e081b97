"""What the nodes of every pool have in common: marks for Kubernetes' scheduler, the reservation they come from.

Owns the words for taints, how labels and taints are checked under a component's name, and what GKE wants to know about
a reservation. What a pool's machines are is the business of the component that has them.
"""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from pulumi_gcp import container

from components.checks import Checks
from components.gcp.capacity import PoolCapacity
from podwright.plan.node_marks import check_node_labels, check_taints

CLOUD_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
"""The one scope of machines: what they may do is a matter of their account's roles."""
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


def reservation_affinity(capacity: PoolCapacity) -> container.NodePoolNodeConfigReservationAffinityArgs | None:
    """From which reservation the nodes come, or that they come from none; None leaves GKE's default."""
    if capacity.affinity is None:
        return None
    reservation = capacity.reservation
    return container.NodePoolNodeConfigReservationAffinityArgs(
        consume_reservation_type=capacity.affinity,
        key="compute.googleapis.com/reservation-name" if reservation is not None else None,
        values=[reservation] if reservation is not None else None,
    )
