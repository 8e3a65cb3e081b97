"""A small Pulumi project on disk and the commands that a user runs in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

RUNTIME = f"{{name: python, options: {{toolchain: pip, virtualenv: {sys.prefix}}}}}"
TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class NoDaemon:
    """An emulator with no provider: these projects need none."""

    providers: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True)
class TrialProject:
    """A project on disk, and the environment in which a user's shell would run `pulumi` on it."""

    root: Path
    environment: dict[str, str]

    def pulumi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs it as a user would, by name, and waits."""
        return subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color", "never"],
            cwd=self.root,
            env=self.full_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
        )

    def full_environment(self) -> dict[str, str]:
        """The test's own environment with the project's over it."""
        return {**os.environ, **self.environment}
