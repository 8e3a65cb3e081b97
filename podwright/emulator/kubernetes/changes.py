"""Which change of an object replaces it, and which change the API server refuses.

Owns what is the provider's own in a comparison: a change at or below a listed path replaces (JSON merge patch against a
path), and a namespace that is not written is `default`. Source: pulumi/pulumi-kubernetes
`provider/pkg/provider/diff.go` and `provider.go`, `Diff`.
"""

from __future__ import annotations

from collections.abc import Iterator

from podwright.catalog.data import Fields
from podwright.emulator.core import values
from podwright.emulator.core.diff import Path, ReplaceRules
from podwright.emulator.core.wire import Values, plain
from podwright.emulator.kubernetes import checks, errors, objects
from podwright.emulator.kubernetes.objects import Gvk
from podwright.emulator.kubernetes.scope import DEFAULT_NAMESPACE, ClusterScope
from podwright.emulator.kubernetes.tables import TABLES

_IDENTITY = ("metadata.name", "metadata.namespace")
_AMOUNTS = frozenset({"limits", "requests", "hard", "capacity"})


def rules(token: str) -> ReplaceRules:
    """The provider's rules for a type, apart from those that hang on its settings."""
    if Gvk.of(token).patch or _mutable().has(token):
        return ReplaceRules.within(_IDENTITY)
    return ReplaceRules.within((*_IDENTITY, *TABLES.table("replace.yaml").child("types").texts(token)))


def rules_of_settings(token: str, scope: ClusterScope, inputs: Values) -> ReplaceRules:
    """The rules for the types whose objects may be changed when the provider is told so and they do not forbid it."""
    if Gvk.of(token).patch or not _mutable().has(token):
        return ReplaceRules()
    entry = _mutable().child(token)
    if entry.text("setting") in scope.mutable and not values.flag(inputs, "immutable"):
        return ReplaceRules.within(entry.texts("replaces"))
    return ReplaceRules.within(TABLES.table("replace.yaml").child("types").texts(token))


def _mutable() -> Fields:
    return TABLES.table("replace.yaml").child("mutable")


def keeps_its_name(old: Values, new: Values) -> bool:
    """Whether the old object must go before the new one comes: a name that a person gave stays the same."""
    name = objects.name_of(new)
    return (
        bool(name)
        and not objects.is_autonamed(new)
        and name == objects.name_of(old)
        and _namespace(new) == _namespace(old)
    )


def _namespace(inputs: Values) -> str:
    return objects.namespace_of(inputs) or DEFAULT_NAMESPACE


def normal(inputs: Values, *, namespaced: bool) -> Values:
    """The inputs with the namespace that they mean."""
    return objects.with_metadata(inputs, namespace=_namespace(inputs) if namespaced else None)


def same(path: Path, old: object, new: object) -> bool:
    """A quantity written as a number and as text is the same one."""
    is_number = isinstance(old, int | float) or isinstance(new, int | float)
    return is_number and not _AMOUNTS.isdisjoint(path) and f"{old}" == f"{new}"


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
