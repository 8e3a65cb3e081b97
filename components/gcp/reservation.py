"""A reservation of accelerators that the stack owns: GPU machines from now on, or machines and TPU chips for a time.

Owns one reservation. Without `calendar` it holds machines from the apply until it is deleted, and costs as much as
machines that run. With `calendar` it is a request for a window of 1 to 90 days; Google neither changes nor deletes
such a request once it is sent, so it stays in the cloud when the stack is destroyed. What consumes it names it in
`capacity`.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import compute

from components.checks import Checks
from components.gcp.reservation_plan import ReservationPlan, plan_reservation


class CalendarArgs(TypedDict):
    """The window of a reservation in calendar mode."""

    start: str
    """Begin, as RFC 3339 with a time zone: 2027-01-04T08:00:00Z."""
    days: int
    """Length, 1 to 90 days."""


class ReservationArgs(TypedDict):
    """Arguments of `Reservation`: an accelerator and nodes, or a generation and chips."""

    project: str
    """Project that pays."""
    zone: str
    """Zone that holds the machines."""
    prefix: str
    """Leading part of the cloud name."""
    accelerator: NotRequired[str]
    """The GPU, such as h200."""
    machine_type: NotRequired[str]
    """The machine; derived from the GPU when left out."""
    nodes: NotRequired[int]
    """GPU machines."""
    generation: NotRequired[str]
    """TPU generation: v5e, v5p or v6e; in calendar mode only."""
    chips: NotRequired[int]
    """TPU chips, whole machines of the generation."""
    serving: NotRequired[bool]
    """What TPU chips are for: serving when on, batch jobs when left out."""
    calendar: NotRequired[CalendarArgs]
    """The window; from now on, without end, when left out."""
    share_with: NotRequired[list[str]]
    """Ids of other projects that may use it."""
    allow_unlisted_zone: NotRequired[bool]
    """Take a zone in which the catalog does not know the machine; off when left out."""


class Reservation(pulumi.ComponentResource):
    """One reservation."""

    reservation_name: pulumi.Output[str]
    """The name to write into the capacity of what consumes it; known when it is made or asked for."""
    resource_id: pulumi.Output[str]
    """Id of the reservation or of the request."""

    def __init__(self, name: str, args: ReservationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_reservation(Checks("Reservation", name), name, args)
        super().__init__("podwright:index:Reservation", name, {}, opts)
        made = self._request(name, args, plan) if plan.start is not None else self._reservation(name, args, plan)
        self.resource_id = made.id
        self.reservation_name = made.id.apply(lambda _: plan.name)
        self.register_outputs({"reservationName": self.reservation_name, "resourceId": self.resource_id})

    def _reservation(self, name: str, args: ReservationArgs, plan: ReservationPlan) -> compute.Reservation:
        shared = None
        if plan.share_with:
            shared = compute.ReservationShareSettingsArgs(
                share_type="SPECIFIC_PROJECTS",
                project_maps=[
                    compute.ReservationShareSettingsProjectMapArgs(id=each, project_id=each) for each in plan.share_with
                ],
            )
        return compute.Reservation(
            f"{name}-machines",
            name=plan.name,
            project=args["project"],
            zone=args["zone"],
            # Only what names it may use it: otherwise any machine of the project would eat it up.
            specific_reservation_required=True,
            specific_reservation=compute.ReservationSpecificReservationArgs(
                count=plan.amount,
                instance_properties=compute.ReservationSpecificReservationInstancePropertiesArgs(
                    machine_type=plan.machine_type or ""
                ),
            ),
            share_settings=shared,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _request(self, name: str, args: ReservationArgs, plan: ReservationPlan) -> compute.FutureReservation:
        machines = chips = None
        if plan.machine_type is not None:
            machines = compute.FutureReservationSpecificSkuPropertiesArgs(
                total_count=str(plan.amount),
                instance_properties=compute.FutureReservationSpecificSkuPropertiesInstancePropertiesArgs(
                    machine_type=plan.machine_type
                ),
            )
        else:
            chips = _chips(args, plan)
        shared = None
        if plan.share_with:
            shared = compute.FutureReservationShareSettingsArgs(
                share_type="SPECIFIC_PROJECTS", projects=list(plan.share_with)
            )
        return compute.FutureReservation(
            f"{name}-request",
            name=plan.name,
            reservation_name=plan.name,
            project=args["project"],
            zone=args["zone"],
            reservation_mode="CALENDAR",
            planning_status="SUBMITTED",
            deployment_type="DENSE",
            specific_reservation_required=True,
            auto_delete_auto_created_reservations=True,
            time_window=compute.FutureReservationTimeWindowArgs(
                start_time=plan.start or "",
                duration=compute.FutureReservationTimeWindowDurationArgs(seconds=str(plan.seconds)),
            ),
            specific_sku_properties=machines,
            aggregate_reservation=chips,
            share_settings=shared,
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
        )


def _chips(args: ReservationArgs, plan: ReservationPlan) -> compute.FutureReservationAggregateReservationArgs:
    kind = f"projects/{args['project']}/zones/{args['zone']}/acceleratorTypes/{plan.accelerator_type}"
    return compute.FutureReservationAggregateReservationArgs(
        vm_family=plan.vm_family,
        workload_type="SERVING" if args.get("serving", False) else "BATCH",
        reserved_resources=[
            compute.FutureReservationAggregateReservationReservedResourceArgs(
                accelerator=compute.FutureReservationAggregateReservationReservedResourceAcceleratorArgs(
                    accelerator_type=kind, accelerator_count=plan.amount
                )
            )
        ],
    )
