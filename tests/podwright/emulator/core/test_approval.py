"""A request for more quota is granted at once, later, in part or not at all, as somebody said."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta

import pytest

from podwright.emulator.core import approval
from podwright.emulator.core.clock import VirtualClock
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.quota import Ledger
from podwright.emulator.core.store import Store
from tests.podwright.emulator.conftest import NOON
from tests.podwright.emulator.core.fake_cloud import CHIPS, FakeCloud


@pytest.fixture
def ledger() -> Generator[Ledger]:
    """The ledger of an empty cloud whose default limit is 8 chips."""
    store = Store(None)
    with store.transaction("gcp") as tx:
        yield Ledger(tx, FakeCloud().default_limit)
    store.close()


def test_without_a_word_everything_is_granted(ledger: Ledger) -> None:
    """As before there was a choice."""
    assert approval.request(ledger, CHIPS, 64, NOON) == approval.Decision("granted", 64)
    assert approval.asked(ledger.tx, CHIPS) == 64


def test_a_ceiling_grants_in_part_and_never_takes_away(ledger: Ledger) -> None:
    """More than the ceiling gives the ceiling, or what is held already."""
    ledger.set_ceiling(CHIPS, 16)
    assert approval.request(ledger, CHIPS, 64, NOON) == approval.Decision("partly", 16)
    ledger.set_limit(CHIPS, 32)
    assert approval.request(ledger, CHIPS, 64, NOON) == approval.Decision("partly", 32)


def test_a_refusal_changes_nothing_and_a_decrease_is_still_granted(ledger: Ledger) -> None:
    """Only more needs an approval."""
    ledger.set_approval(CHIPS, "refused")
    assert approval.request(ledger, CHIPS, 64, NOON) == approval.Decision("refused", 8)
    assert approval.state(ledger.tx, CHIPS) == ("refused", None)
    assert approval.request(ledger, CHIPS, 4, NOON) == approval.Decision("granted", 4)


def test_a_delayed_one_is_granted_when_its_time_comes(life: Lifecycle, store: Store) -> None:
    """By the clock of the clouds."""
    with store.transaction("gcp") as tx:
        ledger = Ledger(tx, life.cloud.default_limit)
        ledger.set_approval(CHIPS, approval.parse_mode("delayed:2h"))
        decision = approval.request(ledger, CHIPS, 64, NOON)
        assert decision == approval.Decision("pending", 8, NOON + timedelta(hours=2))
    clock = VirtualClock(store, lambda: NOON)
    clock.advance(7199)
    assert life.settle() == 0
    clock.advance(1)
    assert life.settle() == 1
    with store.transaction("gcp") as tx:
        assert Ledger(tx, life.cloud.default_limit).limit(CHIPS) == 64
        assert approval.state(tx, CHIPS) == ("granted", None)


@pytest.mark.parametrize("text", ["", "later", "delayed", "delayed:", "delayed:soon", "instant:2h"])
def test_an_unknown_mode_is_refused(text: str) -> None:
    """With what there is."""
    with pytest.raises(ValueError, match="is n"):
        approval.parse_mode(text)
