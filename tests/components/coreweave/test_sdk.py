"""What the SDK offers is used, or named as left out: nothing of a new version goes unseen."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any, cast

import pulumi
import pulumi_coreweave as sdk

FOLDER = Path(__file__).parents[3] / "components" / "coreweave"
SOURCES = "\n".join(file.read_text() for file in FOLDER.glob("*.py"))
_NO_ARGUMENTS = ("self", "__self__", "resource_name", "opts", "__props__")


def left_out() -> str:
    """The README's table of what no component uses."""
    return (FOLDER / "README.md").read_text().split("## What the SDK has and no component uses")[1].split("\n## ")[0]


def resources() -> dict[str, type[pulumi.CustomResource]]:
    found = {name: getattr(sdk, name) for name in dir(sdk)}
    kinds = {name: each for name, each in found.items() if inspect.isclass(each)}
    return {name: each for name, each in kinds.items() if issubclass(each, pulumi.CustomResource)}


def test_every_resource_and_function_is_used_or_named() -> None:
    """The program's own provider is the only other class there is."""
    functions = [name for name in dir(sdk) if name.startswith("get_") and not name.endswith("_output")]
    wanted = {*resources(), *functions}
    assert {name for name in wanted if f"{name}(" not in SOURCES and f"`{name}`" not in left_out()} == set()
    assert len(wanted) >= 11


def test_every_argument_is_used_or_named() -> None:
    """An argument that no component can give is a choice, and the README says why."""
    unused: dict[str, list[str]] = {}
    for name, kind in resources().items():
        arguments = inspect.signature(cast("Any", kind)._internal_init).parameters
        given = [each for each in arguments if each not in _NO_ARGUMENTS]
        missing = [each for each in given if f"{each}=" not in SOURCES and f"`{each}`" not in left_out()]
        unused |= {name: missing} if missing else {}
    assert unused == {}
