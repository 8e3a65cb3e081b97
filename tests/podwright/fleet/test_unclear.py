"""Stacks whose dependencies nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.fleet.discovery import discover
from podwright.fleet.unclear import assumed_needs, may_need, numbered, why_unclear
from tests.podwright.fleet.fleet_files import write_fleet
from tests.stacks.samples import region


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (region(), None),
        (region(cloud="gpc"), "its file is wrong"),
        (region(region="europe-west44"), None),
        ("config: [\n", "its file cannot be read"),
        (region(dependsOn="gcp-global"), "its file is wrong"),
        ({("waitsFor" if key == "dependsOn" else key): value for key, value in region().items()}, "its file is wrong"),
    ],
)
def test_a_file_that_does_not_say_what_it_depends_on(tmp_path: Path, values: object, reason: str | None) -> None:
    """Also where `dependsOn` itself is what is wrong: it reads like a stack that depends on nothing."""
    (stack,) = discover(write_fleet(tmp_path, east=values))  # pyright: ignore[reportArgumentType]
    assert why_unclear(stack) == reason


def test_what_depends_on_a_stack_is_nothing_it_needs() -> None:
    """A broken global stack does not keep its regions from being destroyed."""
    needs = {"east": ["global"], "global": [], "mesh": ["east"], "other": []}
    assert may_need("global", needs, needs) == ["other"]


@given(
    st.lists(st.sets(st.integers(0, 7), max_size=3), min_size=1, max_size=8),
    st.sets(st.integers(0, 7)),
)
def test_assumptions_never_make_a_cycle(edges: list[set[int]], unclear: set[int]) -> None:
    """Any fleet without a cycle still has an order, and every known dependency is kept in it."""
    needs = {f"s{i}": {f"s{j}" for j in found if j < i} for i, found in enumerate(edges)}
    assumed = assumed_needs(needs, {f"s{i}" for i in unclear} & needs.keys(), needs)
    waves = numbered(list(needs), assumed)
    assert waves.keys() == needs.keys()
    assert all(waves[before] < waves[name] for name, before_all in assumed.items() for before in before_all)
    assert all(needs[name] <= assumed[name] for name in needs)
