"""Stock is taken with the resource, refused when it is short and given back with a delete."""

from __future__ import annotations

from podwright.emulator.core.capacity import Draw, Stock
from podwright.emulator.core.store import Store
from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.core.fake_cloud import MACHINE, NETWORK, ZONE


def _set(store: Store, amount: int | None) -> None:
    with store.transaction("gcp") as tx:
        Stock(tx).set(ZONE, "chip", amount)


def _taken(store: Store) -> int:
    with store.transaction("gcp") as tx:
        return Stock(tx).taken(ZONE, "chip")


def test_stock_that_is_short_refuses_with_nothing_written(fake: Client, store: Store) -> None:
    """In the cloud's words, and quota is not drawn either."""
    _set(store, 3)
    inputs = {"name": "m", "runtimeVersion": "v2"}
    assert refused(lambda: fake.create(MACHINE, "m", inputs)) == (
        "creating failed: out of capacity: 4 chip asked in zone-a, 3 available"
    )
    _set(store, 4)
    made = fake.create(MACHINE, "m", inputs)
    assert _taken(store) == 4
    fake.delete(made)
    assert _taken(store) == 0


def test_without_a_row_there_is_no_limit(fake: Client, store: Store) -> None:
    """And what is taken is counted all the same."""
    fake.create(MACHINE, "m", {"name": "m", "runtimeVersion": "v2"})
    fake.create(NETWORK, "n", {"name": "n"})
    assert _taken(store) == 4
    with store.transaction("gcp") as tx:
        (line,) = Stock(tx).lines()
    assert (line.place, line.what, line.total, line.taken) == (ZONE, "chip", None, 4)
    assert line.holders == ((MACHINE, "m", 4),)


def test_two_draws_of_one_resource_on_the_same_thing_count_together(store: Store) -> None:
    """Two pools of one request do not slip through one by one."""
    _set(store, 4)
    with store.transaction("gcp") as tx:
        short = Stock(tx).take("t", "id", [Draw(ZONE, "chip", 3), Draw(ZONE, "chip", 3)])
        assert [(each.draw.amount, each.total, each.available) for each in short] == [(6, 4, 4)]
        assert Stock(tx).take("t", "id", [Draw(ZONE, "chip", 2), Draw(ZONE, "chip", 2)]) == []
        assert Stock(tx).taken(ZONE, "chip") == 4
        assert Stock(tx).clear() == 1
