"""From the words of `reservations` to the arguments of the Google Cloud component. Pure: declares nothing."""

from __future__ import annotations

from components.gcp.reservation import ReservationArgs
from stacks.model import StackSpec
from stacks.model_reservations import ReservationSpec


def reservation_args(spec: StackSpec, stack: str, wanted: ReservationSpec) -> ReservationArgs:
    """One reservation of the region."""
    args: ReservationArgs = {
        "project": spec.account.project,
        "zone": wanted.zone,
        "prefix": stack,
        "serving": wanted.serving,
        "share_with": list(wanted.share_with),
        "allow_unlisted_zone": wanted.allow_unlisted_zone,
    }
    if wanted.accelerator is not None:
        args["accelerator"] = wanted.accelerator
    if wanted.machine_type is not None:
        args["machine_type"] = wanted.machine_type
    if wanted.nodes is not None:
        args["nodes"] = wanted.nodes
    if wanted.generation is not None:
        args["generation"] = wanted.generation
    if wanted.chips is not None:
        args["chips"] = wanted.chips
    if wanted.calendar is not None:
        args["calendar"] = {"start": wanted.calendar.start, "days": wanted.calendar.days}
    return args
