"""Reads the catalog's data files; every file is read once per process.

Owns the way from YAML to typed values, and nothing about what the values mean. A wrong data file is a mistake of this
project, not of its user, so it raises `ValueError` with the file and the place. PyYAML's C loader is used because the
whole catalog is read by every `podwright check`: it takes a tenth of the time of a loader written in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, cast

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping of a data file, with its place in the file for the message when a value is not what it should be."""

    place: str
    values: Mapping[str, object]

    def has(self, key: str) -> bool:
        """Whether the key is there with a value other than null."""
        return self.values.get(key) is not None

    def text(self, key: str) -> str:
        """A required string."""
        return self._typed(key, str)

    def text_or_none(self, key: str) -> str | None:
        """A string that may be left out or null."""
        return self._typed(key, str) if self.has(key) else None

    def number(self, key: str) -> int:
        """A required whole number."""
        return self._typed(key, int)

    def number_or_none(self, key: str) -> int | None:
        """A whole number that may be left out or null."""
        return self._typed(key, int) if self.has(key) else None

    def flag(self, key: str, default: bool) -> bool:
        """True or false, with the value of a key that is left out."""
        return self._typed(key, bool) if self.has(key) else default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; a key that is left out is an empty list."""
        entries = self._entries(key)
        for entry in entries:
            if not isinstance(entry, str):
                raise self._wrong(key, "a list of strings", entry)
        return tuple(cast("list[str]", entries))

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; a key that is left out is an empty list."""
        entries = self._entries(key)
        for entry in entries:
            if not isinstance(entry, int) or isinstance(entry, bool):
                raise self._wrong(key, "a list of whole numbers", entry)
        return tuple(cast("list[int]", entries))

    def records(self, key: str) -> tuple[Fields, ...]:
        """A list of mappings; a key that is left out is an empty list."""
        return tuple(self._child(f"{key}[{index}]", entry) for index, entry in enumerate(self._entries(key)))

    def children(self, key: str) -> dict[str, Fields]:
        """A mapping of mappings, in the order of the file; a key that is left out is empty."""
        found = cast("dict[str, object]", self._typed(key, dict)) if self.has(key) else {}
        return {str(name): self._child(f"{key}.{name}", entry) for name, entry in found.items()}

    def child(self, key: str) -> Fields:
        """One required mapping."""
        return self._child(key, self.values.get(key))

    def _entries(self, key: str) -> list[object]:
        return cast("list[object]", self._typed(key, list)) if self.has(key) else []

    def _child(self, name: str, entry: object) -> Fields:
        if not isinstance(entry, dict):
            raise self._wrong(name, "a mapping", entry)
        return Fields(f"{self.place}.{name}", cast("dict[str, object]", entry))

    def _typed(self, key: str, wanted: type[_T]) -> _T:
        value = self.values.get(key)
        # bool is a subclass of int, and `chips: true` is not a number
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise self._wrong(key, wanted.__name__, value)
        return value

    def _wrong(self, key: str, wanted: str, value: object) -> ValueError:
        return ValueError(f"{self.place}.{key}: expected {wanted}, found {value!r}")


@cache
def load(name: str) -> Fields:
    """The data file `podwright/catalog/<name>`, read once."""
    text = (files("podwright.catalog") / name).read_text(encoding="utf-8")
    loaded: object = yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader, in C)
    if not isinstance(loaded, dict):
        raise ValueError(f"{name}: expected a mapping, found {type(loaded).__name__}")
    return Fields(name, cast("dict[str, object]", loaded))
