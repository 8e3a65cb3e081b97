"""The quota ledger: limits, who uses how much, and what a request would still need.

Owns the arithmetic on the two quota tables. Which resource needs how much of which quota is the cloud's knowledge
(`podwright/emulator/gcp/capacity.py`), and so are the words of a refusal. A quota is a ceiling, not capacity.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from podwright.emulator.core.store import Transaction

UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class QuotaKey:
    """One quota of one project: what Cloud Quotas calls a quota id with its dimensions."""

    project: str
    service: str
    quota_id: str
    dimensions: tuple[tuple[str, str], ...] = ()
    """Sorted pairs; empty means project-wide."""

    @staticmethod
    def of(project: str, service: str, quota_id: str, dimensions: Mapping[str, str]) -> QuotaKey:
        """The key with its dimensions in order, so that equal dimensions make equal keys."""
        return QuotaKey(project, service, quota_id, tuple(sorted(dimensions.items())))

    def dimensions_text(self) -> str:
        """The dimensions as JSON, the form in the tables."""
        return json.dumps(dict(self.dimensions), sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Need:
    """What one resource draws from one quota."""

    key: QuotaKey
    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Shortage:
    """A need that does not fit."""

    need: Need
    limit: int
    used: int
    """By other resources."""

    @property
    def available(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def short(self) -> int:
        return self.need.amount - self.available


@dataclass(frozen=True, slots=True)
class QuotaState:
    """One line of `quota ls`."""

    key: QuotaKey
    limit: int
    """-1 is unlimited."""
    ceiling: int | None
    """The most that an increase request is granted; None: everything."""
    used: int
    holders: tuple[tuple[str, str, int], ...]
    """(type token, id, amount) of each resource that draws from it."""


DefaultLimit = Callable[[QuotaKey], int]
"""The limit of a quota that nobody has set."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The quota tables inside one transaction."""

    tx: Transaction
    default_limit: DefaultLimit

    def limit(self, key: QuotaKey) -> int:
        """The effective limit: the entry with the most of the key's dimensions, or the cloud's default."""
        stated = self.stated(key)
        return self.default_limit(key) if stated is None else stated

    def stated(self, key: QuotaKey) -> int | None:
        """The limit that somebody has set, for the key or for all values of its dimensions; None: nobody has."""
        return _whole(self._best(key, "amount"))

    def ceiling(self, key: QuotaKey) -> int | None:
        """The most that an increase request is granted; None: no ceiling."""
        return _whole(self._best(key, "ceiling"))

    def set_limit(self, key: QuotaKey, amount: int) -> None:
        """Sets the limit itself, whatever the use."""
        self._set(key, "amount", amount)

    def set_ceiling(self, key: QuotaKey, amount: int) -> None:
        """Sets how much increase requests are granted at most."""
        self._set(key, "ceiling", amount)

    def approval(self, key: QuotaKey) -> str | None:
        """How increase requests are answered (`approval.py`); None: nobody has said."""
        found = self._best(key, "approval")
        return None if found is None else str(found)

    def set_approval(self, key: QuotaKey, mode: str) -> None:
        """Sets how increase requests are answered."""
        self._set(key, "approval", mode)

    def used(self, key: QuotaKey, *, besides: tuple[str, str] | None = None) -> int:
        """What resources draw from exactly this key; `besides` (token, id) leaves one of them out."""
        token, resource_id = besides or ("", "")
        row = self.tx.connection.execute(
            "SELECT COALESCE(SUM(amount), 0) FROM quota_uses WHERE cloud = ? AND project = ? AND service = ?"
            " AND quota_id = ? AND dimensions = ? AND NOT (token = ? AND id = ?)",
            (self.tx.cloud, *row_key(key), token, resource_id),
        ).fetchone()
        return int(row[0])

    def shortages(self, token: str, resource_id: str, needs: Sequence[Need]) -> list[Shortage]:
        """The needs of one resource that do not fit beside the others; nothing is written."""
        found: list[Shortage] = []
        for need in needs:
            limit = self.limit(need.key)
            if limit == UNLIMITED:  # what is drawn is a long sum
                continue
            used = self.used(need.key, besides=(token, resource_id))
            if used + need.amount > limit:
                found.append(Shortage(need, limit, used))
        return found

    def charge(self, token: str, resource_id: str, needs: Sequence[Need]) -> None:
        """Replaces what the resource draws; `shortages` must have been empty."""
        self.release(token, resource_id)
        if not needs:
            return
        self.tx.connection.executemany(
            "INSERT INTO quota_uses (cloud, project, service, quota_id, dimensions, token, id, amount)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(self.tx.cloud, *row_key(need.key), token, resource_id, need.amount) for need in needs if need.amount],
        )

    def release(self, token: str, resource_id: str) -> None:
        """Gives back all that the resource draws."""
        self.tx.connection.execute(
            "DELETE FROM quota_uses WHERE cloud = ? AND token = ? AND id = ?", (self.tx.cloud, token, resource_id)
        )

    def states(self, project: str | None = None) -> list[QuotaState]:
        """Every quota that is set, asked for or drawn from, in the order of project, service, id and dimensions."""
        rows = self.tx.connection.execute(
            "SELECT project, service, quota_id, dimensions FROM quota_limits WHERE cloud = :cloud"
            " UNION SELECT project, service, quota_id, dimensions FROM quota_uses WHERE cloud = :cloud"
            " UNION SELECT project, service, quota_id, dimensions FROM quota_requests WHERE cloud = :cloud"
            " ORDER BY 1, 2, 3, 4",
            {"cloud": self.tx.cloud},
        )
        keys = [QuotaKey.of(row[0], row[1], row[2], json.loads(row[3])) for row in rows]
        return [self.state(key) for key in keys if project in (None, key.project)]

    def state(self, key: QuotaKey) -> QuotaState:
        """One quota with everything that is known of it."""
        holders = self.tx.connection.execute(
            "SELECT token, id, amount FROM quota_uses WHERE cloud = ? AND project = ? AND service = ?"
            " AND quota_id = ? AND dimensions = ? ORDER BY token, id",
            (self.tx.cloud, *row_key(key)),
        )
        return QuotaState(key, self.limit(key), self.ceiling(key), self.used(key), tuple(holders.fetchall()))

    def _best(self, key: QuotaKey, column: str) -> object:
        rows = self.tx.connection.execute(
            f"SELECT dimensions, {column} FROM quota_limits WHERE cloud = ? AND project = ? AND service = ?"  # noqa: S608
            f" AND quota_id = ? AND {column} IS NOT NULL",
            (self.tx.cloud, key.project, key.service, key.quota_id),
        )
        wanted = set(key.dimensions)
        best: tuple[int, object] | None = None
        for dimensions, amount in rows:
            held: dict[str, str] = json.loads(dimensions)
            # an entry without a dimension applies to all its values, except where a more specific entry is set
            if set(held.items()) <= wanted and (best is None or len(held) > best[0]):
                best = (len(held), amount)
        return best[1] if best else None

    def _set(self, key: QuotaKey, column: str, amount: int | str) -> None:
        self.tx.connection.execute(
            f"INSERT INTO quota_limits (cloud, project, service, quota_id, dimensions, {column})"  # noqa: S608
            " VALUES (?, ?, ?, ?, ?, ?)"
            f" ON CONFLICT (cloud, project, service, quota_id, dimensions) DO UPDATE SET {column} = excluded.{column}",
            (self.tx.cloud, *row_key(key), amount),
        )


def _whole(found: object) -> int | None:
    return None if found is None else int(str(found))


def row_key(key: QuotaKey) -> tuple[str, str, str, str]:
    """Project, service, quota id and dimensions as they stand in the tables."""
    return key.project, key.service, key.quota_id, key.dimensions_text()
