"""Which arguments of a GKE node pool exclude each other, beyond what `rules.yaml` can say.

Owns the conflicts of consumption models (spot, reservation, flex-start, queued provisioning) and of placement.
Source of all: GoogleCloudPlatform/cluster-toolkit v1.95.0 `modules/compute/gke-node-pool/main.tf` preconditions and
AI-Hypercomputer/xpk @367c8382 `src/xpk/core/capacity.py`, read 2026-06-25. Unknown values break no rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from podwright.catalog.capacity import FLEX_START_LIMIT_SECONDS
from podwright.catalog.tpus import machine_type_chips
from podwright.emulator.core import values
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import UNKNOWN, Values

_AFFINITY = "nodeConfig.reservationAffinity"


def check_consumption(inputs: Values) -> Iterator[PropertyError]:
    """Every conflict, each named by the property to drop."""
    yield from _check_reservation(inputs)
    yield from _check_flex_start(inputs)
    yield from _check_queued(inputs)
    yield from _check_placement(inputs)


def _check_reservation(inputs: Values) -> Iterator[PropertyError]:
    kind = values.string(inputs, f"{_AFFINITY}.consumeReservationType")
    named = values.given(inputs, f"{_AFFINITY}.values")
    if kind == "SPECIFIC_RESERVATION":
        for name in ("spot", "preemptible", "flexStart"):
            if values.flag(inputs, f"nodeConfig.{name}"):
                yield PropertyError(
                    f"nodeConfig.{name}", "conflicts with reservationAffinity SPECIFIC_RESERVATION; drop one of them"
                )
        if not named:
            yield PropertyError(f"{_AFFINITY}.values", "must name a reservation with SPECIFIC_RESERVATION")
        key = values.string(inputs, f"{_AFFINITY}.key")
        if key not in (None, "compute.googleapis.com/reservation-name"):
            yield PropertyError(
                f"{_AFFINITY}.key",
                f'must be "compute.googleapis.com/reservation-name" with SPECIFIC_RESERVATION, got "{key}"',
            )
    elif kind and named:
        yield PropertyError(f"{_AFFINITY}.values", f"cannot be given with {kind}")


def _check_flex_start(inputs: Values) -> Iterator[PropertyError]:
    if not values.flag(inputs, "nodeConfig.flexStart"):
        return
    if values.given(inputs, "nodeCount"):
        yield PropertyError("nodeCount", "cannot be given with flexStart; use autoscaling with minNodeCount 0")
    if not values.given(inputs, "autoscaling"):
        yield PropertyError("autoscaling", "must be given with flexStart")
    policy = values.get(inputs, "autoscaling.locationPolicy")
    if values.given(inputs, "autoscaling") and policy not in ("ANY", UNKNOWN):
        yield PropertyError("autoscaling.locationPolicy", f'must be "ANY" with flexStart, got "{policy or ""}"')
    if values.get(inputs, "management.autoRepair") is True:
        yield PropertyError("management.autoRepair", "must be false with flexStart")
    duration = values.string(inputs, "nodeConfig.maxRunDuration") or ""
    seconds = duration.removesuffix("s").split(".")[0]
    if seconds.isdigit() and int(seconds) > FLEX_START_LIMIT_SECONDS:
        yield PropertyError(
            "nodeConfig.maxRunDuration",
            f'must be at most "{FLEX_START_LIMIT_SECONDS}s" (7 days) with flexStart, got "{duration}"',
        )


def _check_queued(inputs: Values) -> Iterator[PropertyError]:
    if not values.flag(inputs, "queuedProvisioning.enabled"):
        return
    machine = values.string(inputs, "nodeConfig.machineType")
    compact = values.string(inputs, "placementPolicy.type") == "COMPACT"
    if compact and machine and not machine_type_chips(machine):
        yield PropertyError("placementPolicy.type", "COMPACT cannot be used with queuedProvisioning, except for TPUs")
    if values.flag(inputs, "nodeConfig.spot"):
        yield PropertyError("nodeConfig.spot", "cannot be used with queuedProvisioning")
    for name in ("minNodeCount", "totalMinNodeCount"):
        if (values.number(inputs, f"autoscaling.{name}") or 0) > 0:
            yield PropertyError(f"autoscaling.{name}", "must be 0 with queuedProvisioning")


def _check_placement(inputs: Values) -> Iterator[PropertyError]:
    if values.string(inputs, "placementPolicy.type") != "COMPACT":
        return
    places = values.strings(inputs, "nodeLocations")
    if len(places) > 1:
        yield PropertyError(
            "nodeLocations", f"must be exactly one zone with placement COMPACT, got {', '.join(places)}"
        )
    if values.string(inputs, "upgradeSettings.strategy") == "BLUE_GREEN":
        yield PropertyError("upgradeSettings.strategy", "BLUE_GREEN cannot be used with placement COMPACT")
