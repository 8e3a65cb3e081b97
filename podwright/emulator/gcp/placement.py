"""Resource policies and reservations of Compute Engine.

Owns their ids and rules. A reservation made here holds its machines from quota and from stock; what consumes it draws
nothing more (`reservations.py`). Reservations of TPU chips are made by Google on request and have no resource type.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import AutoName, Call, Identity, Scope
from podwright.emulator.core.quota import Need
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import capacity, errors, links, reservations, stock
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.tables import TABLES

RESOURCE_POLICY = "gcp:compute/resourcePolicy:ResourcePolicy"


class ResourcePolicy(GoogleKind):
    """A placement or workload policy."""

    title, noun = "ResourcePolicy", "resource policy"
    template = "projects/{project}/regions/{region}/resourcePolicies/{name}"
    link_base = links.COMPUTE

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`, and what needs HIGH_THROUGHPUT (cluster-toolkit v1.95.0, 2026-06-25)."""
        found = list(check_rules(TABLES, self.token, inputs))
        kind = values.string(inputs, "workloadPolicy.type")
        for name in ("acceleratorTopology", "maxTopologyDistance"):
            path = f"workloadPolicy.{name}"
            if kind and kind != "HIGH_THROUGHPUT" and values.given(inputs, path):
                found.append(PropertyError(path, f"can only be given with type HIGH_THROUGHPUT, type is {kind}"))
        return found


class Reservation(GoogleKind):
    """Reserved machines in one zone."""

    title, noun = "Reservation", "reservation"
    template = "projects/{project}/zones/{zone}/reservations/{name}"
    link_base = links.COMPUTE
    auto_name = AutoName()

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """All its machines, from the moment it is made."""
        machine = values.string(inputs, "specificReservation.instanceProperties.machineType")
        count = values.number(inputs, "specificReservation.count") or 0
        if machine is None:
            return ()
        return capacity.machines(identity.project, links.last(machine), "on-demand", identity.location, count)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """There must be machines to reserve, and what is in use cannot be given up."""
        short = call.stock.shortfalls(self.token, identity.id, self.draws(call, inputs, identity))
        if short:
            raise stock.vm_stockout(identity.project, short)
        used = reservations.in_use(call.tx, old) if old else 0
        count = values.number(inputs, "specificReservation.count") or 0
        if count < used:
            raise errors.invalid(
                f"Invalid value for field 'resource.specificReservation.count': '{count}'. The reservation has {used}"
                " VMs in use."
            )

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """All its machines, from stock."""
        machine = values.string(inputs, "specificReservation.instanceProperties.machineType")
        count = values.number(inputs, "specificReservation.count") or 0
        return stock.machines(identity.location, links.last(machine), count) if machine and count else ()

    def leave(self, call: Call, record: Record) -> None:
        """It stays while machines of it run."""
        used = reservations.in_use(call.tx, record)
        if used:
            raise errors.invalid(f"The reservation resource '{record.id}' has {used} VMs in use and cannot be deleted.")

    def live(self, call: Call, record: Record) -> Values:
        """How many of its machines are taken, as of now."""
        block = values.mapping(record.outputs, "specificReservation")
        return {"specificReservation": {**block, "inUseCount": reservations.in_use(call.tx, record)}}

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Ready at once."""
        block = dict(values.mapping(inputs, "specificReservation"))
        used = reservations.in_use(call.tx, old) if old else 0
        return {
            **self.common(call, identity, inputs, old),
            "specificReservation": {**block, "inUseCount": used},
            "status": "READY",
            "kind": "compute#reservation",
        }
