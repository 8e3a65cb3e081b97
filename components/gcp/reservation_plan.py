"""What a reservation becomes: name, machine or family, amount, window. Pure, no Pulumi resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from podwright.catalog.reservations import TPU_FAMILIES, Wish, check_wish, gpu_machine_of
from podwright.catalog.tpus import tpu_generation
from podwright.plan.names import cloud_name

if TYPE_CHECKING:
    from components.gcp.reservation import ReservationArgs

_SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, slots=True)
class ReservationPlan:
    """One reservation with every default filled in."""

    name: str
    """Cloud name, also of the reservation that a request turns into."""
    amount: int
    """Machines, or TPU chips."""
    machine_type: str | None
    """None: TPU chips."""
    vm_family: str | None
    accelerator_type: str | None
    """The last part of the accelerator type's path, such as ct6e."""
    start: str | None
    """None: from now on."""
    seconds: int
    share_with: tuple[str, ...]


def wish_of(args: ReservationArgs) -> Wish:
    """The arguments as the catalog's rules take them."""
    calendar = args.get("calendar")
    return Wish(
        zone=args["zone"],
        accelerator=args.get("accelerator"),
        machine_type=args.get("machine_type"),
        nodes=args.get("nodes"),
        generation=args.get("generation"),
        chips=args.get("chips"),
        start=calendar["start"] if calendar else None,
        days=calendar["days"] if calendar else None,
        allow_unlisted_zone=args.get("allow_unlisted_zone", False),
    )


def plan_reservation(checks: Checks, name: str, args: ReservationArgs) -> ReservationPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    wish = wish_of(args)
    for problem in check_wish(wish):
        checks.take(problem)
    for project in args.get("share_with", []):
        if project == args["project"]:
            checks.add("share_with", "names the project that owns it", given=project, fix="leave it out")
    cloud = checks.attempt(lambda: cloud_name(args["prefix"], name), field="name")
    checks.done()
    if not cloud:
        raise AssertionError("a plan without a problem is complete")
    generation = tpu_generation(wish.generation) if wish.generation else None
    return ReservationPlan(
        name=cloud,
        amount=(wish.chips if generation else wish.nodes) or 0,
        machine_type=None if generation else gpu_machine_of(wish).name,
        vm_family=TPU_FAMILIES[generation.name] if generation else None,
        accelerator_type=generation.vm_family.lower() if generation else None,
        start=wish.start,
        seconds=(wish.days or 0) * _SECONDS_PER_DAY,
        share_with=tuple(args.get("share_with", [])),
    )
