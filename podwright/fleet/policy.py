"""What the policy packs said about one stack: passed, violated, or not evaluated.

Owns the third outcome. A rule that meets a value which is not known yet does not fail in the SDK: it becomes an
advisory line, so a mandatory rule silently loses its teeth during a preview. Here such a rule is counted by itself and
never as passed. The packs themselves are `policies/`; which enforcement a rule has is theirs to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from podwright.fleet.urns import describe

NOT_EVALUATED = "not evaluated: "
"""How a rule of this project starts its report when it could not decide."""
_CANNOT_RUN = ("can't run policy ", "can't run remediation ")
"""How the Python policy SDK (1.21) starts the advisory line of a rule that read an unknown value."""
MANDATORY = frozenset({"mandatory", "remediate"})


@dataclass(frozen=True, slots=True)
class Violation:
    """One report of one rule about one resource, or about the whole stack."""

    pack: str
    policy: str
    enforcement: str
    """`mandatory`, `remediate` or `advisory`."""
    resource: str
    """Short type and name; empty where the rule speaks about the stack."""
    message: str

    def as_json(self) -> dict[str, str]:
        """For the report."""
        return {
            "pack": self.pack,
            "policy": self.policy,
            "enforcement": self.enforcement,
            "resource": self.resource,
            "message": self.message,
        }


@dataclass(slots=True)
class PolicyTally:
    """All that the packs said in one run of the engine. Reports are kept once however often they come."""

    evaluated: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """(pack, rule) of every rule that ran on something."""
    violations: list[Violation] = field(default_factory=list[Violation])
    not_evaluated: list[Violation] = field(default_factory=list[Violation])

    @property
    def mandatory(self) -> list[Violation]:
        """The violations that stop an apply."""
        return [violation for violation in self.violations if violation.enforcement in MANDATORY]

    @property
    def blocks(self) -> bool:
        """A mandatory rule was violated, or some rule could not be evaluated."""
        return bool(self.mandatory or self.not_evaluated)

    @property
    def passed(self) -> int:
        """How many rules ran and had nothing to say."""
        spoken = {(report.pack, report.policy) for report in (*self.violations, *self.not_evaluated)}
        return len(self.evaluated - spoken)

    def add_report(self, event: Mapping[str, object]) -> None:
        """Takes a `policyEvent`."""
        message = str(event["message"]).strip()
        reason = _reason_not_evaluated(message.splitlines())
        violation = Violation(
            pack=str(event["policyPackName"]),
            policy=str(event["policyName"]),
            enforcement=_enforcement(str(event["enforcementLevel"])),
            resource=describe(str(event.get("resourceUrn") or "")),
            message=message if reason is None else reason,
        )
        kept = self.violations if reason is None else self.not_evaluated
        if violation not in kept:
            kept.append(violation)

    def add_summary(self, event: Mapping[str, object]) -> None:
        """Takes a `policyAnalyzeSummaryEvent` or `policyAnalyzeStackSummaryEvent`: which rules ran."""
        pack = str(event["policyPackName"])
        for outcome in ("passed", "failed"):
            self.evaluated |= {(pack, name) for name in cast("Iterable[str]", event.get(outcome) or ())}

    def as_json(self) -> dict[str, object]:
        """For the report."""
        return {
            "passed": self.passed,
            "violations": [violation.as_json() for violation in self.violations],
            "not_evaluated": [violation.as_json() for violation in self.not_evaluated],
        }

    def summary(self) -> str:
        """`12 passed`, `2 violations, 1 not evaluated`; `not run` where no pack looked at anything."""
        parts: list[str] = []
        if self.violations:
            parts.append(f"{len(self.violations)} violation{'s' if len(self.violations) > 1 else ''}")
        if self.not_evaluated:
            parts.append(f"{len(self.not_evaluated)} not evaluated")
        if parts:
            return ", ".join(parts)
        return f"{self.passed} passed" if self.evaluated else "not run"


def _enforcement(level: str) -> str:
    """The engine's event says `warning` for what packs and configuration call advisory."""
    return "advisory" if level == "warning" else level


def _reason_not_evaluated(lines: list[str]) -> str | None:
    """Why a rule could not decide, None for a real report. The SDK puts a rule's description before its report."""
    for number, line in enumerate(lines):
        if line.startswith(NOT_EVALUATED):
            return "\n".join([line.removeprefix(NOT_EVALUATED), *lines[number + 1 :]])
        if line.startswith(_CANNOT_RUN):
            return "\n".join(lines[number:])
    return None
