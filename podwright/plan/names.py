"""Deterministic names of cloud resources, checked against each cloud's limits.

A name is its parts joined by dashes, from the general to the special, and nothing is cut off, hashed or made random: a
reader finds the stack in the name and the same stack always gets the same names. A name that does not fit is refused
with what would have to be shorter. Parts are not silently rewritten either, since two parts could then become one name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from podwright.errors import InputError, Problem

COMPUTE_LIMIT = 63
"""Networks, subnets, disks, instances and most other Compute Engine resources (RFC 1035)."""
CLUSTER_LIMIT = 40
"""GKE clusters."""
NODE_POOL_LIMIT = 36
"""GKE node pools: the node names built on them must fit into 63 characters."""
SERVICE_ACCOUNT_LIMITS = (6, 30)
ENDPOINT_LIMIT = 20
"""Endpoints for Google's APIs (Private Service Connect): lower-case letters and digits only, a letter first."""
LABEL_LIMIT = 63

_AREAS = {"northamerica": "na", "southamerica": "sa"}
_DIRECTIONS = {"north": "n", "south": "s", "east": "e", "west": "w", "central": "c"}
_RFC1035 = re.compile(r"[a-z](?:[-a-z0-9]*[a-z0-9])?")
_LABEL_VALUE = re.compile(r"[a-z0-9_-]*")
_LABEL_KEY = re.compile(r"[a-z][a-z0-9_-]*")


def cloud_name(*parts: str, limit: int = COMPUTE_LIMIT) -> str:
    """The parts joined by dashes, or an `InputError` (subject `name`) when it is too long or has a wrong character."""
    return _checked_name("-".join(parts), parts, 1, limit, "name")


def service_account_id(*parts: str) -> str:
    """The account id of a service account: 6 to 30 characters, otherwise an `InputError` (subject `name`)."""
    return _checked_name("-".join(parts), parts, *SERVICE_ACCOUNT_LIMITS, "service account id")


def endpoint_name(prefix: str, region: str) -> str:
    """Name of a region's endpoint for Google's APIs: the prefix without dashes, the region in it by its short form.

    `gcp-europe-west4` becomes `gcpeuw4`. An `InputError` (subject `name`) when that is longer than 20 characters.
    """
    name = re.sub("-", "", prefix.replace(region, region_code(region)))
    return _checked_name(name, (name,), 1, ENDPOINT_LIMIT, "endpoint name")


def region_code(region: str) -> str:
    """Short form of a Google Cloud region, two letters a word: `europe-west4` is `euw4`, `us-central1` is `usc1`.

    Different for different regions as long as Google names them after continent, direction and number.
    """
    area, _, rest = region.partition("-")
    direction = rest.rstrip("0123456789")
    for word, letter in _DIRECTIONS.items():
        direction = direction.replace(word, letter)
    return f"{_AREAS.get(area, area[:2])}{direction.replace('-', '')}{rest[len(rest.rstrip('0123456789')) :]}"


def label_value(value: str, key: str = "label") -> str:
    """The value when it can be a label's value; otherwise an `InputError` whose subject is the label's key."""
    problem = _value_problem(value, key)
    if problem:
        raise InputError(problem)
    return value


def label_key(key: str) -> str:
    """The key when it can be a label's key; otherwise an `InputError` whose subject is the key."""
    problem = _key_problem(key)
    if problem:
        raise InputError(problem)
    return key


def check_labels(labels: Mapping[str, str]) -> list[Problem]:
    """All problems of a mapping of labels; the subject is the label's key."""
    found = [problem for key, value in labels.items() for problem in (_key_problem(key), _value_problem(value, key))]
    return [problem for problem in found if problem]


def _checked_name(name: str, parts: tuple[str, ...], low: int, limit: int, kind: str) -> str:
    problems = [
        problem for problem in (_form(name, parts, kind), length_problem(name, parts, low, limit, kind)) if problem
    ]
    if problems:
        raise InputError(problems)
    return name


def length_problem(name: str, parts: tuple[str, ...], low: int, limit: int, kind: str) -> Problem | None:
    """Whether a name (subject `name`) has from `low` to `limit` characters; `kind` is what messages call it."""
    over = len(name) - limit
    if len(name) >= low and over <= 0:
        return None
    if over > 0:
        longest = max(parts, key=len)
        fix = f'shorten "{longest}" by {over}' if len(longest) > over else "shorten its parts"
        allowed = f"at most {limit} characters"
    else:
        fix, allowed = f"make it {low - len(name)} longer", f"at least {low} and at most {limit} characters"
    return Problem("name", f'the {kind} "{name}" has {len(name)} characters', name, allowed, fix)


def _form(name: str, parts: tuple[str, ...], kind: str) -> Problem | None:
    if not name:
        return None  # its length is the problem
    strange = list(dict.fromkeys(re.findall(r"[^a-z0-9-]", name)))
    if strange:
        what = f'the {kind} "{name}" has characters that are not allowed: {", ".join(map(repr, strange))}'
    elif not all(parts):
        what = f'the {kind} "{name}" has an empty part'
    elif not _RFC1035.fullmatch(name):
        what = f'the {kind} "{name}" does not start with a letter and end with a letter or digit'
    else:
        return None
    allowed = "lower-case letters, digits and dashes, from a letter to a letter or digit"
    return Problem("name", what, name, allowed, _rewritten(name))


def _rewritten(name: str) -> str | None:
    better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-").lstrip("-0123456789")
    return f"write {better}" if better else None


def _value_problem(value: str, key: str) -> Problem | None:
    allowed = f"lower-case letters, digits, - and _, at most {LABEL_LIMIT}"
    return _label_problem(value, key, "value", _LABEL_VALUE, allowed)


def _key_problem(key: str) -> Problem | None:
    allowed = f"a lower-case letter, then lower-case letters, digits, - and _, at most {LABEL_LIMIT}"
    return _label_problem(key, key or "label", "key", _LABEL_KEY, allowed)


def _label_problem(text: str, subject: str, what: str, pattern: re.Pattern[str], allowed: str) -> Problem | None:
    if len(text) > LABEL_LIMIT:
        message = f"a label {what} of {len(text)} characters is too long"
        return Problem(subject, message, text, allowed, f"shorten it by {len(text) - LABEL_LIMIT}")
    if pattern.fullmatch(text):
        return None
    better = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-")
    fix = f"write {better}" if better and pattern.fullmatch(better) else None
    return Problem(subject, f'"{text}" cannot be a label {what}', text, allowed, fix)
