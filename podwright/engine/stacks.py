"""The stacks of a project on its emulated cloud: they exist in its state before any command needs them.

`pulumi stack init` writes into the committed stack file, so it is run here in a scratch project of the same name. What
this leaves in the tracked tree is nothing.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from podwright.engine.project import PROJECT_FILE, EmulatedFolder, Project, emulated_folder, load_project
from podwright.engine.stack_config import write_config
from podwright.errors import EngineError, InputError, Problem

STATE_ENDINGS = (".json", ".json.gz", ".json.zst")


def _exists(folder: EmulatedFolder, project: Project, stack: str) -> bool:
    """Whether the backend knows the stack; looks at its file, because asking the engine takes 0.2 s."""
    stacks = folder.state / ".pulumi" / "stacks" / project.name
    return any((stacks / f"{stack}{ending}").is_file() for ending in STATE_ENDINGS)


def _initialise(project: Project, stack: str, environment: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory(prefix="podwright-") as scratch:
        (Path(scratch) / PROJECT_FILE).write_text(f"name: {project.name}\nruntime: python\n", "utf-8")
        done = subprocess.run(
            ["pulumi", "stack", "init", stack, "--no-select", "--non-interactive"],
            cwd=scratch,
            env={**os.environ, **environment, "PWD": scratch},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode and "already exists" not in done.stderr:  # another process was quicker
        raise EngineError(
            Problem(
                subject=stack,
                message=f"the stack could not be made in the emulated cloud's state: {done.stderr.strip()}",
                fix="run `podwright doctor`; `podwright emulator reset` starts over with an empty cloud",
            )
        )


def ensure_stack(name: str, env: Mapping[str, str], root: Path, config: Path | None = None) -> Path:
    """Makes sure that the stack exists on the emulated cloud; returns the configuration file to give to the engine.

    `env` is what `emulated_environment` returned. Every `pulumi` command on the stack must get the file as
    `--config-file`; it is written anew at each call into `config` (None: the folder that the `pulumi` of shells uses),
    so it follows the committed one. Safe to call again and from
    several processes. InputError where the project has no such stack file, EngineError where the engine fails.
    """
    project, folder = load_project(root), emulated_folder(root)
    file = project.stack_file(name)
    if not file.is_file():
        raise InputError(
            Problem(
                subject="stack",
                message=f"there is no {file.relative_to(root)}",
                given=name,
                allowed=", ".join(project.stacks()) or None,
            )
        )
    if not _exists(folder, project, name):
        _initialise(project, name, env)
    return write_config(file, config or folder.config)


def ensure_stacks(
    names: Iterable[str], env: Mapping[str, str], root: Path, config: Path | None = None
) -> dict[str, Path]:
    """`ensure_stack` for several, two at a time; the configuration files by stack name."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        files = {name: pool.submit(ensure_stack, name, env, root, config) for name in names}
    return {name: file.result() for name, file in files.items()}
