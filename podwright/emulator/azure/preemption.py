"""Spot machines that Azure evicts.

Owns what is left of each kind, as its eviction policy says: deleted machines are no longer counted, deallocated ones
are and draw from the quota still. Nodes come back only where the cluster's autoscaler looks after the pool
(learn.microsoft.com: Add a Spot node pool to an AKS cluster; Azure Spot Virtual Machines for scale sets).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from podwright.emulator.azure.node_pools import AgentPool
from podwright.emulator.azure.scale_sets import VirtualMachineScaleSet
from podwright.emulator.core import timeline, values
from podwright.emulator.core.cloud import Call, Identity, Kind, Spot
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.timeline import Transition
from podwright.emulator.core.wire import Values, plain_values

_BACK_SECONDS = 600
_PROFILE = "virtualMachineProfile"


def spot(call: Call, kind: Kind | None, record: Record) -> Spot | None:
    """The Spot machines of a resource; None for what has no such machines."""
    inputs = plain_values(record.inputs)
    held = call.stock.places(record.token, record.id)
    if isinstance(kind, AgentPool) and values.string(inputs, "scaleSetPriority") == "Spot":
        return Spot(held, partial(_nodes, call, kind, record, inputs))
    if isinstance(kind, VirtualMachineScaleSet) and values.string(inputs, f"{_PROFILE}.priority") in ("Spot", "Low"):
        return Spot(held, partial(_machines, call, kind, record, inputs))
    return None


def _nodes(call: Call, kind: AgentPool, record: Record, inputs: Values, places: Sequence[str]) -> str:
    left, size = _evict(call, kind, record, inputs, places)
    if values.string(inputs, "scaleSetEvictionPolicy") == "Deallocate":
        return f"{left} of {size} nodes, the others deallocated"
    _keep(call, kind, record, inputs, left)
    found = call.tx.get(record.token, record.id) or record
    call.tx.put(replace(found, outputs={**found.outputs, "count": left}))
    if not values.flag(inputs, "enableAutoScaling"):
        return f"{left} of {size} nodes; without autoscaling none comes back"
    identity = _identity(record)
    needs, draws = tuple(kind.needs(call, inputs, identity)), tuple(kind.draws(call, inputs, identity))
    back = Transition(_BACK_SECONDS, {"count": size}, needs, draws)
    timeline.schedule(call.tx, record.token, record.id, call.now, [back])
    return f"{left} of {size} nodes; the others come back when there are machines"


def _machines(call: Call, kind: VirtualMachineScaleSet, record: Record, inputs: Values, places: Sequence[str]) -> str:
    left, size = _evict(call, kind, record, inputs, places)
    if values.string(inputs, f"{_PROFILE}.evictionPolicy") != "Delete":
        return f"{left} of {size} machines, the others deallocated"
    _keep(call, kind, record, inputs, left)
    found = call.tx.get(record.token, record.id) or record
    sku = {**values.mapping(found.outputs, "sku"), "capacity": left}
    call.tx.put(replace(found, outputs={**found.outputs, "sku": sku}))
    return f"{left} of {size} machines"


def _evict(
    call: Call, kind: AgentPool | VirtualMachineScaleSet, record: Record, inputs: Values, places: Sequence[str]
) -> tuple[int, int]:
    """Gives the machines in these places back; how many are left, and how many there are to be."""
    wanted = kind.draws(call, inputs, _identity(record))
    held = [place for place in call.stock.places(record.token, record.id) if place not in places]
    kept = [draw for draw in wanted if draw.place in held]
    call.stock.take(record.token, record.id, kept)
    call.tx.put(replace(record, updated=call.timestamp()))
    return sum(draw.amount for draw in kept), sum(draw.amount for draw in wanted)


def _keep(call: Call, kind: AgentPool | VirtualMachineScaleSet, record: Record, inputs: Values, left: int) -> None:
    """Draws from the quota only what the machines that are left need."""
    needs = kind.needs(call, inputs, _identity(record))
    size = sum(draw.amount for draw in kind.draws(call, inputs, _identity(record)))
    drawn = [Need(need.key, need.amount * left // size, need.unit) for need in needs] if size and left else []
    call.ledger.charge(record.token, record.id, drawn)


def _identity(record: Record) -> Identity:
    return Identity(record.id, record.project, record.name, record.location)
