"""What the nodes of every AKS pool have in common: marks for Kubernetes' scheduler, and how they are bought.

Owns the words for taints and capacity, and how they are checked under a component's name.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi

from components.checks import Checks
from podwright.catalog.azure_rules import check_azure_capacity
from podwright.catalog.cloud_gpus import CloudGpu
from podwright.plan.node_marks import check_node_labels, check_taints

_ANY_GROUP = "/subscriptions/-/resourceGroups/-/providers/Microsoft.Compute/capacityReservationGroups/-"


class AzureTaintArgs(TypedDict):
    """One taint of nodes; its key is the key of the map it stands in."""

    value: NotRequired[str]
    """Value of the taint; empty when left out."""
    effect: NotRequired[str]
    """NoSchedule when left out; or PreferNoSchedule, NoExecute."""


class AzureCapacityModel(StrEnum):
    """The ways to obtain machines; exactly one for each group."""

    ON_DEMAND = "on-demand"
    SPOT = "spot"
    RESERVATION = "reservation"


class AzureCapacityArgs(TypedDict):
    """The capacity model and what only that model needs."""

    model: AzureCapacityModel
    """on-demand, spot or reservation."""
    name: NotRequired[pulumi.Input[str]]
    """Id of the capacity reservation group; only with reservation, and never for ND machines."""


def take_node_marks(checks: Checks, labels: Mapping[str, str], taints: Mapping[str, AzureTaintArgs]) -> None:
    """Record labels and taints that Kubernetes or AKS would refuse."""
    marks = {key: (taint.get("value", ""), taint.get("effect", "NoSchedule")) for key, taint in taints.items()}
    for problem in [*check_node_labels(labels, "azure"), *check_taints(marks, "azure")]:
        field, key = problem.subject.split(".", 1)
        checks.take(problem, f"{'node_labels' if field == 'nodeLabels' else field}.{key}")


def node_taints(taints: Mapping[str, AzureTaintArgs]) -> list[str]:
    """The taints as AKS writes them, in order of their keys, so that no order in a file is a change."""
    return [
        f"{key}={taint.get('value', '')}:{taint.get('effect', 'NoSchedule')}" for key, taint in sorted(taints.items())
    ]


def take_capacity(checks: Checks, machine: CloudGpu, capacity: AzureCapacityArgs) -> None:
    """Record why the machine cannot be bought so; an id that is only known later is taken for a good one."""
    name = capacity.get("name")
    given = name if name is None or isinstance(name, str) else _ANY_GROUP
    for problem in check_azure_capacity(machine, str(capacity["model"]), given):
        checks.take(problem)
