"""What a resource gives back has the SDK's shape, whole, and nothing changes without a change."""

from __future__ import annotations

from typing import cast

import pytest

from podwright.emulator.core.wire import UNKNOWN, Values, plain
from podwright.emulator.oci.coverage import MODELLED
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, OneOf, Scalar, Type
from tests.podwright.emulator.client import Client, Made
from tests.podwright.emulator.oci.everything import everything, inputs_of
from tests.podwright.emulator.oci.types import SetLimit

_PYTHON: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "num": (int, float), "bool": (bool,)}


@pytest.fixture
def first(compartment: Made, vcn: Made, subnet: Made, cluster: Made) -> list[Made]:
    """What the others need."""
    return [compartment, vcn, subnet, cluster]


@pytest.fixture
def all_made(oci: Client, first: list[Made], domain: str, set_limit: SetLimit) -> list[Made]:
    """One of each modelled type."""
    return everything(oci, first, domain, set_limit)


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


def test_outputs_have_the_sdks_types(oci_index: SdkIndex, all_made: list[Made]) -> None:
    """A number where the SDK promises text breaks programs that run well on the real cloud."""
    assert {each.token for each in all_made} == set(MODELLED)
    wrong: list[str] = []
    for each in all_made:
        resource = oci_index.resource(each.token)
        assert resource is not None
        for name, value in each.outputs.items():
            wrong += _wrong(oci_index, resource.outputs[name].type, plain(value), f"{each.token} {name}")
    assert wrong == []


def test_every_declared_output_is_there(oci_index: SdkIndex, all_made: list[Made]) -> None:
    """A program that reads one gets a value, except for blocks that the cloud leaves empty."""
    missing: list[str] = []
    for each in all_made:
        resource = oci_index.resource(each.token)
        assert resource is not None
        for name, item in resource.outputs.items():
            if item.output_only and name not in each.outputs and not isinstance(item.type, ObjectRef):
                missing.append(f"{each.token} {name}")
    assert missing == []


def test_nothing_of_any_type_changes_without_a_change(oci: Client, all_made: list[Made]) -> None:
    """The same program again, and the same after a refresh, must find nothing to do."""
    for each in all_made:
        seen = oci.refresh(each)
        assert seen is not None
        assert (seen.inputs, seen.outputs) == (each.inputs, each.outputs)
        assert oci.diff(seen, {key: value for key, value in each.inputs.items() if key != "__defaults"}).changes == {}


def test_everything_goes_in_the_opposite_order(oci: Client, all_made: list[Made]) -> None:
    """As the engine destroys; nothing but what the cloud keeps is left."""
    for each in reversed(all_made):
        oci.delete(each)
    assert [each.token for each in all_made if oci.refresh(each)] == []


def test_what_is_unknown_in_a_preview_is_not_refused(oci: Client, domain: str) -> None:
    """Any input may come from a resource that is not there yet; whether it fits is seen at the update."""
    for token, inputs in inputs_of({}, domain).items():
        for name in inputs:
            assert oci.check(token, "x", {**inputs, name: UNKNOWN})[name] is UNKNOWN
