"""Children that are written inside their parent's inputs: subnets of a network, rules of a group, pools of a cluster.

Owns how they become resources of their own, as they are in Azure: another resource can name them, and one that is
declared a second time is refused. A list that is given is the whole list, so what it lacks is deleted; a list that is
not given leaves the children alone (source: pulumi-azure-native, `provider/pkg/gen/properties.go`,
MaintainSubResourceIfUnset).
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure.base import ArmKind
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Link, Record
from podwright.emulator.core.wire import Values


def write(call: Call, kind: ArmKind, parent: Identity, block: Values, names: Values) -> Record:
    """Makes or changes the child that `block` describes; `names` are the inputs that its id is made of."""
    inputs = {**block, **names}
    named = kind.identify(call.scope, inputs)
    old = call.tx.get(kind.token, named.id)
    known = old or named
    identity = Identity(known.id, parent.project, known.name, parent.location)
    outputs = {**inputs, **kind.outputs(call, identity, inputs, old)}
    times = (old.created if old else call.timestamp(), call.timestamp())
    record = Record(
        kind.token, identity.id, identity.project, identity.name, identity.location, inputs, outputs, *times
    )
    call.tx.put(record)
    call.tx.set_links(kind.token, identity.id, links_of(call, kind, identity, inputs))
    return record


def links_of(call: Call, kind: ArmKind, identity: Identity, inputs: Values) -> list[Link]:
    """What a child points at, its parent too, which may be yet to be written."""
    found: list[Link] = []
    for reference in kind.references(call.scope, inputs, identity):
        target = call.tx.get(reference.token, reference.id)
        if target is None and reference.token != kind.parent:  # the parent is yet to be written
            raise reference.missing
        target_id = target.id if target else reference.id
        found.append(Link(kind.token, identity.id, reference.path, reference.token, target_id, reference.on_delete))
    return found


def remove(call: Call, kind: ArmKind, present: Sequence[Record], kept: Sequence[str]) -> None:
    """Deletes the children whose names are not kept; refuses when one of them is in use."""
    wanted = {name.lower() for name in kept}
    for record in present:
        if record.name.lower() in wanted:
            continue
        refusal = in_use(call, kind, record)
        if refusal:
            raise refusal
        call.ledger.release(record.token, record.id)
        call.tx.remove(record.token, record.id)


def in_use(call: Call, kind: ArmKind, record: Record) -> CloudError | None:
    """The refusal of a delete of what something needs."""
    for link in call.tx.links_to(record.token, record.id):
        user = call.tx.get(link.token, link.id)
        if user and link.on_delete == "refuse":
            return kind.in_use(record, user)
    return None
