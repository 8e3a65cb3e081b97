"""The language of compartment quotas: `set compute-core quota gpu-h200-count to 32 in compartment ml`.

Owns the reading of statements (Oracle documentation: quota policy syntax). What they forbid is the part of
`quota_policy.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from podwright.emulator.oci import errors
from podwright.emulator.oci.limits import limits
from podwright.emulator.oci.tables import TABLES

_STATEMENT = re.compile(
    r"(?P<action>set|unset|zero)\s+(?P<family>[\w-]+)\s+quotas?"
    r"(?:\s+(?P<name>(?!in\s)[\w-]+|/[^/\s]+/))?(?:\s+to\s+(?P<amount>\d+))?"
    r"\s+in\s+(?:(?P<tenancy>tenancy)|compartment\s+(?:id\s+(?P<id>\S+)|(?P<path>\S+)))"
    r"(?:\s+where\s+(?P<condition>.+))?",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(any|all)\s*\{(.*)\}", re.IGNORECASE | re.DOTALL)
_COMPARISON = re.compile(r"request\.(region|ad)\s*(=|!=)\s*'?([^',\s}]+)'?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`request.ad = 'Uocm:PHX-AD-1'`."""

    subject: str
    """`region` or `ad`."""
    is_equal: bool
    value: str

    def holds(self, facts: dict[str, str]) -> bool:
        """Whether a request from that region and domain meets it; text without regard to case."""
        return (facts.get(self.subject, "").lower() == self.value.lower()) == self.is_equal


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement."""

    amount: int | None
    """What it allows; None takes earlier statements back."""
    family: str
    pattern: str
    """Names it is about, `*` for any text."""
    compartment: str | None
    """The OCID or the path `parent:child`; None is the tenancy."""
    is_id: bool
    needs_all: bool
    conditions: tuple[Comparison, ...]

    def covers(self, family: str, name: str, facts: dict[str, str]) -> bool:
        """Whether it says something about that quota, for a request from that region and domain."""
        if self.family != family or not fnmatchcase(name, self.pattern):
            return False
        held = [each.holds(facts) for each in self.conditions]
        return all(held) if self.needs_all else any(held)


def parse(text: str) -> Statement:
    """The statement; CloudError that says what is wrong with it."""
    match = _STATEMENT.fullmatch(" ".join(text.split()))
    if match is None:
        raise _wrong(text, "it is not of the form: set <family> quota <name> to <number> in compartment <name>")
    action, family = match["action"].lower(), match["family"].lower()
    if action == "set" and (match["amount"] is None or match["name"] is None):
        raise _wrong(text, "set needs the name of a quota and a number")
    if action != "set" and match["amount"] is not None:
        raise _wrong(text, f"{action} takes no number")
    pattern = (match["name"] or "*").strip("/")
    _check_names(text, family, pattern)
    group = _GROUP.fullmatch((match["condition"] or "").strip())
    return Statement(
        amount={"set": int(match["amount"] or 0), "zero": 0}.get(action),
        family=family,
        pattern=pattern,
        compartment=None if match["tenancy"] else match["id"] or match["path"],
        is_id=match["id"] is not None,
        needs_all=group is None or group[1].lower() == "all",
        conditions=_conditions(text, group[2] if group else match["condition"] or ""),
    )


def _conditions(text: str, written: str) -> tuple[Comparison, ...]:
    found: list[Comparison] = []
    for part in (each.strip() for each in written.split(",") if each.strip()):
        match = _COMPARISON.fullmatch(part)
        if match is None:
            raise _wrong(text, f"the condition {part} is not request.region or request.ad = 'name'")
        found.append(Comparison(match[1].lower(), match[2] == "=", match[3]))
    return tuple(found)


def _check_names(text: str, family: str, pattern: str) -> None:
    families = TABLES.table("limits.yaml").texts("families")
    if family not in families:
        raise _wrong(text, f"{family} is not a quota family", note=f"known families: {', '.join(families)}")
    if family == "compute-core":
        names = known_names(family)
        if not any(fnmatchcase(name, pattern) for name in names):
            raise _wrong(text, f"{pattern} is not a quota of {family}", note=f"known: {', '.join(sorted(names))}")


def known_names(family: str) -> Sequence[str]:
    """The names of a family that are known here, all of them for compute-core."""
    found = [each.name for each in limits().values() if each.family == family]
    return [*found, *TABLES.table("limits.yaml").texts("compute_core")] if family == "compute-core" else found


def _wrong(text: str, why: str, *, note: str | None = None) -> errors.CloudError:
    return errors.invalid(f"Invalid quota statement '{text}': {why}.", note=note)
