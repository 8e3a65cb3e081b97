"""What a resource must pass to come, to change and to go: references, the kind's own refusals, quota, stock.

Owns the order of these, the same for every cloud and for whoever asks: a provider (`lifecycle.py`), somebody behind
Pulumi's back (`drift.py`).
"""

from __future__ import annotations

from dataclasses import replace

from podwright.emulator.core import records, timeline
from podwright.emulator.core.cloud import Call, Cloud, Identity, Kind
from podwright.emulator.core.store import Link, Record
from podwright.emulator.core.wire import Values, plain_values


def admit(
    cloud: Cloud, call: Call, kind: Kind, identity: Identity, inputs: Values, *, old: Record | None = None
) -> list[Link]:
    """Takes quota and stock for a create (`old` is None) or an update; its links, or a CloudError."""
    links: list[Link] = []
    for reference in kind.references(call.scope, inputs, identity):
        targets = [call.tx.get(reference.token, key) for key in (reference.id, reference.unless) if key]
        target = next((found for found in targets if found), None)
        if target is None:
            raise reference.missing
        links.append(Link(kind.token, identity.id, reference.path, target.token, target.id, reference.on_delete))
    before = plain_values(records.without_defaults(old.inputs)) if old else None
    kind.admit(call, identity, inputs, old)
    needs = list(kind.needs(call, inputs, identity))
    # an update that changes nothing of it keeps what the timeline may have taken or given back meanwhile
    if before is None or needs != list(kind.needs(call, before, identity)):
        shortages = call.ledger.shortages(kind.token, identity.id, needs)
        if shortages:
            raise cloud.over_quota(shortages)
        call.ledger.charge(kind.token, identity.id, needs)
    draws = list(kind.draws(call, inputs, identity))
    if before is None or draws != list(kind.draws(call, before, identity)):
        shortfalls = call.stock.take(kind.token, identity.id, draws)
        if shortfalls:
            raise cloud.out_of_capacity(shortfalls)
    return links


def schedule(call: Call, kind: Kind, identity: Identity, inputs: Values, old: Record | None) -> None:
    """Writes what is to come after a create or an update."""
    steps = kind.changed(call, identity, inputs, old) if old else kind.transitions(call, identity, inputs)
    if steps is not None and (steps or old):
        timeline.schedule(call.tx, kind.token, identity.id, call.now, steps)


def remove(cloud: Cloud, call: Call, kind: Kind, record: Record) -> None:
    """Takes a resource away with what goes with it; CloudError while others need it."""
    for link in call.tx.links_to(record.token, record.id):
        user = call.tx.get(link.token, link.id)
        if user is None or user.retained:
            continue
        goes = link.on_delete == "cascade" or (link.on_delete == "refuse" and kind.takes_along(record, user))
        if link.on_delete == "refuse" and not goes:
            raise cloud.in_use(kind, record, user)
        if goes:
            remove(cloud, call, cloud.kind(user.token), user)
    kind.leave(call, record)
    if kind.permanent:
        call.ledger.release(record.token, record.id)
        call.stock.release(record.token, record.id)
        timeline.cancel(call.tx, record.token, record.id)
        call.tx.put(replace(call.tx.get(record.token, record.id) or record, retained=True))
    else:
        call.tx.remove(record.token, record.id)
