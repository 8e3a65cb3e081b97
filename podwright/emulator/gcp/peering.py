"""Peerings of VPC networks.

Owns a peering's state, which needs both sides, and the rule that peered networks have no range in common. The words of
the refusal are those that users of the provider quote (`Error waiting for Adding Network Peering: …`).
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from podwright.emulator.core import values
from podwright.emulator.core.claims import overlapping
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record, Transaction
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links, ranges
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.network import NETWORK, network_reference

PEERING = ranges.PEERING
_DETAILS = {"ACTIVE": "[{when}]: Connected.", "INACTIVE": "[{when}]: Waiting for peer network to connect."}


class NetworkPeering(GoogleKind):
    """One side of a peering."""

    title, noun = "NetworkPeering", "network peering"
    template = "{network}/{name}"
    defaults = (("exportSubnetRoutesWithPublicIp", True),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """Made of the network's name and its own, as the provider does."""
        network = links.last(str(values.get(inputs, "network")))
        return {"network": network, "name": str(values.get(inputs, "name"))}

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Its project is its network's."""
        place, network = self.place(scope, inputs), links.strip(str(values.get(inputs, "network")))
        project = links.project_of(network) or scope.project or ""
        return Identity(self.template.format_map(place), project, place["name"], "global")

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its own network, and the peer's when that is of the same project: others may not be seen from here."""
        peer = links.network(str(inputs["peerNetwork"]), identity.project)
        found = network_reference(inputs, identity)
        if links.project_of(peer) == identity.project:
            found.append(Reference("peerNetwork", NETWORK, peer, errors.not_found(peer), on_delete="allow"))
        return found

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """No range of one side may overlap one of the other; the other side becomes active with this one."""
        own, peer = _sides(inputs, identity.project)
        if own == peer:
            raise errors.invalid(f"Invalid value for field 'peerNetwork': '{peer}'. A network cannot peer with itself.")
        for mine in ranges.of_network(call.tx, own):
            met = overlapping(call.tx, [peer], mine.cidr)
            if met:
                raise CloudError(
                    f"Error waiting for Adding Network Peering: An IP range in the peer network ({met[0].cidr})"
                    f" overlaps with an IP range in the local network ({mine.cidr}) allocated by resource ({mine.id}).",
                    note=f"the peer's range is of {met[0].id}",
                )
        for record in _reverse(call.tx, own, peer):
            call.tx.put(_with_state(record, "ACTIVE", call))

    def leave(self, call: Call, record: Record) -> None:
        """The other side waits again."""
        own, peer = _sides(record.inputs, record.project)
        for other in _reverse(call.tx, own, peer):
            call.tx.put(_with_state(other, "INACTIVE", call))

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Active as soon as both sides are there."""
        own, peer = _sides(inputs, identity.project)
        state = "ACTIVE" if any(_reverse(call.tx, own, peer)) else "INACTIVE"
        same = old is not None and old.outputs.get("state") == state
        details = old.outputs.get("stateDetails") if old and same else _DETAILS[state].format(when=call.timestamp())
        return {
            "name": identity.name,
            "network": links.COMPUTE + own,
            "peerNetwork": links.COMPUTE + peer,
            "state": state,
            "stateDetails": details,
        }


def _sides(inputs: Values, project: str) -> tuple[str, str]:
    return links.network(str(inputs["network"]), project), links.network(str(inputs["peerNetwork"]), project)


def _reverse(tx: Transaction, own: str, peer: str) -> Iterator[Record]:
    for record in tx.records(PEERING):
        if _sides(record.inputs, record.project) == (peer, own):
            yield record


def _with_state(record: Record, state: str, call: Call) -> Record:
    details = _DETAILS[state].format(when=call.timestamp())
    return replace(record, outputs={**record.outputs, "state": state, "stateDetails": details})
