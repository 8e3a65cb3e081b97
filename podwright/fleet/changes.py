"""What the engine does to one resource: the operation, and the properties that change with their values.

Owns the reading of one step of the engine's event stream (`StepEventMetadata` in the engine's `apitype/events.go`,
3.259). Values arrive with secrets already replaced by the engine; values that are not known yet arrive as fixed ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from podwright.fleet.scarce import held
from podwright.fleet.urns import STACK_TYPE, token_of, type_and_name
from podwright.fleet.values import MISSING, value_at

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
    holds: str | None = None
    """The accelerators that a replace or a delete gives back, in words; None where it gives none back."""
    owner: str = ""
    """Logical name of the component that the resource is a part of; empty for one of its own."""

    def as_json(self) -> dict[str, object]:
        """For the report."""
        return {
            "op": self.op,
            "type": self.type,
            "name": self.name,
            "urn": self.urn,
            "properties": [change.as_json() for change in self.properties],
        }


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
    loses = op in ("replace", "delete")
    holds = held(token_of(urn), urn, _before(metadata)) if loses else None
    return ResourceChange(op, kind, name, urn, properties, holds, _owner(metadata) if loses else "")


def _before(metadata: Mapping[str, object]) -> Mapping[str, object]:
    """What the engine knows of a resource before the step: its inputs, completed by what the cloud added."""
    old = _state(metadata, "old")
    inputs, outputs = (cast("Mapping[str, object]", old.get(side) or {}) for side in ("inputs", "outputs"))
    return {**outputs, **inputs}


def _owner(metadata: Mapping[str, object]) -> str:
    """The name of the component around a resource; the stack itself is none."""
    kind, name = type_and_name(str(_state(metadata, "old").get("parent") or ""))
    return "" if kind in ("", STACK_TYPE) else name
