"""Reads the outputs of one stack for people and programs. Secrets stay `[secret]`; there is no way to ask for them.

Owns the document `podwright/outputs/v1` (schema: `podwright/schemas/outputs.v1.json`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from podwright.errors import InputError, Problem
from podwright.fleet import session
from podwright.fleet.backend import existing_stacks, stack_outputs
from podwright.fleet.discovery import discover, find_project
from podwright.fleet.selectors import select


def read_outputs(directory: Path, stack: str, *, live: bool, say: Callable[[str], None]) -> dict[str, object]:
    """The document without its `schema` key. InputError for a name that is not one stack, or one never applied.

    `say` takes lines about the work that comes before, such as installing the engine.
    """
    project = find_project(directory)
    chosen = select(discover(project), [stack])
    if len(chosen) > 1:
        names = ", ".join(each.name for each in chosen)
        raise InputError(Problem("STACK", "outputs are of one stack at a time", given=stack, allowed=names))
    name = chosen[0].name
    target, settings = session.open_target(project.root, (), live=live, say=say)
    if not existing_stacks(settings).get(name):
        raise InputError(Problem(name, "has no outputs: it was never applied", fix=f"apply it: podwright up {name}"))
    return {"stack": name, "target": target.kind, "outputs": stack_outputs(settings, name)}


def output_rows(document: Mapping[str, object]) -> list[tuple[str, str]]:
    """One row for each output, by name; what is not text is JSON on one line."""
    values = cast("Mapping[str, object]", document["outputs"])
    return [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in sorted(values.items())]
