"""Node pools: Kubernetes objects of a CKS cluster by which CoreWeave gives it machines.

Owns the queue (`node_pool_rules.py` the validation): a pool that is over its quota, or for which there are no machines,
does not fail, its nodes wait. The quota of an instance type in a zone is the organisation's and 0 until it is granted:
service `compute`, quota id = instance type, dimension `zone`, counted in nodes. Sources: CoreWeave documentation, Node
Pool reference and Node Pool status; the texts of the `Quota` condition are quoted in public run books, the other
conditions' reasons besides `Sufficient` and `QueuedAwaitingCapacity` are assumed.
"""

from __future__ import annotations

from dataclasses import replace

from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw, Stock
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.quota import UNLIMITED, Ledger, Need, QuotaKey
from podwright.emulator.core.store import Record, Transaction
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.coreweave import node_pool_rules, quota
from podwright.emulator.coreweave.facts import InstanceType, instance_types
from podwright.emulator.kubernetes import errors, objects
from podwright.emulator.kubernetes.clusters import FREE
from podwright.emulator.kubernetes.custom_kinds import CustomResource
from podwright.emulator.kubernetes.scope import of


class NodePool(CustomResource):
    """Nodes of one instance type."""

    modelled = True

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.modelled = True

    def validate(self, inputs: Values, minor: int) -> None:
        """What the definition and its webhook refuse."""
        super().validate(inputs, minor)
        spec = values.mapping(inputs, "spec")
        found = list(node_pool_rules.shape(spec)) or list(node_pool_rules.target(spec, minor))
        if found:
            name = objects.name_of(inputs)
            raise errors.invalid(self.gvk, name, found, note=node_pool_rules.nearest(spec))

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Also keeps the instance type."""
        super().admit(call, identity, inputs, old)
        kind = values.string(inputs, "spec.instanceType")
        if old and kind != values.string(plain_values(old.inputs), "spec.instanceType"):
            problem = errors.bad_value("spec.instanceType", kind, "InstanceType cannot be changed")
            raise errors.invalid(self.gvk, identity.name, [problem])

    def leave(self, call: Call, record: Record) -> None:
        """Gives the nodes back."""
        own = Transaction(call.tx.connection, "coreweave")
        Ledger(own, quota.default_limit).release(record.token, record.id)
        Stock(own).release(record.token, record.id)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The live object with its status."""
        found = super().outputs(call, identity, inputs, old)
        before = values.mapping(plain_values(old.outputs), "status") if old else {}
        return {**found, "status": self._status(call, identity, inputs, before)}

    def live(self, call: Call, record: Record) -> Values:
        """Nodes that waited come as soon as there is room for them."""
        if of(call.scope).cluster is None:
            return {}
        identity = Identity(record.id, record.project, record.name, record.location)
        before = values.mapping(plain_values(record.outputs), "status")
        status = self._status(call, identity, plain_values(record.inputs), before)
        if status != before:
            call.tx.put(replace(record, outputs={**record.outputs, "status": status}))
        return {"status": status}

    def _status(self, call: Call, identity: Identity, inputs: Values, before: Values) -> Values:
        """Takes as many nodes as quota and stock have, and says what is missing."""
        cluster = of(call.scope).cluster or FREE
        kind = instance_types()[str(values.get(inputs, "spec.instanceType"))]
        target = _wanted(values.mapping(inputs, "spec"), kind)
        own = Transaction(call.tx.connection, "coreweave")
        ledger, stock, me = Ledger(own, quota.default_limit), Stock(own), (self.token, identity.id)
        key = QuotaKey.of(cluster.organisation, quota.SERVICE, kind.name, {"zone": cluster.zone})
        limit = ledger.limit(key)
        allowed = target if limit == UNLIMITED else max(limit - ledger.used(key, besides=me), 0)
        total = stock.total(cluster.zone, kind.name) if kind.listed_in(cluster.zone) else 0
        there = target if total is None else max(total - stock.taken(cluster.zone, kind.name, besides=me), 0)
        current = min(target, allowed, there)
        current -= current % (kind.rack or 1)
        ledger.charge(*me, [Need(key, current, "nodes")])
        stock.take(*me, [Draw(cluster.zone, kind.name, current)])
        conditions = [
            ("Validated", True, "Valid", "nodePool is valid"),
            ("Capacity", there >= target, *_capacity(there >= target, kind.name)),
            ("Quota", allowed >= target, *_quota(limit, allowed >= target, kind.name)),
            ("AtTarget", current == target, *_at_target(current, target)),
        ]
        return {
            "currentNodes": current,
            "inProgress": 0,
            "queuedNodes": target - current,
            "conditions": [_condition(call, before, entry) for entry in conditions],
        }


def _capacity(enough: bool, kind: str) -> tuple[str, str]:
    if enough:
        return "Sufficient", f"capacity is sufficient for instance type {kind}"
    return "QueuedAwaitingCapacity", f"nodes are queued awaiting capacity of instance type {kind}"


def _quota(limit: int, enough: bool, kind: str) -> tuple[str, str]:
    if limit == 0:
        return "NotSet", f"quota limit is 0 for instance type {kind}"
    if enough:
        return "Under", f"nodePool is under quota for instance type {kind}"
    return "Over", f"nodePool is over quota for instance type {kind}"


def _at_target(current: int, target: int) -> tuple[str, str]:
    reason = "TargetMet" if current == target else "PendingNodes"
    return reason, f"nodePool has {current} of {target} nodes"


def _condition(call: Call, before: Values, said: tuple[str, bool, str, str]) -> Values:
    """One condition; its time is that of its last change."""
    kind, is_true, reason, message = said
    made: Values = {"type": kind, "status": "True" if is_true else "False", "reason": reason, "message": message}
    for old in values.blocks(before, "conditions"):
        if old.get("type") == kind and old.get("status") == made["status"]:
            return {**made, "lastTransitionTime": old.get("lastTransitionTime")}
    return {**made, "lastTransitionTime": call.timestamp()}


def _wanted(spec: Values, kind: InstanceType) -> int:
    """The nodes that the pool wants; the autoscaler holds itself within its bounds."""
    target = (values.number(spec, "targetRacks") or 0) * (kind.rack or 1) or values.number(spec, "targetNodes") or 0
    if values.flag(spec, "autoscaling"):
        least, most = values.number(spec, "minNodes") or 0, values.number(spec, "maxNodes")
        target = max(least, target if most is None else min(target, most))
    return target
