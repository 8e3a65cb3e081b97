"""What happens to a resource later: steps that are due at a time of the clouds' clock.

Owns the rows of what is to come. A kind declares the steps when it makes the resource (`Kind.transitions`); each waits
for the one before, then its own time, then for the quota and the stock that it needs. `settle.py` carries them out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from podwright.emulator.core import wire
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.quota import Need, QuotaKey
from podwright.emulator.core.store import Transaction
from podwright.emulator.core.wire import Values


@dataclass(frozen=True, slots=True)
class Transition:
    """One step in the life of a resource."""

    after_seconds: float
    """From the create, or from the step before."""
    outputs: Values = field(default_factory=dict[str, object])
    """Top-level outputs as they are from then on."""
    needs: tuple[Need, ...] = ()
    """All that the resource draws from quota from then on, if anything; the step waits until it fits."""
    draws: tuple[Draw, ...] = ()
    """All that it takes from stock from then on, if anything; the step waits until it is there."""
    waiting: Values = field(default_factory=dict[str, object])
    """Outputs while the step is due and does not fit."""
    frees: bool = False
    """What it had of quota and stock is given back, as when a spot machine is taken away."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A step that has not happened."""

    token: str
    id: str
    step: int
    due: datetime | None
    """None: it waits for the step before."""
    transition: Transition


def schedule(tx: Transaction, token: str, resource_id: str, now: datetime, steps: Sequence[Transition]) -> None:
    """Replaces what is to come for a resource."""
    cancel(tx, token, resource_id)
    for number, step in enumerate(steps):
        due = _text(now + timedelta(seconds=step.after_seconds)) if number == 0 else None
        tx.connection.execute(
            "INSERT INTO transitions (cloud, token, id, step, due, body) VALUES (?, ?, ?, ?, ?, ?)",
            (tx.cloud, token, resource_id, number, due, _body(step)),
        )


def cancel(tx: Transaction, token: str, resource_id: str) -> None:
    """Nothing is to come any more."""
    tx.connection.execute(
        "DELETE FROM transitions WHERE cloud = ? AND token = ? AND id = ?", (tx.cloud, token, resource_id)
    )


def due(tx: Transaction, now: datetime) -> list[Pending]:
    """The steps whose time has come, the oldest first."""
    rows = tx.connection.execute(
        "SELECT token, id, step, due, body FROM transitions WHERE cloud = ? AND due <= ? ORDER BY due, token, id",
        (tx.cloud, _text(now)),
    )
    return [_pending(row) for row in rows]


def pending(tx: Transaction, token: str, resource_id: str) -> list[Pending]:
    """What is to come for a resource, in order."""
    rows = tx.connection.execute(
        "SELECT token, id, step, due, body FROM transitions WHERE cloud = ? AND token = ? AND id = ? ORDER BY step",
        (tx.cloud, token, resource_id),
    )
    return [_pending(row) for row in rows]


def postpone(tx: Transaction, step: Pending, now: datetime) -> None:
    """A step that does not fit yet is looked at again; when it fits, it has happened at the last look."""
    tx.connection.execute(
        "UPDATE transitions SET due = ? WHERE cloud = ? AND token = ? AND id = ? AND step = ?",
        (_text(now), tx.cloud, step.token, step.id, step.step),
    )


def passed(tx: Transaction, step: Pending, moment: datetime) -> None:
    """Takes a step away and starts the time of the next one."""
    key = (tx.cloud, step.token, step.id)
    tx.connection.execute(
        "DELETE FROM transitions WHERE cloud = ? AND token = ? AND id = ? AND step = ?", (*key, step.step)
    )
    following = next(iter(pending(tx, step.token, step.id)), None)
    if following:
        tx.connection.execute(
            "UPDATE transitions SET due = ? WHERE cloud = ? AND token = ? AND id = ? AND step = ?",
            (_text(moment + timedelta(seconds=following.transition.after_seconds)), *key, following.step),
        )


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _pending(row: tuple[str, str, int, str | None, str]) -> Pending:
    token, resource_id, step, moment, body = row
    return Pending(token, resource_id, step, datetime.fromisoformat(moment) if moment else None, _transition(body))


def _body(step: Transition) -> str:
    return json.dumps(
        {
            "after": step.after_seconds,
            "outputs": wire.to_text(step.outputs),
            "waiting": wire.to_text(step.waiting),
            "needs": [asdict(need) for need in step.needs],
            "draws": [asdict(draw) for draw in step.draws],
            "frees": step.frees,
        }
    )


def _transition(body: str) -> Transition:
    read: Mapping[str, Any] = json.loads(body)
    return Transition(
        after_seconds=read["after"],
        outputs=wire.from_text(read["outputs"]),
        needs=tuple(_need(need) for need in read["needs"]),
        draws=tuple(Draw(**draw) for draw in read["draws"]),
        waiting=wire.from_text(read["waiting"]),
        frees=read["frees"],
    )


def _need(read: Mapping[str, Any]) -> Need:
    key: dict[str, Any] = read["key"]
    return Need(
        QuotaKey.of(key["project"], key["service"], key["quota_id"], dict(key["dimensions"])),
        read["amount"],
        read["unit"],
    )
