"""The value in effect in one place, out of everything that Cloud Quotas lists."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from components.gcp.quota_value import value_in_effect


@dataclass(frozen=True)
class Detail:
    value: str


@dataclass(frozen=True)
class Entry:
    dimensions: dict[str, str]
    details: list[Detail]


def entry(value: int, **dimensions: str) -> Entry:
    return Entry(dimensions, [Detail(str(value))])


HERE = {"region": "europe-west4", "gpu_family": "NVIDIA_H200"}


def test_the_most_special_entry_counts() -> None:
    """A region has a value of its own where somebody asked for one, otherwise the one of all regions."""
    family, here = entry(8, gpu_family="NVIDIA_H200"), entry(64, **HERE)
    elsewhere = entry(128, region="us-east5", gpu_family="NVIDIA_H200")
    assert value_in_effect([entry(0), family, here, elsewhere], HERE) == 64
    assert value_in_effect([entry(0), family, elsewhere], HERE) == 8
    assert value_in_effect([elsewhere, entry(-1)], HERE) == -1


def test_a_place_that_is_not_listed_has_nothing() -> None:
    """Google does not list a region whose family quota is 0."""
    assert value_in_effect([entry(128, region="us-east5")], HERE) == 0
    assert value_in_effect([], HERE) == 0


@given(st.permutations([entry(1), entry(2, region="europe-west4"), entry(3, **HERE), entry(4, region="us-east5")]))
def test_the_order_of_the_list_does_not_matter(entries: list[Entry]) -> None:
    """The API promises none."""
    assert value_in_effect(entries, HERE) == 3
