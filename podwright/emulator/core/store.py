"""The cloud's own memory, apart from Pulumi's state: one SQLite file in WAL mode for all emulated clouds.

Owns the transactions, and the rows of resources and links; `schema.py` makes the tables. One call of a cloud is one
transaction, so a process that is killed leaves either all of a call or nothing. There is one writer, the daemon, whose
threads take turns here; readers (`podwright/emulator/listing.py`) open the file on their own, and a command that
changes something waits for its turn. What a resource type means is not known here.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from podwright.emulator.core import schema, wire

OnDelete = Literal["refuse", "cascade", "allow"]
"""What happens to the one that points when the one it points at is deleted."""

_OF_A_RESOURCE = ("resources", "links", "claims", "quota_uses", "stock_uses", "transitions")
_SERIES = "number of "
"""Before the name of a series in the table of incarnations; no cloud has an id that begins so."""
_COLUMNS = "token, id, project, name, location, inputs, outputs, created, updated, permanent, retained, scope"
_SELECT = f"SELECT {_COLUMNS} FROM resources WHERE cloud = ?"  # noqa: S608, made of constants
# the planner would read all resources of the type: it takes part of the primary key for as good as all of an index
_SELECT_IN_ANY_CASE = _SELECT.replace(" WHERE ", " INDEXED BY resources_in_any_case WHERE ")
_INSERT = f"INSERT OR REPLACE INTO resources (cloud, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Record:
    """One resource as the cloud has it."""

    token: str
    id: str
    project: str
    name: str
    location: str
    """Region, zone, `global`, or empty for what has none."""
    inputs: wire.Values
    """What was asked for, as the program gave it; changes when somebody changes the cloud behind Pulumi's back."""
    outputs: wire.Values
    created: str
    """ISO 8601, UTC."""
    updated: str
    permanent: bool = False
    """Of a kind that the cloud never deletes."""
    retained: bool = False
    """Permanent, and deleted as far as Pulumi's state is concerned."""
    scope: str = ""
    """The provider instance that made or last changed it, as `scopes.to_text` writes it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One resource points at another; the property that does is `path`."""

    token: str
    id: str
    path: str
    target_token: str
    target_id: str
    on_delete: OnDelete = "refuse"


def account_inside(cloud: str, resource_id: str) -> str:
    """The account of what another cloud keeps in a resource, such as the objects of a cluster."""
    return f"{cloud}:{resource_id}"


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode that waits up to 10 s for another process's write."""
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


class Store:
    """The writer's side of the file."""

    def __init__(self, path: Path | None) -> None:
        """Opens or makes the file; None keeps the memory in this process only."""
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = connect(path or Path(":memory:"))
        self._connection.execute("PRAGMA journal_mode = WAL")
        # NORMAL is enough for a process that dies: the WAL is in the page cache. Only a power cut loses the last calls.
        self._connection.execute("PRAGMA synchronous = NORMAL")
        schema.prepare(self._connection)

    @contextmanager
    def transaction(self, cloud: str, *, ignores_case: bool = False) -> Generator[Transaction]:
        """All of a call or nothing: committed at the end of the block, rolled back by any exception."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(self._connection, cloud, ignores_case)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Writes the WAL back into the file and closes it."""
        with self._lock:
            self._connection.close()


@dataclass(frozen=True, slots=True)
class Transaction:
    """Reads and writes of one call, of one cloud."""

    connection: sqlite3.Connection
    cloud: str
    ignores_case: bool = False
    """Whether ids and names that differ only in the case of ASCII letters are the same (`Cloud.ignores_case`)."""

    def _is(self, column: str) -> str:
        """The comparison of a column with a parameter, as the cloud compares."""
        return f"{column} = ?{' COLLATE NOCASE' if self.ignores_case else ''}"

    def get(self, token: str, resource_id: str) -> Record | None:
        """The resource, also a retained one; None where there is none."""
        select = _SELECT_IN_ANY_CASE if self.ignores_case else _SELECT
        row = self.connection.execute(f"{select} AND token = ? AND {self._is('id')}", (self.cloud, token, resource_id))
        found = row.fetchone()
        return _record(found) if found else None

    def records(self, token: str | None = None, project: str | None = None) -> list[Record]:
        """Resources in the order of type and id."""
        where, values = _SELECT, [self.cloud]
        for column, value in (("token", token), ("project", project)):
            if value is not None:
                where, values = f"{where} AND {column} = ?", [*values, value]
        return [_record(row) for row in self.connection.execute(f"{where} ORDER BY token, id", values)]

    def find(self, resource_id: str, *, account_in_front: bool = False) -> list[Record]:
        """The resources of any type with that id, or else with that name.

        `account_in_front` says that ids are stored with the account in front and may be given without it.
        """
        inner = ("project || '/' || ? = id",) if account_in_front else ()
        for condition in (self._is("id"), *inner, self._is("name")):
            rows = self.connection.execute(
                f"{_SELECT} AND {condition} ORDER BY token, project", (self.cloud, resource_id)
            )
            found = [_record(row) for row in rows]
            if found:
                return found
        return []

    def users(self, token: str, resource_id: str, of_type: str | None = None) -> list[Record]:
        """The resources that point at one, all or those of a type: a network's subnetworks without reading others."""
        rows = self.connection.execute(
            f"SELECT DISTINCT {', '.join(f'r.{column}' for column in _COLUMNS.split(', '))} FROM links l"  # noqa: S608
            " JOIN resources r ON r.cloud = l.cloud AND r.token = l.token AND r.id = l.id"
            f" WHERE l.cloud = ? AND l.target_token = ? AND {self._is('l.target_id')} AND (? IS NULL OR l.token = ?)"
            " ORDER BY r.token, r.id",
            (self.cloud, token, resource_id, of_type, of_type),
        )
        return [_record(row) for row in rows]

    def put(self, record: Record) -> None:
        """Writes the resource, new or changed."""
        self.connection.execute(
            _INSERT,
            (
                self.cloud,
                record.token,
                record.id,
                record.project,
                record.name,
                record.location,
                wire.to_text(record.inputs),
                wire.to_text(record.outputs),
                record.created,
                record.updated,
                int(record.permanent),
                int(record.retained),
                record.scope,
            ),
        )

    def remove(self, token: str, resource_id: str) -> None:
        """Removes the resource with all that goes with it and all that is kept inside it, not what points at it."""
        for table in _OF_A_RESOURCE:
            self.connection.execute(
                f"DELETE FROM {table} WHERE cloud = ? AND token = ? AND id = ?",  # noqa: S608, made of constants
                (self.cloud, token, resource_id),
            )
        self.remove_account(account_inside(self.cloud, resource_id))

    def remove_account(self, account: str) -> None:
        """Removes what other clouds keep in an account, with everything that it holds in any cloud."""
        inside = self.connection.execute(
            "SELECT token, id FROM resources WHERE project = ? AND cloud <> ?", (account, self.cloud)
        ).fetchall()
        for table in _OF_A_RESOURCE if inside else ():
            self.connection.executemany(f"DELETE FROM {table} WHERE token = ? AND id = ?", inside)  # noqa: S608

    def set_links(self, token: str, resource_id: str, links: list[Link]) -> None:
        """Replaces everything the resource points at."""
        key = (self.cloud, token, resource_id)
        self.connection.execute("DELETE FROM links WHERE cloud = ? AND token = ? AND id = ?", key)
        if not links:
            return
        self.connection.executemany(
            "INSERT INTO links (cloud, token, id, path, target_token, target_id, on_delete)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(*key, link.path, link.target_token, link.target_id, link.on_delete) for link in links],
        )

    def links_to(self, token: str, resource_id: str) -> list[Link]:
        """What points at the resource, in the order of type and id."""
        rows = self.connection.execute(
            "SELECT token, id, path, target_token, target_id, on_delete FROM links"  # noqa: S608, made of constants
            f" WHERE cloud = ? AND target_token = ? AND {self._is('target_id')} ORDER BY token, id, path",
            (self.cloud, token, resource_id),
        )
        return [Link(*row) for row in rows]

    def next_incarnation(self, token: str, resource_id: str) -> int:
        """1 for the first resource of that id, 2 for the one made after it was deleted, and so on."""
        return self._count(token, resource_id)

    def incarnation(self, token: str, resource_id: str) -> int:
        """Which one of its id is there or was there last; 0 where there never was one."""
        row = self.connection.execute(
            "SELECT count FROM incarnations WHERE cloud = ? AND token = ? AND id = ?", (self.cloud, token, resource_id)
        ).fetchone()
        return int(row[0]) if row else 0

    def next_number(self, token: str, series: str) -> int:
        """1, 2, 3 … of a series of the type, and none of them twice, whatever is deleted meanwhile."""
        return self._count(token, f"{_SERIES}{series}")

    def _count(self, token: str, key: str) -> int:
        row = self.connection.execute(
            "INSERT INTO incarnations (cloud, token, id, count) VALUES (?, ?, ?, 1)"
            " ON CONFLICT (cloud, token, id) DO UPDATE SET count = count + 1 RETURNING count",
            (self.cloud, token, key),
        ).fetchone()
        return int(row[0])


def _record(row: tuple[str, str, str, str, str, str, str, str, str, int, int, str]) -> Record:
    token, resource_id, project, name, location, inputs, outputs, created, updated, permanent, retained, scope = row
    return Record(
        token=token,
        id=resource_id,
        project=project,
        name=name,
        location=location,
        inputs=wire.from_text(inputs),
        outputs=wire.from_text(outputs),
        created=created,
        updated=updated,
        permanent=bool(permanent),
        retained=bool(retained),
        scope=scope,
    )
