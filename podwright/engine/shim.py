"""The `pulumi` of an emulated shell: the real one, given the emulated cloud's copy of the stack's configuration.

`podwright env` and `podwright exec` put a script on PATH that runs this with where things are, followed by the user's
arguments. A command that works on a stack (`up`, `preview`, …) gets `--config-file`; the few commands that would write
or delete the committed stack file unasked (`stack init`, `stack rm`, `destroy --remove`) leave it as it was. Everything
else goes to the engine as it is, and so does everything outside this project. Standard library only: it is started for
every command.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, cast

from podwright.engine.shim_command import OPERATIONS, CommandLine, parse
from podwright.engine.shim_rules import refuse
from podwright.engine.stack_config import write_config

CREATING = {"new", "init", "create", "setup"}
REMOVING = {"rm", "remove", "delete"}


@dataclass(frozen=True, slots=True)
class Setup:
    """What the script on PATH knows about its project."""

    engine: str
    root: Path
    project: str
    stack_folder: Path
    config_folder: Path


def _logical_directory(directory: str | None) -> Path:
    """The working directory by the name that the engine will use for it (`$PWD` where that is true)."""
    here = Path(os.environ.get("PWD") or os.getcwd())  # noqa: PTH109 - the engine's own rule
    try:
        here = here if here.samefile(".") else Path.cwd()
    except OSError:
        here = Path.cwd()
    return Path(os.path.normpath(here / directory)) if directory else here


def _project_file(directory: Path) -> Path | None:
    return next(
        (path for folder in (directory, *directory.parents) if (path := folder / "Pulumi.yaml").is_file()), None
    )


def selected_stack(setup: Setup, project_file: Path) -> str | None:
    """The stack of `pulumi stack select`, or of PULUMI_STACK; None where none is selected."""
    if os.environ.get("PULUMI_STACK"):
        return os.environ["PULUMI_STACK"]
    key = hashlib.sha1(str(project_file).encode(), usedforsecurity=False).hexdigest()
    settings = Path(os.environ.get("PULUMI_HOME", "")) / "workspaces" / f"{setup.project}-{key}-workspace.json"
    try:
        content = cast("dict[str, object]", json.loads(settings.read_text("utf-8")))
    except (OSError, ValueError):
        return None
    stacks = cast("dict[str, str]", content.get("stacks") or {})
    return stacks.get(os.environ.get("PULUMI_BACKEND_URL", "")) or cast("str | None", content.get("stack"))


def own_project_file(setup: Setup, line: CommandLine) -> Path | None:
    """Pulumi.yaml of this project by the name the engine will use; None where the command is about another one."""
    project_file = _project_file(_logical_directory(line.directory))
    return project_file if project_file is not None and project_file.parent.samefile(setup.root) else None


def stack_file(setup: Setup, line: CommandLine) -> Path | None:
    """The committed file of the stack that the command is about; None where it is none of this project's."""
    project_file = own_project_file(setup, line)
    if project_file is None:
        return None
    name = line.stack
    if name is None and line.words[:1] == ["stack"] and len(line.words) > 2:
        name = line.words[2]
    name = name or selected_stack(setup, project_file)
    if not name:
        return None
    path = setup.stack_folder / f"Pulumi.{name.rsplit('/', 1)[-1]}.yaml"
    return path if path.is_file() else None


def adjusted(setup: Setup, line: CommandLine, arguments: Sequence[str], file: Path) -> list[str]:
    """The arguments with what keeps the committed file out of it."""
    command = line.words[0]
    extra: list[str] = []
    if command in OPERATIONS and "--config-file" not in line.flags:
        extra = ["--config-file", str(write_config(file, setup.config_folder))]
    elif command == "stack" and line.words[1:2] and line.words[1] in REMOVING and "--preserve-config" not in line.flags:
        extra = ["--preserve-config"]
    return [*arguments[: line.command_at], *extra, *arguments[line.command_at :]]


def writes_stack_file(line: CommandLine) -> bool:
    """Whether the engine changes the committed file although nobody asked for that."""
    if line.words[:1] == ["stack"]:
        subcommand = line.words[1] if len(line.words) > 1 else ""
        return subcommand in CREATING or (subcommand == "select" and bool(line.flags & {"-c", "--create"}))
    return line.words[0] in {"destroy", "down", "dn"} and "--remove" in line.flags


def run_and_restore(command: list[str], file: Path) -> int:
    """Runs the engine as a child and puts the file back as it was."""
    before = file.read_bytes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal interrupts the engine, which ends in its own way
    try:
        return subprocess.run(command, check=False, preexec_fn=_default_interrupt).returncode
    finally:
        if not file.is_file() or file.read_bytes() != before:
            file.write_bytes(before)


def _default_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main(argv: Sequence[str]) -> NoReturn:
    """`argv`: engine, root, project name, stack folder, config folder, then the user's arguments."""
    engine, root, project, stack_folder, config_folder, *arguments = argv
    setup = Setup(engine, Path(root), project, Path(stack_folder), Path(config_folder))
    line = parse(arguments)
    if line.words and own_project_file(setup, line) is not None:
        refuse(line, arguments)
    file = stack_file(setup, line) if line.words else None
    if file is not None:
        arguments = adjusted(setup, line, arguments, file)
        if writes_stack_file(line):
            code = run_and_restore([engine, *arguments], file)
            sys.exit(code if code >= 0 else 128 - code)
    os.execv(engine, [engine, *arguments])  # noqa: S606 - becoming the engine is the point


if __name__ == "__main__":
    main(sys.argv[1:])
