"""The ledger: what fits, what does not, and which limit applies."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.emulator.core.quota import UNLIMITED, Ledger, Need, QuotaKey
from podwright.emulator.core.store import Store

POOL = "gcp:container/nodePool:NodePool"
HERE = QuotaKey.of("lab", "compute", "TPU", {"region": "europe-west4", "tpu_family": "CT6E"})
REGION = QuotaKey.of("lab", "compute", "TPU", {"region": "europe-west4"})
ANYWHERE = QuotaKey.of("lab", "compute", "TPU", {})


def _zero(key: QuotaKey) -> int:
    del key
    return 0


@pytest.fixture
def ledger(store: Store) -> Generator[Ledger]:
    """A ledger whose default limit is 0, inside one transaction."""
    with store.transaction("gcp") as tx:
        yield Ledger(tx, _zero)


def test_the_most_specific_limit_applies(ledger: Ledger) -> None:
    """A preference without a dimension covers all its values, except those with one of their own."""
    assert ledger.limit(HERE) == 0
    ledger.set_limit(ANYWHERE, 8)
    assert ledger.limit(HERE) == 8
    ledger.set_limit(HERE, 64)
    ledger.set_limit(REGION, 16)
    assert ledger.limit(HERE) == 64


def test_a_limit_of_another_place_does_not_apply(ledger: Ledger) -> None:
    """64 chips in us-east5 are none in europe-west4."""
    ledger.set_limit(QuotaKey.of("lab", "compute", "TPU", {"region": "us-east5"}), 64)
    assert ledger.limit(REGION) == 0


def test_a_shortage_tells_limit_use_and_what_is_missing(ledger: Ledger) -> None:
    """Those are the numbers of the refusal."""
    ledger.set_limit(HERE, 32)
    ledger.charge(POOL, "a", [Need(HERE, 24, "chips")])
    (short,) = ledger.shortages(POOL, "b", [Need(HERE, 16, "chips")])
    assert (short.limit, short.used, short.available, short.short) == (32, 24, 8, 8)


def test_a_resource_is_not_in_its_own_way(ledger: Ledger) -> None:
    """A pool that grows from 16 to 32 chips needs 32 in all, not 48."""
    ledger.set_limit(HERE, 32)
    ledger.charge(POOL, "a", [Need(HERE, 16, "chips")])
    assert ledger.shortages(POOL, "a", [Need(HERE, 32, "chips")]) == []


def test_unlimited_is_never_short(ledger: Ledger) -> None:
    """-1 is Google's word for it."""
    ledger.set_limit(HERE, UNLIMITED)
    assert ledger.shortages(POOL, "a", [Need(HERE, 10**6, "chips")]) == []


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40)), max_size=12))
def test_use_is_the_sum_of_what_is_held(calls: list[tuple[str, int]]) -> None:
    """However resources come, change and go, what is left is what the last charge of each says."""
    held: dict[str, int] = {}
    store = Store(None)
    with store.transaction("gcp") as tx:
        book = Ledger(tx, _zero)
        for name, amount in calls:
            if amount:
                book.charge(POOL, name, [Need(HERE, amount, "chips")])
                held[name] = amount
            else:
                book.release(POOL, name)
                held.pop(name, None)
        assert book.used(HERE) == sum(held.values())
    store.close()
