"""Stock: how many machines or chips of a kind there are in a place, and who has them.

Owns the arithmetic on the two stock tables. Quota is what an account may have, stock is what there is; a request must
fit in both. A place and a thing without a row are without limit, so a cloud is never short of anything until somebody
says so (`podwright emulator capacity set`). Which resource takes what is the kind's part (`Kind.draws`), and the words
of a refusal are the cloud's (`Cloud.out_of_capacity`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podwright.emulator.core.store import Transaction


@dataclass(frozen=True, slots=True)
class Draw:
    """What one resource takes from stock."""

    place: str
    """A zone, a region, an availability domain, a reservation: as `capacity set` names it."""
    what: str
    """A machine type or an accelerator; a kind may take both so that either can be made short."""
    amount: int


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A draw that does not fit."""

    draw: Draw
    total: int
    taken: int
    """By other resources."""

    @property
    def available(self) -> int:
        return max(self.total - self.taken, 0)


@dataclass(frozen=True, slots=True)
class StockLine:
    """One row of `capacity ls`."""

    cloud: str
    place: str
    what: str
    total: int | None
    """None: taken from, but without limit."""
    taken: int
    holders: tuple[tuple[str, str, int], ...]
    """(type token, id, amount)."""


@dataclass(frozen=True, slots=True)
class Stock:
    """The stock tables inside one transaction, of its cloud."""

    tx: Transaction

    def total(self, place: str, what: str) -> int | None:
        """How much there is; None: without limit."""
        row = self.tx.connection.execute(
            "SELECT amount FROM stock WHERE cloud = ? AND place = ? AND what = ?", (self.tx.cloud, place, what)
        ).fetchone()
        return int(row[0]) if row else None

    def taken(self, place: str, what: str, *, besides: tuple[str, str] = ("", "")) -> int:
        """How much of it resources have; `besides` (token, id) leaves one of them out."""
        row = self.tx.connection.execute(
            "SELECT COALESCE(SUM(amount), 0) FROM stock_uses WHERE cloud = ? AND place = ? AND what = ?"
            " AND NOT (token = ? AND id = ?)",
            (self.tx.cloud, place, what, *besides),
        ).fetchone()
        return int(row[0])

    def shortfalls(self, token: str, resource_id: str, draws: Sequence[Draw]) -> list[Shortfall]:
        """The draws of one resource that do not fit beside the others; nothing is written."""
        found: list[Shortfall] = []
        for draw in _merged(draws):
            total = self.total(draw.place, draw.what)
            if total is None:
                continue
            taken = self.taken(draw.place, draw.what, besides=(token, resource_id))
            if taken + draw.amount > total:
                found.append(Shortfall(draw, total, taken))
        return found

    def take(self, token: str, resource_id: str, draws: Sequence[Draw]) -> list[Shortfall]:
        """Replaces what the resource has by `draws`, or says what is short and writes nothing."""
        short = self.shortfalls(token, resource_id, draws)
        if short:
            return short
        self.release(token, resource_id)
        rows = [(self.tx.cloud, token, resource_id, draw.place, draw.what, draw.amount) for draw in _merged(draws)]
        if rows:
            self.tx.connection.executemany(
                "INSERT INTO stock_uses (cloud, token, id, place, what, amount) VALUES (?, ?, ?, ?, ?, ?)", rows
            )
        return []

    def release(self, token: str, resource_id: str) -> None:
        """Gives back all that the resource has."""
        self.tx.connection.execute(
            "DELETE FROM stock_uses WHERE cloud = ? AND token = ? AND id = ?", (self.tx.cloud, token, resource_id)
        )

    def places(self, token: str, resource_id: str) -> list[str]:
        """Where the resource has something, in order."""
        rows = self.tx.connection.execute(
            "SELECT DISTINCT place FROM stock_uses WHERE cloud = ? AND token = ? AND id = ? ORDER BY 1",
            (self.tx.cloud, token, resource_id),
        )
        return [str(row[0]) for row in rows]

    def set(self, place: str, what: str, amount: int | None) -> None:
        """Sets how much there is, also below what is taken; None takes the limit away."""
        key = (self.tx.cloud, place, what)
        if amount is None:
            self.tx.connection.execute("DELETE FROM stock WHERE cloud = ? AND place = ? AND what = ?", key)
        else:
            self.tx.connection.execute(
                "INSERT OR REPLACE INTO stock (cloud, place, what, amount) VALUES (?, ?, ?, ?)", (*key, amount)
            )

    def clear(self) -> int:
        """Takes every limit away; how many there were."""
        return self.tx.connection.execute("DELETE FROM stock WHERE cloud = ?", (self.tx.cloud,)).rowcount

    def lines(self) -> list[StockLine]:
        """Every place and thing with a limit or a holder, in order."""
        keys = self.tx.connection.execute(
            "SELECT place, what FROM stock WHERE cloud = :cloud UNION SELECT place, what FROM stock_uses"
            " WHERE cloud = :cloud ORDER BY 1, 2",
            {"cloud": self.tx.cloud},
        ).fetchall()
        return [self.line(place, what) for place, what in keys]

    def line(self, place: str, what: str) -> StockLine:
        """One place and thing with who has it."""
        holders = self.tx.connection.execute(
            "SELECT token, id, amount FROM stock_uses WHERE cloud = ? AND place = ? AND what = ? ORDER BY token, id",
            (self.tx.cloud, place, what),
        ).fetchall()
        taken = sum(amount for _, _, amount in holders)
        return StockLine(self.tx.cloud, place, what, self.total(place, what), taken, tuple(holders))


def _merged(draws: Sequence[Draw]) -> list[Draw]:
    """One draw for each place and thing, none of nothing."""
    found: dict[tuple[str, str], int] = {}
    for draw in draws:
        found[draw.place, draw.what] = found.get((draw.place, draw.what), 0) + draw.amount
    return [Draw(place, what, amount) for (place, what), amount in found.items() if amount]
