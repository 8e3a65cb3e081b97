"""Stops a plan that gives accelerators back, until the user names them.

A pool that is replaced or deleted returns its machines to the cloud, and nobody promises that there will be others.
So a run that was not told `--allow-loss NAME` is refused like one that breaks a policy: exit code 3, nothing applied.
`podwright destroy` names what goes by itself and is not guarded.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from podwright.fleet.changes import ResourceChange
from podwright.fleet.policy import Violation

PACK = "podwright"
POLICY = "accelerators-are-kept"


def guarded(stack: str, changes: Sequence[ResourceChange], allowed: Collection[str]) -> list[Violation]:
    """One violation for each resource whose accelerators would be lost and that `allowed` does not name."""
    return [_violation(stack, each) for each in changes if _is_loss(each) and not _is_named(stack, each, allowed)]


def unused(stacks: Sequence[tuple[str, Sequence[ResourceChange]]], allowed: Collection[str]) -> list[str]:
    """The names that were allowed and meet no loss: a slip, or something that was done before."""
    losses = [(stack, each) for stack, changes in stacks for each in changes if _is_loss(each)]
    return [name for name in allowed if not any(_is_named(stack, each, [name]) for stack, each in losses)]


def _is_loss(change: ResourceChange) -> bool:
    return change.op in ("replace", "delete") and change.holds is not None


def _is_named(stack: str, change: ResourceChange, allowed: Collection[str]) -> bool:
    names = {name for name in (change.name, change.owner) if name}
    return any(name in allowed or f"{stack}/{name}" in allowed for name in names)


def _violation(stack: str, change: ResourceChange) -> Violation:
    reasons = [each.path for each in change.properties if each.replaces]
    verb = {"replace": "replaced", "delete": "deleted"}[change.op]
    because = f" because of {', '.join(reasons)}" if reasons else ""
    name = change.owner or change.name
    return Violation(
        pack=PACK,
        policy=POLICY,
        enforcement="mandatory",
        resource=f"{change.type} {change.name}",
        message=(
            f"would be {verb}{because}: {change.holds} goes back to the cloud, which promises nothing in its place\n"
            f"  fix:     undo the change, or allow it by name: --allow-loss {stack}/{name}"
        ),
    )
