"""The published JSON Schema: current, accepts the fleet, refuses what an editor should underline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from stacks.schema import FILE, stack_schema, text
from tests.stacks.samples import mesh, region, shared, with_slice, with_vm

STACKS = Path(__file__).parents[2] / "stacks"


def _errors(values: dict[str, Any]) -> list[str]:
    document = {"config": {f"podwright:{key}": value for key, value in values.items()}}
    validator: Any = Draft7Validator(stack_schema())
    return [error.message for error in validator.iter_errors(document)]


def test_the_file_is_current() -> None:
    """Editors read the file; after a change of the vocabulary run `python -m stacks.schema`."""
    assert FILE.read_text(encoding="utf-8") == text()


def test_it_is_a_schema() -> None:
    """A wrong schema accepts everything in most editors."""
    Draft7Validator.check_schema(stack_schema())


@pytest.mark.parametrize("path", sorted(STACKS.glob("Pulumi.*.yaml")), ids=lambda path: path.name)
def test_every_stack_file_is_valid_and_points_to_it(path: Path) -> None:
    """The fleet is the first user of the schema."""
    content = path.read_text(encoding="utf-8")
    assert content.startswith("# yaml-language-server: $schema=./stack.schema.json\n")
    loaded: Any = YAML(typ="safe", pure=True).load(content)  # pyright: ignore[reportUnknownMemberType]
    validator: Any = Draft7Validator(stack_schema())
    assert [error.message for error in validator.iter_errors(loaded)] == []


@pytest.mark.parametrize(
    "values",
    [
        region(),
        shared(),
        mesh(),
        with_vm(),
        with_slice(generation=..., topology=..., acceleratorType="v6e-64"),
        region(cluster={"releaseChannel": "RAPID", "systemNodes": 2}),
    ],
)
def test_sound_specs_are_valid(values: dict[str, Any]) -> None:
    """What `check` accepts must not be underlined."""
    assert _errors(values) == []


@pytest.mark.parametrize(
    "values",
    [
        region(colour="red"),
        region(kind="mesh"),
        region(cloud="mesh"),
        region(mesh={"members": {}}),
        mesh(cloud="gcp"),
        mesh(account={"project": "lab"}),
        mesh(mesh=...),
        mesh(mesh={"members": {"a": {"asn": "64512"}}}),
        region(cloud="azure"),
        region(region="europe-west44"),
        region(jurisdiction="NO"),
        region(network=...),
        region(services=["compute.googleapis.com"]),
        shared(tpuSlices={}),
        region(labels={"owner": "serving"}),
        with_slice(topolgy="8x8"),
        with_slice(topology=...),
        with_slice(topology="8by8"),
        with_slice(acceleratorType="v6e-64"),
        with_slice(generation="v7"),
        with_slice(slices="2"),
        with_slice(slices=0),
        with_slice(capacity={"model": "cheap"}),
        with_slice(machineType="n2-standard-4"),
    ],
)
def test_mistakes_that_an_editor_can_see_are_refused(values: dict[str, Any]) -> None:
    """Each of these is underlined while typing."""
    assert _errors(values)


def test_a_key_without_a_namespace_is_refused() -> None:
    """The prefix is what is forgotten first."""
    validator: Any = Draft7Validator(stack_schema())
    config = {f"podwright:{key}": value for key, value in region().items()}
    assert list(validator.iter_errors({"config": {**config, "gcp:project": "x"}, "encryptionsalt": "v1:x"})) == []
    assert list(validator.iter_errors({"config": {**config, "network": {}}}))


def test_every_key_is_described() -> None:
    """The description is what an editor shows at the cursor."""

    def undescribed(node: dict[str, Any], place: str) -> list[str]:
        fields: dict[str, Any] = node.get("properties", {})
        inner: Any = node.get("additionalProperties")
        found = [f"{place}.{key}" for key, field in fields.items() if "description" not in field]
        found += [each for key, field in fields.items() for each in undescribed(field, f"{place}.{key}")]
        return found + (undescribed(inner, f"{place}.*") if isinstance(inner, dict) else [])  # pyright: ignore[reportUnknownArgumentType]

    assert undescribed(stack_schema(), "") == []
