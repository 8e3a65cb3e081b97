"""Takes the wrong parts out of a spec, so that rules can still judge the rest of it in the same run.

Owns only the question what the smallest part is that can be left out. The result is for finding more mistakes and never
for building anything: a spec with a wrong part is refused.
"""

from __future__ import annotations

from typing import cast

from pydantic import ValidationError

from stacks.model import StackSpec
from stacks.refusals import model_at, model_fields, nearest
from stacks.source import KeyPath

_ROUNDS = 3
"""A renamed or uncovered part may be wrong inside; more rounds than this find nothing in a spec of this depth."""


def rename_misspelt(values: dict[str, object], unknown: list[KeyPath]) -> dict[KeyPath, KeyPath]:
    """Gives unknown keys the name that was meant, where the map lacks that one; returns old -> new places."""
    renamed: dict[KeyPath, KeyPath] = {}
    for path in unknown:
        parent, model = _map_at(values, path[:-1]), model_at(path[:-1])
        if parent is None or model is None:
            continue
        meant = nearest(str(path[-1]), list(model_fields(model)))
        if meant is not None and meant not in parent:
            parent[meant] = parent.pop(str(path[-1]))
            renamed[path] = (*path[:-1], meant)
    return renamed


def salvage(values: dict[str, object], paths: list[KeyPath]) -> tuple[StackSpec | None, set[KeyPath]]:
    """The spec without the parts at `paths`, and the places left out or guessed; None where too little remains."""
    left_out: set[KeyPath] = set()
    for _ in range(_ROUNDS):
        for path in paths:
            cut = _cut(path)
            if cut is None or cut == ("cloud",):
                return None, left_out
            left_out.add(cut)
            _replace(values, cut)
        try:
            return StackSpec.model_validate(values), left_out
        except ValidationError as error:
            paths = [tuple(each["loc"]) for each in error.errors(include_url=False)]
    return None, left_out


def _guess(path: KeyPath) -> object | None:
    """A harmless value for a key that the model cannot do without."""
    if path == ("kind",):
        return "region"
    if path == ("account",):
        return dict[str, object]()
    return {"model": "on-demand"} if path[-1] == "capacity" else None


def _cut(path: KeyPath) -> KeyPath | None:
    """The smallest part around a wrong value which a spec can be without, or for which there is a guess."""
    for length in range(len(path), 0, -1):
        head = path[:length]
        if isinstance(head[-1], int):
            continue
        parent = model_at(head[:-1])
        if parent is None:
            return head
        info = model_fields(parent).get(str(head[-1]))
        if info is None or not info.is_required() or _guess(head) is not None or head == ("cloud",):
            return head
    return None


def _replace(values: dict[str, object], path: KeyPath) -> None:
    """Removes the value at a place, or puts the guess there."""
    parent = _map_at(values, path[:-1])
    if parent is None:
        return
    parent.pop(str(path[-1]), None)
    guess = _guess(path)
    if guess is not None:
        parent[str(path[-1])] = guess


def _map_at(values: dict[str, object], path: KeyPath) -> dict[str, object] | None:
    """The map at a place; None where something else stands there."""
    at: dict[str, object] = values
    for part in path:
        below = at.get(str(part))
        if not isinstance(below, dict):
            return None
        at = cast("dict[str, object]", below)
    return at
