"""Spot machines that Google takes back.

Owns what is left of each kind: a TPU VM stays as PREEMPTED until somebody deletes it, a VM is stopped or deleted as its
scheduling says, the machines of a node pool or of a managed group go and come back when quota and stock allow it
(Google Cloud documentation: Spot VMs, Preemptible TPUs, Spot VMs in GKE).
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
from podwright.emulator.gcp import capacity, machines, node_pool
from podwright.emulator.gcp.instance_groups import InstanceGroupManager, template_of
from podwright.emulator.gcp.instances import Instance
from podwright.emulator.gcp.node_pool import NodePool
from podwright.emulator.gcp.tpu import V2Vm, model_of

_BACK_SECONDS = 600


def spot(call: Call, kind: Kind | None, record: Record) -> Spot | None:
    """The spot machines of a resource; None for what has no such machines."""
    inputs = plain_values(record.inputs)
    if isinstance(kind, V2Vm) and model_of(inputs) == "spot":
        return Spot(_held(call, record, [record.location]), partial(_preempted, call, record))
    if isinstance(kind, Instance) and machines.model_of(inputs) == "spot":
        return Spot(_held(call, record, [record.location]), partial(_stopped, call, record, inputs))
    if isinstance(kind, InstanceGroupManager) and _is_spot_group(call, record, inputs):
        zones = [zone for zone, _ in kind.zones(_identity(record), inputs)]
        return Spot(_held(call, record, zones), partial(_recreating, call, kind, record, inputs))
    if isinstance(kind, NodePool) and capacity.model_of(values.mapping(inputs, "nodeConfig")) == "spot":
        zones = node_pool.zones(call, _identity(record), inputs)
        return Spot(_held(call, record, zones), partial(_without_nodes, call, kind, record, inputs))
    return None


def _held(call: Call, record: Record, zones: Sequence[str]) -> list[str]:
    """The zones in which it has machines now."""
    return [place for place in call.stock.places(record.token, record.id) if place in zones]


def _is_spot_group(call: Call, record: Record, inputs: Values) -> bool:
    template = template_of(call, _identity(record), inputs)
    return template is not None and machines.model_of(plain_values(template.inputs)) == "spot"


def _preempted(call: Call, record: Record, places: Sequence[str]) -> str:
    del places
    _left(call, record, {"state": "PREEMPTED", "health": "UNHEALTHY_TPU"})
    return "PREEMPTED until it is deleted"


def _stopped(call: Call, record: Record, inputs: Values, places: Sequence[str]) -> str:
    del places
    if values.string(inputs, "scheduling.instanceTerminationAction") == "DELETE":
        call.tx.remove(record.token, record.id)
        return "deleted"
    _left(call, record, {"currentStatus": "TERMINATED"})
    return "TERMINATED"


def _recreating(call: Call, kind: InstanceGroupManager, record: Record, inputs: Values, places: Sequence[str]) -> str:
    """A group keeps its size and tries until there are machines; the whole group here, though only a zone is short."""
    del places
    unstable = [{**block, "isStable": False} for block in values.blocks(record.outputs, "statuses")]
    stable = [{**block, "isStable": True} for block in unstable]
    _left(call, record, {"statuses": unstable})
    _again(call, kind, record, inputs, {"statuses": stable})
    return "no machine; the group tries to make them again"


def _without_nodes(call: Call, kind: NodePool, record: Record, inputs: Values, places: Sequence[str]) -> str:
    """The provider tells all nodes over all zones, rounded down, as the nodes in each."""
    full = kind.supply(call, _identity(record), inputs)
    rest = [zone for zone in _held(call, record, full.zones) if zone not in places]
    kept = replace(full, zones=rest)
    _left(call, record, {"nodeCount": kept.nodes // len(full.zones)})
    if rest:
        call.ledger.charge(record.token, record.id, node_pool.quota_of(kept))
        call.stock.take(record.token, record.id, [*kept.machines(), *kept.addresses(call)])
    _again(call, kind, record, inputs, {"nodeCount": full.per_zone})
    return f"{kept.nodes} of {full.nodes} nodes; the others come back when there are machines"


def _again(call: Call, kind: NodePool | InstanceGroupManager, record: Record, inputs: Values, outputs: Values) -> None:
    """All that the resource is to have, later, as soon as quota and stock allow it."""
    identity = _identity(record)
    needs, draws = tuple(kind.needs(call, inputs, identity)), tuple(kind.draws(call, inputs, identity))
    back = Transition(_BACK_SECONDS, outputs, needs, draws)
    timeline.schedule(call.tx, record.token, record.id, call.now, [back])


def _identity(record: Record) -> Identity:
    return Identity(record.id, record.project, record.name, record.location)


def _left(call: Call, record: Record, outputs: Values) -> None:
    call.ledger.release(record.token, record.id)
    call.stock.release(record.token, record.id)
    call.tx.put(replace(record, outputs={**record.outputs, **outputs}, updated=call.timestamp()))
