"""What the run side reads from one step of the engine."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from podwright.fleet.changes import PropertyChange, resource_change
from podwright.fleet.values import MISSING, SECRET, UNKNOWN, parse_path, plain_value, value_at
from tests.podwright.fleet.fake_engine import urn

POOL = urn("podwright:index:TpuSlice$gcp:container/nodePool:NodePool", "serve-0")
SEALED = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}
UNKNOWN_ID = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def test_path_parts() -> None:
    """The engine writes dots, list places and quoted keys; each must lead to the value."""
    assert parse_path('nodeConfig.labels["a.b/c"].x[2].y') == ["nodeConfig", "labels", "a.b/c", "x", 2, "y"]


@given(st.lists(st.integers(0, 5) | st.from_regex(r"[a-z][A-Za-z0-9_/.-]{0,8}", fullmatch=True), min_size=1))
def test_every_written_path_reads_back(parts: list[str | int]) -> None:
    """No key that a cloud allows may break the way to its value."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f'["{part}"]' for part in parts)
    assert parse_path(text) == parts


def test_value_that_is_not_there() -> None:
    """A path into nothing is missing, not an error: states lack what inputs have."""
    assert value_at({"a": [1]}, "a[1]") is MISSING
    assert value_at(None, "a.b") is MISSING
    assert value_at({"a": 1}, "a.b") is MISSING


def test_secrets_and_unknowns_are_words_however_deep() -> None:
    """Neither a secret's wrapper nor an unknown's fixed id may reach a reader."""
    assert plain_value({"x": [SEALED, UNKNOWN_ID], "y": 1}) == {"x": [SECRET, UNKNOWN], "y": 1}


def test_update_shows_old_and_new_value() -> None:
    """Without `inputDiff` the old side is the cloud's state, the new side the program's input."""
    change = resource_change(
        {
            "op": "update",
            "urn": POOL,
            "old": {"inputs": {"size": 1}, "outputs": {"size": 2}},
            "new": {"inputs": {"size": 3}},
            "detailedDiff": {"size": {"diffKind": "update", "inputDiff": False}},
        }
    )
    assert change is not None
    assert (change.op, change.type, change.name) == ("update", "gcp:container:NodePool", "serve-0")
    assert change.properties == (PropertyChange("size", "update", False, 2, 3),)


def test_input_diff_compares_inputs() -> None:
    """With `inputDiff` both sides are the program's."""
    change = resource_change(
        {
            "op": "update",
            "urn": POOL,
            "old": {"inputs": {"size": 1}, "outputs": {"size": 2}},
            "new": {"inputs": {"size": 3}},
            "detailedDiff": {"size": {"diffKind": "update", "inputDiff": True}},
        }
    )
    assert change is not None
    assert change.properties == (PropertyChange("size", "update", False, 1, 3),)


def test_replacement_marks_its_reasons() -> None:
    """Only the properties that force a replacement are marked; added ones have no old value."""
    change = resource_change(
        {
            "op": "replace",
            "urn": POOL,
            "old": {"inputs": {"zone": "a"}, "outputs": {}},
            "new": {"inputs": {"zone": "b", "tags": ["x"]}},
            "detailedDiff": {"zone": {"diffKind": "update-replace"}, "tags": {"diffKind": "add"}},
        }
    )
    assert change is not None
    assert change.properties == (
        PropertyChange("tags", "add", False, MISSING, ["x"]),
        PropertyChange("zone", "update", True, "a", "b"),
    )


def test_provider_without_detailed_diff() -> None:
    """Some providers name only the top-level keys; the values still come from the two states."""
    change = resource_change(
        {
            "op": "replace",
            "urn": POOL,
            "old": {"inputs": {"zone": "a", "n": 1}},
            "new": {"inputs": {"zone": "b", "n": 2}},
            "detailedDiff": None,
            "diffs": ["n", "zone"],
            "keys": ["zone"],
        }
    )
    assert change is not None
    assert change.properties == (
        PropertyChange("n", "update", False, 1, 2),
        PropertyChange("zone", "update", True, "a", "b"),
    )


def test_halves_of_a_replacement_are_not_changes() -> None:
    """The engine reports one replacement as three steps; it must count once."""
    steps = ["create-replacement", "replace", "delete-replaced", "same", "read", "refresh"]
    found = [resource_change({"op": op, "urn": POOL}) for op in steps]
    assert [change.op for change in found if change is not None] == ["replace"]


def test_missing_sides_have_no_key_in_json() -> None:
    """A reader of the report can tell "not set" from `null`."""
    assert PropertyChange("a", "add", True, MISSING, None).as_json() == {
        "path": "a",
        "kind": "add",
        "replaces": True,
        "new": None,
    }
