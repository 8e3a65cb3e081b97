"""Resource policies and reservations of Compute Engine.

Owns their ids and rules. Reservations of TPU chips are made by Google on request and have no resource type: a node pool
may name one that is not in the store. A reservation made here holds its GPUs from quota, and what consumes it draws
nothing more.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core.cloud import AutoName, Call, Identity, Scope
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import capacity, links, values
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.rules import check_rules

RESOURCE_POLICY = "gcp:compute/resourcePolicy:ResourcePolicy"


class ResourcePolicy(GoogleKind):
    """A placement or workload policy."""

    title, noun = "ResourcePolicy", "resource policy"
    template = "projects/{project}/regions/{region}/resourcePolicies/{name}"
    link_base = links.COMPUTE

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`, and what needs HIGH_THROUGHPUT (cluster-toolkit v1.95.0, 2026-06-25)."""
        found = list(check_rules(self.token, inputs))
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

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Ready at once."""
        block = dict(values.mapping(inputs, "specificReservation"))
        used = values.number(old.outputs, "specificReservation.inUseCount") if old else 0
        return {
            **self.common(call, identity, inputs, old),
            "specificReservation": {**block, "inUseCount": used or 0},
            "status": "READY",
            "kind": "compute#reservation",
        }
