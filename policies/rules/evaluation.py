"""What a rule does with a value that is not known yet: it says so as a violation instead of passing.

The SDK turns the reading of an unknown value into an advisory remark, which lets a mandatory rule pass at preview.
Here it becomes a violation of the rule itself, so its level is the rule's, and its message starts with a fixed prefix
by which reports tell "violated" from "could not be evaluated". A rule reads only what it needs, so that a stack whose
deciding values are plain is evaluated fully at its first preview.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, Protocol, cast

from pulumi_policy import ReportViolation, ResourceValidationArgs
from pulumi_policy.proxy import UnknownValueError

PREFIX = "not evaluated: "
"""How the message of a violation begins when the rule could not be evaluated."""

Props = Mapping[str, Any]
ResourceRule = Callable[[ResourceValidationArgs, ReportViolation], None]


class Subject(Protocol):
    """What resource rules and stack rules know about a resource."""

    name: str
    resource_type: str
    urn: str


def named(subject: Subject) -> str:
    """A resource as messages name it: `serve-v6e-0 (gcp:container/nodePool:NodePool)`."""
    return f"{subject.name} ({subject.resource_type})"


@contextmanager
def known(subject: Subject, report: ReportViolation) -> Generator[None]:
    """Report an unknown value that is read inside as a violation on the resource, and go on after the block."""
    try:
        yield
    except UnknownValueError as unknown:
        path = ".".join(unknown.props)
        report(
            f"{PREFIX}{path} of {named(subject)} is not known before the update; set it from plain text or from an"
            " output of a stack that is already applied, or apply what it comes from first",
            subject.urn,
        )


def evaluated(rule: ResourceRule) -> ResourceRule:
    """Decorates the check of one resource so that an unknown value cannot pass in silence."""

    @wraps(rule)
    def checked(args: ResourceValidationArgs, report: ReportViolation) -> None:
        with known(args, report):
            rule(args, report)

    return checked


def block(props: Props, *path: str) -> Props:
    """The mapping at `path`, empty where any part of it is absent. Raises the SDK's error on an unknown part."""
    for key in path:
        found = props.get(key)
        props = cast("Props", found) if isinstance(found, Mapping) else {}
    return props


def blocks(props: Props, key: str) -> list[Props]:
    """The mappings of a list, empty where it is absent."""
    return [cast("Props", each) for each in items(props, key) if isinstance(each, Mapping)]


def texts(props: Props, key: str) -> list[str]:
    """The texts of a list, empty where it is absent."""
    return [each for each in items(props, key) if isinstance(each, str)]


def items(props: Props, key: str) -> list[object]:
    """The items of a list, empty where it is absent."""
    found = props.get(key)
    if isinstance(found, str) or not isinstance(found, Sequence):
        return []
    return list(cast("Sequence[object]", found))


def text(props: Props, key: str) -> str | None:
    """A text, None where it is absent or empty."""
    found = props.get(key)
    return found if isinstance(found, str) and found else None


def number(props: Props, key: str) -> int | None:
    """A whole number, None where it is absent; the wire carries each number as a float or, in some places, as text."""
    found = props.get(key)
    if isinstance(found, bool) or not isinstance(found, (int, float, str)):
        return None
    try:
        return int(found)
    except ValueError:
        return None
