"""Changes are found at the deepest place, and replace exactly where the rules say so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.emulator.core.diff import Change, Path, ReplaceRules, compare, text
from podwright.emulator.core.wire import UNKNOWN, Secret

RULES = ReplaceRules.of(["name", "nodeConfig.spot", "tags", "tags[*]", "blocks[*].key"])

_LEAVES = st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=3)
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)
_INPUTS = st.dictionaries(st.text(max_size=3), _VALUES, max_size=4)


def _never(path: Path, old: object, new: object) -> bool:
    del path, old, new
    return False


def _changes(old: dict[str, object], new: dict[str, object]) -> dict[str, str]:
    found = compare(old, new, RULES, _never)
    return {text(change.path): change.kind + (" replaces" if change.replaces else "") for change in found}


@given(_INPUTS)
def test_equal_inputs_have_no_difference(inputs: dict[str, object]) -> None:
    """A second update must find nothing to do."""
    assert compare(inputs, dict(inputs), RULES, _never) == []


@given(_INPUTS, _INPUTS)
def test_a_difference_is_seen_from_both_sides(one: dict[str, object], two: dict[str, object]) -> None:
    """What is added in one direction is deleted in the other, at the same places."""
    there = {change.path for change in compare(one, two, RULES, _never)}
    back = {change.path for change in compare(two, one, RULES, _never)}
    assert there == back


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({"name": "a"}, {"name": "b"}, {"name": "update replaces"}),
        ({"mtu": 1460}, {"mtu": 8896}, {"mtu": "update"}),
        ({"nodeConfig": {"spot": False}}, {"nodeConfig": {"spot": True}}, {"nodeConfig.spot": "update replaces"}),
        ({"nodeConfig": {"a": 1}}, {"nodeConfig": {"a": 2}}, {"nodeConfig.a": "update"}),
        ({}, {"nodeConfig": {"spot": True}}, {"nodeConfig": "add replaces"}),
        ({}, {"nodeConfig": {"a": 1}}, {"nodeConfig": "add"}),
        ({"tags": ["a", "b"]}, {"tags": ["a"]}, {"tags[1]": "delete replaces"}),
        ({"blocks": [{"key": 1}]}, {"blocks": [{"key": 2}]}, {"blocks[0].key": "update replaces"}),
        ({"labels": {"a.b": "x"}}, {"labels": {"a.b": "y"}}, {'labels["a.b"]': "update"}),
        ({"on": True}, {"on": 1}, {"on": "update"}),
        ({"a": "x"}, {"a": UNKNOWN}, {"a": "update"}),
        ({"name": Secret("a")}, {"name": "b"}, {"name": "update replaces"}),
    ],
)
def test_changes_are_named_by_path_and_kind(
    old: dict[str, object], new: dict[str, object], changes: dict[str, str]
) -> None:
    """The path is what the user reads in a preview, and whether it replaces is what he fears."""
    assert _changes(old, new) == changes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"tags": []}, {}),
        ({"a": None}, {}),
        ({"zones": ["a", "b"]}, {"zones": ["b", "a"]}),
        ({"key": Secret("a")}, {"key": "a"}),
        ({"a": {"b": None}}, {"a": {}}),
    ],
)
def test_what_means_the_same_is_no_change(old: dict[str, object], new: dict[str, object]) -> None:
    """Lists of text are sets in the providers, and nothing is the same as not given."""
    assert compare(old, new, RULES, _never) == []


def test_an_empty_block_is_not_nothing() -> None:
    """`masterAuthorizedNetworksConfig: {}` switches something on."""
    assert _changes({}, {"block": {}}) == {"block": "add"}


def test_the_cloud_says_what_else_means_the_same() -> None:
    """A network by name and by link."""
    old: dict[str, object] = {"network": "n"}

    def by_name(path: Path, one: object, two: object) -> bool:
        return path == ("network",) and str(two).endswith(str(one))

    assert compare(old, {"network": "projects/p/n"}, RULES, by_name) == []
    assert compare(old, {"network": "projects/p/m"}, RULES, by_name) != []


def test_the_order_of_changes_does_not_depend_on_the_order_of_inputs() -> None:
    """A preview that lists the same changes in another order looks like another preview."""
    found = compare({}, {"b": 1, "a": 1}, RULES, _never)
    assert found == [Change(("a",), "add", False), Change(("b",), "add", False)]


def test_the_order_of_texts_matters_where_it_is_said_to() -> None:
    """A command's arguments are no set, and each place that differs is named."""
    old, new = {"args": ["-a", "-b", "-c"]}, {"args": ["-b", "-a", "-c"]}
    assert compare(old, new, RULES, _never) == []
    found = compare(old, new, RULES, _never, ordered=True)
    assert [text(change.path) for change in found] == ["args[0]", "args[1]"]


def test_a_rule_can_stand_for_everything_below_its_path() -> None:
    """Rules of both sorts can be put together."""
    rules = ReplaceRules.of(["name"]) | ReplaceRules.within(["spec.selector", "containers[*].env"])
    old = {"name": "a", "spec": {"selector": {"a": {"b": 1}}, "other": 1}, "containers": [{"env": [1], "image": 1}]}
    new = {"name": "b", "spec": {"selector": {"a": {"b": 2}}, "other": 2}, "containers": [{"env": [2], "image": 2}]}
    found = compare(old, new, rules, _never)
    assert {text(change.path) for change in found if change.replaces} == {
        "name",
        "spec.selector.a.b",
        "containers[0].env[0]",
    }
    assert len(found) == 5
