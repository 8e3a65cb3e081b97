"""Peerings of virtual networks.

Owns both sides' state: a peering is `Initiated` until the other network has one back.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from dataclasses import replace

from podwright.emulator.azure import errors, ids, peers, ranges
from podwright.emulator.azure.base import ArmKind, guid, network_etag
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

_NETWORK_TYPE = "Microsoft.Network/virtualNetworks"


class VirtualNetworkPeering(ArmKind):
    """One network's side of a peering."""

    arm_type = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"
    keys = ("virtualNetworkName", "virtualNetworkPeeringName")
    parent = ranges.NETWORK
    regional = False
    pointers = (Pointer("remoteVirtualNetwork.id", ranges.NETWORK, _NETWORK_TYPE, "allow"),)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """There is another network, and the address spaces do not overlap."""
        local = call.tx.get(ranges.NETWORK, self.parent_id(identity) or "")
        remote = call.tx.get(ranges.NETWORK, _remote(inputs))
        if local is None or remote is None:
            # built the same way, no public sample was found
            raise errors.bad_request(
                f"Peering {identity.id} must have a remote virtual network.", code="InvalidRequestFormat"
            )
        peers.check_peering(call, identity.id, local, remote)

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Connected once both sides are there; the other side's state changes with it."""
        local = self.parent_id(identity) or ""
        remote = call.tx.get(ranges.NETWORK, _remote(inputs))
        back = next(
            (peering for peering, to in peers.of_network(call, _remote(inputs)) if ids.same(to.id, local)), None
        )
        if back and back.outputs.get("peeringState") != "Connected":
            call.tx.put(replace(back, outputs={**back.outputs, **_state("Connected")}))
        space = {"addressPrefixes": values.strings(remote.inputs if remote else {}, "addressSpace.addressPrefixes")}
        return {
            "etag": network_etag(call, identity),
            "resourceGuid": guid(call, old, "resourceGuid", identity.id),
            "type": self.arm_type,
            "remoteAddressSpace": space,
            "remoteVirtualNetworkAddressSpace": space,
            "allowVirtualNetworkAccess": inputs.get("allowVirtualNetworkAccess", True),
            "allowForwardedTraffic": values.flag(inputs, "allowForwardedTraffic"),
            "allowGatewayTransit": values.flag(inputs, "allowGatewayTransit"),
            "useRemoteGateways": values.flag(inputs, "useRemoteGateways"),
            **_state("Connected" if back else "Initiated"),
        }

    def leave(self, call: Call, record: Record) -> None:
        """The other side is left disconnected."""
        local = self.parent_id(Identity(record.id, record.project, record.name)) or ""
        for peering, to in peers.of_network(call, _remote(record.inputs)):
            if ids.same(to.id, local):
                call.tx.put(replace(peering, outputs={**peering.outputs, "peeringState": "Disconnected"}))


def _state(state: str) -> Values:
    return {"peeringState": state, "peeringSyncLevel": "FullyInSync" if state == "Connected" else "RemoteNotInSync"}


def _remote(inputs: Values) -> str:
    return ids.normal(values.string(inputs, "remoteVirtualNetwork.id") or "", _NETWORK_TYPE)
