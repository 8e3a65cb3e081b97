"""Structural schemas: what the API server makes of a custom resource by the schema of its definition.

Owns defaulting, pruning and validation with `openAPIV3Schema`, in the server's words. Of the rules in CEL only
`self == oldSelf` is understood; others pass. `apiVersion`, `kind` and `metadata` of the object itself are nobody's
schema. Unknown values pass, so a preview refuses nothing that may still come right.
Sources: kubernetes apiextensions-apiserver `pkg/apiserver/schema` and `pkg/apiserver/validation`, kube-openapi
`pkg/validation`, structured-merge-diff `typed`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import cast

from podwright.emulator.core.diff import Path, Step, text
from podwright.emulator.core.wire import UNKNOWN, Values
from podwright.emulator.kubernetes import errors

ROOT = frozenset({"apiVersion", "kind", "metadata"})
_PRESERVE = "x-kubernetes-preserve-unknown-fields"
_INT_OR_STRING = "x-kubernetes-int-or-string"
_IMMUTABLE = "self == oldSelf"


def fields(schema: Values, key: str) -> Values:
    """The mapping under a key of a schema; an empty one where there is none."""
    found = schema.get(key)
    return cast("Values", found) if isinstance(found, dict) else {}


def of_definition(schema: object) -> Values:
    """A schema as a program wrote it, with the spelling of manifests: the SDK says `x_kubernetes_…`."""
    return cast("Values", _spelled(cast("Values", schema))) if isinstance(schema, dict) else {}


def _spelled(value: object) -> object:
    if isinstance(value, dict):
        return {
            key.replace("_", "-") if key.startswith("x_kubernetes_") else key: _spelled(item)
            for key, item in cast("Values", value).items()
        }
    return [_spelled(item) for item in cast("list[object]", value)] if isinstance(value, list) else value


def undeclared(schema: Values, value: object, path: Path = ()) -> Iterator[Path]:
    """The places of everything that the schema does not know."""
    if isinstance(value, dict):
        for key, item in cast("Values", value).items():
            below = _member(schema, key, path)
            if below is None:
                yield (*path, key)
            else:
                yield from undeclared(below, item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from undeclared(fields(schema, "items"), item, (*path, index)) if "items" in schema else ()


def stored(schema: Values, value: object, path: Path = ()) -> object:
    """The value as the server keeps it: without what the schema does not know, with the defaults that it gives."""
    if isinstance(value, list):
        items, below = cast("list[object]", value), fields(schema, "items")
        return [stored(below, item, (*path, index)) for index, item in enumerate(items)] if below else items
    if not isinstance(value, dict):
        return value
    kept: Values = {}
    for key, item in cast("Values", value).items():
        below = _member(schema, key, path)
        if below is not None:
            kept[key] = stored(below, item, (*path, key))
    for key, below in fields(schema, "properties").items():
        inner = cast("Values", below)
        if "default" in inner and (key not in kept or (kept[key] is None and inner.get("nullable") is not True)):
            kept[key] = stored(inner, deepcopy(inner["default"]), (*path, key))
    return kept


def _member(schema: Values, key: str, path: Path) -> Values | None:
    """The schema of a member: an open one where anything may stand, None where nothing may."""
    if (not path or schema.get("x-kubernetes-embedded-resource") is True) and key in ROOT:
        return {_PRESERVE: True}
    properties = fields(schema, "properties")
    if key in properties:
        return cast("Values", properties[key])
    rest = schema.get("additionalProperties")
    if isinstance(rest, dict):
        return cast("Values", rest)
    is_open = rest is True or schema.get(_PRESERVE) is True
    return {_PRESERVE: True} if is_open else None


def problems(schema: Values, value: object, path: Path = ()) -> Iterator[str]:
    """Everything that the server refuses in a value, as parts of its message."""
    if value is UNKNOWN or (value is None and schema.get("nullable") is True):
        return
    wrong = _type_problem(schema, value, path)
    if wrong:
        yield wrong
        return
    allowed = schema.get("enum")
    if isinstance(allowed, list) and value not in allowed:
        yield errors.unsupported(text(path), value, [str(item) for item in cast("list[object]", allowed)])
    if isinstance(value, str):
        yield from _text_problems(schema, value, text(path))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _number_problems(schema, value, text(path))
    elif isinstance(value, list):
        yield from _list_problems(schema, cast("list[object]", value), path)
    elif isinstance(value, dict):
        yield from _object_problems(schema, cast("Values", value), path)


def changed(schema: Values, old: object, new: object, path: Path = ()) -> Iterator[str]:
    """Everything that may not change and does; a rule about a change holds where there was something before."""
    if old is None or new is None or new is UNKNOWN:
        return
    for rule in _rules(schema):
        if str(rule.get("rule")).strip() == _IMMUTABLE and old != new:
            says = str(rule.get("message") or f"failed rule: {_IMMUTABLE}")
            shown = isinstance(new, dict | list)
            yield f"{text(path)}: Invalid value: {says}" if shown else errors.bad_value(text(path), new, says)
    if isinstance(old, dict) and isinstance(new, dict):
        before, after = cast("Values", old), cast("Values", new)
        for key in before.keys() & after.keys():
            yield from changed(_member(schema, key, path) or {}, before[key], after[key], (*path, key))


def _rules(schema: Values) -> list[Values]:
    found = schema.get("x-kubernetes-validations")
    return [cast("Values", rule) for rule in cast("list[object]", found)] if isinstance(found, list) else []


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value == int(value),
}


def _type_problem(schema: Values, value: object, path: Path) -> str | None:
    if schema.get(_INT_OR_STRING) is True:
        wanted, fits = "integer,string", _CHECKS["integer"](value) or isinstance(value, str)
    else:
        wanted = str(schema.get("type") or "")
        fits = wanted not in _CHECKS or _CHECKS[wanted](value)
    if fits:
        return None
    found = next((name for name, is_it in _CHECKS.items() if is_it(value)), "null")
    found = "integer" if found == "number" and _CHECKS["integer"](value) else found
    where = text(path)
    return errors.bad_value(where, found, f'{where} in body must be of type {wanted}: "{found}"')


def _text_problems(schema: Values, value: str, where: str) -> Iterator[str]:
    most, least, pattern = schema.get("maxLength"), schema.get("minLength"), schema.get("pattern")
    if isinstance(most, int) and len(value) > most:
        yield f"{where}: Too long: may not be more than {most} bytes"
    if isinstance(least, int) and len(value) < least:
        yield errors.bad_value(where, value, f"{where} in body should be at least {least} chars long")
    if isinstance(pattern, str) and not _matches(pattern, value):
        yield errors.bad_value(where, value, f"{where} in body should match '{pattern}'")


def _matches(pattern: str, value: str) -> bool:
    """Whether the text fits; a pattern that only Go's engine can read lets everything pass."""
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return True


def _number_problems(schema: Values, value: float, where: str) -> Iterator[str]:
    most, least = schema.get("maximum"), schema.get("minimum")
    if isinstance(most, int | float) and value > most:
        yield errors.bad_value(where, value, f"{where} in body should be less than or equal to {most}")
    if isinstance(least, int | float) and value < least:
        yield errors.bad_value(where, value, f"{where} in body should be greater than or equal to {least}")


def _list_problems(schema: Values, value: list[object], path: Path) -> Iterator[str]:
    where, most, least = text(path), schema.get("maxItems"), schema.get("minItems")
    if isinstance(most, int) and len(value) > most:
        yield f"{where}: Too many: {len(value)}: must have at most {most} items"
    if isinstance(least, int) and len(value) < least:
        yield errors.bad_value(where, len(value), f"{where} in body should have at least {least} items")
    for index, item in enumerate(value):
        yield from problems(fields(schema, "items"), item, (*path, index))


def _object_problems(schema: Values, value: Values, path: Path) -> Iterator[str]:
    required = schema.get("required")
    for name in cast("list[Step]", required) if isinstance(required, list) else []:
        if value.get(str(name)) is None:
            yield errors.required(text((*path, name)))
    for key, item in value.items():
        below = _member(schema, key, path)
        if below is not None and item is not None:
            yield from problems(below, item, (*path, key))
