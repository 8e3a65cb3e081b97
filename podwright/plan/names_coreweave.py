"""Names of CoreWeave resources: made of the parts a user knows, checked against what CoreWeave takes.

Owns lengths and characters by kind, and the bucket names that CoreWeave keeps for itself. VPCs and clusters may have
any characters, but ours are read in lists and stand in node names, so all names have the same form. Nothing is cut off
and nothing is random. Sources: the SDK's docstrings (networking_vpc.py, cks_cluster.py: name); CoreWeave documentation,
"About buckets" (2026-10); Kubernetes documentation, "Object Names and IDs".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from podwright.errors import InputError, Problem
from podwright.plan.names import length_problem

BUCKET_PREFIXES = ("cw-", "vip-", "log-stitcher-ch-", "xn--")
"""Beginnings of bucket names that CoreWeave keeps for itself."""
BUCKET_NAMES = ("int",)
TAG_LIMITS = (128, 256)
"""Longest key and value of a bucket's tag (S3's own limits)."""
_FORM = re.compile(r"[a-z](?:[a-z0-9-]*[a-z0-9])?")
_BUCKET = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class NameRule:
    """What one kind takes."""

    title: str
    least: int
    most: int
    form: re.Pattern[str] = _FORM
    allowed: str = "lower-case letters, digits and dashes, from a letter to a letter or digit"


RULES: Mapping[str, NameRule] = {
    "vpc": NameRule("VPC", 1, 30),
    "cluster": NameRule("CKS cluster", 1, 30),
    "pool": NameRule("node pool", 1, 63),
    "policy": NameRule("access policy", 1, 63),
    "bucket": NameRule(
        "bucket", 3, 63, _BUCKET, "lower-case letters, digits and dashes, a letter or digit at both ends"
    ),
}
"""By kind; the length of a policy's name is not published."""


def coreweave_name(kind: str, *parts: str) -> str:
    """The parts joined by dashes, or an `InputError` (subject `name`) when CoreWeave does not take it."""
    rule, name = RULES[kind], "-".join(parts)
    reserved = _reserved(name) if kind == "bucket" else None
    problems = [each for each in (_form(name, parts, rule), reserved, _length(name, parts, rule)) if each]
    if problems:
        raise InputError(problems)
    return name


def check_bucket_tags(tags: Mapping[str, str]) -> list[Problem]:
    """Tags that a bucket cannot have; the subject is the tag's key."""
    longest_key, longest = TAG_LIMITS
    found: list[Problem] = []
    for key, value in tags.items():
        if not 1 <= len(key) <= longest_key:
            what = f"a key of {len(key)} characters cannot be a tag's"
            found.append(Problem(key or "tag", what, key, f"1 to {longest_key} characters", None))
        if len(value) > longest:
            what = f"a value of {len(value)} characters is too long"
            found.append(Problem(key or "tag", what, value, f"at most {longest}", None))
    return found


def _reserved(name: str) -> Problem | None:
    taken = next((each for each in BUCKET_PREFIXES if name.startswith(each)), None)
    if taken is None and name not in BUCKET_NAMES:
        return None
    why = f'names that begin with "{taken}"' if taken else f'the name "{name}"'
    allowed = f"not {', '.join(BUCKET_NAMES)}, and none that begins with {', '.join(BUCKET_PREFIXES)}"
    return Problem("name", f"CoreWeave keeps {why} for itself", name, allowed, "put the team or the lab in front")


def _length(name: str, parts: tuple[str, ...], rule: NameRule) -> Problem | None:
    return length_problem(name, parts, rule.least, rule.most, f"{rule.title} name")


def _form(name: str, parts: tuple[str, ...], rule: NameRule) -> Problem | None:
    if not name or (rule.form.fullmatch(name) and all(parts)):
        return None
    what = f'the {rule.title} name "{name}" is not one that is read and typed without trouble'
    better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    better = better if rule.form is _BUCKET else better.lstrip("-0123456789")
    return Problem("name", what, name, rule.allowed, f"write {better}" if better else None)
