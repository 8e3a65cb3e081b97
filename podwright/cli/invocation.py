"""What the command line says once for every command: the object that `click.pass_obj` hands to a command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Invocation:
    """The global options of one run of `podwright`."""

    directory: Path
    """Where to look for the project (`-C`); the working directory unless said otherwise."""
