"""What is in the emulated clouds, and what their quotas are, read straight from the store's file.

Owns the questions that need no daemon. A listing never reads property values: names, places and times are enough to see
what is there, and what is secret stays where it is; `show` gives one resource whole.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from podwright.emulator.clouds import open_cloud
from podwright.emulator.core import approval, clock, schema, timeline
from podwright.emulator.core.capacity import Stock, StockLine
from podwright.emulator.core.events import EventLine, read_events
from podwright.emulator.core.faults import Fault, listed
from podwright.emulator.core.quota import Ledger, QuotaKey, QuotaState
from podwright.emulator.core.store import Record, Store, Transaction, connect
from podwright.emulator.core.timeline import Pending
from podwright.emulator.kubernetes import objects
from podwright.emulator.places import Places

_WITH_ACCOUNT = "kubernetes"
"""The package whose resources are stored with their account in front of the id: the same id is in every cluster."""


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
    """One quota of one account."""

    cloud: str
    project: str
    service: str
    quota_id: str
    dimensions: dict[str, str]
    limit: int
    """What is held; -1 is unlimited."""
    used: int
    asked: int | None
    """What was last asked for; None: nobody asked."""
    ceiling: int | None
    """The most that an increase is granted; None: everything."""
    holders: list[tuple[str, str, int]]
    """(type, id, amount) of what draws from it."""
    approval: str | None = None
    """How increase requests are answered; None: nobody has said, so at once."""
    request: str | None = None
    """Where the last request stands: granted, partly, pending, refused."""
    due: str | None = None
    """When a pending one is granted, in the clouds' time."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One resource whole, with everything that has to do with it."""

    cloud: str
    id: str
    """As a program sees it, and a listing; `record.id` is how the store knows it."""
    record: Record
    needed_by: list[tuple[str, str]]
    """(type, id) of what points at it."""
    needs: list[tuple[str, str, str]]
    """(property, type, id) of what it points at."""
    pending: list[Pending]
    """What is to happen to it."""


def list_resources(
    file: Path, *, project: str | None = None, type_token: str | None = None, cloud: str | None = None
) -> Listing:
    """All resources in the order of cloud, type and id."""
    with reading(file) as connection:
        if connection is None:
            return Listing([], [])
        rows = connection.execute(
            "SELECT cloud, token, id, project, name, location, created, updated, retained, permanent FROM resources"
            " WHERE (:project IS NULL OR project = :project) AND (:token IS NULL OR token = :token)"
            " AND (:cloud IS NULL OR cloud = :cloud) ORDER BY cloud, token, id",
            {"project": project, "token": type_token, "cloud": cloud},
        ).fetchall()
    lines = [(_line(row), bool(row[9])) for row in rows]
    return Listing(
        [line for line, permanent in lines if not permanent], [line for line, permanent in lines if permanent]
    )


def _line(row: Sequence[str]) -> ResourceLine:
    cloud, token, stored_id, project, name, location, created, updated, retained = row[:9]
    shown = seen_id(cloud, project, stored_id)
    return ResourceLine(cloud, token, shown, project, name, location, created, updated, bool(retained))


def seen_id(cloud: str, account: str, stored_id: str) -> str:
    """The id that a program sees: objects of all clusters are stored with their cluster in front."""
    return objects.seen_id(account, stored_id) if cloud == _WITH_ACCOUNT else stored_id


def show(
    file: Path,
    resource_id: str,
    *,
    type_token: str | None = None,
    cloud: str | None = None,
    project: str | None = None,
) -> list[Shown]:
    """The resources with that id, or else with that name; more than one when types, clouds or clusters share it."""
    with reading(file) as connection:
        if connection is None:
            return []
        found: list[Shown] = []
        for package in _clouds(connection, "resources"):
            if cloud not in (None, package):
                continue
            tx = Transaction(connection, package, open_cloud(package).ignores_case)
            records = tx.find(resource_id, account_in_front=package == _WITH_ACCOUNT)
            found += [
                _shown(tx, record)
                for record in records
                if type_token in (None, record.token) and project in (None, record.project)
            ]
    exact = [each for each in found if resource_id in (each.id, each.record.id)]
    return exact or found


def _shown(tx: Transaction, record: Record) -> Shown:
    rows = tx.connection.execute(
        "SELECT path, target_token, target_id FROM links WHERE cloud = ? AND token = ? AND id = ? ORDER BY path",
        (tx.cloud, record.token, record.id),
    )
    users = tx.links_to(record.token, record.id)
    return Shown(
        cloud=tx.cloud,
        id=seen_id(tx.cloud, record.project, record.id),
        record=record,
        needed_by=sorted({(link.token, seen_id(tx.cloud, record.project, link.id)) for link in users}),
        needs=[(path, token, seen_id(tx.cloud, record.project, key)) for path, token, key in rows],
        pending=timeline.pending(tx, record.token, record.id),
    )


def list_quotas(file: Path, *, project: str | None = None, cloud: str | None = None) -> list[QuotaLine]:
    """All quotas that are set, asked for or drawn from, in the order of cloud, project, service, id and dimensions."""
    with reading(file) as connection:
        if connection is None:
            return []
        found: list[QuotaLine] = []
        for package in _clouds(connection, "quota_limits", "quota_uses", "quota_requests"):
            if cloud in (None, package):
                ledger = Ledger(Transaction(connection, package), open_cloud(package).default_limit)
                found += [_quota_line(ledger, state) for state in ledger.states(project)]
    return found


def _quota_line(ledger: Ledger, state: QuotaState) -> QuotaLine:
    request, due = approval.state(ledger.tx, state.key) or (None, None)
    return QuotaLine(
        cloud=ledger.tx.cloud,
        project=state.key.project,
        service=state.key.service,
        quota_id=state.key.quota_id,
        dimensions=dict(state.key.dimensions),
        limit=state.limit,
        used=state.used,
        asked=approval.asked(ledger.tx, state.key),
        ceiling=state.ceiling,
        holders=list(state.holders),
        approval=ledger.approval(state.key),
        request=request,
        due=due.isoformat(timespec="seconds").replace("+00:00", "Z") if due else None,
    )


def set_quota(
    state_dir: Path,
    key: QuotaKey,
    *,
    cloud: str = "gcp",
    limit: int | None = None,
    ceiling: int | None = None,
    approval: str | None = None,
) -> QuotaLine:
    """Sets a limit itself, how much an increase is granted at most (-1 is unlimited), or how it is answered.

    `approval` is in the form of `approval.parse_mode`. Works beside a daemon.
    """
    store = Store(state_dir / "cloud.sqlite")
    try:
        with store.transaction(cloud) as tx:
            ledger = Ledger(tx, open_cloud(cloud).default_limit)
            if limit is not None:
                ledger.set_limit(key, limit)
            if ceiling is not None:
                ledger.set_ceiling(key, ceiling)
            if approval is not None:
                ledger.set_approval(key, approval)
            return _quota_line(ledger, ledger.state(key))
    finally:
        store.close()


def list_stock(file: Path, *, cloud: str | None = None) -> list[StockLine]:
    """Every place and thing with a limit, or taken from, in the order of cloud, place and thing."""
    with reading(file) as connection:
        if connection is None:
            return []
        packages = [each for each in _clouds(connection, "stock", "stock_uses") if cloud in (None, each)]
        return [line for package in packages for line in Stock(Transaction(connection, package)).lines()]


def list_faults(file: Path) -> list[Fault]:
    """Every fault in force, the oldest first."""
    with reading(file) as connection:
        return listed(Transaction(connection, "")) if connection else []


def clock_offset(file: Path) -> float:
    """How many seconds the clouds' time is ahead of the real one."""
    with reading(file) as connection:
        return clock.offset(connection).total_seconds() if connection else 0.0


def events(state_dir: Path, *, after: int = 0, last: int | None = None) -> list[EventLine]:
    """The calls with a higher number than `after`, or the `last` of them, oldest first."""
    return read_events(Places(state_dir).events, after=after, last=last)


def _clouds(connection: sqlite3.Connection, *tables: str) -> list[str]:
    """The clouds that have rows in any of the tables."""
    selects = " UNION ".join(f"SELECT DISTINCT cloud FROM {table}" for table in tables)  # noqa: S608, constants
    return sorted(row[0] for row in connection.execute(selects))


@contextmanager
def reading(file: Path) -> Generator[sqlite3.Connection | None]:
    """A connection that cannot write; None where there is no file, or one without tables yet."""
    if not file.exists():
        yield None
        return
    connection = connect(file)
    try:
        if not schema.is_prepared(connection) and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            schema.prepare(connection)  # a file of an older version
        connection.execute("PRAGMA query_only = ON")
        yield connection if schema.is_prepared(connection) else None
    finally:
        connection.close()
