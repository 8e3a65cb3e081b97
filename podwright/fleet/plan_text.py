"""The plan of a run as text: what a platform engineer reads before saying yes.

What cannot be undone comes first and is never shortened: replacements, then deletions, then updates with the values
that change, then creations by type. The harmless kinds are shortened unless all is asked for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from podwright.fleet.changes import SIGNS, Op, PropertyChange, ResourceChange
from podwright.fleet.report import StackResult
from podwright.fleet.values import MISSING, SECRET, UNKNOWN

_ORDER: tuple[Op, ...] = ("replace", "delete", "update", "create")
_WORDS: dict[Op, str] = {"create": "create", "update": "update", "replace": "replace", "delete": "delete"}
LIST_LIMIT = 12
"""How many updated resources are listed."""
NAMES_LIMIT = 80
"""Characters of the names of new resources of one type."""
PROPERTY_LIMIT = 8
"""How many changed properties of one resource are listed; the reasons of a replacement always are."""
VALUE_LIMIT = 60
"""Characters of one value."""


def plan_lines(result: StackResult, *, verbose: bool = False) -> list[str]:
    """The plan of one stack: a heading, then one line per resource and per changed property."""
    lines = [f"{result.stack}: {_heading(result)}"]
    for op in _ORDER:
        resources = sorted((r for r in result.resources if r.op == op), key=lambda r: (r.type, r.name))
        if not verbose:  # the stack itself and references to others: entries in the state, nothing in a cloud
            resources = [resource for resource in resources if not resource.type.startswith("pulumi:pulumi:")]
        lines += _list(op, resources, verbose=verbose)
    if result.output_changes and not result.resources:
        lines.append(f"  outputs that change: {', '.join(result.output_changes)}")
    return lines


def _heading(result: StackResult) -> str:
    counts = [(getattr(result.changes, op), _WORDS[op]) for op in _ORDER]
    parts = [f"{count} to {word}" for count, word in counts if count]
    if parts:
        return ", ".join([*parts, f"{result.changes.same} unchanged"])
    return "no resource changes" if result.output_changes else "nothing of its own to change"


def _list(op: Op, resources: Sequence[ResourceChange], *, verbose: bool) -> list[str]:
    """One line for each resource; creations of one type share a line, because only how many matters there."""
    if op == "create" and not verbose:
        return _creations(resources)
    shown = resources if verbose or op != "update" or len(resources) <= LIST_LIMIT + 1 else resources[:LIST_LIMIT]
    width = max((len(resource.type) for resource in shown), default=0)
    lines: list[str] = []
    for resource in shown:
        lines.append(f"  {SIGNS[op]} {resource.type:<{width}}  {resource.name}")
        lines += _properties(resource.properties, verbose=verbose)
    rest = Counter(resource.type for resource in resources[len(shown) :])
    if rest:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(rest.items()))
        lines.append(f"  {SIGNS[op]} … and {rest.total()} more ({kinds}); --verbose lists them")
    return lines


def _creations(resources: Sequence[ResourceChange]) -> list[str]:
    by_type: dict[str, list[str]] = {}
    for resource in resources:
        by_type.setdefault(resource.type, []).append(resource.name)
    heads = {kind: f"{len(names)} {kind}" if len(names) > 1 else kind for kind, names in by_type.items()}
    width = max((len(head) for head in heads.values()), default=0)
    return [f"  + {heads[kind]:<{width}}  {_some(names)}" for kind, names in by_type.items()]


def _some(names: Sequence[str]) -> str:
    """The first names, at least one, and that there are more."""
    text = names[0]
    for name in names[1:]:
        if len(text) + len(name) > NAMES_LIMIT:
            return f"{text}, …"
        text += f", {name}"
    return text


def _properties(properties: Iterable[PropertyChange], *, verbose: bool) -> list[str]:
    ordered = sorted(properties, key=lambda change: not change.replaces)
    reasons = sum(change.replaces for change in ordered)
    shown = ordered if verbose else ordered[: max(PROPERTY_LIMIT, reasons)]
    lines = [f"      {_change_text(change, verbose=verbose)}" for change in shown]
    if len(shown) < len(ordered):
        lines.append(f"      … and {len(ordered) - len(shown)} more properties; --verbose lists them")
    return lines


def _change_text(change: PropertyChange, *, verbose: bool) -> str:
    old, new = value_text(change.old, verbose=verbose), value_text(change.new, verbose=verbose)
    if change.kind == "add":
        text = f"{change.path}: set to {new}" if new else f"{change.path}: set"
    elif change.kind == "delete":
        text = f"{change.path}: removed, was {old}" if old else f"{change.path}: removed"
    elif change.replaces and old and old == new:
        text = f"{change.path}: {old}, which is replaced itself"
    else:
        text = f"{change.path}: {old or '(not set)'} → {new or '(not set)'}"
    return f"{text}  (forces the replacement)" if change.replaces else text


def value_text(value: object, *, verbose: bool = False) -> str:
    """A value as JSON on one line, shortened; empty for a missing one."""
    if value is MISSING:
        return ""
    if isinstance(value, str) and value in (SECRET, UNKNOWN):
        return value
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if verbose or len(text) <= VALUE_LIMIT else f"{text[: VALUE_LIMIT - 1]}…"
