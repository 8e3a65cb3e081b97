"""Reads the data files of an emulated cloud, each once per process.

Owns `replace.yaml` as `ReplaceRules` and the way to the other files of a cloud's package; what those mean is their
readers' part (`rules.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml

from podwright.catalog.data import Fields
from podwright.emulator.core.diff import ReplaceRules

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Tables:
    """The data files of one cloud's package."""

    package: str
    """The Python package that holds them: `podwright.emulator.gcp`."""
    identity: tuple[str, ...]
    """The properties that replace a resource of a type without an entry in `replace.yaml`."""

    def table(self, name: str) -> Fields:
        """The data file of that name; ValueError when it is not a mapping."""
        return _load(self.package, name)

    def replace_rules(self, token: str) -> ReplaceRules:
        """Which changes of that type replace the resource; for a type without an entry, a change of its identity."""
        return _replace_rules(self, token)

    def has_replace_rules(self, token: str) -> bool:
        """Whether the provider's own replacement rules of a type are known here."""
        return self.table("replace.yaml").child("types").has(token)


@cache
def _load(package: str, name: str) -> Fields:
    text = (files(package) / name).read_text(encoding="utf-8")
    loaded: object = yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader, in C)
    if not isinstance(loaded, dict):
        raise ValueError(f"{name}: expected a mapping, found {type(loaded).__name__}")
    return Fields(name, cast("dict[str, object]", loaded))


@cache
def _replace_rules(tables: Tables, token: str) -> ReplaceRules:
    types = tables.table("replace.yaml").child("types")
    return ReplaceRules.of(types.texts(token) if types.has(token) else tables.identity)
