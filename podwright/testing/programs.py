"""The Pulumi program under test: a folder of the user's, or Python text that gets a folder here.

Owns what the engine needs besides the program: the project's name and the stack's configuration. Nothing is ever
written into a folder of the user's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import cast

from podwright.engine.project import PROJECT_FILE, load_project
from podwright.engine.stack_config import without_secrets_settings

INLINE_PROJECT = "test"
"""The project of a program that is given as text."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program on disk."""

    root: Path
    """The folder with its Pulumi.yaml."""
    project: str


def locate(program: str | Path, folder: Path) -> Program:
    """The program at a path, or the one with this text, written into `folder` with this very Python as its runtime.

    Text of the same project replaces what was there, as an edit does. InputError for a folder without a Pulumi.yaml.
    """
    if isinstance(program, Path):
        project = load_project(program.resolve())
        return Program(project.root, project.name)
    root = folder / INLINE_PROJECT
    root.mkdir(parents=True, exist_ok=True)
    runtime = {"name": "python", "options": {"toolchain": "pip", "virtualenv": sys.prefix}}
    (root / PROJECT_FILE).write_text(json.dumps({"name": INLINE_PROJECT, "runtime": runtime}), "utf-8")
    (root / "__main__.py").write_text(dedent(program), "utf-8")
    return Program(root, INLINE_PROJECT)


def write_config(program: Program, stack: str, config: Mapping[str, object], folder: Path) -> Path:
    """The stack's configuration file for the engine: the committed one, if there is one, with `config` laid over it."""
    from ruamel.yaml import YAML

    committed = load_project(program.root).stack_file(stack)
    settings: dict[str, object] = {}
    if committed.is_file():
        text = without_secrets_settings(committed.read_text("utf-8"))
        settings = cast("dict[str, object] | None", YAML(typ="safe").load(text)) or {}  # pyright: ignore[reportUnknownMemberType]
    settings["config"] = {**cast("Mapping[str, object]", settings.get("config") or {}), **config}
    file = folder / program.project / f"Pulumi.{stack}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(settings), "utf-8")  # JSON is YAML
    return file
