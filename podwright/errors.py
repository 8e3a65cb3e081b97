"""Errors a user can meet: every one carries an exit code and the problems behind it.

A `Problem` says what it is about, what is wrong, the value given, what is allowed and how to fix it; where the value
came from a file it names file and line. Problems are collected and reported together, so one run shows all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Literal


class ExitCode(IntEnum):
    """Exit codes of `podwright`."""

    OK = 0
    FAILED = 1  # an apply or the engine failed
    USAGE = 2  # bad input or usage; nothing was changed
    POLICY = 3  # a mandatory policy was violated or could not be evaluated
    CHANGES = 4  # changes or drift found where none were expected
    LOCKED = 5  # somebody else holds the lock


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, complete enough to act on without reading code."""

    subject: str
    """What it is about: a path in a spec (`tpuSlices.train.topology`), a stack, a program."""
    message: str
    """What is wrong and why, one sentence without a full stop."""
    given: str | None = None
    allowed: str | None = None
    fix: str | None = None
    file: str | None = None
    line: int | None = None
    severity: Literal["error", "warning"] = "error"

    def render(self) -> str:
        """`file:line: severity: subject: message`, then given, allowed and fix on lines of their own."""
        place = f"{self.file}:{self.line}: " if self.file and self.line else f"{self.file}: " if self.file else ""
        lines = [f"{place}{self.severity}: {self.subject}: {self.message}"]
        details = (("given", self.given), ("allowed", self.allowed), ("fix", self.fix))
        lines += [f"  {label + ':':<9}{text}" for label, text in details if text is not None]
        return "\n".join(lines)

    def as_json(self) -> dict[str, str | int]:
        """The fields that are set, for a JSON report."""
        return {key: value for key, value in asdict(self).items() if value is not None}


class PodwrightError(Exception):
    """The root of the family; the program turns it into messages and an exit code, never a traceback."""

    exit_code = ExitCode.FAILED

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(problem.render() for problem in self.problems))


class InputError(PodwrightError):
    """A spec, argument or file is wrong; no engine was started and nothing was changed."""

    exit_code = ExitCode.USAGE


class EngineError(PodwrightError):
    """The Pulumi engine, a provider or a process that the program needs failed."""


class PolicyError(PodwrightError):
    """A mandatory policy was violated or could not be evaluated."""

    exit_code = ExitCode.POLICY


class UnexpectedChangesError(PodwrightError):
    """Changes or drift were found where none were expected."""

    exit_code = ExitCode.CHANGES


class LockedError(PodwrightError):
    """Another process or person holds the lock."""

    exit_code = ExitCode.LOCKED
