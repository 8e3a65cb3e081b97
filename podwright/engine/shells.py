"""Environment variables as the lines of a shell that set them, safe for any value."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

SHELLS = ("bash", "fish", "powershell")


def default_shell() -> str:
    """The shell of the user; anything like sh (zsh, dash) reads what bash reads."""
    if os.name == "nt":
        return "powershell"
    return "fish" if Path(os.environ.get("SHELL", "")).name == "fish" else "bash"


def _fish_word(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _line(shell: str, name: str, value: str) -> str:
    if shell == "powershell":
        quoted = value.replace("'", "''")
        return f"$env:{name} = '{quoted}'"
    if shell == "fish":
        words = value.split(os.pathsep) if name == "PATH" else [value]  # in fish PATH is a list
        return f"set -gx {name} {' '.join(map(_fish_word, words))}"
    return f"export {name}={shlex.quote(value)}"


def export_lines(environment: Mapping[str, str], shell: str) -> list[str]:
    """One line for each variable, sorted by name; `shell` is one of SHELLS."""
    return [_line(shell, name, environment[name]) for name in sorted(environment)]
