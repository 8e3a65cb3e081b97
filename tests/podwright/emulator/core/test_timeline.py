"""What happens later happens at its time, after a restart too, and only when there is enough of everything."""

from __future__ import annotations

from pathlib import Path

from podwright.emulator.core.capacity import Stock
from podwright.emulator.core.clock import VirtualClock
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.quota import Ledger
from podwright.emulator.core.store import Store
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client, Made
from tests.podwright.emulator.conftest import NOON
from tests.podwright.emulator.core.fake_cloud import CHIPS, MACHINE, ZONE, FakeCloud


def _machine(client: Client, name: str) -> Made:
    return client.create(MACHINE, name, {"name": name, "runtimeVersion": "v2"})


def _state(client: Client, made: Made) -> object:
    now = client.refresh(made)
    assert now is not None
    return now.out("state")


def test_steps_happen_one_after_another(fake: Client, store: Store) -> None:
    """A minute in the queue, ten minutes to start."""
    made, clock = _machine(fake, "m"), VirtualClock(store, lambda: NOON)
    assert made.out("state") == "CREATING"
    for seconds, state in ((59, "CREATING"), (1, "STARTING"), (599, "STARTING"), (1, "READY"), (10**6, "READY")):
        clock.advance(seconds)
        assert _state(fake, made) == state


def test_all_steps_that_are_due_happen_at_once_and_at_their_own_times(fake: Client, store: Store) -> None:
    """Nobody looked in between; the record says when the last one happened."""
    made = _machine(fake, "m")
    VirtualClock(store, lambda: NOON).advance(7200)
    assert _state(fake, made) == "READY"
    with store.transaction("gcp") as tx:
        record = tx.get(MACHINE, "m")
    assert record is not None
    assert record.updated == "2026-05-04T12:11:00.000Z"


def test_the_clock_and_what_is_to_come_survive_a_restart(gcp_index: SdkIndex, tmp_path: Path) -> None:
    """Both are in the file."""
    first = Store(tmp_path / "cloud.sqlite")
    life = Lifecycle(FakeCloud(), gcp_index, first, lambda: NOON)
    life.create(life.cloud.scope({}), MACHINE, {"name": "m", "runtimeVersion": "v2"})
    VirtualClock(first, lambda: NOON).advance(120)
    first.close()
    second = Store(tmp_path / "cloud.sqlite")
    again = Lifecycle(FakeCloud(), gcp_index, second, lambda: NOON)
    assert again.settle() == 1
    record = again.read(life.cloud.scope({}), MACHINE, "m", known=True)
    second.close()
    assert record is not None
    assert record.outputs["state"] == "STARTING"


def test_a_step_waits_for_stock(fake: Client, store: Store) -> None:
    """WAITING until there are chips, then it goes on."""
    clock = VirtualClock(store, lambda: NOON)
    with store.transaction("gcp") as tx:
        Stock(tx).set(ZONE, "chip", 0)
    made = _machine(fake, "queued")
    clock.advance(3600)
    assert _state(fake, made) == "WAITING"
    with store.transaction("gcp") as tx:
        Stock(tx).set(ZONE, "chip", 4)
    assert _state(fake, made) == "STARTING"
    clock.advance(600)
    assert _state(fake, made) == "READY"
    with store.transaction("gcp") as tx:
        assert Stock(tx).taken(ZONE, "chip") == 4


def test_what_is_taken_away_frees_quota_and_stock(fake: Client, store: Store) -> None:
    """A spot machine after a day."""
    made = _machine(fake, "m-spot")
    VirtualClock(store, lambda: NOON).advance(2 * 86400)
    assert _state(fake, made) == "PREEMPTED"
    with store.transaction("gcp") as tx:
        assert Stock(tx).taken(ZONE, "chip") == 0
        assert Ledger(tx, FakeCloud().default_limit).used(CHIPS) == 0


def test_what_is_deleted_has_nothing_to_come(fake: Client, life: Lifecycle, store: Store) -> None:
    """One of the same name begins anew."""
    fake.delete(_machine(fake, "m"))
    VirtualClock(store, lambda: NOON).advance(3600)
    assert life.settle() == 0
    assert _machine(fake, "m").out("state") == "CREATING"


def test_an_update_keeps_what_is_to_come_and_what_was_given_back(fake: Client, store: Store) -> None:
    """A label on a machine that was taken away draws no chips."""
    made = _machine(fake, "m-spot")
    VirtualClock(store, lambda: NOON).advance(2 * 86400)
    changed = fake.update(made, {"name": "m-spot", "runtimeVersion": "v2", "labels": {"a": "b"}})
    assert changed.out("state") == "PREEMPTED"
    with store.transaction("gcp") as tx:
        assert Ledger(tx, FakeCloud().default_limit).used(CHIPS) == 0
