"""Reads property values that may be unknown, missing or written as text.

Owns no rule of any cloud. The provider takes numbers and booleans as text too, so what the emulated cloud computes with
goes through here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from podwright.emulator.core.diff import Path, text
from podwright.emulator.core.wire import UNKNOWN, Values

_STEP = re.compile(r"([^.\[\]]+)|(\[\*\])")


def get(values: object, path: str) -> object:
    """The value at a dotted path without lists; None where there is nothing, UNKNOWN from where it is unknown."""
    for step in path.split("."):
        if values is UNKNOWN or values is None:
            return values
        values = cast("Values", values).get(step) if isinstance(values, Mapping) else None
    return values


def given(values: object, path: str) -> bool:
    """Whether there is a value: an empty list or text and nothing are none, an unknown one is."""
    return get(values, path) not in (None, "", [])


def each(values: object, path: str) -> Iterator[tuple[str, object]]:
    """Every value at a path with `[*]` for list items, with its own path; unknown ones and gaps are left out."""
    steps = ["[*]" if star else name for name, star in _STEP.findall(path)]
    yield from ((text(place), value) for place, value in _walk((), values, steps))


def _walk(place: Path, value: object, steps: list[str]) -> Iterator[tuple[Path, object]]:
    if value is None or value is UNKNOWN:
        return
    if not steps:
        yield place, value
    elif steps[0] == "[*]" and isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _walk((*place, index), item, steps[1:])
    elif isinstance(value, dict):
        yield from _walk((*place, steps[0]), cast("Values", value).get(steps[0]), steps[1:])


def string(values: object, path: str) -> str | None:
    """The text at a path; None for anything else."""
    value = get(values, path)
    return value if isinstance(value, str) and value else None


def number(values: object, path: str) -> int | None:
    """The whole number at a path, also when it is written as text."""
    value = get(values, path)
    if isinstance(value, bool) or value is UNKNOWN:
        return None
    if isinstance(value, (int, float)):
        return int(value)
    return int(value) if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]+", value) else None


def flag(values: object, path: str) -> bool:
    """Whether the boolean at a path is set; an unknown one is not."""
    value = get(values, path)
    return value is True or (isinstance(value, str) and value.lower() == "true")


def strings(values: object, path: str) -> list[str]:
    """The texts of the list at a path; others are left out."""
    value = get(values, path)
    return [item for item in cast("list[object]", value) if isinstance(item, str)] if isinstance(value, list) else []


def blocks(values: object, path: str) -> list[Values]:
    """The objects of the list at a path; others are left out."""
    value = get(values, path)
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("Values", item) for item in items if isinstance(item, dict)]


def mapping(values: object, path: str) -> Values:
    """The object at a path; an empty one where there is none."""
    value = get(values, path)
    return cast("Values", value) if isinstance(value, dict) else {}
