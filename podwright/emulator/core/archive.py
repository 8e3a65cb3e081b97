"""The clouds' whole memory as a document, and as copies by name.

Owns what goes into an export: every row of every table, secrets in the protocol's own marking and therefore readable.
A copy is made by SQLite's backup, so it is consistent while a daemon writes; putting one back or importing a document
is one transaction for the daemon beside it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from podwright.emulator.core import schema
from podwright.emulator.core.store import Store, connect
from podwright.errors import InputError, Problem

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One copy."""

    name: str
    made: str
    """ISO 8601, UTC."""
    resources: int
    size: int
    """Bytes."""


def dump(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Every table's rows by column, of one moment."""
    store = Store(file)
    try:
        with store.transaction("") as tx:
            found: dict[str, list[dict[str, Any]]] = {}
            for name in schema.TABLES:
                cursor = tx.connection.execute(f"SELECT * FROM {name}")  # noqa: S608
                columns = [column[0] for column in cursor.description]
                found[name] = [dict(zip(columns, row, strict=True)) for row in cursor]
            return found
    finally:
        store.close()


def load(file: Path, tables: Mapping[str, object]) -> int:
    """Replaces everything by an exported document's tables; how many resources there are now.

    InputError for a document that is none, with nothing changed.
    """
    unknown = sorted(set(tables) - set(schema.TABLES))
    if unknown or not isinstance(tables.get("resources"), list):
        given = ", ".join(unknown) or "no table of resources"
        raise InputError(Problem("import", "is no export of the emulated clouds", given=given))
    store = Store(file)
    try:
        with store.transaction("") as tx:
            for name in schema.TABLES:
                tx.connection.execute(f"DELETE FROM {name}")  # noqa: S608
                rows: Any = tables.get(name, [])
                for row in rows:
                    columns, marks = ", ".join(row), ", ".join("?" * len(row))
                    if not all(re.fullmatch(r"[a-z_]+", column) for column in row):
                        raise InputError(Problem("import", "has a column that no export has", given=columns))
                    tx.connection.execute(f"INSERT INTO {name} ({columns}) VALUES ({marks})", list(row.values()))  # noqa: S608
            return int(tx.connection.execute("SELECT COUNT(*) FROM resources").fetchone()[0])
    except (sqlite3.Error, AttributeError, TypeError) as error:
        raise InputError(Problem("import", "is no export of the emulated clouds", given=str(error))) from error
    finally:
        store.close()


def save(file: Path, folder: Path, name: str) -> Snapshot:
    """Makes a copy, over an older one of that name."""
    target = _path(folder, name)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".partial")
    unfinished.unlink(missing_ok=True)
    Store(file).close()  # so that an empty cloud has its tables too
    _copy(file, unfinished)
    unfinished.chmod(0o600)
    unfinished.replace(target)
    return _snapshot(target)


def restore(file: Path, folder: Path, name: str) -> Snapshot:
    """Puts a copy in the place of what is there; InputError when there is none of that name."""
    source = _path(folder, name)
    if not source.exists():
        known = ", ".join(each.name for each in snapshots(folder)) or "there is none"
        raise InputError(Problem("snapshot", "does not exist", given=name, allowed=known))
    Store(source).close()  # brings one of an older version up to date
    Store(file).close()
    _copy(source, file)
    return _snapshot(source)


def snapshots(folder: Path) -> list[Snapshot]:
    """All copies, by name."""
    return [_snapshot(path) for path in sorted(folder.glob("*.sqlite"))] if folder.is_dir() else []


def _copy(source: Path, target: Path) -> None:
    one, two = connect(source), connect(target)
    try:
        one.backup(two)
    finally:
        one.close()
        two.close()


def _snapshot(path: Path) -> Snapshot:
    connection = connect(path)
    try:
        number = int(connection.execute("SELECT COUNT(*) FROM resources").fetchone()[0])
    finally:
        connection.close()
    made = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Snapshot(path.stem, made, number, path.stat().st_size)


def _path(folder: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise InputError(Problem("snapshot", "is no name", given=name, fix="use letters, digits, ., _ and -"))
    return folder / f"{name}.sqlite"
