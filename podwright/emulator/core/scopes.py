"""The scope of a provider instance as text, so that a resource remembers who made it.

Owns the text only. It is needed where the cloud acts by itself: a step of the timeline or somebody's change behind
Pulumi's back has no provider instance of its own.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from podwright.emulator.core.cloud import Scope
from podwright.emulator.core.store import Record


def to_text(scope: Scope) -> str:
    """The scope as JSON; the same scope gives one text."""
    return json.dumps({key: value for key, value in asdict(scope).items() if value}, sort_keys=True)


def of(record: Record) -> Scope:
    """The scope that made a resource; for one from an older file, its project."""
    return Scope(**json.loads(record.scope)) if record.scope else Scope(record.project or None)
