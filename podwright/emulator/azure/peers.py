"""Which networks are peered with which, and that their address spaces do not overlap.

Owns the comparison and ARM's words for it; the peering itself is a resource in `peering.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podwright.emulator.azure import errors, ids, ranges
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record

PEERING = "azure-native:network:VirtualNetworkPeering"
_MORE = "For more information please refer to https://aka.ms/VnetPeeringInfo"


def of_network(call: Call, network_id: str) -> Iterator[tuple[Record, Record]]:
    """(peering, other network) of each peering that a network has on its own side."""
    for link in call.tx.links_to(ranges.NETWORK, network_id):
        peering = call.tx.get(PEERING, link.id) if link.token == PEERING and link.on_delete == "cascade" else None
        remote = remote_id(peering) if peering else None
        network = call.tx.get(ranges.NETWORK, remote) if remote else None
        if peering and network:
            yield peering, network


def remote_id(peering: Record) -> str | None:
    """The network on the other side."""
    found = values.string(peering.inputs, "remoteVirtualNetwork.id")
    return ids.normal(found, "Microsoft.Network/virtualNetworks") if found else None


def check_space(call: Call, identity: Identity, space: Sequence[ranges.Range]) -> None:
    """Refuses an address space of a network that overlaps one it is peered with."""
    for peering, network in of_network(call, identity.id):
        common = _common(space, ranges.of_network(network.inputs, network.id))
        if common:
            raise _spaces_overlap(peering.id, identity.id, network.id, common)


def check_peering(call: Call, peering_id: str, local: Record, remote: Record) -> None:
    """Refuses a peering of networks that overlap, or of one that overlaps another peer of the remote one."""
    space = ranges.of_network(local.inputs, local.id)
    common = _common(space, ranges.of_network(remote.inputs, remote.id))
    if common:
        raise _spaces_overlap(peering_id, local.id, remote.id, common)
    for _, third in of_network(call, remote.id):
        common = _common(space, ranges.of_network(third.inputs, third.id)) if third.id != local.id else ""
        if common:
            raise errors.bad_request(
                f"Cannot create or update peering {peering_id}. Virtual networks {local.id} and {remote.id} cannot be"
                " peered because address space of the first virtual network overlaps with address space of virtual"
                f" network {third.id} already peered with the second virtual network. Overlapping address prefixes:"
                f" {common}. {_MORE}",
                code="VnetAddressSpaceOverlapsWithAlreadyPeeredVnet",
            )


def _spaces_overlap(peering_id: str, one: str, other: str, common: str) -> CloudError:
    return errors.bad_request(
        f"Cannot create or update peering {peering_id}. Virtual networks {one} and {other} cannot be peered because"
        f" their address spaces overlap. Overlapping address prefixes: {common}. {_MORE}",
        code="VnetAddressSpacesOverlap",
    )


def _common(space: Sequence[ranges.Range], other: Sequence[ranges.Range]) -> str:
    return ", ".join(str(one) for one in space if any(ranges.overlap(one, each) for each in other))
