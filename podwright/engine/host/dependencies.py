"""What `pulumi install` does for a Python project: a virtual environment, and the packages in it.

A project with a `uv.lock` is `uv sync`; any other is a virtual environment with `requirements.txt` installed by pip.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from podwright.engine.host.interpreter import OptionsError, resolve, virtualenv_folder
from podwright.engine.protos import language_pb2


def _stream(command: list[str], folder: Path) -> Iterator[str]:
    """The lines of a command; OptionsError when it fails."""
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        if process.stdout is not None:
            yield from process.stdout
    if process.returncode:
        raise OptionsError(f"`{' '.join(command)}` ended with code {process.returncode}")


def install(info: language_pb2.ProgramInfo, *, is_plugin: bool = False) -> Iterator[str]:
    """Yields what there is to show; OptionsError where it cannot be done."""
    folder = Path(info.program_directory)
    lock = next((parent for parent in (folder, *folder.parents) if (parent / "uv.lock").is_file()), None)
    uv = shutil.which("uv")
    asked = dict(info.options.items()).get("toolchain", "")
    if asked in ("", "uv") and lock is not None:
        if uv is None:
            raise OptionsError(f"{lock} has a uv.lock, but uv is not on PATH; run `uv sync` there")
        yield from _stream([uv, "sync"], lock)
        return
    virtualenv = dict(info.options.items()).get("virtualenv") or ("venv" if is_plugin else "")
    if virtualenv:
        target = virtualenv_folder(Path(info.root_directory), str(virtualenv))
        if not target.exists():
            yield f"Creating the virtual environment {target}\n"
            yield from _stream([sys.executable, "-m", "venv", str(target)], folder)
    if not (folder / "requirements.txt").is_file():
        yield "No requirements.txt: nothing to install\n"
        return
    python = resolve(info, is_plugin=is_plugin).python
    yield from _stream([python, "-m", "pip", "install", "-r", "requirements.txt"], folder)
