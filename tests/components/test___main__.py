"""The components as a package for other languages: their schema is inferred from the annotations of their arguments.

Inference reads annotations as objects, so files that define arguments have no `from __future__ import annotations`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

import pytest
from pulumi.provider.experimental.component import ComponentProvider
from ruamel.yaml import YAML

from components.__main__ import COMPONENTS
from tests.components.harness import deploy

ROOT = Path(__file__).parents[2]
Schema = dict[str, Any]


def provider() -> ComponentProvider:
    return ComponentProvider(list(COMPONENTS), "podwright")


@pytest.fixture(scope="module")
def schema() -> Schema:
    return cast("Schema", json.loads(cast("str", provider().schema)))


def test_every_component_is_served(schema: Schema) -> None:
    """A component whose arguments cannot be inferred would be missing for every other language."""
    written = {
        f"podwright:index:{name}"
        for file in (ROOT / "components").glob("*/*.py")
        for name in re.findall(r"^class (\w+)\(pulumi\.ComponentResource\)", file.read_text(), re.MULTILINE)
    }
    assert set(schema["resources"]) == written


def test_every_property_is_described(schema: Schema) -> None:
    """The docstrings are all the documentation that other languages get."""
    described = {**schema["resources"], **{name: each for name, each in schema["types"].items() if "enum" not in each}}
    silent = [
        f"{token}.{name}"
        for token, each in described.items()
        for kind in ("inputProperties", "properties")
        for name, property_ in each.get(kind, {}).items()
        if not property_.get("description")
    ]
    assert silent == []


def test_words_stay_words(schema: Schema) -> None:
    """Enumerations reach other languages with the values of the stack files."""
    values = [each["value"] for each in schema["types"]["podwright:index:CapacityModel"]["enum"]]
    assert sorted(values) == ["flex-start", "on-demand", "reservation", "spot"]


def test_a_component_is_built_from_another_language() -> None:
    """Inputs arrive with the schema's names and plain enumeration values."""
    inputs = {
        "project": "lab",
        "zone": "asia-northeast1-b",
        "prefix": "gcp-asia-northeast1",
        "labels": {"owner": "serving"},
        "cluster": "gke",
        "serviceAccount": "nodes@lab.iam.gserviceaccount.com",
        "generation": "v6e",
        "topology": "4x8",
        "slices": 1,
        "capacity": {"model": "flex-start", "maxRunSeconds": 3600},
    }
    served = provider()
    deployment = deploy(lambda: served.construct("burst", "podwright:index:TpuSlice", cast("Any", inputs)))
    assert deployment.resources["burst-0"].inputs["nodeConfig"]["maxRunDuration"] == "3600s"


def test_the_plugin_names_its_toolchain() -> None:
    """Without it the language host finds uv.lock above and needs a program that may not be there."""
    plugin = cast("Schema", cast("Any", YAML(typ="safe")).load(ROOT / "components" / "PulumiPlugin.yaml"))
    assert plugin["runtime"] == {"name": "python", "options": {"toolchain": "pip", "virtualenv": "../.venv"}}
