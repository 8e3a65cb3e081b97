"""What is in the emulated clouds, and what their quotas are, read straight from the store's file.

Owns the questions that need no daemon. Property values are never read out: names, places and times are enough to see
what is there, and what is secret stays where it is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from podwright.emulator.core.quota import Ledger, QuotaKey
from podwright.emulator.core.store import Store, Transaction, connect
from podwright.emulator.gcp.capacity import default_limit

_PREFERENCE = "gcp:cloudquota/sQuotaPreference:SQuotaPreference"
_CLOUD = "gcp"


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """One resource, without its properties."""

    cloud: str
    type: str
    id: str
    project: str
    name: str
    location: str
    created: str
    """ISO 8601, UTC."""
    updated: str
    retained: bool
    """Permanent, and no longer in any Pulumi state that deleted it."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything in the clouds."""

    resources: list[ResourceLine]
    """What a destroy takes away."""
    permanent: list[ResourceLine]
    """What no cloud deletes (key rings, keys, quota preferences); it is there after a destroy too."""


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """One quota of one project."""

    project: str
    service: str
    quota_id: str
    dimensions: dict[str, str]
    limit: int
    """What is held; -1 is unlimited."""
    used: int
    asked: int | None
    """What a quota preference asks for; None: nobody asked."""
    ceiling: int | None
    """The most that an increase is granted; None: everything."""
    holders: list[tuple[str, str, int]]
    """(type, id, amount) of what draws from it."""


def list_resources(file: Path, *, project: str | None = None, type_token: str | None = None) -> Listing:
    """All resources in the order of cloud, type and id."""
    with _reading(file) as connection:
        if connection is None:
            return Listing([], [])
        rows = connection.execute(
            "SELECT cloud, token, id, project, name, location, created, updated, retained, permanent FROM resources"
            " WHERE (:project IS NULL OR project = :project) AND (:token IS NULL OR token = :token)"
            " ORDER BY cloud, token, id",
            {"project": project, "token": type_token},
        ).fetchall()
    lines = [(ResourceLine(*row[:8], retained=bool(row[8])), bool(row[9])) for row in rows]
    return Listing(
        [line for line, permanent in lines if not permanent], [line for line, permanent in lines if permanent]
    )


def list_quotas(file: Path, *, project: str | None = None) -> list[QuotaLine]:
    """All quotas that are set, asked for or drawn from, in the order of project, service, id and dimensions."""
    with _reading(file) as connection:
        if connection is None:
            return []
        tx = Transaction(connection, _CLOUD)
        asked = {_asked_key(record.inputs, record.project): record.inputs for record in tx.records(_PREFERENCE)}
        states = Ledger(tx, default_limit).states(project)
    return [
        QuotaLine(
            project=state.key.project,
            service=state.key.service,
            quota_id=state.key.quota_id,
            dimensions=dict(state.key.dimensions),
            limit=state.limit,
            used=state.used,
            asked=_preferred(asked.get(state.key)),
            ceiling=state.ceiling,
            holders=list(state.holders),
        )
        for state in states
    ]


def set_quota(state_dir: Path, key: QuotaKey, *, limit: int | None = None, ceiling: int | None = None) -> QuotaLine:
    """Sets a limit itself, or how much an increase is granted at most; -1 is unlimited. Works beside a daemon."""
    file = state_dir / "cloud.sqlite"
    store = Store(file)
    try:
        with store.transaction(_CLOUD) as tx:
            ledger = Ledger(tx, default_limit)
            if limit is not None:
                ledger.set_limit(key, limit)
            if ceiling is not None:
                ledger.set_ceiling(key, ceiling)
    finally:
        store.close()
    return next(line for line in list_quotas(file, project=key.project) if _key_of(line) == key)


def _key_of(line: QuotaLine) -> QuotaKey:
    return QuotaKey.of(line.project, line.service, line.quota_id, line.dimensions)


def _asked_key(inputs: dict[str, object], project: str) -> QuotaKey:
    dimensions = inputs.get("dimensions")
    pairs: dict[str, str] = json.loads(json.dumps(dimensions)) if dimensions else {}
    return QuotaKey.of(project, str(inputs.get("service")), str(inputs.get("quotaId")), pairs)


def _preferred(inputs: dict[str, object] | None) -> int | None:
    config = inputs.get("quotaConfig") if inputs else None
    preferred = json.loads(json.dumps(config))["preferredValue"] if config else None
    return int(preferred) if preferred is not None else None


@contextmanager
def _reading(file: Path) -> Generator[sqlite3.Connection | None]:
    if not file.exists():
        yield None
        return
    connection = connect(file)
    try:
        connection.execute("PRAGMA query_only = ON")
        yield connection if _has_tables(connection) else None
    finally:
        connection.close()


def _has_tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'quota_uses'").fetchone() is not None
