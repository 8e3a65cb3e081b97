"""The end of a run as text: a table of the stacks, every word of a policy and problem in full, and what is left to do.

Owns which words and in which order; how a table is drawn is the command line's.
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.fleet.policy import Violation
from podwright.fleet.report import RunReport, StackResult

HEADINGS = ("stack", "result", "created", "updated", "replaced", "deleted", "policies", "time")


def summary_rows(report: RunReport) -> list[tuple[str, ...]]:
    """The rows under `HEADINGS`, in the order of the run."""
    return [_row(report.command, result) for result in report.stacks]


def _row(command: str, result: StackResult) -> tuple[str, ...]:
    changes = result.changes
    counts = (changes.create, changes.update, changes.replace, changes.delete)
    policies = "-" if command == "destroy" else result.policies.summary()
    word = "locked" if result.locked else result.result
    return (result.stack, word, *(str(count) for count in counts), policies, f"{result.seconds:.1f} s")


def policy_lines(stacks: Sequence[StackResult]) -> list[str]:
    """Every violation and every rule that could not be evaluated, mandatory ones first."""
    lines: list[str] = []
    for result in stacks:
        tally = result.policies
        advisory = [violation for violation in tally.violations if violation not in tally.mandatory]
        lines += [_policy_line(result.stack, violation.enforcement, violation) for violation in tally.mandatory]
        lines += [_policy_line(result.stack, "not evaluated", violation) for violation in tally.not_evaluated]
        lines += [_policy_line(result.stack, violation.enforcement, violation) for violation in advisory]
    return lines


def action_lines(stacks: Sequence[StackResult]) -> list[str]:
    """What the stacks leave to a person, with the exact request; nothing where there is nothing."""
    found = [(result.stack, word, command) for result in stacks for word, command in sorted(result.actions.items())]
    if not found:
        return []
    head = f"{len(found)} request{'s' if len(found) > 1 else ''} for a person:"
    return [head, *(f"{stack}: {word}\n  {command}" for stack, word, command in found)]


def _policy_line(stack: str, word: str, violation: Violation) -> str:
    subject = f"{stack}: {violation.resource}" if violation.resource else stack
    message = violation.message.replace("\n", "\n  ")
    return f"policy {violation.policy} ({word}): {subject}\n  {message}"


def closing_line(report: RunReport) -> str:
    """One sentence that says how the run ended."""
    if report.note is not None:
        return f"{report.command}: {report.note}"
    words: dict[str, int] = {}
    for result in report.stacks:
        words[result.result] = words.get(result.result, 0) + 1
    return f"{report.command}: " + ", ".join(f"{count} {word}" for word, count in words.items())
