"""Requests for more quota: granted at once, later, in part, or refused.

Owns what a request does to the limit. How it is answered is said per quota by a person (`podwright emulator quota set
--approval instant|delayed:2h|refused`, `--ceiling`), or else at once and in full. A request is what a quota resource or
a cloud's own quota call makes; kinds call `request` with what the user asks and show what is decided.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from podwright.emulator.core.clock import duration_text, seconds_of
from podwright.emulator.core.quota import UNLIMITED, Ledger, QuotaKey, row_key
from podwright.emulator.core.store import Transaction

State = Literal["granted", "partly", "pending", "refused"]
INSTANT, DELAYED, REFUSED = "instant", "delayed", "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of a request."""

    state: State
    """`partly` is up to the ceiling, or not at all where more is held already."""
    limit: int
    """The limit from now on; -1 is unlimited."""
    due: datetime | None = None
    """When a pending request is granted."""


def parse_mode(text: str) -> str:
    """The approval mode in its stored form; ValueError for anything but instant, delayed:<duration> and refused."""
    mode, _, duration = text.partition(":")
    if mode == DELAYED and duration:
        return f"{DELAYED}:{duration_text(seconds_of(duration))}"
    if text in (INSTANT, REFUSED):
        return text
    raise ValueError(f"{text!r} is none of instant, delayed:<duration> and refused")


def request(ledger: Ledger, key: QuotaKey, asked: int, now: datetime) -> Decision:
    """Asks for a limit of `asked`; less than what is held is always granted at once."""
    mode, _, duration = (ledger.approval(key) or INSTANT).partition(":")
    stated = ledger.stated(key)
    held = ledger.default_limit(key) if stated is None else stated
    is_more = held != UNLIMITED and (asked == UNLIMITED or asked > held)
    if is_more and mode == REFUSED:
        return _note(ledger.tx, key, asked, Decision("refused", held))
    if is_more and mode == DELAYED:
        return _note(ledger.tx, key, asked, Decision("pending", held, now + timedelta(seconds=seconds_of(duration))))
    return _note(ledger.tx, key, asked, _grant(ledger, key, asked, held))


def asked(tx: Transaction, key: QuotaKey) -> int | None:
    """What was last asked for; None: nobody asked."""
    row = tx.connection.execute(
        "SELECT asked FROM quota_requests WHERE cloud = ? AND project = ? AND service = ? AND quota_id = ?"
        " AND dimensions = ?",
        (tx.cloud, *row_key(key)),
    ).fetchone()
    return int(row[0]) if row else None


def state(tx: Transaction, key: QuotaKey) -> tuple[State, datetime | None] | None:
    """Where the last request stands, and when a pending one is granted; None: nobody asked."""
    row = tx.connection.execute(
        "SELECT state, due FROM quota_requests WHERE cloud = ? AND project = ? AND service = ? AND quota_id = ?"
        " AND dimensions = ?",
        (tx.cloud, *row_key(key)),
    ).fetchone()
    return (row[0], datetime.fromisoformat(row[1]) if row[1] else None) if row else None


def grant_due(ledger: Ledger, now: datetime) -> int:
    """Grants the pending requests whose time has come; how many there were."""
    rows = ledger.tx.connection.execute(
        "SELECT project, service, quota_id, dimensions, asked FROM quota_requests WHERE cloud = ? AND due <= ?",
        (ledger.tx.cloud, _text(now)),
    ).fetchall()
    for project, service, quota_id, dimensions, amount in rows:
        key = QuotaKey.of(project, service, quota_id, json.loads(dimensions))
        _note(ledger.tx, key, amount, _grant(ledger, key, amount, ledger.limit(key)))
    return len(rows)


def _grant(ledger: Ledger, key: QuotaKey, asked: int, held: int) -> Decision:
    ceiling = ledger.ceiling(key)
    fits = ceiling is None or ceiling == UNLIMITED or 0 <= asked <= ceiling
    # granted in part or not at all: what is held is never taken away by asking for more
    limit = asked if fits else UNLIMITED if held == UNLIMITED else max(ceiling or 0, held)
    ledger.set_limit(key, limit)
    return Decision("granted" if fits else "partly", limit)


def _note(tx: Transaction, key: QuotaKey, asked: int, decision: Decision) -> Decision:
    tx.connection.execute(
        "INSERT OR REPLACE INTO quota_requests (cloud, project, service, quota_id, dimensions, asked, state, due)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (tx.cloud, *row_key(key), asked, decision.state, _text(decision.due) if decision.due else None),
    )
    return decision


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
