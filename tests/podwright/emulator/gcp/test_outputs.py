"""What a resource gives back has the SDK's shape, whole."""

from __future__ import annotations

from typing import cast

from podwright.emulator.core.wire import plain
from podwright.emulator.gcp.coverage import MODELLED
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, OneOf, Scalar, Type
from tests.podwright.emulator.client import Client, Made
from tests.podwright.emulator.gcp.everything import Inputs, everything
from tests.podwright.emulator.gcp.types import SetQuota

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
    fields = cast("Inputs", value).items()
    if isinstance(kind, MapOf):
        return [(f"{path}.{key}", item, kind.value) for key, item in fields]
    assert isinstance(kind, ObjectRef)
    known = index.object(kind).properties
    return [(f"{path}.{key}", item, known[key].type if key in known else None) for key, item in fields]


def test_outputs_have_the_sdks_types(gcp: Client, gcp_index: SdkIndex, cluster: Made, set_quota: SetQuota) -> None:
    """A number where the SDK promises text breaks programs that run well on the real cloud."""
    made = everything(gcp, cluster, set_quota)
    assert {each.token for each in made} == set(MODELLED)
    wrong: list[str] = []
    for each in made:
        resource = gcp_index.resource(each.token)
        assert resource is not None
        for name, value in each.outputs.items():
            wrong += _wrong(gcp_index, resource.outputs[name].type, plain(value), f"{each.token} {name}")
    assert wrong == []


def test_every_declared_output_is_there(gcp: Client, gcp_index: SdkIndex, cluster: Made, set_quota: SetQuota) -> None:
    """A program that reads one gets a value, except for blocks that the cloud leaves empty."""
    missing: list[str] = []
    for each in everything(gcp, cluster, set_quota):
        resource = gcp_index.resource(each.token)
        assert resource is not None
        for name, item in resource.outputs.items():
            if item.output_only and name not in each.outputs and not isinstance(item.type, ObjectRef):
                missing.append(f"{each.token} {name}")
    assert missing == []
