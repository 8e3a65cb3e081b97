"""The clouds' time goes forward only, and durations are written as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.emulator.core.clock import VirtualClock, duration_text, seconds_of
from podwright.emulator.core.store import Store
from tests.podwright.emulator.conftest import NOON


def test_it_is_the_real_time_until_it_is_moved() -> None:
    """And then ahead of it by what it was moved."""
    store = Store(None)
    clock = VirtualClock(store, lambda: NOON)
    assert clock() == NOON
    assert clock.advance(90) == NOON + timedelta(seconds=90)
    assert clock.set(NOON + timedelta(days=1)) == NOON + timedelta(days=1)
    assert clock.offset() == timedelta(days=1)
    with pytest.raises(ValueError, match="only goes forward"):
        clock.set(NOON)
    store.close()


@given(st.integers(min_value=0, max_value=10**10))
def test_a_duration_reads_back_as_it_was_written(thousandths: int) -> None:
    """To the millisecond."""
    assert seconds_of(duration_text(thousandths / 1000)) == pytest.approx(thousandths / 1000)  # pyright: ignore[reportUnknownMemberType]


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("2h", 7200), ("1h30m", 5400), ("500ms", 0.5), ("7", 7)])
def test_durations(text: str, seconds: float) -> None:
    """As people write them."""
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "h", "2x", "1m2h", "-5s", "two hours"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    """Rather than taken as something else."""
    with pytest.raises(ValueError, match="is no duration"):
        seconds_of(text)
