"""Calls that fail because somebody said so: by cloud, verb, type and name, and by count, never by chance alone.

Owns the rows of what is to fail and which call takes one. A row is used up in a transaction of its own before the call
begins, so it counts once however the call ends, and a process that dies of it comes back without it. What a fault does
to a call is in `servicer.py`; the words are the cloud's.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Final, Literal, get_args

from podwright.emulator.core.clock import duration_text, seconds_of
from podwright.emulator.core.store import Transaction

Verb = Literal["create", "read", "update", "delete", "check", "invoke"]
VERBS: Final[tuple[Verb, ...]] = get_args(Verb)
ERRORS: Final = ("429", "503", "timeout", "crash", "crash-after", "partial", "lost-reply", "slow:<duration>")
_COLUMNS = "id, cloud, verb, type_glob, name_glob, skip, times, error, seed"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is to fail, how and how often."""

    cloud: str
    verb: Verb
    error: str
    """One of `ERRORS`."""
    type_glob: str = "*"
    name_glob: str = "*"
    """The resource's name in the program."""
    times: int = 1
    skip: int = 0
    """So many matching calls pass first."""
    seed: int | None = None
    """The plan that it belongs to."""
    id: int = 0
    """Its number in the file; 0: not there yet."""

    @property
    def slow_seconds(self) -> float:
        """How long the call waits; 0 for other errors."""
        return seconds_of(self.error.removeprefix("slow:")) if self.error.startswith("slow:") else 0.0


def parse_error(text: str) -> str:
    """The error in its stored form; ValueError when it is none of `ERRORS`."""
    kind, _, duration = text.partition(":")
    if kind == "slow" and duration:
        return f"slow:{duration_text(seconds_of(duration))}"
    if text in ERRORS[:-1]:
        return text
    raise ValueError(f"{text!r} is none of {', '.join(ERRORS)}")


def check(fault: Fault) -> str | None:
    """Why a fault makes no sense; None when it does."""
    if fault.error == "partial" and fault.verb not in ("create", "update"):
        return "only a create or an update can be done in part"
    if fault.error in ("lost-reply", "crash-after") and fault.verb in ("check", "read", "invoke"):
        return f"{fault.error} needs a call that changes something: create, update or delete"
    return None


def add(tx: Transaction, fault: Fault) -> Fault:
    """Writes a fault, with its number."""
    cursor = tx.connection.execute(
        "INSERT INTO faults (cloud, verb, type_glob, name_glob, skip, times, error, seed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (fault.cloud, fault.verb, fault.type_glob, fault.name_glob, fault.skip, fault.times, fault.error, fault.seed),
    )
    return replace(fault, id=int(cursor.lastrowid or 0))


def listed(tx: Transaction) -> list[Fault]:
    """Every fault in force, of all clouds, the oldest first."""
    return [_fault(row) for row in tx.connection.execute(f"SELECT {_COLUMNS} FROM faults ORDER BY id")]  # noqa: S608


def remove(tx: Transaction, number: int) -> bool:
    """Takes a fault away; False when there is none of that number."""
    return tx.connection.execute("DELETE FROM faults WHERE id = ?", (number,)).rowcount > 0


def clear(tx: Transaction, cloud: str | None = None) -> int:
    """Takes all faults away, or those of a cloud; how many there were."""
    return tx.connection.execute("DELETE FROM faults WHERE ? IS NULL OR cloud = ?", (cloud, cloud)).rowcount


def take(tx: Transaction, verb: Verb, token: str, name: str) -> Fault | None:
    """The oldest fault that this call meets, used up by one; None when it meets none."""
    rows = tx.connection.execute(
        f"SELECT {_COLUMNS} FROM faults WHERE cloud = ? AND verb = ? ORDER BY id",  # noqa: S608
        (tx.cloud, verb),
    ).fetchall()
    for fault in map(_fault, rows):
        if not (fnmatchcase(token, fault.type_glob) and fnmatchcase(name, fault.name_glob)):
            continue
        if fault.skip:
            tx.connection.execute("UPDATE faults SET skip = skip - 1 WHERE id = ?", (fault.id,))
        elif fault.times > 1:
            tx.connection.execute("UPDATE faults SET times = times - 1 WHERE id = ?", (fault.id,))
            return fault
        else:
            remove(tx, fault.id)
            return fault
    return None


def plan(
    seed: int,
    cloud: str,
    *,
    count: int,
    verbs: Sequence[Verb] = ("create", "update", "delete"),
    errors: Sequence[str] = ("429", "503", "timeout", "lost-reply"),
    type_glob: str = "*",
    within: int = 50,
) -> list[Fault]:
    """`count` faults, each at one of the next `within` calls of its verb; the same seed gives the same ones.

    ValueError when no verb and error go together.
    """
    if not any(check(Fault(cloud, verb, error)) is None for verb in verbs for error in errors):
        raise ValueError(f"none of {', '.join(errors)} can happen to {', '.join(verbs)}")
    dice = random.Random(seed)  # noqa: S311, to be repeatable is what it is for
    found: list[Fault] = []
    while len(found) < count:
        fault = Fault(cloud, dice.choice(verbs), dice.choice(errors), type_glob, skip=dice.randrange(within), seed=seed)
        if check(fault) is None:
            found.append(fault)
    return found


def _fault(row: tuple[int, str, Verb, str, str, int, int, str, int | None]) -> Fault:
    number, cloud, verb, type_glob, name_glob, skip, times, error, seed = row
    return Fault(cloud, verb, error, type_glob, name_glob, times, skip, seed, number)
