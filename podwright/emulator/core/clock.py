"""The clouds' own time: the real one plus an offset that only a person moves.

Owns the offset, one for all clouds of a file, kept there so that it survives a restart and is the same for the daemon
and for a command beside it. Nothing waits for it: what is due at a time happens at the next call, or when the clock is
moved (`timeline.py`).
"""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta

from podwright.emulator.core.cloud import Clock
from podwright.emulator.core.store import Store

_OFFSET = "clock.offset"
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m(?!s))?(?:([0-9]+(?:\.[0-9]+)?)s)?(?:([0-9]+)ms)?")


def real_time() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def seconds_of(text: str) -> float:
    """The seconds of `90s`, `2h`, `1h30m`, `500ms`, or a bare number; ValueError for anything else."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return float(text)
    matched = _DURATION.fullmatch(text)
    if not text or matched is None:
        raise ValueError(f"{text!r} is no duration such as 90s, 2h or 1h30m")
    days, hours, minutes, seconds, thousandths = (float(part or 0) for part in matched.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def duration_text(seconds: float) -> str:
    """`2h`, `1h30m`, `45s`; the inverse of `seconds_of`, to the millisecond."""
    sign, rest = ("-" if seconds < 0 else ""), round(abs(seconds) * 1000)
    parts: list[str] = []
    for unit in ("d", "h", "m"):
        count, rest = divmod(rest, _UNITS[unit] * 1000)
        parts += [f"{count}{unit}"] if count else []
    if rest or not parts:
        parts.append(f"{rest / 1000:g}s")
    return sign + "".join(parts)


def offset(connection: sqlite3.Connection) -> timedelta:
    """How far the clouds' time is ahead of the real one."""
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (_OFFSET,)).fetchone()
    return timedelta(seconds=float(row[0])) if row else timedelta()


class VirtualClock:
    """The clouds' time of one file; safe to use beside a daemon."""

    def __init__(self, store: Store, real: Clock = real_time) -> None:
        self._store = store
        self._real = real

    def now(self) -> datetime:
        """The clouds' time, in UTC."""
        with self._store.transaction("") as tx:
            return self._real().astimezone(UTC) + offset(tx.connection)

    def __call__(self) -> datetime:
        return self.now()

    def offset(self) -> timedelta:
        """How far it is ahead of the real time."""
        with self._store.transaction("") as tx:
            return offset(tx.connection)

    def advance(self, seconds: float) -> datetime:
        """Moves it forward; ValueError backwards, because what has happened cannot be taken back."""
        if seconds < 0:
            raise ValueError("the clouds' time only goes forward")
        with self._store.transaction("") as tx:
            ahead = offset(tx.connection) + timedelta(seconds=seconds)
            tx.connection.execute(
                "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (_OFFSET, repr(ahead.total_seconds()))
            )
            return self._real().astimezone(UTC) + ahead

    def set(self, moment: datetime) -> datetime:
        """Moves it forward to a moment; ValueError for one that has passed."""
        return self.advance((moment - self.now()).total_seconds())
