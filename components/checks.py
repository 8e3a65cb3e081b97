"""Collects what is wrong with a component's arguments, so that one run shows all of it.

Owns how a problem of a component is named (`TpuSlice serve-v6e.topology`) and the checks that every component shares.
Knows no cloud: facts about accelerators, zones and names come from `podwright.catalog` and `podwright.plan`, whose
errors are given the component's name here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from podwright.errors import InputError, Problem
from podwright.plan.names import check_labels

T = TypeVar("T")


class Checks:
    """The problems of one component instance; `done` raises all of them as one `InputError`."""

    def __init__(self, kind: str, name: str) -> None:
        self._subject = f"{kind} {name}"
        self._problems: list[Problem] = []

    @property
    def clean(self) -> bool:
        """True as long as nothing was found."""
        return not self._problems

    def add(
        self,
        field: str,
        message: str,
        *,
        given: str | None = None,
        allowed: str | None = None,
        fix: str | None = None,
    ) -> None:
        """Record that `field` is wrong; `message` says what and why, without a full stop."""
        subject = f"{self._subject}.{field}" if field else self._subject
        self._problems.append(Problem(subject, message, given=given, allowed=allowed, fix=fix))

    def attempt(self, call: Callable[[], T], field: str | None = None) -> T | None:
        """What `call` returns, or None after recording the problems it raised.

        A catalog function names the argument it refuses as a stack file spells it (`machineType`), which is turned
        into the spelling of arguments; `field` replaces it where the component calls it something else.
        """
        try:
            return call()
        except InputError as error:
            for problem in error.problems:
                self.take(problem, field)
            return None

    def take(self, problem: Problem | None, field: str | None = None) -> None:
        """Record a problem that another function returned, under this component's name."""
        if problem is not None:
            self._problems.append(replace(problem, subject=f"{self._subject}.{field or _snake(problem.subject)}"))

    def labels(self, labels: Mapping[str, str]) -> None:
        """Record labels whose key or value Google Cloud does not accept."""
        for problem in check_labels(dict(labels)):
            self.take(problem, f"labels.{problem.subject}")

    def done(self) -> None:
        """Raise `InputError` with every problem, or return when there is none."""
        if self._problems:
            raise InputError(self._problems)


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
