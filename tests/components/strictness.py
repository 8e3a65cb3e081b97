"""Judges what a component hands to the SDK: no property the installed SDK does not know, no plain mapping for a class.

Pulumi's mocks take anything, and a plain mapping in place of an Args class hides a misspelt key from the type checker
until a real provider refuses it. So every program that the harness runs is judged, whatever its test is about.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, cast
from unittest.mock import patch

import pulumi

from podwright.emulator.core.validate import validate
from podwright.emulator.core.wire import decode
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, OneOf, Property, Type

_OBJECT_META = ObjectRef("meta/v1/_inputs:ObjectMetaArgs")
_NO_CLOUD = frozenset({"pulumi", "podwright"})

Report = Callable[[str], None]


@cache
def sdk(package: str) -> SdkIndex:
    """The installed SDK of a provider, read once."""
    return SdkIndex(package)


def unknown_properties(token: str, name: str, sent: Any) -> list[str]:
    """What the provider would refuse of a registration's properties (as on the wire): unknown, missing, mistyped."""
    package = token.partition(":")[0]
    resource = None if package in _NO_CLOUD or package == "providers" else sdk(package).resource(token)
    if resource is None:
        known = package in _NO_CLOUD or package == "kubernetes"  # whose custom resources no SDK knows
        return [] if known else [f"{name}: the SDK has no type {token}"]
    errors = validate(sdk(package), resource, decode(sent))
    return [f"{name}: {each.path}: {each.reason}" for each in errors if each.severity == "error"]


@contextmanager
def plain_mappings(report: Report) -> Generator[None]:
    """Reports every plain mapping that is given to a resource where its SDK has an Args class."""
    original = cast("Callable[..., None]", pulumi.CustomResource.__init__)

    def init(self: object, t: str, name: str, props: object = None, *rest: Any, **named: Any) -> None:
        _judge(t, name, props, report)
        original(self, t, name, props, *rest, **named)

    with patch.object(pulumi.CustomResource, "__init__", init):
        yield


def _judge(token: str, name: str, props: object, report: Report) -> None:
    package = token.partition(":")[0]
    if package in _NO_CLOUD or props is None:
        return
    index = sdk(package)
    resource = index.resource(token)
    # A custom resource of Kubernetes has a spec of its own and metadata as everything has.
    known = resource.inputs if resource else {"metadata": Property("metadata", "metadata", _OBJECT_META)}
    given = cast("Mapping[str, object]", props if isinstance(props, Mapping) else vars(props))
    _properties(index, known, given, name, report)


def _properties(
    index: SdkIndex, known: Mapping[str, Property], given: Mapping[str, object], path: str, report: Report
) -> None:
    types = {each.python_name: each.type for each in known.values()}
    for key, value in given.items():
        if key in types:
            _value(index, types[key], value, f"{path}.{key}", report)


def _value(index: SdkIndex, type_: Type, value: object, path: str, report: Report) -> None:
    if isinstance(value, pulumi.Output):
        cast("pulumi.Output[object]", value).apply(lambda known: _value(index, type_, known, path, report))
    elif isinstance(type_, ArrayOf) and isinstance(value, (list, tuple)):
        for number, each in enumerate(cast("list[object]", value)):
            _value(index, type_.item, each, f"{path}[{number}]", report)
    elif isinstance(type_, MapOf) and isinstance(value, dict):
        for key, each in cast("dict[str, object]", value).items():
            _value(index, type_.value, each, f"{path}.{key}", report)
    elif (ref := _class_of(type_)) is not None and value is not None:
        if type(value) is dict:
            report(f"{path}: a plain mapping, where the SDK has {ref.name.rpartition(':')[2]}")
        elif not isinstance(value, dict):  # an output of another resource is one
            _properties(index, index.object(ref).properties, vars(value), path, report)


def _class_of(type_: Type) -> ObjectRef | None:
    """The one class that a value must be of; none for plain values, and for a choice of several."""
    options = type_.options if isinstance(type_, OneOf) else (type_,)
    (first, *others) = options
    return first if isinstance(first, ObjectRef) and not others else None
