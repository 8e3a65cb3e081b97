"""Property values come through the protocol's encoding unchanged."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import json_format, struct_pb2
from hypothesis import given
from hypothesis import strategies as st

from podwright.emulator.core import wire
from podwright.emulator.core.wire import UNKNOWN, Secret

_SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.just(UNKNOWN)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def _struct(document: dict[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(document, struct_pb2.Struct())


@given(st.dictionaries(st.text(max_size=8), _VALUES, max_size=5))
def test_values_come_back_as_they_were_sent(values: dict[str, object]) -> None:
    """A state that changed on its way through a provider would be a difference on the next update."""
    assert wire.decode(wire.encode(values)) == values


def test_a_secret_stays_a_secret_at_any_depth() -> None:
    """The engine encrypts what is marked and nothing else."""
    values: dict[str, object] = {"a": [{"b": Secret("x")}]}
    assert wire.decode(wire.encode(values)) == values


def test_a_secret_does_not_show_itself_when_printed() -> None:
    """Logs and assertion messages hold reprs."""
    assert repr(Secret("hunter2")) == "Secret(***)"


def test_whole_numbers_are_ints_and_booleans_are_not_numbers() -> None:
    """Protobuf has only doubles; `mtu: 8896.0` would read as a change of `8896`."""
    decoded = wire.decode(_struct({"mtu": 8896.0, "share": 0.5, "on": True}))
    assert [(value, type(value)) for value in decoded.values()] == [(8896, int), (0.5, float), (True, bool)]


@pytest.mark.parametrize(
    ("encoded", "value"),
    [
        ({wire.SIGNATURE: wire.OUTPUT_SIGNATURE, "value": "a"}, "a"),
        ({wire.SIGNATURE: wire.OUTPUT_SIGNATURE, "value": "a", "secret": True}, Secret("a")),
        ({wire.SIGNATURE: wire.OUTPUT_SIGNATURE, "secret": False}, UNKNOWN),
        ({wire.SIGNATURE: wire.RESOURCE_SIGNATURE, "urn": "urn:1", "id": "net-1"}, "net-1"),
        ({wire.SIGNATURE: wire.RESOURCE_SIGNATURE, "urn": "urn:1"}, "urn:1"),
        ({wire.SIGNATURE: wire.SECRET_SIGNATURE, "value": wire.UNKNOWN_MARKER}, UNKNOWN),
    ],
)
def test_other_encodings_are_decoded_to_what_they_stand_for(encoded: dict[str, Any], value: object) -> None:
    """A program may pass a whole resource or an output; the cloud sees an id or a value."""
    assert wire.decode(_struct({"x": encoded})) == {"x": value}


def test_text_for_the_store_keeps_secrets_and_refuses_unknowns() -> None:
    """What is stored must be readable again and must be known."""
    values: dict[str, object] = {"b": [Secret({"k": 1}), 2], "a": None}
    assert wire.from_text(wire.to_text(values)) == values
    with pytest.raises(ValueError, match=r"^an unknown value cannot be stored$"):
        wire.to_text({"a": UNKNOWN})
