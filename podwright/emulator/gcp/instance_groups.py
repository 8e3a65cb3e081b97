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
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.timeline import Transition
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import address_use, capacity, errors, links, machines
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.forwarding import HEALTH_CHECK
from podwright.emulator.gcp.instances import REGION_TEMPLATE, TEMPLATE
from podwright.emulator.gcp.pointers import Pointer, in_project, in_region, in_zone

GROUP = "gcp:compute/instanceGroupManager:InstanceGroupManager"
REGION_GROUP = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager"
_PROVISION_SECONDS = 600


_GLOBAL = in_project("global/instanceTemplates")


def template_of(call: Call, identity: Identity, inputs: Values) -> Record | None:
    """The template of a group's first version."""
    text = next((str(block.get("instanceTemplate")) for block in values.blocks(inputs, "versions")), "")
    found = _GLOBAL(text, identity)
    return call.tx.get(_template_type(found), found) if found else None


def _run_seconds(inputs: Values, template: Record) -> int | None:
    """How long the machines of a request run: as it says itself, or by flex-start as their template does.

    Google Cloud documentation: gcloud compute instance-groups managed resize-requests create, --requested-run-duration.
    """
    own = values.number(inputs, "requestedRunDuration.seconds")
    return own or values.number(template.inputs, "scheduling.maxRunDuration.seconds")


def _template_type(template_id: str) -> str:
    return REGION_TEMPLATE if "/regions/" in template_id else TEMPLATE


class InstanceGroupManager(GoogleKind):
    """A zonal managed instance group."""

    title, noun = "InstanceGroupManager", "instance group manager"
    template = "projects/{project}/zones/{zone}/instanceGroupManagers/{name}"
    link_base = links.COMPUTE
    pointers = (Pointer("autoHealingPolicies.healthCheck", HEALTH_CHECK, in_project("global/healthChecks")),)

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its templates, global or of its region, and the health check."""
        found = list(super().references(scope, inputs, identity))
        for path, text in values.each(inputs, "versions[*].instanceTemplate"):
            template = _GLOBAL(str(text), identity) or ""
            found.append(Reference(path, _template_type(template), template, errors.not_found(template)))
        return found

    def zones(self, identity: Identity, inputs: Values) -> list[tuple[str, int]]:
        """(zone, machines) of its size."""
        return [(identity.location, values.number(inputs, "targetSize") or 0)]

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """There must be machines and addresses for its size."""
        template, size = template_of(call, identity, inputs), values.number(inputs, "targetSize") or 0
        if template is None or not size:
            return
        for zone, count in self.zones(identity, inputs):
            machines.check_available(call, (self.token, _at(identity, zone)), template.inputs, count)
        for subnet in machines.subnets(call, identity, template.inputs):
            free = address_use.free_hosts(call.tx, subnet, (self.token, identity.id))
            if free is not None and free < size:
                raise CloudError(f"Error waiting for InstanceGroupManager: {address_use.exhausted(subnet)}")

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """What its machines draw from quota."""
        template = template_of(call, identity, inputs)
        if template is None:
            return ()
        machine, model = machines.machine_type(template.inputs), machines.model_of(template.inputs)
        drawn = [
            capacity.machines(identity.project, machine, model, zone, count)
            for zone, count in self.zones(identity, inputs)
        ]
        return capacity.merged([need for needs in drawn for need in needs])

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Its addresses, and machines from stock or from a reservation."""
        template, size = template_of(call, identity, inputs), values.number(inputs, "targetSize") or 0
        if template is None or not size:
            return ()
        found = [address_use.hosts(each, size) for each in machines.subnets(call, identity, template.inputs)]
        for zone, count in self.zones(identity, inputs):
            found += machines.draws((self.token, _at(identity, zone)), template.inputs, count)
        return found

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


def _at(identity: Identity, zone: str) -> Identity:
    return replace(identity, location=zone)


class RegionInstanceGroupManager(InstanceGroupManager):
    """A group over the zones of a region, as even as can be, the first ones fuller."""

    title = "RegionInstanceGroupManager"
    template = "projects/{project}/regions/{region}/instanceGroupManagers/{name}"

    def zones(self, identity: Identity, inputs: Values) -> list[tuple[str, int]]:
        """The zones that its policy names, or the first three of the region."""
        named = [links.last(zone) for zone in values.strings(inputs, "distributionPolicyZones")]
        places = named or [f"{identity.location}-{letter}" for letter in "abc"]
        size = values.number(inputs, "targetSize") or 0
        found = [(zone, len(range(index, size, len(places)))) for index, zone in enumerate(places)]
        return [(zone, count) for zone, count in found if count]


class ResizeRequest(GoogleKind):
    """A request for flex-start machines: accepted at once, granted when quota and stock allow it."""

    title, noun = "ResizeRequest", "resize request"
    template = "projects/{project}/zones/{zone}/instanceGroupManagers/{group}/resizeRequests/{name}"
    group = GROUP
    pointers = (Pointer("instanceGroupManager", GROUP, in_zone("instanceGroupManagers"), on_delete="cascade"),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The group may be given by name or id."""
        return {**super().place(scope, inputs), "group": links.last(str(values.get(inputs, "instanceGroupManager")))}

    def zone(self, identity: Identity, group: Record) -> str:
        """Where the machines come."""
        del group
        return identity.location

    def transitions(self, call: Call, identity: Identity, inputs: Values) -> Sequence[Transition]:
        """All machines at once; they go when their time is over."""
        group_id = identity.id.split("/resizeRequests/")[0]
        group = call.tx.get(self.group, group_id)
        template = template_of(call, identity, group.inputs) if group else None
        if group is None or template is None:
            return ()
        machine, count = machines.machine_type(template.inputs), values.number(inputs, "resizeBy") or 0
        zone = self.zone(identity, group)
        needs = capacity.machines(identity.project, machine, "flex-start", zone, count)
        owner = (self.token, _at(identity, zone))
        draws = machines.draws(owner, template.inputs, count)
        granted = Transition(
            _PROVISION_SECONDS, {"state": "SUCCEEDED"}, tuple(needs), tuple(draws), {"state": "ACCEPTED"}
        )
        seconds = _run_seconds(inputs, template)
        return [granted, Transition(seconds, frees=True)] if seconds else [granted]

    def arrived(self, call: Call, record: Record) -> None:
        """The group grows when the machines come, and shrinks when their time is over."""
        group = call.tx.get(self.group, record.id.split("/resizeRequests/")[0])
        if group is None:
            return
        count = values.number(record.inputs, "resizeBy") or 0
        owner = Identity(group.id, group.project, group.name, group.location)
        template = template_of(call, owner, group.inputs)
        timed = template is not None and _run_seconds(record.inputs, template) is not None
        over = timed and not timeline.pending(call.tx, record.token, record.id)
        size = max((values.number(group.outputs, "targetSize") or 0) + (-count if over else count), 0)
        call.tx.put(replace(group, outputs={**group.outputs, "targetSize": size}))

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Accepted."""
        return {**self.common(call, identity, inputs, old), "state": old.outputs.get("state") if old else "ACCEPTED"}


class RegionResizeRequest(ResizeRequest):
    """A request to a group over zones; all its machines come in one of them, the first here."""

    title = "RegionResizeRequest"
    template = "projects/{project}/regions/{region}/instanceGroupManagers/{group}/resizeRequests/{name}"
    group = REGION_GROUP
    pointers = (Pointer("instanceGroupManager", REGION_GROUP, in_region("instanceGroupManagers"), on_delete="cascade"),)

    def zone(self, identity: Identity, group: Record) -> str:
        """The first that the group's policy names, or the region's first."""
        named = values.strings(group.inputs, "distributionPolicyZones")
        return links.last(named[0]) if named else f"{identity.location}-a"
