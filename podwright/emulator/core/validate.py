"""What a provider plugin refuses before any cloud is asked: inputs that do not fit the SDK's types.

Finds unknown properties, missing required ones, values of the wrong type and values outside a documented list, at
every depth and all of them at once. It does not know conflicts between arguments, name patterns or ranges: no SDK
states them, so each emulated cloud checks those itself.

How strict each plugin is about types was tried with the real plugins. Those of gcp and oci stand on the Terraform
bridge, which turns numbers and booleans into text, and text into numbers where it reads as one (source:
pulumi-terraform-bridge, `pkg/tfbridge/schema.go` and `pkg/tfbridge/typechecker`); gcp only warns about text for a
boolean. All else is refused, also where the bridge only warns (one value for a list, a boolean for a number).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final, Literal, cast

from podwright.emulator.core.wire import UNKNOWN, Secret, is_asset
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import (
    ArrayOf,
    FunctionType,
    MapOf,
    ObjectRef,
    OneOf,
    Property,
    ResourceType,
    Scalar,
    ScalarKind,
    Type,
)

_CONVERTING: Final = frozenset({"gcp", "oci"})
"""Providers whose plugin converts between text, numbers and booleans where that loses nothing."""
_LENIENT_BOOLEANS: Final = frozenset({"gcp"})
"""Providers that only warn about text for a boolean."""

_WHOLE_NUMBER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_MAX_PREVIEW: Final = 40
_MAX_NAMES: Final = 12

_WANTED: Final[Mapping[ScalarKind, str]] = {
    "str": "text",
    "int": "a whole number",
    "num": "a number",
    "bool": "true or false",
    "asset": "an asset or archive",
    "any": "anything",
}


@dataclass(frozen=True, slots=True)
class PropertyError:
    """One input that the provider refuses, or only warns about."""

    path: str
    """Which property, by wire names: `nodeConfig.reservationAffinity.values[0]`."""
    reason: str
    """What is wrong with it, one sentence without a full stop; what is inside a `Secret` is never shown."""
    severity: Literal["error", "warning"] = "error"
    """A warning is shown and the value accepted."""


def validate(
    index: SdkIndex, resource: ResourceType | FunctionType, inputs: Mapping[str, object]
) -> list[PropertyError]:
    """Everything wrong with `inputs` (values as in `wire.py`) of a resource or function, as they are given.

    `UNKNOWN` fits everywhere, `Secret` is looked through, None is a property that was not given.
    """
    check = _Check(index, package=index.package, outputs=frozenset(resource.outputs))
    return check.properties(resource.inputs, inputs, "")


@dataclass(frozen=True, slots=True)
class _Check:
    """One pass over a value; `secret` is set below a `Secret`."""

    index: SdkIndex
    package: str
    outputs: frozenset[str] = frozenset()
    """Names that only the cloud sets, of the resource itself."""
    secret: bool = False

    def properties(self, known: Mapping[str, Property], given: Mapping[str, object], path: str) -> list[PropertyError]:
        """The properties of the resource or of one nested object at `path`."""
        errors: list[PropertyError] = []
        for name, value in given.items():
            where = _join(path, name)
            if name not in known:
                errors.append(PropertyError(where, _unknown(name, known, self.outputs)))
            elif value is not None:
                errors += replace(self, outputs=frozenset()).value(known[name].type, value, where, known[name])
        for name, item in known.items():
            if item.required and given.get(name) is None:
                errors.append(PropertyError(_join(path, name), f'missing required property "{name}"'))
        return errors

    def value(self, type_: Type, value: object, path: str, item: Property) -> list[PropertyError]:
        """One value against its type; `item` is the property that it belongs to."""
        if value is UNKNOWN or value is None:
            return []
        if isinstance(value, Secret):
            return replace(self, secret=True).value(type_, value.value, path, item)
        return self.plain(type_, value, path, item)

    def plain(self, type_: Type, value: object, path: str, item: Property) -> list[PropertyError]:
        """One value that is known and not a `Secret`."""
        if isinstance(type_, Scalar):
            return self.scalar(type_, value, path, item)
        if isinstance(type_, OneOf):
            return min((self.value(option, value, path, item) for option in type_.options), key=len)
        if isinstance(type_, ArrayOf):
            return self.items(type_, value, path, item)
        if isinstance(type_, MapOf):
            return self.entries(type_, value, path, item)
        return self.object(type_, value, path)

    def items(self, type_: ArrayOf, value: object, path: str, item: Property) -> list[PropertyError]:
        """A list and what is in it."""
        if not isinstance(value, list):
            return self.wrong("a list", value, path)
        parts = enumerate(cast("list[object]", value))
        return _all(self.value(type_.item, part, f"{path}[{number}]", item) for number, part in parts)

    def entries(self, type_: MapOf, value: object, path: str, item: Property) -> list[PropertyError]:
        """A map with keys of the user's choice, and what is in it."""
        if not _is_object(value):
            return self.wrong("a map", value, path)
        parts = cast("dict[str, object]", value).items()
        return _all(self.value(type_.value, part, _join(path, key), item) for key, part in parts)

    def object(self, type_: ObjectRef, value: object, path: str) -> list[PropertyError]:
        """A nested object."""
        if not _is_object(value):
            return self.wrong("an object", value, path)
        return self.properties(self.index.object(type_).properties, cast("dict[str, object]", value), path)

    def scalar(self, type_: Scalar, value: object, path: str, item: Property) -> list[PropertyError]:
        """One plain value: its type, then the documented list."""
        if type_.kind == "bool" and isinstance(value, str) and self.package in _LENIENT_BOOLEANS:
            is_fine = value in ("true", "false")
            return [] if is_fine else [replace(self.wrong(_WANTED["bool"], value, path)[0], severity="warning")]
        if not _FITS[type_.kind](value, self.package in _CONVERTING):
            return self.wrong(_WANTED[type_.kind], value, path)
        if item.allowed is None or str(value) in item.allowed or (value == "" and not item.required):
            return []
        allowed = ", ".join(json.dumps(choice) for choice in item.allowed)
        got = "a secret value that is not among them" if self.secret else _preview(value)
        return [PropertyError(path, f"expected one of {allowed}, got {got}")]

    def wrong(self, wanted: str, value: object, path: str) -> list[PropertyError]:
        """The value is of another type."""
        got = "a secret value of another type" if self.secret else _preview(value)
        return [PropertyError(path, f"expected {wanted}, got {got}")]


def _preview(value: object) -> str:
    """`value` in a few words."""
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "an object"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MAX_PREVIEW else text[: _MAX_PREVIEW - 3] + "..."


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _fits_text(value: object, converts: bool) -> bool:
    return isinstance(value, str) or (converts and isinstance(value, (bool, int, float)))


def _fits_whole_number(value: object, converts: bool) -> bool:
    if isinstance(value, str):
        return converts and _WHOLE_NUMBER.fullmatch(value) is not None
    return _is_number(value) and float(cast("float", value)).is_integer()


def _fits_number(value: object, converts: bool) -> bool:
    if isinstance(value, str):
        return converts and _NUMBER.fullmatch(value) is not None
    return _is_number(value)


_FITS: Final[Mapping[ScalarKind, Callable[[object, bool], bool]]] = {
    "str": _fits_text,
    "int": _fits_whole_number,
    "num": _fits_number,
    "bool": lambda value, _: isinstance(value, bool),
    "asset": lambda value, _: is_asset(value),
    "any": lambda _value, _: True,
}


def _is_object(value: object) -> bool:
    return isinstance(value, dict) and not is_asset(cast("object", value))


def _unknown(name: str, known: Mapping[str, Property], outputs: frozenset[str]) -> str:
    """Why `name` is refused, with the name that was probably meant."""
    if name in outputs:
        return f'"{name}" is set by the cloud and cannot be given'
    for item in known.values():
        if item.python_name == name:
            return f'unknown property "{name}"; outside Python programs it is called "{item.wire_name}"'
    near = get_close_matches(name, known, n=1)
    if near:
        return f'unknown property "{name}"; did you mean "{near[0]}"?'
    if len(known) <= _MAX_NAMES:
        return f'unknown property "{name}"; known are {", ".join(sorted(known)) or "none"}'
    return f'unknown property "{name}"'


def _join(path: str, name: str) -> str:
    if not _PLAIN_KEY.fullmatch(name):
        return f"{path}[{json.dumps(name)}]"
    return f"{path}.{name}" if path else name


def _all(parts: Iterable[list[PropertyError]]) -> list[PropertyError]:
    return [error for part in parts for error in part]
