"""The Pulumi project around a folder: where it is, its name, its stack files, and its emulated cloud's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from podwright.errors import InputError, Problem

PROJECT_FILE = "Pulumi.yaml"


@dataclass(frozen=True, slots=True)
class Project:
    """What Pulumi.yaml says that podwright needs."""

    root: Path
    name: str
    stack_folder: Path

    def stack_file(self, stack: str) -> Path:
        """Where the configuration of a stack is, whether it exists or not."""
        return self.stack_folder / f"Pulumi.{stack}.yaml"

    def stacks(self) -> list[str]:
        """The names of the stacks that have a file, sorted."""
        names = (
            path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in self.stack_folder.glob("Pulumi.*.yaml")
        )
        return sorted(name for name in names if name)


@dataclass(frozen=True, slots=True)
class EmulatedFolder:
    """The git-ignored folder of a project's emulated cloud and the places in it."""

    path: Path

    @property
    def state(self) -> Path:
        """The Pulumi file backend."""
        return self.path / "state"

    @property
    def home(self) -> Path:
        """PULUMI_HOME: selected stacks and logs, apart from the user's own."""
        return self.path / "home"

    @property
    def config(self) -> Path:
        """The stack files as the engine sees them."""
        return self.path / "config"

    @property
    def bin(self) -> Path:
        """The `pulumi` of an emulated shell."""
        return self.path / "bin"


def emulated_folder(root: Path) -> EmulatedFolder:
    """The folder for the project at `root`; it need not exist."""
    return EmulatedFolder(root / ".podwright" / "emulated")


def project_root(start: Path) -> Path:
    """The nearest folder upward with a Pulumi.yaml; InputError where there is none."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / PROJECT_FILE).is_file():
            return candidate
    raise InputError(
        Problem(
            subject="project",
            message=f"there is no {PROJECT_FILE} in this folder or above it",
            given=str(start),
            fix="change into the project, or name its folder with `podwright -C DIR …`",
        )
    )


def load_project(root: Path) -> Project:
    """Reads Pulumi.yaml; InputError where it is no YAML mapping with a name."""
    from ruamel.yaml import YAML, YAMLError

    path = root / PROJECT_FILE
    try:
        content: object = YAML(typ="safe", pure=False).load(path.read_text("utf-8"))  # pyright: ignore[reportUnknownMemberType]
    except (OSError, YAMLError) as error:
        raise InputError(
            Problem(subject=PROJECT_FILE, message=f"it cannot be read: {error}", file=str(path))
        ) from error
    settings = cast("dict[str, object]", content) if isinstance(content, dict) else {}
    name, stack_folder = settings.get("name"), settings.get("stackConfigDir", "")
    if not isinstance(name, str) or not isinstance(stack_folder, str):
        raise InputError(
            Problem(
                subject=PROJECT_FILE,
                message="a project needs a `name`, and `stackConfigDir` must be a folder where it is given",
                file=str(path),
            )
        )
    return Project(root, name, root / stack_folder)
