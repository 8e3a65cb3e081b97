"""Reads the data files of the emulated Google Cloud, each once per process.

Owns `replace.yaml` as `ReplaceRules` and the way to the other files; what those mean is their readers' part.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml

from podwright.catalog.data import Fields
from podwright.emulator.core.diff import ReplaceRules

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def table(name: str) -> Fields:
    """The data file `podwright/emulator/gcp/<name>`; ValueError when it is not a mapping."""
    text = (files("podwright.emulator.gcp") / name).read_text(encoding="utf-8")
    loaded: object = yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader, in C)
    if not isinstance(loaded, dict):
        raise ValueError(f"{name}: expected a mapping, found {type(loaded).__name__}")
    return Fields(name, cast("dict[str, object]", loaded))


@cache
def replace_rules(token: str) -> ReplaceRules:
    """Which changes of that type replace the resource; for a type without an entry, a change of its identity."""
    types = table("replace.yaml").child("types")
    if not types.has(token):
        return ReplaceRules.of(("name", "project", "location", "region", "zone"))
    return ReplaceRules.of(types.texts(token))


def has_replace_rules(token: str) -> bool:
    """Whether the provider's own replacement rules of a type are known here."""
    return table("replace.yaml").child("types").has(token)
