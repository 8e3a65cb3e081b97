"""Makes happen what is due: steps of resources, and quota that was promised for a time.

Owns one pass over what is due at the clouds' time. It is made at the beginning of every call and when the clock is
moved, so nothing runs in between; each thing happens at its own time, however late it is noticed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from podwright.emulator.core import approval, scopes, timeline
from podwright.emulator.core.cloud import Call, Cloud
from podwright.emulator.core.quota import Ledger
from podwright.emulator.core.store import Record, Transaction
from podwright.emulator.core.timeline import Pending
from podwright.emulator.core.wire import Secret, Values, as_secret

_MAX_STEPS = 10_000


def settle(cloud: Cloud, tx: Transaction, now: datetime) -> int:
    """Carries out everything that is due by `now`; how many things happened."""
    done = approval.grant_due(Ledger(tx, cloud.default_limit), now)
    stuck: set[tuple[str, str]] = set()
    while done < _MAX_STEPS:
        ready = [step for step in timeline.due(tx, now) if (step.token, step.id) not in stuck]
        if not ready:
            break
        # one by one: what a step frees may be what the next one waits for
        step = ready[0]
        if _carry_out(cloud, tx, step, now):
            done += 1
        else:
            stuck.add((step.token, step.id))
    return done


def _carry_out(cloud: Cloud, tx: Transaction, step: Pending, now: datetime) -> bool:
    record, change = tx.get(step.token, step.id), step.transition
    if record is None:
        timeline.cancel(tx, step.token, step.id)
        return True
    moment = step.due or now
    call = Call(tx, Ledger(tx, cloud.default_limit), scopes.of(record), moment, 0)
    if change.frees:
        call.ledger.release(record.token, record.id)
        call.stock.release(record.token, record.id)
    if not _take(call, record, step):
        timeline.postpone(tx, step, now)
        if change.waiting:
            tx.put(_with(record, change.waiting, now))
        return False
    changed = _with(record, change.outputs, moment)
    tx.put(changed)
    timeline.passed(tx, step, moment)
    cloud.kind(record.token).arrived(call, changed)
    return True


def _take(call: Call, record: Record, step: Pending) -> bool:
    """Takes what the step needs, all or nothing."""
    needs, draws = step.transition.needs, step.transition.draws
    if needs and call.ledger.shortages(record.token, record.id, needs):
        return False
    if draws and call.stock.take(record.token, record.id, draws):
        return False
    if needs:
        call.ledger.charge(record.token, record.id, needs)
    return True


def _with(record: Record, changes: Values, moment: datetime) -> Record:
    outputs = {
        **record.outputs,
        **{
            key: as_secret(value) if isinstance(record.outputs.get(key), Secret) else value
            for key, value in changes.items()
        },
    }
    updated = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return record if outputs == record.outputs else replace(record, outputs=outputs, updated=updated)
