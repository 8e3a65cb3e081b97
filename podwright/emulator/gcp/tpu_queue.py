"""Queued resources of the Cloud TPU API.

Owns their life on the clouds' clock: WAITING_FOR_RESOURCES until the chips are there, PROVISIONING, ACTIVE with TPU VMs
of their own. The provider tells the state in no property, so it is kept beside the outputs, for
`podwright emulator show`.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.timeline import Transition
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import capacity, errors, identities
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.tpu import V2_VM, V2Vm, network_references, plan_of, taken_by

STATE = "__state"
"""Where the state of a queued resource is kept; the engine hides properties that begin so."""
_QUEUE_SECONDS, _PROVISION_SECONDS = 30, 300


class V2QueuedResource(GoogleKind):
    """A request for TPU VMs, on demand only: the provider has no field for anything else.

    Its quota is held from the request on, and given back by the delete alone.
    """

    title, noun = "QueuedResource", "queued resource"
    template = "projects/{project}/locations/{zone}/queuedResources/{name}"

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The networks of its nodes."""
        found: list[Reference] = []
        for index, spec in enumerate(values.blocks(inputs, "tpu.nodeSpecs")):
            path = f"tpu.nodeSpecs[{index}].node.networkConfig"
            found += network_references(values.mapping(spec, "node.networkConfig"), path, identity)
        return found

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Every node must be in the request's own place and of a type that exists."""
        parent = f"projects/{identity.project}/locations/{identity.location}"
        number = f"projects/{identities.project_number(identity.project)}/locations/{identity.location}"
        for spec in values.blocks(inputs, "tpu.nodeSpecs"):
            given = values.string(spec, "parent")
            if given not in (parent, number):
                raise errors.bad_request(f'Node parent "{given}" does not match the queued resource\'s "{parent}".')
            plan_of(values.mapping(spec, "node"), identity.location)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """The chips of all its nodes, on demand."""
        found: list[Need] = []
        for spec in values.blocks(inputs, "tpu.nodeSpecs"):
            plan = plan_of(values.mapping(spec, "node"), identity.location)
            place = identity.location
            found += capacity.chips(
                identity.project, plan.generation, "on-demand", place, plan.chips, surface="tpu-api"
            )
        return capacity.merged(found)

    def transitions(self, call: Call, identity: Identity, inputs: Values) -> Sequence[Transition]:
        """It waits for chips, is provisioned, and is active."""
        chips: list[Draw] = []
        for spec in values.blocks(inputs, "tpu.nodeSpecs"):
            plan = plan_of(values.mapping(spec, "node"), identity.location)
            chips += taken_by(identity.location, plan, "on-demand")
        waiting: Values = {STATE: "WAITING_FOR_RESOURCES"}
        return [
            Transition(_QUEUE_SECONDS, waiting),
            Transition(_QUEUE_SECONDS, {STATE: "PROVISIONING"}, draws=tuple(chips)),
            Transition(_PROVISION_SECONDS, {STATE: "ACTIVE"}),
        ]

    def arrived(self, call: Call, record: Record) -> None:
        """Active, it has TPU VMs, which take the chips from then on."""
        if record.outputs.get(STATE) != "ACTIVE":
            return
        kind = V2Vm(V2_VM)
        for node in _nodes(record):
            identity = Identity(str(node["id"]), record.project, str(node["name"]), record.location)
            inputs: Values = {key: value for key, value in node.items() if key != "id"}
            if call.tx.get(V2_VM, identity.id) is None:
                outputs = {**inputs, **kind.outputs(call, identity, inputs, None)}
                now = call.timestamp()
                made = replace(
                    record, token=V2_VM, id=identity.id, name=identity.name, inputs=inputs, outputs=outputs, created=now
                )
                call.tx.put(replace(made, updated=now))

    def leave(self, call: Call, record: Record) -> None:
        """Its TPU VMs go with it: the provider deletes by force."""
        for node in _nodes(record):
            if record.outputs.get(STATE) == "ACTIVE":
                call.tx.remove(V2_VM, str(node["id"]))


def _nodes(record: Record) -> list[Values]:
    """The inputs of a queued resource's TPU VMs, and their ids."""
    found: list[Values] = []
    for spec in values.blocks(record.inputs, "tpu.nodeSpecs"):
        name = values.string(spec, "nodeId") or record.name
        place: Values = {"name": name, "project": record.project, "zone": record.location}
        node = {key: value for key, value in values.mapping(spec, "node").items() if value is not None}
        found.append({**node, **place, "id": f"projects/{record.project}/locations/{record.location}/nodes/{name}"})
    return found
