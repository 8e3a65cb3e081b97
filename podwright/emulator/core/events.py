"""What the emulated clouds were asked: one row per call, the last ten thousand of them.

Owns a file of its own beside the clouds' memory, written by a thread of its own a few times a second, so that a call
pays only for putting a row into a queue. Rows that were not written yet when the process is killed are lost; what the
clouds hold never is (`store.py`).
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

KEPT: Final = 10_000
_PAUSE_SECONDS = 0.05
_SCHEMA = """CREATE TABLE IF NOT EXISTS events (
  number INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, cloud TEXT NOT NULL, verb TEXT NOT NULL,
  token TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL, outcome TEXT NOT NULL, milliseconds REAL NOT NULL,
  message TEXT NOT NULL)"""


@dataclass(frozen=True, slots=True)
class Event:
    """One call."""

    time: str
    """ISO 8601, UTC, to the millisecond; the real time, not the clouds'."""
    cloud: str
    verb: str
    """create, read, update, delete, check, diff, invoke, configure; `preview` behind it where it was one."""
    token: str
    name: str
    """In the program, from the URN."""
    id: str
    outcome: str
    """ok, refused, failed (a mistake of the emulator), or the fault that it met."""
    milliseconds: float
    message: str = ""
    """Why it was refused, its first line."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """One call with its number, which grows with time."""

    number: int
    event: Event


class EventLog:
    """The writer's side, one for a daemon."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._queue: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="events", daemon=True)
        self._thread.start()

    def put(self, event: Event) -> None:
        """Takes a row; it is in the file a moment later."""
        self._queue.put(event)

    def close(self) -> None:
        """Writes what was taken and ends."""
        self._queue.put(None)
        self._thread.join()

    def _write(self) -> None:
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_SCHEMA)
        pause = threading.Event()
        ended = False
        while not ended:
            first = self._queue.get()
            pause.wait(_PAUSE_SECONDS if first else 0)  # so that a burst of calls is one transaction
            rows = [first]
            while not self._queue.empty():
                rows.append(self._queue.get())
            ended = None in rows
            self._insert(connection, [row for row in rows if row])
        connection.close()

    @staticmethod
    def _insert(connection: sqlite3.Connection, rows: list[Event]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO events (time, cloud, verb, token, name, id, outcome, milliseconds, message)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [astuple(row) for row in rows],
        )
        connection.execute("DELETE FROM events WHERE number <= (SELECT MAX(number) FROM events) - ?", (KEPT,))
        connection.execute("COMMIT")


def read_events(path: Path, *, after: int = 0, last: int | None = None) -> list[EventLine]:
    """The calls with a higher number than `after`, or the `last` of them, in order; none when there is no file."""
    if not path.exists():
        return []
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    try:
        rows = connection.execute(
            "SELECT number, time, cloud, verb, token, name, id, outcome, milliseconds, message FROM events"
            " WHERE number > ? ORDER BY number DESC LIMIT ?",
            (after, -1 if last is None else last),
        ).fetchall()
    except sqlite3.OperationalError:  # made, and without its table yet
        return []
    finally:
        connection.close()
    return [EventLine(row[0], Event(*row[1:])) for row in reversed(rows)]
