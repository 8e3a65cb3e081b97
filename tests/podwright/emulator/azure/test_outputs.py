"""What a resource gives back has the SDK's shape, whole."""

from __future__ import annotations

from typing import cast

import pytest

from podwright.emulator.azure.coverage import MODELLED
from podwright.emulator.core.wire import plain
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, OneOf, Scalar, Type
from tests.podwright.emulator.azure.everything import Inputs, everything
from tests.podwright.emulator.client import Client, Made

_PYTHON: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "num": (int, float), "bool": (bool,)}


@pytest.fixture
def made(azure: Client, foundation: list[Made], cluster: Made) -> list[Made]:
    """One of each modelled type."""
    return everything(azure, *foundation, cluster)


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
    fields = cast("Inputs", value).items()
    if isinstance(kind, MapOf):
        return [(f"{path}.{key}", item, kind.value) for key, item in fields]
    assert isinstance(kind, ObjectRef)
    known = index.object(kind).properties
    return [(f"{path}.{key}", item, known[key].type if key in known else None) for key, item in fields]


def test_outputs_have_the_sdks_types(azure_index: SdkIndex, made: list[Made]) -> None:
    """A number where the SDK promises text breaks programs that run well on the real cloud."""
    assert {each.token for each in made} == set(MODELLED)
    wrong: list[str] = []
    for each in made:
        resource = azure_index.resource(each.token)
        assert resource is not None
        for name, value in each.outputs.items():
            wrong += _wrong(azure_index, resource.outputs[name].type, plain(value), f"{each.token} {name}")
    assert wrong == []


def test_every_declared_output_is_there(azure_index: SdkIndex, made: list[Made]) -> None:
    """A program that reads one gets a value, except for blocks that the cloud leaves empty."""
    missing: list[str] = []
    for each in made:
        resource = azure_index.resource(each.token)
        assert resource is not None
        for name, item in resource.outputs.items():
            if item.output_only and name not in each.outputs and not isinstance(item.type, ObjectRef):
                missing.append(f"{each.token} {name}")
    assert missing == []


def test_every_resource_says_what_it_is(made: list[Made]) -> None:
    """Name, ARM type, state and API version, in the words of the real provider."""
    for each in made:
        if "type" in each.outputs and each.token != "azure-native:containerservice:AgentPool":
            assert str(each.out("type")).startswith("Microsoft.")
        assert each.out("provisioningState") in (None, "Succeeded")
        assert each.out("azureApiVersion")
        assert each.out("name")


def test_nothing_of_any_type_changes_without_a_change(azure: Client, made: list[Made]) -> None:
    """The same program again, and the same after a refresh, must find nothing to do."""
    for each in made:
        seen = azure.refresh(each)
        assert seen is not None
        assert seen.inputs == each.inputs
        assert azure.diff(seen, {key: value for key, value in each.inputs.items() if key != "__defaults"}).changes == {}


def test_everything_can_be_deleted_in_the_reverse_order(azure: Client, made: list[Made]) -> None:
    """What a destroy does."""
    for each in reversed(made):
        azure.delete(each)
        assert azure.refresh(each) is None
