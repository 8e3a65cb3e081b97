"""One command of the real Pulumi engine, and what it did.

Owns the call and the reading of its event stream. Which environment it runs in is decided by `clouds.py`.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from podwright.errors import EngineError, Problem
from podwright.fleet.changes import ResourceChange
from podwright.fleet.diagnostics import problems_of
from podwright.fleet.events import Changes, StackEvents, is_debug, parse_event

TIMEOUT_SECONDS = 300.0
_COMMON = ("--non-interactive", "--color", "never")


@dataclass(frozen=True, slots=True)
class Run:
    """How one `up`, `preview`, `refresh` or `destroy` ended."""

    command: str
    ok: bool
    changes: Changes
    """How many resources were (or would be) created, updated, replaced, deleted or left as they are; the stack itself
    and components count too, as the engine counts them."""
    resources: Sequence[ResourceChange]
    """Every resource that changed, with the properties that did."""
    problems: Sequence[Problem]
    """Why it failed: the resource as `subject`, the cloud's own words as `message`. Empty when it did not."""
    messages: Sequence[str]
    """All errors, warnings and lines that the engine, the clouds and the program wrote."""
    seconds: float
    outputs: Mapping[str, object] = field(default_factory=dict[str, object])
    """The stack's outputs after it, secrets in clear text; empty after a preview, a destroy and a failure."""

    @property
    def error(self) -> str:
        """Why it failed as text, one `subject: message` for each problem; empty when it did not."""
        return "\n".join(f"{problem.subject}: {problem.message}" for problem in self.problems)

    def succeeded(self) -> Run:
        """Itself; AssertionError with the reasons when it failed."""
        if not self.ok:
            raise AssertionError(f"pulumi {self.command} failed\n{self.error}")
        return self

    def failed(self) -> Run:
        """Itself; AssertionError when it did not fail."""
        if self.ok:
            raise AssertionError(f"pulumi {self.command} did not fail: {self.changes.line()}")
        return self


@dataclass(frozen=True, slots=True)
class EngineCaller:
    """Runs the engine in one folder with one environment."""

    executable: Path
    folder: Path
    environment: Mapping[str, str]

    def text(self, *arguments: str) -> str:
        """A short command's standard output; EngineError with its words when it fails."""
        done = self._run(arguments)
        if done.returncode:
            raise EngineError(Problem(f"pulumi {arguments[0]}", done.stderr.strip().removeprefix("error: ")))
        return done.stdout

    def operation(self, command: str, stack: str, arguments: Sequence[str]) -> Run:
        """A command on a stack; an engine that fails is a result and no error."""
        began = time.monotonic()
        done = self._run([command, "-s", stack, "--json", *arguments])
        events, other = StackEvents(), list[str]()
        for line in done.stdout.splitlines():
            event = parse_event(line)
            if event is None:
                other.append(line)
            elif not is_debug(event):
                events.add(event)
        ok = done.returncode == 0
        written = [f"{each.severity}: {each.message}" for each in events.diagnostics]
        return Run(
            command=command,
            ok=ok,
            changes=events.changes,
            resources=events.resources,
            problems=[] if ok else problems_of(stack, events.diagnostics, done.stderr, self.folder, "Run.messages"),
            messages=[*written, *other, *done.stderr.splitlines()],
            seconds=time.monotonic() - began,
        )

    def outputs(self, stack: str) -> dict[str, object]:
        """The outputs in the stack's state."""
        return cast(
            "dict[str, object]", json.loads(self.text("stack", "output", "-s", stack, "--json", "--show-secrets"))
        )

    def _run(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                [str(self.executable), *arguments, *_COMMON],
                cwd=self.folder,
                env={**self.environment, "PWD": str(self.folder)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=TIMEOUT_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise EngineError(
                Problem(f"pulumi {arguments[0]}", f"did not end within {TIMEOUT_SECONDS:.0f} s")
            ) from error
