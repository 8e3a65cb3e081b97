"""What connects networks beyond peering: Network Connectivity Center, and private services access.

Owns the ids of hubs, their groups, spokes and service connections, and that a connection stays while a service uses it.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import UNKNOWN, Values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.base import GoogleKind, project_of
from podwright.emulator.gcp.forwarding import GLOBAL_ADDRESS
from podwright.emulator.gcp.network import NETWORK
from podwright.emulator.gcp.pointers import Pointer, in_project, network

HUB = "gcp:networkconnectivity/hub:Hub"
_LINKS = (
    "linkedVpcNetwork",
    "linkedVpnTunnels",
    "linkedInterconnectAttachments",
    "linkedRouterApplianceInstances",
    "linkedProducerVpcNetwork",
    "gateway",
)
_PRODUCED = ("gcp:lustre/instance:Instance", "gcp:parallelstore/instance:Instance")


class Hub(GoogleKind):
    """A Network Connectivity Center hub."""

    title, noun = "Hub", "hub"
    template = "projects/{project}/locations/global/hubs/{name}"
    labels = "labels"

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """A mesh unless asked otherwise."""
        return {
            **_timed(self, call, identity, inputs, old),
            "policyMode": values.string(inputs, "policyMode") or "PRESET",
            "presetTopology": values.string(inputs, "presetTopology") or "MESH",
        }


class Group(GoogleKind):
    """A group of a hub's spokes. The preset topologies bring theirs, `default` for a mesh, which this one describes."""

    title, noun = "Group", "group"
    template = "{hub}/groups/{name}"
    labels = "labels"
    pointers = (Pointer("hub", HUB, in_project("locations/global/hubs"), on_delete="cascade"),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The hub may be given by name or id."""
        project = project_of(scope, inputs)
        hub = in_project("locations/global/hubs")(str(values.get(inputs, "hub")), Identity("", project, "", "global"))
        return {"hub": str(hub), "name": str(values.get(inputs, "name"))}

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Active at once."""
        return _timed(self, call, identity, inputs, old)


class Spoke(GoogleKind):
    """A spoke of a hub."""

    title, noun = "Spoke", "spoke"
    template = "projects/{project}/locations/{location}/spokes/{name}"
    labels = "labels"
    pointers = (
        Pointer("hub", HUB, in_project("locations/global/hubs")),
        Pointer("linkedVpcNetwork.uri", NETWORK, network),
    )

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """A region, or `global` for VPC networks."""
        return {**super().place(scope, inputs), "location": str(values.get(inputs, "location"))}

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """It links exactly one kind of thing."""
        given = [name for name in _LINKS if values.given(inputs, name)]
        if len(given) == 1 or any(values.get(inputs, name) is UNKNOWN for name in _LINKS):
            return list(super().check(scope, inputs))
        return [PropertyError(given[0] if given else _LINKS[0], f"exactly one of {', '.join(_LINKS)} must be given")]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Active at once, in the default group."""
        hub = in_project("locations/global/hubs")(str(inputs["hub"]), identity)
        return {
            **_timed(self, call, identity, inputs, old),
            "location": identity.location,
            "group": values.string(inputs, "group") or f"{hub}/groups/default",
        }


class ServiceConnection(GoogleKind):
    """A network's private services access: the peering with a service producer."""

    title, noun = "Service Networking Connection", "connection"
    template = "{network}:{service}"
    auto_name = None
    pointers = (
        Pointer("network", NETWORK, network),
        Pointer("reservedPeeringRanges[*]", GLOBAL_ADDRESS, in_project("global/addresses")),
    )

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Made of the network as it is written and the service, as the provider does."""
        given, service = str(values.get(inputs, "network")), str(values.get(inputs, "service"))
        project = links.project_of(links.strip(given)) or scope.project or ""
        return Identity(f"{quote(given, safe='')}:{service}", project, service, "global")

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The ranges must be reserved for peering."""
        for name in values.strings(inputs, "reservedPeeringRanges"):
            key = in_project("global/addresses")(name, identity)
            address = call.tx.get(GLOBAL_ADDRESS, key) if key else None
            if address and values.string(address.inputs, "purpose") != "VPC_PEERING":
                raise errors.invalid(f"Allocated IP range '{name}' is not reserved with purpose VPC_PEERING.")

    def leave(self, call: Call, record: Record) -> None:
        """It stays while a service uses it."""
        used = links.network(str(record.inputs["network"]), record.project)
        for token in _PRODUCED:
            for user in call.tx.records(token):
                if links.network(str(user.inputs.get("network") or ""), user.project) == used:
                    raise CloudError(
                        "Unable to remove Service Networking Connection, err: Error waiting for Delete Service"
                        " Networking Connection: Error code 9, message: Failed to delete connection; Producer services"
                        " (e.g. CloudSQL, Cloud Memstore, etc.) are still using this connection.",
                        note=f"{user.id} uses it",
                    )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The name of the peering that appears in the network."""
        return {"peering": str(inputs["service"]).replace(".", "-")}


def _timed(kind: GoogleKind, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
    return {
        **kind.common(call, identity, inputs, old),
        "state": "ACTIVE",
        "uniqueId": old.outputs.get("uniqueId") if old else numbers.uuid_of(identity.id, call.incarnation),
        "createTime": old.outputs.get("createTime") if old else call.timestamp(),
        "updateTime": call.timestamp(),
    }
