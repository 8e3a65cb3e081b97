"""Compares the inputs a resource has with the ones the program wants, and says what a change costs.

Owns the structural comparison and Pulumi's path notation. Which path replaces a resource is the cloud's table, given
as `ReplaceRules`. Old inputs are compared with new inputs, never outputs with inputs: what the cloud fills in by itself
can then make no difference, so a second update finds nothing to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from podwright.emulator.core.wire import UNKNOWN, Values, plain

Step = str | int
Path = tuple[Step, ...]
Kind = Literal["add", "delete", "update"]
Equivalent = Callable[[Path, object, object], bool]
"""Whether two different values mean the same to the cloud, such as a network's name and its link."""

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, at the deepest place where it can be named."""

    path: Path
    kind: Kind
    replaces: bool


@dataclass(frozen=True, slots=True)
class ReplaceRules:
    """The paths whose change replaces a resource; `*` stands for any index or key."""

    patterns: frozenset[tuple[str, ...]] = frozenset()
    prefixes: frozenset[tuple[str, ...]] = frozenset()
    """Paths that stand for everything below them too."""

    @staticmethod
    def of(paths: Sequence[str]) -> ReplaceRules:
        """Rules from texts such as `nodeConfig.machineType` and `tags[*]`."""
        return ReplaceRules(_patterns(paths))

    @staticmethod
    def within(paths: Sequence[str]) -> ReplaceRules:
        """Rules from such texts, each for itself and for everything below it."""
        return ReplaceRules(prefixes=_patterns(paths))

    def __or__(self, other: ReplaceRules) -> ReplaceRules:
        return ReplaceRules(self.patterns | other.patterns, self.prefixes | other.prefixes)

    def forces(self, path: Path) -> bool:
        """Whether a change exactly at `path` replaces the resource."""
        return any(self._matches(pattern, path) for pattern in self.patterns) or any(
            self._matches(prefix, path[: len(prefix)]) for prefix in self.prefixes
        )

    @staticmethod
    def _matches(pattern: tuple[str, ...], path: Path) -> bool:
        return len(pattern) == len(path) and all(
            wanted in ("*", step) for wanted, step in zip(pattern, path, strict=True)
        )


def _patterns(paths: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(path.replace("[*]", ".*").split(".")) for path in paths)


@dataclass(frozen=True, slots=True)
class _Measures:
    """By what two values are compared."""

    rules: ReplaceRules
    equivalent: Equivalent
    ordered: bool


def compare(
    old: Mapping[str, object],
    new: Mapping[str, object],
    rules: ReplaceRules,
    equivalent: Equivalent,
    *,
    ordered: bool = False,
) -> list[Change]:
    """The differences from `old` to `new`, in path order; a null and an empty list count as absent.

    `ordered` says that the order of a list of texts matters, as that of a command's arguments does.
    """
    by = _Measures(rules, equivalent, ordered)
    found = list(_compare((), _strip(plain(dict(old))), _strip(plain(dict(new))), by))
    return sorted(found, key=lambda change: [str(step) for step in change.path])


def text(path: Path) -> str:
    """Pulumi's notation: `secondaryIpRanges[0].rangeName`, `labels["a.b"]`."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _NAME.fullmatch(step):
            parts.append(f".{step}" if parts else step)
        else:
            escaped = step.replace('"', '\\"')
            parts.append(f'["{escaped}"]')
    return "".join(parts)


def _compare(path: Path, old: object, new: object, by: _Measures) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        before, after = cast("Values", old), cast("Values", new)
        for key in before.keys() | after.keys():
            yield from _member((*path, key), before.get(key), after.get(key), by)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _compare_lists(path, cast("list[object]", old), cast("list[object]", new), by)
    else:
        yield from _compare_scalars(path, cast("object", old), new, by)


def _compare_scalars(path: Path, old: object, new: object, by: _Measures) -> Iterator[Change]:
    if new is UNKNOWN or (not _same(old, new) and not by.equivalent(path, old, new)):
        yield Change(path, "update", by.rules.forces(path))


def _compare_lists(path: Path, old: list[object], new: list[object], by: _Measures) -> Iterator[Change]:
    if not by.ordered and _texts_only(old) and _texts_only(new) and sorted(map(str, old)) == sorted(map(str, new)):
        # Nearly all lists of text in the providers are sets (zones, ranges, tags, scopes): order is no difference.
        return
    for index in range(max(len(old), len(new))):
        before = old[index] if index < len(old) else None
        after = new[index] if index < len(new) else None
        yield from _member((*path, index), before, after, by)


def _member(path: Path, old: object, new: object, by: _Measures) -> Iterator[Change]:
    if old is None and new is None:
        return
    if old is None or new is None:
        kind: Kind = "add" if old is None else "delete"
        yield Change(path, kind, _any_forces(path, new if old is None else old, by.rules))
    else:
        yield from _compare(path, old, new, by)


def _any_forces(path: Path, value: object, rules: ReplaceRules) -> bool:
    """A whole block that comes or goes replaces if it or anything set in it does."""
    if rules.forces(path):
        return True
    if isinstance(value, dict):
        return any(_any_forces((*path, key), item, rules) for key, item in cast("Values", value).items())
    if isinstance(value, list):
        items = cast("list[object]", value)
        return any(_any_forces((*path, index), item, rules) for index, item in enumerate(items))
    return False


def _strip(value: object) -> object:
    """Without nulls and empty lists at any depth: to the providers they are the same as absent. An empty object stays,
    it can be a block that is switched on (`masterAuthorizedNetworksConfig: {}`)."""
    if isinstance(value, dict):
        members = {key: _strip(item) for key, item in cast("Values", value).items()}
        return {key: item for key, item in members.items() if item is not None and item != []}
    if isinstance(value, list):
        return [_strip(item) for item in cast("list[object]", value)]
    return value


def _same(old: object, new: object) -> bool:
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    return old == new


def _texts_only(items: list[object]) -> bool:
    return all(isinstance(item, str) for item in items)
