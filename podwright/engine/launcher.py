"""The files that stand beside a built `pulumi`: our language host's launcher and Pulumi's Python executor.

The engine starts an executable file named `pulumi-language-python`. Ours is a shell script that finds a Python with
podwright in it when it is run and not when it is written, because one cache serves every checkout and virtual
environment of a user. `pulumi-language-python-exec` is Pulumi's own, copied from its Go module.
"""

from __future__ import annotations

import os
from pathlib import Path

LANGUAGE_HOST = "pulumi-language-python"
EXECUTOR = "pulumi-language-python-exec"
MARK = "# Written by podwright"

SCRIPT = f"""#!/bin/sh
{MARK}: starts its language host for Pulumi programs in Python.
# The interpreter: PODWRIGHT_PYTHON, else the .venv of the project around the working directory, else python3.
python=$PODWRIGHT_PYTHON
folder=$PWD
while [ -z "$python" ] && [ -n "$folder" ]; do
  [ -x "$folder/.venv/bin/python" ] && python=$folder/.venv/bin/python
  folder=${{folder%/*}}
done
exec "${{python:-python3}}" -P -m podwright.engine.language_host --executor "${{0%/*}}/{EXECUTOR}" "$@"
"""
"""`-P` keeps the program's folder, where the engine starts this, off the import path."""


def is_ours(language_host: Path) -> bool:
    """Whether the file is a launcher that podwright wrote, of this version or another."""
    try:
        with language_host.open("rb") as file:
            return MARK.encode() in file.read(256)
    except OSError:
        return False


def write_launcher(folder: Path) -> Path:
    """Writes the launcher into the folder, at once and whole, unless it is there already; returns its path."""
    path = folder / LANGUAGE_HOST
    if path.is_file() and path.read_text("utf-8", errors="replace") == SCRIPT and os.access(path, os.X_OK):
        return path
    partial = folder / f".{LANGUAGE_HOST}.{os.getpid()}"
    partial.write_text(SCRIPT, "utf-8")
    partial.chmod(0o755)
    partial.replace(path)
    return path
