"""Names and tags of Oracle Cloud resources: made of the parts a user knows, checked against what Oracle takes.

Owns lengths and characters by kind. Display names may be nearly anything, but ours are read in lists and put into
statements, so all names have the same form. A DNS label takes no dash: they are left out. Nothing is cut off. Sources:
the SDK's docstrings (core/vcn.py dns_label, objectstorage/bucket.py name); lengths of IAM names and limits of tags:
Oracle documentation, "Managing Compartments" and "Overview of Tagging" (general knowledge, 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from podwright.errors import InputError, Problem

TAG_LIMIT = 10
"""Freeform tags on one resource."""
TAG_KEY_LIMIT = 100
TAG_VALUE_LIMIT = 256
_WORDS = "lower-case letters, digits and dashes, from a letter to a letter or digit"
_FORM = re.compile(r"[a-z](?:[a-z0-9-]*[a-z0-9])?")
_KEY = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class NameRule:
    """What one kind takes."""

    title: str
    limit: int


RULES: Mapping[str, NameRule] = {
    "display": NameRule("display name", 255),
    "iam": NameRule("name", 100),
    "bucket": NameRule("bucket", 256),
    "cluster": NameRule("OKE cluster", 255),
    "pool": NameRule("node pool", 255),
}
"""By kind; `iam` are compartments, dynamic groups, policies and quotas."""
DNS_LIMIT = 15
LUSTRE_LIMIT = 8
"""Of the name by which a Lustre file system is mounted (the SDK's docstring of file_system_name)."""


def oci_name(kind: str, *parts: str) -> str:
    """The parts joined by dashes, or an `InputError` (subject `name`) when it is too long or has a wrong character."""
    rule, name = RULES[kind], "-".join(parts)
    problems = [problem for problem in (_form(name, parts, rule), _length(name, parts, rule)) if problem]
    if problems:
        raise InputError(problems)
    return name


def dns_label(*parts: str, limit: int = DNS_LIMIT) -> str:
    """The parts without dashes: `limit` letters and digits, a letter first; else an `InputError` (subject `name`)."""
    label = "".join(parts).replace("-", "")
    if re.fullmatch(r"[a-z][a-z0-9]*", label) and len(label) <= limit:
        return label
    what = f'the DNS label "{label}" cannot be one: it has {len(label)} characters'
    raise InputError(
        Problem("name", what, label, f"a letter, then letters and digits, at most {limit}", "shorten its parts")
    )


def check_tags(tags: Mapping[str, str]) -> list[Problem]:
    """All problems of freeform tags; the subject is the tag's key."""
    found: list[Problem] = []
    if len(tags) > TAG_LIMIT:
        what = f"{len(tags)} freeform tags are more than a resource can have"
        found.append(Problem("labels", what, str(len(tags)), f"at most {TAG_LIMIT}", "drop some"))
    keys: dict[str, str] = {}
    for key, value in tags.items():
        twin = keys.setdefault(key.lower(), key)
        if twin != key:
            what = f'"{key}" and "{twin}" are one tag: Oracle does not tell upper case from lower case in keys'
            found.append(Problem(key, what, key, None, "drop one of them"))
        found += [problem for problem in (_tag_key(key), _tag_value(key, value)) if problem]
    return found


def _tag_key(key: str) -> Problem | None:
    allowed = f"printable ASCII without spaces and dots, at most {TAG_KEY_LIMIT}"
    if _KEY.fullmatch(key) and "." not in key and len(key) <= TAG_KEY_LIMIT:
        return None
    return Problem(key or "labels", f'"{key}" cannot be the key of a freeform tag', key, allowed, None)


def _tag_value(key: str, value: str) -> Problem | None:
    if len(value) <= TAG_VALUE_LIMIT:
        return None
    what = f"the value of a freeform tag has {len(value)} characters"
    fix = f"shorten it by {len(value) - TAG_VALUE_LIMIT}"
    return Problem(key, what, value, f"at most {TAG_VALUE_LIMIT} characters", fix)


def _length(name: str, parts: tuple[str, ...], rule: NameRule) -> Problem | None:
    over = len(name) - rule.limit
    if name and over <= 0:
        return None
    if not name:
        return Problem("name", f"the {rule.title} is empty", name, f"1 to {rule.limit} characters", "give it a name")
    longest = max(parts, key=len)
    fix = f'shorten "{longest}" by {over}' if len(longest) > over else "shorten its parts"
    what = f'the {rule.title} "{name}" has {len(name)} characters'
    return Problem("name", what, name, f"at most {rule.limit} characters", fix)


def _form(name: str, parts: tuple[str, ...], rule: NameRule) -> Problem | None:
    if not name or (_FORM.fullmatch(name) and all(parts)):
        return None
    what = f'"{name}" cannot be a {rule.title}'
    return Problem("name", what, name, _WORDS, None)
