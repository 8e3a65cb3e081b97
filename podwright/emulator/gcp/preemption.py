"""Spot machines that Google takes back.

Owns what is left of each kind: a TPU VM stays as PREEMPTED until somebody deletes it, a VM is stopped or deleted as its
scheduling says, the nodes of a pool go and come back when quota and stock allow it (Google Cloud documentation: Spot
VMs, Preemptible TPUs, Spot VMs in GKE).
"""

from __future__ import annotations

from dataclasses import replace

from podwright.emulator.core import timeline, values
from podwright.emulator.core.cloud import Call, Identity, Kind
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.timeline import Transition
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.gcp import capacity, machines
from podwright.emulator.gcp.instances import Instance
from podwright.emulator.gcp.node_pool import NodePool
from podwright.emulator.gcp.tpu import V2Vm, model_of

_BACK_SECONDS = 600


def preempt(call: Call, kind: Kind, record: Record) -> Record | None:
    """Takes a spot machine away; CloudError for what is not one. What is left of it, None when nothing is."""
    inputs = plain_values(record.inputs)
    if isinstance(kind, V2Vm) and model_of(inputs) == "spot":
        return _left(call, record, {"state": "PREEMPTED", "health": "UNHEALTHY_TPU"})
    if isinstance(kind, Instance) and machines.model_of(inputs) == "spot":
        if values.string(inputs, "scheduling.instanceTerminationAction") == "DELETE":
            call.tx.remove(record.token, record.id)
            return None
        return _left(call, record, {"currentStatus": "TERMINATED"})
    if isinstance(kind, NodePool) and capacity.model_of(values.mapping(inputs, "nodeConfig")) == "spot":
        return _without_nodes(call, kind, record, inputs)
    raise CloudError(f"{record.id} is no spot machine, so Google does not take it back")


def _without_nodes(call: Call, kind: NodePool, record: Record, inputs: Values) -> Record:
    identity = Identity(record.id, record.project, record.name, record.location)
    count = values.number(record.outputs, "nodeCount") or 0
    needs, draws = tuple(kind.needs(call, inputs, identity)), tuple(kind.draws(call, inputs, identity))
    left = _left(call, record, {"nodeCount": 0})
    if count:
        back = Transition(_BACK_SECONDS, {"nodeCount": count}, needs, draws)
        timeline.schedule(call.tx, record.token, record.id, call.now, [back])
    return left


def _left(call: Call, record: Record, outputs: Values) -> Record:
    call.ledger.release(record.token, record.id)
    call.stock.release(record.token, record.id)
    left = replace(record, outputs={**record.outputs, **outputs}, updated=call.timestamp())
    call.tx.put(left)
    return left
