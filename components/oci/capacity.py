"""How GPU machines are bought on Oracle Cloud: on demand, as preemptible capacity, or from a reservation.

Owns the words; which machine can be bought how is the catalog's knowledge.
"""

from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi


class OciCapacityModel(StrEnum):
    """The ways to obtain machines; exactly one per cluster or fleet."""

    ON_DEMAND = "on-demand"
    SPOT = "spot"
    RESERVATION = "reservation"


class OciCapacityArgs(TypedDict):
    """The capacity model and what only that model needs."""

    model: OciCapacityModel
    """on-demand, spot or reservation."""
    name: NotRequired[pulumi.Input[str]]
    """OCID of the capacity reservation; only with reservation."""


class OciPlacement(StrEnum):
    """What holds machines together."""

    COMPUTE_CLUSTER = "compute-cluster"
    CLUSTER_NETWORK = "cluster-network"
    NONE = "none"
