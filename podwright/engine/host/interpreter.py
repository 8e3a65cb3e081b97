"""Which Python runs a project: the `runtime.options` of Pulumi.yaml or PulumiPolicy.yaml, as Pulumi documents them.

`virtualenv` is relative to the folder of that file. Without one, toolchain `uv` (said, or seen by a `uv.lock` upward)
means the `.venv` beside the lock file, and anything else means the Python on PATH or PULUMI_PYTHON_CMD. Poetry and a
type checker before each run are not done here: they are refused with a message rather than ignored.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from podwright.engine.protos import language_pb2

BIN = "Scripts" if os.name == "nt" else "bin"
TOOLCHAINS = ("pip", "uv", "poetry")


class OptionsError(Exception):
    """The runtime options cannot be followed; the text goes to the user as it is."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python executable and the virtual environment it belongs to."""

    python: str
    virtualenv: Path | None
    toolchain: str

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """`base` with the virtual environment activated: its folder first on PATH, VIRTUAL_ENV, no PYTHONHOME."""
        environment = dict(base)
        if self.virtualenv is None:
            return environment
        environment.pop("PYTHONHOME", None)
        folder = str(self.virtualenv / BIN)
        environment["PATH"] = os.pathsep.join([folder, environment["PATH"]]) if "PATH" in environment else folder
        environment["VIRTUAL_ENV"] = str(self.virtualenv)
        return environment


def _text_option(options: Mapping[str, object], name: str) -> str:
    value = options.get(name, "")
    if not isinstance(value, str):
        raise OptionsError(f"{name} option must be a string")
    return value


def _upward(start: Path, name: str) -> Path | None:
    return next((folder for folder in (start, *start.parents) if (folder / name).is_file()), None)


def virtualenv_folder(root: Path, option: str) -> Path:
    """The folder that a `virtualenv` option names; `..` is taken out so that PATH stays readable."""
    return Path(os.path.normpath(root / option))


def _in_virtualenv(root: Path, option: str, toolchain: str) -> Interpreter:
    folder = virtualenv_folder(root, option)
    python = folder / BIN / ("python.exe" if os.name == "nt" else "python")
    if not python.is_file():
        raise OptionsError(
            f"the 'virtualenv' option is set to {option!r}, but {folder} is not a virtual environment; "
            f"create it with `uv sync`, or with `python3 -m venv {folder}` and pip"
        )
    return Interpreter(str(python), folder, toolchain)


def _on_path() -> Interpreter:
    asked = os.environ.get("PULUMI_PYTHON_CMD")
    for name in [asked] if asked else ["python3", "python"]:
        found = shutil.which(name)
        if found:
            return Interpreter(found, None, "pip")
    raise OptionsError(f"no Python was found on PATH (looked for {asked or 'python3, python'})")


def resolve(info: language_pb2.ProgramInfo, *, is_plugin: bool = False) -> Interpreter:
    """The interpreter for a program or plugin.

    `is_plugin`: a component or provider plugin, which by Pulumi's rule lives in `venv` where nothing is said; a policy
    pack is not one. OptionsError says what cannot be done.
    """
    options: dict[str, object] = dict(info.options.items())
    root, program = Path(info.root_directory), Path(info.program_directory)
    virtualenv, toolchain = _text_option(options, "virtualenv"), _text_option(options, "toolchain")
    if toolchain and toolchain not in TOOLCHAINS:
        raise OptionsError(f"unsupported toolchain option: {toolchain}")
    if _text_option(options, "typechecker"):
        raise OptionsError("the typechecker option needs Pulumi's own language host; install Pulumi and put it on PATH")
    lock = _upward(program, "uv.lock") if toolchain in ("", "uv") else None
    if toolchain == "poetry" or (not toolchain and lock is None and _upward(program, "poetry.lock")):
        raise OptionsError("the poetry toolchain needs Pulumi's own language host; install Pulumi and put it on PATH")
    if virtualenv:
        return _in_virtualenv(root, virtualenv, "uv" if lock else "pip")
    if lock or toolchain == "uv":
        return _in_virtualenv(lock or root, os.environ.get("UV_PROJECT_ENVIRONMENT", ".venv"), "uv")
    return _in_virtualenv(root, "venv", "pip") if is_plugin else _on_path()
