"""Values of the engine's event stream: secrets and unknown ones as words, and the way to a value by its path.

Owns the marks that the engine (3.259) puts in the place of a value that is secret or not known yet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

UNKNOWN = "(known after apply)"
SECRET = "[secret]"  # noqa: S105 - what the engine itself prints for a secret
_UNKNOWN_IDS = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
"""Stand for a value that is not known yet; `sdk/go/common/resource/plugin/rpc.go` at v3.259.0."""
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker, not a secret
_PATH_PART = re.compile(r'\.?([^.\["\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]')


@dataclass(frozen=True, slots=True)
class Missing:
    """A property that has no value on one side of a change."""


MISSING = Missing()


def plain_value(value: object) -> object:
    """A value of the event stream with secrets and unknown values as readable text, however deep they are."""
    if isinstance(value, str):
        return UNKNOWN if value in _UNKNOWN_IDS else value
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, object]", value)
        if entries.get(_SIGNATURE) == _SECRET_SIGNATURE:
            return SECRET
        return {key: plain_value(item) for key, item in entries.items()}
    if isinstance(value, list):
        return [plain_value(item) for item in cast("list[object]", value)]
    return value


def parse_path(path: str) -> list[str | int]:
    """The parts of a property path: `a.b[0]["c.d"]` -> ["a", "b", 0, "c.d"]."""
    parts: list[str | int] = []
    for name, index, quoted in cast("list[tuple[str, str, str]]", _PATH_PART.findall(path)):
        if index:
            parts.append(int(index))
        else:
            parts.append(name or quoted.replace('\\"', '"'))
    return parts


def value_at(properties: object, path: str) -> object:
    """The value at a path, MISSING where there is none."""
    value = properties
    for part in parse_path(path):
        if isinstance(value, Mapping) and part in (entries := cast("Mapping[str | int, object]", value)):
            value = entries[part]
        elif isinstance(value, list) and isinstance(part, int) and part < len(items := cast("list[object]", value)):
            value = items[part]
        else:
            return MISSING
    return plain_value(value)
