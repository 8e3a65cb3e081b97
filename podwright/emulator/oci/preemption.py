"""Preemptible capacity that Oracle takes back.

Owns what is left of each kind: an instance is terminated, the nodes of a pool go and OKE makes new ones when there is
capacity (Oracle documentation: Preemptible Instances, Using Preemptible Capacity to Provision Worker Nodes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from podwright.emulator.core import timeline, values
from podwright.emulator.core.cloud import Call, Identity, Kind, Spot
from podwright.emulator.core.store import Record
from podwright.emulator.core.timeline import Transition
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.oci import compute, node_pool
from podwright.emulator.oci.compute import Instance
from podwright.emulator.oci.node_pool import NodePool

_BACK_SECONDS = 600


def spot(call: Call, kind: Kind | None, record: Record) -> Spot | None:
    """The preemptible machines of a resource; None for what has no such machines."""
    inputs = plain_values(record.inputs)
    if isinstance(kind, Instance) and values.given(inputs, "preemptibleInstanceConfig"):
        return Spot(call.stock.places(record.token, record.id), partial(_terminated, call, record))
    if isinstance(kind, NodePool):
        wanted = {_place(each) for each in node_pool.placements(inputs) if _preemptible(each)}
        held = [place for place in call.stock.places(record.token, record.id) if place in wanted]
        return Spot(held, partial(_without_nodes, call, kind, record, inputs)) if wanted else None
    return None


def _preemptible(placement: Values) -> bool:
    return values.given(placement, "preemptibleNodeConfig")


def _place(placement: Values) -> str:
    """The domain of a placement or a node, as capacity is counted."""
    return compute.place(str(placement.get("availabilityDomain")))


def _terminated(call: Call, record: Record, places: Sequence[str]) -> str:
    del places
    call.tx.remove(record.token, record.id)
    return "terminated"


def _without_nodes(call: Call, kind: NodePool, record: Record, inputs: Values, places: Sequence[str]) -> str:
    identity = Identity(record.id, record.project, record.name, record.location)
    held = [place for place in call.stock.places(record.token, record.id) if place not in places]
    lost = [each for each in node_pool.placements(inputs) if _preemptible(each) and _place(each) not in held]
    before, gone = values.blocks(record.outputs, "nodes"), {(_place(each), each.get("subnetId")) for each in lost}
    nodes = [node for node in before if (_place(node), node.get("subnetId")) not in gone]
    rest = [each for each in node_pool.placements(inputs) if each not in lost]
    details = {**values.mapping(inputs, "nodeConfigDetails"), "placementConfigs": rest, "size": len(nodes)}
    kept = {**inputs, "nodeConfigDetails": details}
    call.ledger.charge(record.token, record.id, kind.needs(call, kept, identity) if rest else ())
    call.stock.take(record.token, record.id, kind.draws(call, kept, identity) if rest else ())
    call.tx.put(replace(record, outputs={**record.outputs, "nodes": nodes}, updated=call.timestamp()))
    full = kind.outputs(call, identity, inputs, record)["nodes"]
    needs, draws = tuple(kind.needs(call, inputs, identity)), tuple(kind.draws(call, inputs, identity))
    timeline.schedule(
        call.tx, record.token, record.id, call.now, [Transition(_BACK_SECONDS, {"nodes": full}, needs, draws)]
    )
    size = node_pool.size_of(inputs)
    return f"{len(nodes)} of {size} nodes; the others come back when there is capacity"
