"""What the state backend knows about the fleet's stacks, and the removal of an empty one.

Owns the short engine commands that run no program. Creating a stack is `podwright.engine.stacks`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import cast

from podwright.errors import EngineError, Problem
from podwright.fleet.engine_call import EngineSettings, text


def existing_stacks(settings: EngineSettings) -> dict[str, int]:
    """Every stack that the backend has of this project -> how many resources its state holds (0: never applied).

    EngineError where the backend cannot be read.
    """
    code, stdout, stderr = asyncio.run(text(settings, ["stack", "ls", "--json"]))
    if code != 0:
        raise EngineError(_problem("state", "the stacks cannot be listed", stderr))
    rows = cast("list[Mapping[str, object]]", json.loads(stdout))
    # Pulumi Cloud puts the organization before the names of stacks outside of the user's default one
    return {str(row["name"]).rpartition("/")[2]: cast("int", row.get("resourceCount") or 0) for row in rows}


async def remove_stack(settings: EngineSettings, stack: str, *, backups: bool) -> Problem | None:
    """Removes an empty stack from the backend and leaves its file; the reason where the engine refused.

    `backups`: remove the backups of its state as well.
    """
    extra = ["--remove-backups"] if backups else []
    code, _, stderr = await text(settings, ["stack", "rm", stack, "--yes", "--preserve-config", *extra])
    return None if code == 0 else _problem(stack, "is destroyed, but its empty stack could not be removed", stderr)


def stack_outputs(settings: EngineSettings, stack: str) -> dict[str, object]:
    """The outputs of the last apply; the engine prints `[secret]` for secrets. EngineError where it cannot."""
    code, stdout, stderr = asyncio.run(text(settings, ["stack", "output", "-s", stack, "--json"]))
    if code != 0:
        raise EngineError(_problem(stack, "the outputs cannot be read", stderr))
    return cast("dict[str, object]", json.loads(stdout))


def _problem(subject: str, message: str, stderr: str) -> Problem:
    reason = stderr.strip().removeprefix("error: ")
    return Problem(subject, f"{message}: {reason}" if reason else message)
