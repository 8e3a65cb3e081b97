"""Stacks whose dependencies nobody knows: their file is missing, cannot be read, or is wrong where it would say.

A destroy takes such a stack to depend on everything that does not depend on it: deleting what it stands on cannot be
undone, destroying it too early can. Pure; what exists is asked by `backend`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from podwright.errors import InputError, Problem
from podwright.fleet.discovery import StackFile

Needs = Mapping[str, Collection[str]]
UNREADABLE = "its file cannot be read"
WRONG = "its file is wrong"
MISSING = "it has no stack file"


def why_unclear(stack: StackFile) -> str | None:
    """Why it is not known what a stack depends on; None where its file says it."""
    if stack.rest is None:
        return UNREADABLE if stack.source is None else WRONG
    errors = [problem.subject for problem in stack.problems if problem.severity == "error"]
    if stack.rest.depends_on:
        return WRONG if any(subject.startswith("dependsOn") for subject in errors) else None
    # the wrong part of the file may be what was meant to be its `dependsOn`
    return WRONG if errors else None


def without_file(existing: Mapping[str, int], fleet: Collection[str]) -> list[str]:
    """The stacks of the state that hold resources and have no file."""
    return sorted(name for name, resources in existing.items() if resources and name not in fleet)


def file_warning(name: str, resources: int) -> Problem:
    """What every run says about a stack that `without_file` names."""
    return Problem(
        name,
        f"has {resources} resources but no stack file Pulumi.{name}.yaml",
        fix=f"bring the file back, or delete the resources: podwright destroy {name}",
        severity="warning",
    )


def require_known(names: Iterable[str], existing: Mapping[str, int], refusal: Mapping[str, Problem]) -> None:
    """InputError for every name that has no file and is not in the state either; `refusal` holds their problems."""
    problems = [refusal[name] for name in names if name not in existing]
    if problems:
        raise InputError(problems)


def assumed_needs(needs: Needs, unclear: Iterable[str], names: Iterable[str]) -> dict[str, set[str]]:
    """`needs` in which an unclear stack waits for every stack of `names` that does not wait for it: no cycle arises."""
    names = list(names)
    result = {name: set(others) for name, others in needs.items()}
    for name in sorted(unclear):
        mine = result.setdefault(name, set())
        mine |= {other for other in names if other != name and not _reaches(result, other, name)}
    return result


def may_need(name: str, others: Iterable[str], needs: Needs) -> list[str]:
    """Which of `others` an unclear stack may depend on: all that do not depend on it themselves."""
    return sorted(other for other in others if other != name and not _reaches(needs, other, name))


def numbered(names: Sequence[str], needs: Needs) -> dict[str, int]:
    """Stack -> its wave, from 1, each after those it needs; `needs` must have no cycle among `names`."""
    waves: dict[str, int] = {}
    left = list(names)
    while left:
        ready = [name for name in left if not set(needs.get(name, ())) & set(left)]
        if not ready:
            raise ValueError(f"no order for {left}")
        number = max(waves.values(), default=0) + 1
        waves |= dict.fromkeys(ready, number)
        left = [name for name in left if name not in waves]
    return waves


def _reaches(needs: Needs, start: str, goal: str) -> bool:
    seen, left = {start}, [start]
    while left:
        found = set(needs.get(left.pop(), ())) - seen
        if goal in found:
            return True
        seen |= found
        left += found
    return False
