"""Future reservations: machines or TPU chips asked for a time to come.

Owns their life on the clouds' clock: asked, approved after a day (a calendar request at once), and at the start of
their time window a reservation of their own that node pools and VMs can consume, until its end. Google's decision is
always yes here; `podwright emulator fault` makes a refusal.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from podwright.catalog.tpus import tpu_generations
from podwright.emulator.core import timeline, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.timeline import Transition
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.reservations import RESERVATION, stock_name

_APPROVAL_SECONDS = {"CALENDAR": 60, "DEFAULT": 86_400}
_SUBMITTED = "SUBMITTED"


class FutureReservation(GoogleKind):
    """A future reservation."""

    title, noun = "FutureReservation", "future reservation"
    template = "projects/{project}/zones/{zone}/futureReservations/{name}"
    link_base = links.COMPUTE

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A time window that is still to come; a calendar request that was sent stays as it is."""
        if old:
            _check_open(old)
        elif _start(inputs) <= call.now:
            raise errors.invalid(
                "Invalid value for field 'resource.timeWindow.startTime':"
                f" '{values.string(inputs, 'timeWindow.startTime')}'. The start time must be in the future."
            )

    def leave(self, call: Call, record: Record) -> None:
        """A calendar request cannot be deleted once it is sent."""
        _check_open(record)

    def transitions(self, call: Call, identity: Identity, inputs: Values) -> Sequence[Transition]:
        """Approved, fulfilled, over."""
        if _status(inputs) == "DRAFTING":
            return ()
        approval = _APPROVAL_SECONDS[_mode(inputs)]
        until_start = max((_start(inputs) - call.now).total_seconds() - approval, 0)
        fulfilled = _statuses("FULFILLED", reservation_name(identity, inputs), str(_amount(inputs)))
        return [
            Transition(approval, {"statuses": _statuses("APPROVED")}),
            Transition(until_start, {"statuses": fulfilled}),
            Transition((_end(inputs) - _start(inputs)).total_seconds()),
        ]

    def changed(self, call: Call, identity: Identity, inputs: Values, old: Record) -> Sequence[Transition] | None:
        """A draft that is sent begins its life; anything else goes on as it was."""
        was, now = _status(old.inputs), _status(inputs)
        return self.transitions(call, identity, inputs) if was != now else None

    def arrived(self, call: Call, record: Record) -> None:
        """The reservation comes with the start of the window and goes with its end."""
        left = len(timeline.pending(call.tx, record.token, record.id))
        identity = Identity(record.id, record.project, record.name, record.location)
        name = reservation_name(identity, record.inputs)
        made = f"projects/{record.project}/zones/{record.location}/reservations/{name}"
        if left == 1 and values.given(record.inputs, "aggregateReservation"):
            call.stock.set(record.location, stock_name(name), _hosts(record.inputs))
        elif left == 1:
            call.tx.put(_reservation(call, record, made, name))
        elif left == 0:
            call.stock.set(record.location, stock_name(name), None)
            call.tx.remove(RESERVATION, made)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Where the request stands."""
        same = old is not None and _status(old.inputs) == _status(inputs)
        return {
            **self.common(call, identity, inputs, old),
            "planningStatus": values.string(inputs, "planningStatus") or "DRAFT",
            "selfLinkWithId": f"{self.self_link(identity)}",
            "statuses": old.outputs.get("statuses") if old and same else _statuses(_status(inputs)),
        }


def reservation_name(identity: Identity, inputs: Values) -> str:
    """The name of the reservation that it becomes."""
    given = values.string(inputs, "reservationName")
    return given or f"{values.string(inputs, 'namePrefix') or identity.name}-1"


def _mode(inputs: Values) -> str:
    return values.string(inputs, "reservationMode") or "DEFAULT"


def _status(inputs: Values) -> str:
    return "PENDING_APPROVAL" if values.string(inputs, "planningStatus") == _SUBMITTED else "DRAFTING"


def _statuses(procurement: str, reservation: str | None = None, count: str = "0") -> list[Values]:
    names = [reservation] if reservation else []
    return [{"procurementStatus": procurement, "autoCreatedReservations": names, "fulfilledCount": count}]


def _check_open(record: Record) -> None:
    if _mode(record.inputs) == "CALENDAR" and _status(record.inputs) != "DRAFTING":
        raise CloudError(
            f"googleapi: Error 400: Future reservation '{record.id}' in calendar mode cannot be changed, cancelled or"
            " deleted after it was submitted., badRequest"
        )


def _start(inputs: Values) -> datetime:
    return _moment(values.string(inputs, "timeWindow.startTime"), "startTime")


def _end(inputs: Values) -> datetime:
    seconds = values.number(inputs, "timeWindow.duration.seconds")
    if seconds is not None:
        return _start(inputs) + timedelta(seconds=seconds)
    return _moment(values.string(inputs, "timeWindow.endTime"), "endTime")


def _moment(text: str | None, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise errors.invalid(
            f"Invalid value for field 'resource.timeWindow.{name}': '{text or ''}'. RFC 3339 expected."
        )
    return found


def _amount(inputs: Values) -> int:
    chips = [
        values.number(block, "accelerator.acceleratorCount") or 0
        for block in values.blocks(inputs, "aggregateReservation.reservedResources")
    ]
    return sum(chips) or values.number(inputs, "specificSkuProperties.totalCount") or 0


def _hosts(inputs: Values) -> int:
    family = values.string(inputs, "aggregateReservation.vmFamily")
    found = [each for each in tpu_generations().values() if (family or "").endswith(f"_{each.vm_family}")]
    per_host = found[0].machines[found[0].default_machine].chips if found else 1
    return _amount(inputs) // per_host


def _reservation(call: Call, record: Record, made: str, name: str) -> Record:
    properties = values.mapping(record.inputs, "specificSkuProperties.instanceProperties")
    block: Values = {"count": _amount(record.inputs), "instanceProperties": properties}
    inputs: Values = {
        "name": name,
        "project": record.project,
        "zone": record.location,
        "specificReservation": block,
        "specificReservationRequired": True,
        "shareSettings": values.mapping(record.inputs, "shareSettings"),
    }
    outputs: Values = {
        **inputs,
        "specificReservation": {**block, "inUseCount": 0},
        "selfLink": links.COMPUTE + made,
        "status": "READY",
        "kind": "compute#reservation",
        "creationTimestamp": call.timestamp(),
    }
    now = call.timestamp()
    return replace(
        record, token=RESERVATION, id=made, name=name, inputs=inputs, outputs=outputs, created=now, updated=now
    )
