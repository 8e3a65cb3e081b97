"""How the machines of a TPU slice are bought: on demand, spot, from a reservation or by flex-start.

One word per idea, the same for every component. Which words go together is the catalog's knowledge; what a word turns
into on a GKE node pool stands here, what it turns into on the TPU API in `tpu_vm_plan`. Pure: no Pulumi resources.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NotRequired, TypedDict

from components.checks import Checks
from podwright.catalog.capacity import FLEX_START_LIMIT_SECONDS, Surface, check_capacity


class CapacityModel(StrEnum):
    """The ways to obtain accelerators; exactly one per slice group."""

    ON_DEMAND = "on-demand"
    SPOT = "spot"
    RESERVATION = "reservation"
    FLEX_START = "flex-start"


class CapacityArgs(TypedDict):
    """The capacity model and what only that model needs."""

    model: CapacityModel
    """on-demand, spot, reservation or flex-start."""
    name: NotRequired[str]
    """`[projects/<project>/reservations/]<name>[/reservationBlocks/<block>]`; only with reservation."""
    max_run_seconds: NotRequired[int]
    """How long the machines may run, in seconds, up to 604800, which is also the default; only with flex-start."""
    queued: NotRequired[bool]
    """Queued provisioning: all machines of a pool come at once, when there are all of them; only with flex-start."""


@dataclass(frozen=True, slots=True)
class PoolCapacity:
    """What a capacity model means for one GKE node pool of a fixed number of hosts."""

    spot: bool
    flex_start: bool
    max_run_duration: str | None
    """Seconds with an `s`, as the API writes durations."""
    affinity: str | None
    """`consume_reservation_type`, or None to leave the API's default."""
    reservation: str | None
    """As the API wants it: a bare name, or a path that begins with `projects/`."""
    node_count: int | None
    """None where the pool scales from zero."""
    min_node_count: int | None
    """Per zone; None where the pool does not scale."""
    max_node_count: int | None
    """Per zone, never `total_max_node_count`: with the total GKE answers that 0 is no valid size of a TPU slice."""
    auto_repair: bool
    queued: bool


def take_capacity(checks: Checks, generation: str, capacity: CapacityArgs, surface: Surface) -> None:
    """Record every conflict of the model with the generation, the surface and its own settings."""
    name, seconds, queued = capacity.get("name"), capacity.get("max_run_seconds"), capacity.get("queued", False)
    for problem in check_capacity(generation, str(capacity["model"]), name, seconds, surface, queued=queued):
        checks.take(problem)


def pool_capacity(capacity: CapacityArgs, hosts: int, project: str) -> PoolCapacity:
    """The node pool arguments for `hosts` machines; expects a capacity that `take_capacity` found nothing wrong with.

    Source: preconditions of Google's cluster-toolkit `gke-node-pool` module and xpk's `capacity.py`, both 2026-06.
    """
    model = CapacityModel(capacity["model"])
    flex = model is CapacityModel.FLEX_START
    affinity = {
        CapacityModel.ON_DEMAND: None,
        CapacityModel.SPOT: "NO_RESERVATION",
        CapacityModel.RESERVATION: "SPECIFIC_RESERVATION",
        CapacityModel.FLEX_START: "NO_RESERVATION",
    }[model]
    return PoolCapacity(
        spot=model is CapacityModel.SPOT,
        flex_start=flex,
        max_run_duration=f"{capacity.get('max_run_seconds', FLEX_START_LIMIT_SECONDS)}s" if flex else None,
        affinity=affinity,
        reservation=_reservation(capacity.get("name"), project),
        node_count=None if flex else hosts,
        min_node_count=0 if flex else None,
        max_node_count=hosts if flex else None,
        auto_repair=not flex,
        queued=flex and capacity.get("queued", False),
    )


def scaled(capacity: PoolCapacity, least: int, most: int) -> PoolCapacity:
    """The same machines in a pool that scales by itself from `least` to `most` nodes in its one zone."""
    return replace(capacity, node_count=None, min_node_count=least, max_node_count=most)


def _reservation(name: str | None, project: str) -> str | None:
    """A block is named by its whole path, so one that begins with the reservation is taken for the pool's project."""
    if name is None or "/" not in name or name.startswith("projects/"):
        return name
    return f"projects/{project}/reservations/{name}"
