"""What must be true of the state before a run may start: dependencies that exist, dependents that do not.

Pure: compares the selection with what the backend has. Asking the backend is `backend`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from podwright.errors import InputError, Problem
from podwright.fleet.unclear import MISSING, may_need

Existing = Mapping[str, int]
"""Stack -> how many resources its state holds; a stack that is not in it does not exist."""


def require_applied(names: Sequence[str], needs: Mapping[str, Collection[str]], existing: Existing) -> None:
    """InputError naming every stack that the selected ones depend on and that was never applied nor is selected."""
    problems: list[Problem] = []
    for name in names:
        absent = [other for other in needs.get(name, ()) if other not in names and not existing.get(other)]
        if absent:
            fix = f"apply it first: podwright up {' '.join(absent)}; or add --with-dependencies"
            problems.append(Problem(name, f"depends on {', '.join(absent)}, which was never applied", fix=fix))
    if problems:
        raise InputError(problems)


def require_existing(names: Sequence[str], existing: Existing) -> None:
    """InputError naming every stack that the backend does not have: on the live clouds making one is the user's."""
    problems = [
        Problem(
            name,
            "the stack does not exist in the state backend",
            fix=f"choose who can read its secrets and make it: pulumi stack init {name} --secrets-provider <provider>",
        )
        for name in names
        if name not in existing
    ]
    if problems:
        raise InputError(problems)


def refuse_to_orphan(
    names: Sequence[str], needs: Mapping[str, Collection[str]], existing: Existing, unclear: Mapping[str, str]
) -> None:
    """InputError naming every stack with resources that would lose what it depends on, directly or through others.

    `unclear` says of which stacks it is unknown what they depend on, and why: any of the selected ones may be it.
    """
    lost = {name for name in names if name in existing}
    at_risk = [name for name in dict.fromkeys([*needs, *unclear]) if existing.get(name) and name not in names]
    orphans: dict[str, list[str]] = {}
    while found := {
        name: taken for name in at_risk if name not in lost and (taken := _taken(name, lost, needs, name in unclear))
    }:
        orphans |= found
        lost |= set(found)
    if orphans:
        command = " ".join(["podwright destroy", *names, *orphans])
        raise InputError(
            [_orphan(name, taken, existing[name], unclear.get(name), command) for name, taken in orphans.items()]
        )


def _taken(name: str, lost: Collection[str], needs: Mapping[str, Collection[str]], unclear: bool) -> list[str]:
    """Which of the lost stacks this one depends on, or may depend on."""
    return may_need(name, lost, needs) if unclear else sorted(set(needs.get(name, ())) & set(lost))


def _orphan(name: str, taken: Sequence[str], resources: int, reason: str | None, command: str) -> Problem:
    where = ", ".join(taken)
    if reason is None:
        return Problem(name, f"still has {resources} resources and depends on {where}",
                       fix=f"destroy them too: {command}")  # fmt: skip
    mend = "bring the file back" if reason == MISSING else "correct the file"
    message = f"still has {resources} resources; {reason}, so it may depend on {where}"
    return Problem(name, message, fix=f"{mend}, or destroy it too: {command}")
