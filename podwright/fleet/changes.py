"""What the engine does to one resource: the operation, and the properties that change with their values.

Owns the reading of one step of the engine's event stream (`StepEventMetadata` in the engine's `apitype/events.go`,
3.259). Values arrive with secrets already replaced by the engine; values that are not known yet arrive as fixed ids.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from podwright.fleet.urns import type_and_name

Op = Literal["create", "update", "replace", "delete"]
SIGNS: dict[Op, str] = {"create": "+", "update": "~", "replace": "±", "delete": "-"}

_OPS: dict[str, Op] = {
    "create": "create",
    "import": "create",
    "update": "update",
    "replace": "replace",
    "import-replacement": "replace",
    "delete": "delete",
    "discard": "delete",
    "remove-pending-replace": "delete",
}
"""The engine's logical operations that change something. Its `create-replacement` and `delete-replaced` are the two
halves of a `replace` and not counted again."""

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


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """One property that changes."""

    path: str
    """As the engine writes it: `nodeConfig.labels["a.b"]`, `zones[0]`."""
    kind: Literal["add", "update", "delete"]
    replaces: bool
    """This change is a reason why the resource must be replaced."""
    old: object = MISSING
    new: object = MISSING

    def as_json(self) -> dict[str, object]:
        """For the report: a value that is missing on one side has no key."""
        sides = {name: value for name, value in (("old", self.old), ("new", self.new)) if value is not MISSING}
        return {"path": self.path, "kind": self.kind, "replaces": self.replaces, **sides}


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """One resource that the run creates, updates, replaces or deletes."""

    op: Op
    type: str
    name: str
    urn: str
    properties: tuple[PropertyChange, ...] = field(default=())
    """Empty for creates and deletes, where everything changes."""

    def as_json(self) -> dict[str, object]:
        """For the report."""
        return {
            "op": self.op,
            "type": self.type,
            "name": self.name,
            "urn": self.urn,
            "properties": [change.as_json() for change in self.properties],
        }


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


def _sides(metadata: Mapping[str, object], path: str, input_diff: bool) -> tuple[object, object]:
    """The old and new value of a property. Providers compare the old state with the new inputs unless they say
    `inputDiff`; a state often lacks what the inputs have, so the inputs are the second choice."""
    old, new = _state(metadata, "old"), _state(metadata, "new")
    before = value_at(old.get("inputs" if input_diff else "outputs"), path)
    if before is MISSING:
        before = value_at(old.get("inputs"), path)
    return before, value_at(new.get("inputs"), path)


def _state(metadata: Mapping[str, object], side: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", metadata.get(side) or {})


def _property_changes(metadata: Mapping[str, object]) -> tuple[PropertyChange, ...]:
    detailed = cast("Mapping[str, Mapping[str, object]] | None", metadata.get("detailedDiff"))
    if detailed is None:
        keys = cast("list[str]", metadata.get("keys") or [])
        names = sorted({*cast("list[str]", metadata.get("diffs") or []), *keys})
        detailed = {name: {"diffKind": "update-replace" if name in keys else "update"} for name in names}
    changes: list[PropertyChange] = []
    for path, diff in sorted(detailed.items()):
        kind, _, replaces = str(diff["diffKind"]).partition("-")
        old, new = _sides(metadata, path, bool(diff.get("inputDiff")))
        if kind == "add":
            old = MISSING
        if kind == "delete":
            new = MISSING
        changes.append(PropertyChange(path, cast("Literal['add', 'update', 'delete']", kind), bool(replaces), old, new))
    return tuple(changes)


def resource_change(metadata: Mapping[str, object]) -> ResourceChange | None:
    """The change that a step makes, None for a step that changes nothing or is one half of a replacement."""
    op = _OPS.get(str(metadata["op"]))
    if op is None:
        return None
    urn = str(metadata["urn"])
    kind, name = type_and_name(urn)
    properties = _property_changes(metadata) if op in ("update", "replace") else ()
    return ResourceChange(op, kind, name, urn, properties)
