"""The index against what the real provider plugin says of the same types.

The index guesses nothing, but it reads Python that was generated from the provider's schema; these facts from the
schema itself show that nothing was lost or misread on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
from ruamel.yaml import YAML

from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, Property, ResourceType, Scalar, Type

Facts = Mapping[str, object]


def load(name: str, key: str) -> Mapping[str, Facts]:
    """The facts of a file by resource token."""
    path = Path(__file__).parent / name
    data = cast("Mapping[str, object]", YAML(typ="safe").load(path))  # pyright: ignore[reportUnknownMemberType]
    return cast("Mapping[str, Facts]", data[key])


FACTS = load("gcp_schema_facts.yaml", "resources")
VALUES = load("gcp_value_facts.yaml", "values")
TOKENS = sorted(FACTS)


def spell(type_: Type) -> str:
    """A type as the facts write it; they take an asset for anything."""
    match type_:
        case Scalar(kind):
            return "any" if kind == "asset" else kind
        case ArrayOf(item):
            return f"[{spell(item)}]"
        case MapOf(value):
            return f"{{{spell(value)}}}"
        case _:
            return "object"


def spell_all(properties: Mapping[str, Property]) -> dict[str, str]:
    """The types by wire name."""
    return {name: spell(item.type) for name, item in properties.items()}


def names(facts: Facts, key: str) -> set[str]:
    """A list of names among the facts, empty when there is none."""
    return set(cast("list[str]", facts.get(key, [])))


def resource(gcp: SdkIndex, token: str) -> ResourceType:
    """A type that must exist."""
    found = gcp.resource(token)
    assert found is not None
    return found


@pytest.mark.parametrize("token", TOKENS)
def test_the_inputs_are_the_providers(gcp: SdkIndex, token: str) -> None:
    """Every name and every type, none missing and none too many."""
    inputs = spell_all(resource(gcp, token).inputs)
    newer = names(FACTS[token], "sdk_only")
    assert newer <= inputs.keys()
    assert {name: type_ for name, type_ in inputs.items() if name not in newer} == FACTS[token]["inputs"]


@pytest.mark.parametrize("token", TOKENS)
def test_what_must_be_given_is_the_same(gcp: SdkIndex, token: str) -> None:
    """A missing input is refused before a cloud is asked, so neither more nor less may be required."""
    inputs = resource(gcp, token).inputs
    assert {name for name, item in inputs.items() if item.required} == names(FACTS[token], "required")


@pytest.mark.parametrize("token", TOKENS)
def test_the_outputs_are_the_providers(gcp: SdkIndex, token: str) -> None:
    """What only the cloud sets."""
    outputs = {name: item for name, item in resource(gcp, token).outputs.items() if item.output_only}
    assert spell_all(outputs) == FACTS[token].get("outputs", {})


@pytest.mark.parametrize("token", TOKENS)
def test_the_same_properties_are_secret(gcp: SdkIndex, token: str) -> None:
    """A secret that is missed is written to state in clear."""
    found = resource(gcp, token)
    secret = {name for name, item in (*found.inputs.items(), *found.outputs.items()) if item.secret}
    assert secret == names(FACTS[token], "secret")


@pytest.mark.parametrize("token", TOKENS)
def test_the_same_inputs_are_deprecated(gcp: SdkIndex, token: str) -> None:
    """The reason is the SDK's own and read elsewhere; here only which ones."""
    inputs = resource(gcp, token).inputs
    assert {name for name, item in inputs.items() if item.deprecated} == names(FACTS[token], "deprecated")


def nested(gcp: SdkIndex, token: str, path: str) -> Mapping[str, Property]:
    """The properties of the object at `path` below a resource's inputs, or the inputs themselves."""
    properties = resource(gcp, token).inputs
    for part in path.split(".") if path else []:
        type_ = properties[part.removesuffix("[]")].type
        type_ = type_.item if isinstance(type_, ArrayOf) else type_
        assert isinstance(type_, ObjectRef)
        properties = gcp.object(type_).properties
    return properties


def below(facts: Mapping[str, Facts], key: str | None = None) -> list[tuple[str, str]]:
    """Each path among the facts, with its resource."""
    return [
        (token, path) for token in facts for path in (cast("Facts", facts[token].get(key, {})) if key else facts[token])
    ]


@pytest.mark.parametrize(("token", "path"), below(FACTS, "objects"))
def test_nested_objects_are_the_providers(gcp: SdkIndex, token: str, path: str) -> None:
    """Names, types and required ones below the top, where a typo is easiest."""
    properties = nested(gcp, token, path)
    facts = cast("Mapping[str, Facts]", FACTS[token]["objects"])[path]
    assert spell_all(properties) == facts["properties"]
    assert {name for name, item in properties.items() if item.required} == names(facts, "required")


@pytest.mark.parametrize(("token", "path"), below(VALUES))
def test_documented_values_are_those_the_provider_validates(gcp: SdkIndex, token: str, path: str) -> None:
    """The list itself, and that an empty text is taken exactly where the property is optional."""
    *parents, name = path.split(".")
    item = nested(gcp, token, ".".join(parents))[name]
    given = cast("list[str]", VALUES[token][path])
    assert item.allowed == tuple(value for value in given if value)
    assert item.required is ("" not in given)
