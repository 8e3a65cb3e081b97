"""The tables of the clouds' memory, and how an older file comes to have them.

Owns the SQL that makes them. Who reads and writes which: `store.py` the resources, links and incarnations, `quota.py`
and `approval.py` the quotas, `capacity.py` the stock, `timeline.py` the transitions, `faults.py` the faults, `clock.py`
the settings. Tables that hold something of one resource begin with cloud, token and id.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Final

VERSION: Final = 3
"""Counted up when a table changes; kept in the file as `user_version`."""

TABLES: Final[Mapping[str, str]] = {
    "resources": """cloud TEXT NOT NULL, token TEXT NOT NULL, id TEXT NOT NULL, project TEXT NOT NULL,
        name TEXT NOT NULL, location TEXT NOT NULL, inputs TEXT NOT NULL, outputs TEXT NOT NULL, created TEXT NOT NULL,
        updated TEXT NOT NULL, permanent INTEGER NOT NULL, retained INTEGER NOT NULL, scope TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (cloud, token, id)""",
    "links": """cloud TEXT NOT NULL, token TEXT NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL,
        target_token TEXT NOT NULL, target_id TEXT NOT NULL, on_delete TEXT NOT NULL,
        PRIMARY KEY (cloud, token, id, path)""",
    "incarnations": """cloud TEXT NOT NULL, token TEXT NOT NULL, id TEXT NOT NULL, count INTEGER NOT NULL,
        PRIMARY KEY (cloud, token, id)""",
    "claims": """cloud TEXT NOT NULL, token TEXT NOT NULL, id TEXT NOT NULL, space TEXT NOT NULL, first TEXT NOT NULL,
        last TEXT NOT NULL, label TEXT NOT NULL, PRIMARY KEY (cloud, token, id, space, first)""",
    "quota_limits": """cloud TEXT NOT NULL, project TEXT NOT NULL, service TEXT NOT NULL, quota_id TEXT NOT NULL,
        dimensions TEXT NOT NULL, amount INTEGER, ceiling INTEGER, approval TEXT,
        PRIMARY KEY (cloud, project, service, quota_id, dimensions)""",
    "quota_uses": """cloud TEXT NOT NULL, project TEXT NOT NULL, service TEXT NOT NULL, quota_id TEXT NOT NULL,
        dimensions TEXT NOT NULL, token TEXT NOT NULL, id TEXT NOT NULL, amount INTEGER NOT NULL,
        PRIMARY KEY (cloud, token, id, project, service, quota_id, dimensions)""",
    "quota_requests": """cloud TEXT NOT NULL, project TEXT NOT NULL, service TEXT NOT NULL, quota_id TEXT NOT NULL,
        dimensions TEXT NOT NULL, asked INTEGER NOT NULL, state TEXT NOT NULL, due TEXT,
        PRIMARY KEY (cloud, project, service, quota_id, dimensions)""",
    "stock": """cloud TEXT NOT NULL, place TEXT NOT NULL, what TEXT NOT NULL, amount INTEGER NOT NULL,
        PRIMARY KEY (cloud, place, what)""",
    "stock_uses": """cloud TEXT NOT NULL, token TEXT NOT NULL, id TEXT NOT NULL, place TEXT NOT NULL,
        what TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (cloud, token, id, place, what)""",
    "transitions": """cloud TEXT NOT NULL, token TEXT NOT NULL, id TEXT NOT NULL, step INTEGER NOT NULL, due TEXT,
        body TEXT NOT NULL, PRIMARY KEY (cloud, token, id, step)""",
    "faults": """id INTEGER PRIMARY KEY AUTOINCREMENT, cloud TEXT NOT NULL, verb TEXT NOT NULL, type_glob TEXT NOT NULL,
        name_glob TEXT NOT NULL, skip INTEGER NOT NULL, times INTEGER NOT NULL, error TEXT NOT NULL,
        seed INTEGER""",
    "settings": "key TEXT PRIMARY KEY, value TEXT NOT NULL",
}
_WITH_ROWID: Final = frozenset({"faults"})

_INDEXES: Final = """
CREATE INDEX IF NOT EXISTS resources_by_project ON resources (cloud, project, token);
CREATE INDEX IF NOT EXISTS resources_in_any_case ON resources (cloud, token, id COLLATE NOCASE);
CREATE INDEX IF NOT EXISTS links_by_target ON links (cloud, target_token, target_id);
CREATE INDEX IF NOT EXISTS links_in_any_case ON links (cloud, target_token, target_id COLLATE NOCASE);
CREATE INDEX IF NOT EXISTS claims_by_space ON claims (cloud, space, first);
CREATE INDEX IF NOT EXISTS quota_uses_by_key
  ON quota_uses (cloud, project, service, quota_id, dimensions, token, id, amount);
CREATE INDEX IF NOT EXISTS quota_requests_by_due ON quota_requests (cloud, due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS stock_uses_by_place ON stock_uses (cloud, place, what, token, id, amount);
CREATE INDEX IF NOT EXISTS transitions_by_due ON transitions (cloud, due) WHERE due IS NOT NULL;
"""

_ADDED: Final = (
    ("resources", "scope", "ALTER TABLE resources ADD COLUMN scope TEXT NOT NULL DEFAULT ''"),
    ("quota_limits", "approval", "ALTER TABLE quota_limits ADD COLUMN approval TEXT"),
)
"""Columns that files of version 1 do not have."""


def prepare(connection: sqlite3.Connection) -> None:
    """Makes what is missing; a file that has it all costs one read."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for name, columns in TABLES.items():
            suffix = "" if name in _WITH_ROWID else " WITHOUT ROWID"
            connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns}){suffix}")
        for table, column, change in _ADDED:
            if column not in [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]:
                connection.execute(change)
        connection.execute("DROP INDEX IF EXISTS resources_by_project")
        for statement in _INDEXES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def is_prepared(connection: sqlite3.Connection) -> bool:
    """Whether the file has all tables as they are now."""
    return connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
