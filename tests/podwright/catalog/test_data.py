"""The reader of the data files: what every file must have, and how a mistake in one is reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast

import pytest

from podwright.catalog.data import Fields, load

FILES = ["tpus.yaml", "gpus.yaml", "regions.yaml", "quotas.yaml"]


def groups(place: str, value: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Every mapping of a file that carries a `source`, with its place."""
    if isinstance(value, dict):
        mapping = cast("dict[str, object]", value)
        if "source" in mapping:
            yield place, mapping
        for key, each in mapping.items():
            yield from groups(f"{place}.{key}", each)
    elif isinstance(value, list):
        for index, each in enumerate(cast("list[object]", value)):
            yield from groups(f"{place}[{index}]", each)


@pytest.mark.parametrize("name", FILES)
def test_every_group_of_facts_has_a_source_and_a_date(name: str) -> None:
    """A fact nobody can look up again is a rumour; dates are texts, so that a month alone can be written."""
    found = list(groups(name, dict(load(name).values)))
    assert found
    for place, group in found:
        assert group["source"], place
        assert re.fullmatch(r"20\d\d-\d\d(-\d\d)?", str(group.get("date"))), place


@pytest.mark.parametrize("name", FILES)
def test_second_hand_facts_are_marked(name: str) -> None:
    """What a third party wrote down may be right and is not checked; a reader of the data must see which it is."""
    for place, group in groups(name, dict(load(name).values)):
        if group.get("verified", True):
            assert "second-hand" not in str(group["source"]) or "documentation" in str(group["source"]), place


def test_a_file_is_read_once() -> None:
    """One check asks for the same table hundreds of times."""
    assert load("tpus.yaml") is load("tpus.yaml")


WRONG: list[tuple[Callable[[Fields], object], str]] = [
    (lambda fields: fields.text("chips"), "demo.chips: expected str, found 4"),
    (lambda fields: fields.text("missing"), "demo.missing: expected str, found None"),
    (lambda fields: fields.number("flag"), "demo.flag: expected int, found True"),
    (lambda fields: fields.texts("mixed"), "demo.mixed: expected a list of strings, found 1"),
    (lambda fields: fields.child("chips"), "demo.chips: expected a mapping, found 4"),
    (lambda fields: fields.records("mixed"), "demo.mixed[0]: expected a mapping, found 'a'"),
]


@pytest.mark.parametrize(("read", "message"), WRONG)
def test_a_wrong_value_is_reported_with_its_place(read: Callable[[Fields], object], message: str) -> None:
    """Whoever edits a data file sees at once which line it was."""
    fields = Fields("demo", {"chips": 4, "flag": True, "mixed": ["a", 1]})
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read(fields)


def test_what_is_left_out_is_empty() -> None:
    """Optional keys need no entry."""
    fields = Fields("demo", {"nothing": None})
    assert (fields.texts("a"), fields.records("b"), fields.children("c")) == ((), (), {})
    assert (fields.text_or_none("nothing"), fields.number_or_none("d"), fields.flag("e", default=True)) == (
        None,
        None,
        True,
    )
