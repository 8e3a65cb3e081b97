"""Finds the project, and the stack files of its fleet.

A stack belongs to the fleet by having a file `Pulumi.<stack>.yaml` in the project's stack folder; there is no other
list that could disagree. A file that cannot be read is still a stack of the fleet, with problems instead of a spec:
leaving it out would let a run pass as complete. Names are the short ones, without what a backend adds to them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from podwright.errors import InputError, Problem
from stacks.check import examine
from stacks.model import StackSpec
from stacks.source import SourceMap, read_file
from stacks.spec import known_keys

PROJECT_FILE = "Pulumi.yaml"


@dataclass(frozen=True, slots=True)
class Project:
    """One Pulumi project: what all stacks of a fleet share."""

    root: Path
    """The folder of Pulumi.yaml."""
    name: str
    stack_dir: Path
    """Where the stack files are: `stackConfigDir`, or the root."""


@dataclass(frozen=True, slots=True)
class StackFile:
    """One stack of the fleet, well-formed or not."""

    name: str
    path: Path
    file: str
    """The path as messages show it: from the working directory."""
    spec: StackSpec | None
    """The spec; None when its shape is wrong."""
    rest: StackSpec | None
    """What could be read of a wrong spec, for selecting and comparing; never for building from."""
    source: SourceMap | None
    problems: tuple[Problem, ...]
    """What is wrong with this file alone."""

    def line(self, *path: str | int) -> int | None:
        """The line of a key of the spec; None when the file could not be read."""
        return self.source.line(path) if self.source else None


def find_project(start: Path) -> Project:
    """The project of the nearest Pulumi.yaml from `start` upward, or an `InputError`."""
    here = start.resolve()
    for folder in (here, *here.parents):
        file = folder / PROJECT_FILE
        if file.is_file():
            return _project(file)
    raise InputError(
        Problem(
            "project",
            f"there is no {PROJECT_FILE} in {here} or above it",
            fix="run it inside a Podwright project, or name one with -C",
        )
    )


def _project(file: Path) -> Project:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    shown = display_path(file)
    try:
        loaded: object = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))  # pyright: ignore[reportUnknownMemberType]
    except (YAMLError, OSError, UnicodeDecodeError) as error:
        raise InputError(Problem("project", f"cannot be read: {str(error).splitlines()[0]}", file=shown)) from error
    values = cast("dict[str, object]", loaded) if isinstance(loaded, dict) else {}
    name, folder = values.get("name"), values.get("stackConfigDir", ".")
    if not isinstance(name, str) or not isinstance(folder, str):
        message = "needs a name, and stackConfigDir must be text where it is given"
        raise InputError(Problem("project", message, file=shown))
    return Project(file.parent, name, file.parent / folder)


def discover(project: Project) -> list[StackFile]:
    """All stacks of the fleet by name, each parsed and checked by itself."""
    if not project.stack_dir.is_dir():
        raise InputError(
            Problem(
                "stackConfigDir",
                f"the folder {project.stack_dir.name} is not there",
                fix="make it, or correct stackConfigDir",
                file=display_path(project.root / PROJECT_FILE),
            )
        )
    nameless = [path for form in ("yaml", "yml", "json") for path in project.stack_dir.glob(f"Pulumi..{form}")]
    if nameless:
        message, fix = "is a stack file without a stack's name", "rename it to Pulumi.<stack>.yaml, or remove it"
        raise InputError([Problem("file", message, fix=fix, file=display_path(path)) for path in nameless])
    stacks = [read_stack(path) for path in project.stack_dir.glob("Pulumi.*.yaml")]
    stacks += [
        _of_another_form(path) for form in ("yml", "json") for path in project.stack_dir.glob(f"Pulumi.*.{form}")
    ]
    return sorted(stacks, key=lambda stack: stack.name)


def _of_another_form(path: Path) -> StackFile:
    """Pulumi reads these too, so they are stacks; only `.yaml` is read here, and one form is enough."""
    name, file = path.stem.removeprefix("Pulumi."), display_path(path)
    problem = Problem("file", "is a stack file that is not .yaml", fix=f"write it as Pulumi.{name}.yaml", file=file)
    return StackFile(name, path, file, None, None, None, (problem,))


def read_stack(path: Path) -> StackFile:
    """One stack file, with everything that is wrong with it."""
    file = display_path(path)
    name = path.name.removeprefix("Pulumi.").removesuffix(".yaml")
    document, problems = read_file(path, file, known_keys())
    if document is None:
        return StackFile(name, path, file, None, None, None, tuple(problems))
    found = examine(document.values, document.source, name)
    ordered = tuple(sorted([*problems, *found.problems], key=lambda each: each.line or 0))
    spec = None if problems else found.spec
    return StackFile(name, path, file, spec, found.rest, document.source, ordered)


def display_path(path: Path) -> str:
    """A path as messages show it: from the working directory, so that terminals and editors can open it."""
    try:
        return os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
