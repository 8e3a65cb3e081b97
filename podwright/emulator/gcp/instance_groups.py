"""Managed instance groups, and the requests that resize them by flex-start.

Owns their ids, their size, and what their machines draw from quota, stock and their subnetwork. The machines themselves
are no resources.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from podwright.emulator.core import numbers, timeline, values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.timeline import Transition
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import address_use, capacity, links, machines
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.forwarding import HEALTH_CHECK
from podwright.emulator.gcp.instances import TEMPLATE
from podwright.emulator.gcp.pointers import Pointer, in_project, in_zone

GROUP = "gcp:compute/instanceGroupManager:InstanceGroupManager"
_PROVISION_SECONDS = 600


def template_of(call: Call, identity: Identity, inputs: Values) -> Record | None:
    """The template of a group's first version."""
    text = next((str(block.get("instanceTemplate")) for block in values.blocks(inputs, "versions")), "")
    found = in_project("global/instanceTemplates")(text, identity)
    return call.tx.get(TEMPLATE, found) if found else None


class InstanceGroupManager(GoogleKind):
    """A zonal managed instance group."""

    title, noun = "InstanceGroupManager", "instance group manager"
    template = "projects/{project}/zones/{zone}/instanceGroupManagers/{name}"
    link_base = links.COMPUTE
    pointers = (
        Pointer("versions[*].instanceTemplate", TEMPLATE, in_project("global/instanceTemplates")),
        Pointer("autoHealingPolicies.healthCheck", HEALTH_CHECK, in_project("global/healthChecks")),
    )

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """There must be machines and addresses for its size."""
        template, size = template_of(call, identity, inputs), values.number(inputs, "targetSize") or 0
        if template is None or not size:
            return
        machines.check_available(call, (self.token, identity), template.inputs, size)
        for subnet in machines.subnets(call, identity, template.inputs):
            free = address_use.free_hosts(call.tx, subnet, (self.token, identity.id))
            if free is not None and free < size:
                raise CloudError(f"Error waiting for InstanceGroupManager: {address_use.exhausted(subnet)}")

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """What its machines draw from quota."""
        template, size = template_of(call, identity, inputs), values.number(inputs, "targetSize") or 0
        if template is None:
            return ()
        machine, model = machines.machine_type(template.inputs), machines.model_of(template.inputs)
        return capacity.machines(identity.project, machine, model, identity.location, size)

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Its addresses, and machines from stock or from a reservation."""
        template, size = template_of(call, identity, inputs), values.number(inputs, "targetSize") or 0
        if template is None or not size:
            return ()
        nets = [address_use.hosts(each, size) for each in machines.subnets(call, identity, template.inputs)]
        return [*nets, *machines.draws((self.token, identity), template.inputs, size)]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Stable at once."""
        number = numbers.numeric_id(call, self.token, identity.id)
        group = self.self_link(identity).replace("instanceGroupManagers", "instanceGroups")
        reached: Values = {"isReached": True}
        stable: Values = {"isStable": True, "versionTargets": [reached], "allInstancesConfigs": [], "statefuls": []}
        return {
            **self.common(call, identity, inputs, old),
            "instanceGroup": group,
            "instanceGroupManagerId": old.outputs.get("instanceGroupManagerId") if old else number,
            "targetSize": values.number(inputs, "targetSize") or 0,
            "fingerprint": numbers.fingerprint(identity.id, sorted(map(str, inputs.items()))),
            "statuses": [stable],
        }


class ResizeRequest(GoogleKind):
    """A request for flex-start machines: accepted at once, granted when quota and stock allow it."""

    title, noun = "ResizeRequest", "resize request"
    template = "projects/{project}/zones/{zone}/instanceGroupManagers/{group}/resizeRequests/{name}"
    pointers = (Pointer("instanceGroupManager", GROUP, in_zone("instanceGroupManagers"), on_delete="cascade"),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The group may be given by name or id."""
        return {**super().place(scope, inputs), "group": links.last(str(values.get(inputs, "instanceGroupManager")))}

    def transitions(self, call: Call, identity: Identity, inputs: Values) -> Sequence[Transition]:
        """All machines at once; they go when their time is over."""
        group_id = identity.id.split("/resizeRequests/")[0]
        group = call.tx.get(GROUP, group_id)
        template = template_of(call, identity, group.inputs) if group else None
        if template is None:
            return ()
        machine, count = machines.machine_type(template.inputs), values.number(inputs, "resizeBy") or 0
        needs = capacity.machines(identity.project, machine, "flex-start", identity.location, count)
        owner = (self.token, identity)
        draws = machines.draws(owner, template.inputs, count)
        granted = Transition(
            _PROVISION_SECONDS, {"state": "SUCCEEDED"}, tuple(needs), tuple(draws), {"state": "ACCEPTED"}
        )
        seconds = values.number(inputs, "requestedRunDuration.seconds")
        return [granted, Transition(seconds, frees=True)] if seconds else [granted]

    def arrived(self, call: Call, record: Record) -> None:
        """The group grows when the machines come, and shrinks when their time is over."""
        group = call.tx.get(GROUP, record.id.split("/resizeRequests/")[0])
        if group is None:
            return
        count = values.number(record.inputs, "resizeBy") or 0
        timed = values.given(record.inputs, "requestedRunDuration.seconds")
        over = timed and not timeline.pending(call.tx, record.token, record.id)
        size = max((values.number(group.outputs, "targetSize") or 0) + (-count if over else count), 0)
        call.tx.put(replace(group, outputs={**group.outputs, "targetSize": size}))

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Accepted."""
        return {**self.common(call, identity, inputs, old), "state": old.outputs.get("state") if old else "ACCEPTED"}
