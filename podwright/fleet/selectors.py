"""Which stacks of a fleet a command is about.

A selector is a stack's name, a pattern of names (`gcp-*`), or `key=value` on what the spec says. Names and patterns add
up; every key narrows what they chose; the same key twice means either value. A selector that matches nothing is an
error and not an empty run: a misspelt name must never look like a fleet without changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from podwright.errors import InputError, Problem
from podwright.fleet.discovery import StackFile

KEYS = ("cloud", "country", "kind", "region")
"""Keys that every stack has; the labels of the spec are keys as well."""

ALLOWED = "names of stacks, patterns such as gcp-*, key=value, or --all"


def select(fleet: Sequence[StackFile], selectors: Sequence[str], *, everything: bool = False) -> list[StackFile]:
    """The selected stacks in the order of the fleet, or one `InputError` with every selector that is wrong.

    `everything` is `--all`: with it the selectors that name stacks are not needed, and keys still narrow. A stack whose
    file cannot be read matches every `key=value`: nobody knows that it does not, and it must stop the run.
    """
    if not fleet:
        raise InputError(Problem("stacks", "the fleet has no stack", fix="add a file Pulumi.<stack>.yaml"))
    names = [each for each in selectors if "=" not in each]
    filters = [each for each in selectors if "=" in each]
    if not selectors and not everything:
        raise InputError(Problem("stacks", "nothing is selected", allowed=ALLOWED, fix="name stacks, or add --all"))
    problems = [*unknown_names(fleet, names), *_unknown_filters(fleet, filters)]
    if problems:
        raise InputError(problems)
    chosen = [stack for stack in fleet if _named(stack, names) and _passes(stack, filters)]
    if not chosen:
        given = " ".join(selectors)
        message = "no stack matches all of these together"
        raise InputError(Problem("stacks", message, given=given, fix="drop one of them; podwright ls shows the fleet"))
    return chosen


def attributes(stack: StackFile) -> dict[str, str]:
    """What `key=value` can select a stack by; empty when its file cannot be read."""
    spec = stack.rest
    if spec is None:
        return {}
    own = {"cloud": spec.cloud, "country": spec.jurisdiction, "kind": spec.kind, "region": spec.region}
    return {**spec.labels, **{key: value for key, value in own.items() if value is not None}}


def _named(stack: StackFile, names: Sequence[str]) -> bool:
    return not names or any(fnmatchcase(stack.name, name) for name in names)


def _passes(stack: StackFile, filters: Sequence[str]) -> bool:
    if stack.rest is None:
        return True
    wanted: dict[str, list[str]] = {}
    for each in filters:
        key, _, value = each.partition("=")
        wanted.setdefault(key, []).append(value)
    has = attributes(stack)
    return all(key in has and any(fnmatchcase(has[key], value) for value in values) for key, values in wanted.items())


def unknown_names(fleet: Sequence[StackFile], names: Sequence[str]) -> list[Problem]:
    """A problem for each name or pattern that no stack file has; `given` is the name."""
    known = [stack.name for stack in fleet]
    return [
        Problem(
            "stacks",
            f'no stack matches "{name}"' if _is_pattern(name) else f'there is no stack "{name}"',
            given=name,
            allowed=", ".join(known),
            fix=None if _is_pattern(name) else did_you_mean(name, known),
        )
        for name in names
        if not any(fnmatchcase(each, name) for each in known)
    ]


def _unknown_filters(fleet: Sequence[StackFile], filters: Sequence[str]) -> list[Problem]:
    """Keys and values that no stack has; silent while a file is unreadable, since that stack might have them."""
    if any(stack.rest is None for stack in fleet):
        return []
    problems: list[Problem] = []
    for each in filters:
        key, _, value = each.partition("=")
        values = sorted({has[key] for stack in fleet if key in (has := attributes(stack))})
        keys = sorted({*KEYS, *(key for stack in fleet for key in attributes(stack))})
        if key not in keys:
            fix = did_you_mean(key, keys)
            problems.append(Problem("stacks", f'no stack has a key "{key}"', each, ", ".join(keys), fix))
        elif not any(fnmatchcase(one, value) for one in values):
            message = f'no stack has {key} "{value}"'
            problems.append(Problem("stacks", message, each, ", ".join(values), did_you_mean(value, values)))
    return problems


def _is_pattern(name: str) -> bool:
    return any(sign in name for sign in "*?[")


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """`did you mean x?` for the nearest known word, upper and lower case alike."""
    folded = {each.lower(): each for each in known}
    close = get_close_matches(word.lower(), folded, n=1, cutoff=0.5)
    return f"did you mean {folded[close[0]]}?" if close else None
