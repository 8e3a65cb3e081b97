"""Collects the problems of one spec and gives each its place in the file.

Every rule of `stacks.spec` and `stacks.check` reports through one `Findings`, so that no rule has to know files or
lines and none of them can stop at the first mistake.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Literal

from podwright.errors import InputError, Problem
from stacks.source import KeyPath, SourceMap, dotted


@dataclass(slots=True)
class Findings:
    """The problems found so far in one spec."""

    source: SourceMap | None
    """None where the spec comes from no file (inside a Pulumi program)."""
    ignored: frozenset[KeyPath] = frozenset()
    """Places whose shape is wrong and already reported: what rules find at or below them is not reported."""
    problems: list[Problem] = field(default_factory=list[Problem])

    def add(
        self,
        path: KeyPath,
        message: str,
        *,
        given: str | None = None,
        allowed: str | None = None,
        fix: str | None = None,
        severity: Literal["error", "warning"] = "error",
    ) -> None:
        """Reports a problem of the key at `path`; its line is that of the key, or of its parent when it is missing."""
        self._place(path, Problem(dotted(path), message, given=given, allowed=allowed, fix=fix, severity=severity))

    def adopt(self, path: KeyPath, problem: Problem, *, severity: Literal["error", "warning"] | None = None) -> None:
        """Takes over a problem of the catalog or of a plan: same words, but the subject becomes the key at `path`."""
        self._place(path, replace(problem, subject=dotted(path), severity=severity or problem.severity))

    def adopt_all(self, path: KeyPath, error: InputError, keys: Collection[str] = ()) -> None:
        """Takes over an `InputError` about one map of the spec.

        A problem whose subject is one of `keys` belongs to that key of the map at `path`, any other to the map itself.
        """
        for problem in error.problems:
            self.adopt((*path, problem.subject) if problem.subject in keys else path, problem)

    def ignores(self, path: KeyPath) -> bool:
        """Whether the key at `path` lies in a part that is known to be wrong."""
        return any(path[:length] in self.ignored for length in range(1, len(path) + 1))

    def _place(self, path: KeyPath, problem: Problem) -> None:
        if self.ignores(path):
            return
        if self.source is not None:
            problem = replace(problem, file=self.source.file, line=self.source.line(path))
        self.problems.append(problem)
