"""Which change of an object replaces it, and which change the API server refuses.

Owns the provider's comparison: a change at or below a listed path replaces (JSON merge patch against a path), lists
are compared in their order, and a namespace that is not written is `default`. Source: pulumi/pulumi-kubernetes
`provider/pkg/provider/diff.go` and `provider.go`, `Diff`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from podwright.catalog.data import Fields
from podwright.emulator.core import values
from podwright.emulator.core.diff import Change, Path, ReplaceRules, compare
from podwright.emulator.core.wire import Values, plain, plain_values
from podwright.emulator.kubernetes import checks, errors, objects
from podwright.emulator.kubernetes.objects import Gvk
from podwright.emulator.kubernetes.scope import DEFAULT_NAMESPACE, ClusterScope
from podwright.emulator.kubernetes.tables import TABLES

_IDENTITY = ("metadata.name", "metadata.namespace")


@dataclass(frozen=True, slots=True)
class PrefixRules(ReplaceRules):
    """Replacement rules in which a path stands for everything below it too."""

    def forces(self, path: Path) -> bool:
        """Whether a change at `path` replaces the object."""
        return any(
            len(pattern) <= len(path) and self._matches(pattern, path[: len(pattern)]) for pattern in self.patterns
        )


def rules(token: str, scope: ClusterScope, inputs: Values) -> ReplaceRules:
    """The provider's rules for an object of that type with these inputs."""
    gvk = Gvk.of(token)
    if gvk.patch:
        return _prefixes(_IDENTITY)
    own = TABLES.table("replace.yaml").child("types").texts(token)
    mutable = TABLES.table("replace.yaml").child("mutable")
    if mutable.has(token) and not values.flag(inputs, "immutable"):
        entry = mutable.child(token)
        own = entry.texts("replaces") if entry.text("setting") in scope.mutable else own
    return _prefixes((*_IDENTITY, *own))


def _prefixes(paths: tuple[str, ...]) -> PrefixRules:
    return PrefixRules(ReplaceRules.of(paths).patterns)


def find(token: str, scope: ClusterScope, old: Values, new: Values) -> list[Change]:
    """The differences between two objects as the provider sees them."""
    before, after = _normal(plain_values(old), scope.namespaced), _normal(plain_values(new), scope.namespaced)
    forcing = rules(token, scope, after)
    found = compare(before, after, forcing, _same)
    places = {change.path for change in found}
    for path in _reordered((), before, after):
        if path not in places:
            found.append(Change(path, "update", forcing.forces(path)))
    return sorted(found, key=lambda change: [str(step) for step in change.path])


def delete_first(changes: list[Change], old: Values, new: Values) -> bool:
    """Whether the old object must go before the new one comes: a name that a person gave stays the same."""
    name = objects.name_of(new)
    return (
        any(change.replaces for change in changes)
        and bool(name)
        and not objects.is_autonamed(new)
        and name == objects.name_of(old)
        and _namespace(new) == _namespace(old)
    )


def _namespace(inputs: Values) -> str:
    return objects.namespace_of(inputs) or DEFAULT_NAMESPACE


def _normal(inputs: Values, namespaced: bool) -> Values:
    return objects.with_metadata(inputs, namespace=_namespace(inputs) if namespaced else None)


def _same(path: Path, old: object, new: object) -> bool:
    """A quantity written as a number and as text is the same one."""
    amounts = {"limits", "requests", "hard", "capacity"} & {step for step in path if isinstance(step, str)}
    is_number = isinstance(old, int | float) or isinstance(new, int | float)
    return bool(amounts) and is_number and f"{old}" == f"{new}"


def _reordered(path: Path, old: object, new: object) -> Iterator[Path]:
    """Lists of text with the same items in another order: the order of a command's arguments matters."""
    if isinstance(old, dict) and isinstance(new, dict):
        before, after = cast("Values", old), cast("Values", new)
        for key in sorted(before.keys() & after.keys()):
            yield from _reordered((*path, key), before[key], after[key])
    elif isinstance(old, list) and isinstance(new, list):
        one, two = cast("list[object]", old), cast("list[object]", new)
        if (
            one != two
            and all(isinstance(item, str) for item in one + two)
            and sorted(map(str, one)) == sorted(map(str, two))
        ):
            yield from ((*path, index) for index, item in enumerate(one) if item != two[index])
            return
        for index, (first, second) in enumerate(zip(one, two, strict=False)):
            yield from _reordered((*path, index), first, second)


def refuse(token: str, name: str, old: Values, new: Values) -> None:
    """CloudError with every change that the API server does not allow in place."""
    found = [problem for rule in checks.rules_of(token) for problem in _refused(rule, old, new)]
    if found:
        raise errors.invalid(Gvk.of(token), name, found)


def _refused(rule: Fields, old: Values, new: Values) -> Iterator[str]:
    if rule.has("immutable") and (not rule.has("when") or values.flag(old, rule.text("when"))):
        path = rule.text("immutable")
        before, after = plain(values.get(old, path)), plain(values.get(new, path))
        if (before or None) != (after or None):
            says = rule.text("says")
            forbidden = rule.flag("forbidden", default=False)
            yield errors.prohibited(path, says) if forbidden else errors.bad_value(path, after, says)
    if rule.has("only_mutable"):
        before, after = dict(values.mapping(old, "spec")), dict(values.mapping(new, "spec"))
        free = set(rule.texts("only_mutable"))
        fixed = (before.keys() | after.keys()) - free
        if any((before.get(key) or None) != (after.get(key) or None) for key in fixed):
            yield errors.prohibited("spec", rule.text("says"))
