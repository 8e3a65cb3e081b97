"""The report of one run over a fleet: what happened to each stack, and the exit code that follows from it.

Owns the document `podwright/run/v1` (schema: `podwright/schemas/run.v1.json`). It prints nothing and runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from podwright.errors import ExitCode, Problem
from podwright.fleet.changes import ResourceChange
from podwright.fleet.events import Changes
from podwright.fleet.policy import PolicyTally

Command = Literal["preview", "up", "destroy"]
Result = Literal["succeeded", "unchanged", "failed", "skipped", "cancelled", "blocked"]
INTERRUPTED = 130
"""The shell's code for a program that Ctrl-C ended (128 + SIGINT)."""


@dataclass(slots=True)
class StackResult:
    """What became of one stack."""

    stack: str
    wave: int
    """Its place in the order, from 1; stacks of one wave do not depend on each other."""
    result: Result = "skipped"
    changes: Changes = field(default_factory=Changes)
    """What a preview would do, and what an up or a destroy did."""
    resources: list[ResourceChange] = field(default_factory=list[ResourceChange])
    output_changes: tuple[str, ...] = ()
    policies: PolicyTally = field(default_factory=PolicyTally)
    problems: list[Problem] = field(default_factory=list[Problem])
    seconds: float = 0.0
    """Wall-clock time of all engine commands on the stack."""
    log: str | None = None
    """The folder of its logs, relative to the project."""
    locked: bool = False
    """Refused because somebody else holds the stack's lock."""
    actions: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the stack leaves to a person, by a word for each: the exact command."""

    def forget_plan(self) -> None:
        """What was planned is not what was done; before an apply, and where there is none, nothing was done."""
        self.changes = Changes(same=self.changes.same) if self.result == "unchanged" else Changes()
        self.resources, self.output_changes = [], ()

    def as_json(self) -> dict[str, object]:
        """One entry of the report's `stacks`."""
        return {
            "stack": self.stack,
            "result": self.result,
            "wave": self.wave,
            "changes": self.changes.as_json(),
            "resources": [change.as_json() for change in self.resources],
            "output_changes": list(self.output_changes),
            "actions": dict(self.actions),
            "policies": self.policies.as_json(),
            "problems": [problem.as_json() for problem in self.problems],
            "seconds": round(self.seconds, 2),
            "log": self.log,
        }


@dataclass(slots=True)
class RunReport:
    """What became of a run."""

    command: Command
    target: str
    """`emulated` or `live`."""
    started: datetime
    """In UTC."""
    finished: datetime
    stacks: list[StackResult]
    exit_code: int
    note: str | None = None
    """Why a run ended early though nothing went wrong: not confirmed."""

    def as_json(self) -> dict[str, object]:
        """The document without its `schema` key."""
        return {
            "command": self.command,
            "target": self.target,
            "started": timestamp(self.started),
            "finished": timestamp(self.finished),
            "stacks": [stack.as_json() for stack in self.stacks],
            "note": self.note,
            "exit_code": self.exit_code,
        }


def timestamp(moment: datetime) -> str:
    """RFC 3339 with milliseconds and `Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def exit_code(stacks: Iterable[StackResult], *, expect_no_changes: bool = False) -> int:
    """The one code of a run; of several reasons the first of: interrupted, failed, locked, policy, changes.

    A failure goes before a policy: a stack that failed was not looked at to its end, so the packs' word is not whole.
    """
    stacks = list(stacks)
    results = {stack.result for stack in stacks}
    if "cancelled" in results:
        return INTERRUPTED
    if any(stack.result == "failed" and not stack.locked for stack in stacks):
        return int(ExitCode.FAILED)
    if any(stack.locked for stack in stacks):
        return int(ExitCode.LOCKED)
    if "blocked" in results:
        return int(ExitCode.POLICY)
    if expect_no_changes and any(stack.changes.total or stack.output_changes for stack in stacks):
        return int(ExitCode.CHANGES)
    return int(ExitCode.OK)
