"""Reads the statements of Oracle's compartment quotas: what they allow of one limit in one place.

Owns as much of the language as caps need (Oracle documentation, "Quota Policy Syntax"); what it does not understand
counts as a cap of nothing, because a cap that nobody can read covers nobody. The compartment of a statement is not
compared: it is named by its path, and machines name theirs by id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from podwright.plan.quota_oci import family_of

_STATEMENT = re.compile(
    r"(?P<action>set|unset|zero)\s+(?P<family>[\w-]+)\s+quotas?"
    r"(?:\s+(?P<name>(?!in\s)[\w-]+|/[^/\s]+/))?(?:\s+to\s+(?P<amount>\d+))?"
    r"\s+in\s+(?:tenancy|compartment\s+(?:id\s+)?\S+)"
    r"(?:\s+where\s+(?P<condition>.+))?",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(any|all)\s*\{(.*)\}", re.IGNORECASE)
_COMPARISON = re.compile(r"request\.(region|ad)\s*(!?=)\s*'?([^',\s}]+)'?", re.IGNORECASE)


def cap(statements: Sequence[str], limit: str, facts: Mapping[str, str]) -> int | None:
    """What is left of a limit, by the last statement that is about it; None where none is.

    `facts` are the `region` and the `ad` of the machines.
    """
    allowed: int | None = None
    for statement in statements:
        found = _STATEMENT.fullmatch(" ".join(statement.split()))
        if found is None:
            return 0
        pattern = (found["name"] or "*").strip("/")
        if found["family"].lower() != family_of(limit) or not fnmatchcase(limit, pattern):
            continue
        if _holds(found["condition"] or "", facts):
            amounts = {"set": int(found["amount"] or 0), "zero": 0}
            allowed = amounts.get(found["action"].lower())
    return allowed


def _holds(condition: str, facts: Mapping[str, str]) -> bool:
    """Whether the machines meet the condition; text is compared without regard to case."""
    group = _GROUP.fullmatch(condition.strip())
    held: list[bool] = []
    for subject, sign, value in _COMPARISON.findall(group[2] if group else condition):
        same = facts.get(subject.lower(), "").lower() == value.lower()
        held.append(same == (sign == "="))
    return any(held) if group and group[1].lower() == "any" else all(held)
