"""Property values as they travel between the engine and a provider, and as plain Python.

Owns the two directions of Pulumi's property encoding (a protobuf `Struct` with signature keys): unknowns become
`UNKNOWN`, secrets become `Secret`, the output encoding is decoded away, resource references become their ids. Assets
and archives stay as the dict they arrive in. It also writes values as JSON text for the store. It knows no resource
type and no schema.

The signature keys and the unknown marker are constants of Pulumi's protocol (`sdk/go/common/resource/properties.go`,
`sdk/go/common/resource/plugin/rpc.go`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, cast

from google.protobuf import struct_pb2

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105, a key of the protocol, no password
OUTPUT_SIGNATURE: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE_SIGNATURE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
ASSET_SIGNATURE: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE_SIGNATURE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"

# One marker for each kind of unknown value (string, bool, number, array, object, asset, archive).
UNKNOWN_MARKER: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWN_MARKERS: Final = frozenset(
    {
        UNKNOWN_MARKER,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)

Value = object
"""dict[str, Value] | list[Value] | str | bool | int | float | None | UNKNOWN | Secret; JSON's shapes and two more."""

Values = dict[str, object]
"""The properties of one resource by wire name."""


class Unknown(Enum):
    """The type of `UNKNOWN`, an enum so that checkers can narrow on identity."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN
"""A value that is not known before the update; appears in previews only."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that must be stored encrypted in the state and never printed."""

    value: object

    def __repr__(self) -> str:
        return "Secret(***)"


def decode(struct: struct_pb2.Struct) -> Values:
    """The properties of a protobuf `Struct` as plain Python; whole numbers come out as int."""
    return {key: decode_value(value) for key, value in struct.fields.items()}


def decode_value(value: struct_pb2.Value) -> object:
    """One protobuf `Value` as plain Python, `UNKNOWN` or `Secret`."""
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value in _UNKNOWN_MARKERS else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        return [decode_value(item) for item in value.list_value.values]
    if kind == "struct_value":
        return _decode_object(value.struct_value)
    return None


def _decode_object(struct: struct_pb2.Struct) -> object:
    signature = struct.fields[SIGNATURE].string_value if SIGNATURE in struct.fields else None
    if signature == SECRET_SIGNATURE:
        return as_secret(decode_value(struct.fields["value"]))
    if signature == OUTPUT_SIGNATURE:
        known = "value" in struct.fields
        value = decode_value(struct.fields["value"]) if known else UNKNOWN
        return as_secret(value) if struct.fields["secret"].bool_value else value
    if signature == RESOURCE_SIGNATURE:
        known = "id" in struct.fields
        return decode_value(struct.fields["id" if known else "urn"])
    return decode(struct)


def encode(values: Mapping[str, object], *, keep_secrets: bool = True) -> struct_pb2.Struct:
    """Plain Python to a protobuf `Struct`; `keep_secrets=False` sends what is inside a `Secret` instead."""
    struct = struct_pb2.Struct()
    for key, value in values.items():
        struct.fields[key].CopyFrom(encode_value(value, keep_secrets=keep_secrets))
    return struct


def encode_value(value: object, *, keep_secrets: bool = True) -> struct_pb2.Value:
    """One plain value to a protobuf `Value`; a value of another kind is a mistake of the caller: TypeError."""
    if isinstance(value, Secret):
        if not keep_secrets:
            return encode_value(value.value, keep_secrets=False)
        return struct_pb2.Value(struct_value=encode({SIGNATURE: SECRET_SIGNATURE, "value": value.value}))
    if isinstance(value, (list, tuple)):
        items = cast("list[object]", value)
        values = [encode_value(item, keep_secrets=keep_secrets) for item in items]
        return struct_pb2.Value(list_value=struct_pb2.ListValue(values=values))
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, object]", value)
        return struct_pb2.Value(struct_value=encode(fields, keep_secrets=keep_secrets))
    return _encode_scalar(value)


def _encode_scalar(value: object) -> struct_pb2.Value:
    encoded = struct_pb2.Value()
    if value is None:
        encoded.null_value = struct_pb2.NULL_VALUE
    elif value is UNKNOWN:
        encoded.string_value = UNKNOWN_MARKER
    elif isinstance(value, bool):
        encoded.bool_value = value
    elif isinstance(value, (int, float)):
        encoded.number_value = value
    elif isinstance(value, str):
        encoded.string_value = value
    else:
        raise TypeError(f"a {type(value).__name__} cannot be a property value")
    return encoded


def to_text(values: Mapping[str, object]) -> str:
    """The properties as JSON text, secrets marked with the protocol's own signature; the same values give one text."""
    return json.dumps(_tag(dict(values)), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_text(text: str) -> Values:
    """What `to_text` wrote."""
    return cast("Values", _untag(json.loads(text)))


def _tag(value: object) -> object:
    if isinstance(value, Secret):
        return {SIGNATURE: SECRET_SIGNATURE, "value": _tag(value.value)}
    if isinstance(value, dict):
        return {key: _tag(item) for key, item in cast("Values", value).items()}
    if isinstance(value, list):
        return [_tag(item) for item in cast("list[object]", value)]
    if value is UNKNOWN:
        raise ValueError("an unknown value cannot be stored")
    return value


def _untag(value: object) -> object:
    if isinstance(value, dict):
        fields = cast("Values", value)
        if fields.get(SIGNATURE) == SECRET_SIGNATURE:
            return Secret(_untag(fields["value"]))
        return {key: _untag(item) for key, item in fields.items()}
    if isinstance(value, list):
        return [_untag(item) for item in cast("list[object]", value)]
    return value


def as_secret(value: object) -> object:
    """`value` as a `Secret`, never twice; an unknown stays unknown."""
    return value if value is UNKNOWN or isinstance(value, Secret) else Secret(value)


def plain(value: object) -> object:
    """`value` without its secrets' wrappers, at every depth; unknowns stay."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in cast("Values", value).items()}
    if isinstance(value, list):
        return [plain(item) for item in cast("list[object]", value)]
    return value


def plain_values(values: Mapping[str, object]) -> Values:
    """`plain` of each property."""
    return {key: plain(value) for key, value in values.items()}


def has_unknown(value: object) -> bool:
    """Whether `value` is, or holds at any depth, an unknown."""
    return any(item is UNKNOWN for item in _leaves(value))


def is_asset(value: object) -> bool:
    """Whether `value` is an asset or archive, which stay in their encoded form."""
    if not isinstance(value, dict):
        return False
    return cast("Values", value).get(SIGNATURE) in (ASSET_SIGNATURE, ARCHIVE_SIGNATURE)


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, Secret):
        yield from _leaves(value.value)
    elif isinstance(value, dict):
        for item in cast("Values", value).values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _leaves(item)
    else:
        yield value
