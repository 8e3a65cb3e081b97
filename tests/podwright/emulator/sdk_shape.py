"""Compares the outputs of made resources with the SDK's definitions; the same question for every emulated cloud."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from podwright.emulator.core.wire import Values, plain
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, OneOf, Scalar, Type
from tests.podwright.emulator.client import Made

_PYTHON: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "num": (int, float), "bool": (bool,)}


def _wrong(index: SdkIndex, kind: Type, value: object, path: str) -> list[str]:
    """Where a value is not of the SDK's output type."""
    if value is None or isinstance(kind, OneOf):
        return []
    if isinstance(kind, Scalar):
        fits = kind.kind not in _PYTHON or isinstance(value, _PYTHON[kind.kind])
        return [] if fits and isinstance(value, bool) <= (kind.kind in ("bool", "any")) else [path]
    members = _members(index, kind, value, path)
    if members is None:
        return [path]
    return [
        bad for place, item, part in members for bad in ([place] if part is None else _wrong(index, part, item, place))
    ]


def _members(index: SdkIndex, kind: Type, value: object, path: str) -> list[tuple[str, object, Type | None]] | None:
    """(path, value, type) of what a list, map or object holds; None when the value is none of that type."""
    if isinstance(kind, ArrayOf):
        items = cast("list[object]", value) if isinstance(value, list) else None
        return None if items is None else [(f"{path}[{at}]", item, kind.item) for at, item in enumerate(items)]
    if not isinstance(value, dict):
        return None
    fields = cast("Values", value).items()
    if isinstance(kind, MapOf):
        return [(f"{path}.{key}", item, kind.value) for key, item in fields]
    assert isinstance(kind, ObjectRef)
    known = index.object(kind).properties
    return [(f"{path}.{key}", item, known[key].type if key in known else None) for key, item in fields]


def wrong_outputs(index: SdkIndex, made: Iterable[Made]) -> list[str]:
    """Type and path of every output that is not of the type the SDK promises."""
    wrong: list[str] = []
    for each in made:
        resource = index.resource(each.token)
        assert resource is not None
        for name, value in each.outputs.items():
            wrong += _wrong(index, resource.outputs[name].type, plain(value), f"{each.token} {name}")
    return wrong


def missing_outputs(index: SdkIndex, made: Iterable[Made]) -> list[str]:
    """Type and name of every output that only the cloud sets and that is not there, blocks aside."""
    missing: list[str] = []
    for each in made:
        resource = index.resource(each.token)
        assert resource is not None
        for name, item in resource.outputs.items():
            if item.output_only and name not in each.outputs and not isinstance(item.type, ObjectRef):
                missing.append(f"{each.token} {name}")
    return missing
