"""Checks the rules of a cloud's `rules.yaml`: conflicts, requirements, patterns, ranges and CIDR forms.

Owns the reading of that file and the provider's words for each kind of rule. What only the cloud itself can refuse,
because it looks at other resources or at values together, is in the files of the types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from ipaddress import ip_network

from podwright.catalog.data import Fields
from podwright.emulator.core import values
from podwright.emulator.core.tables import Tables
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import UNKNOWN, Values


def check_rules(tables: Tables, token: str, inputs: Values) -> Iterator[PropertyError]:
    """Every rule of the type that the inputs break; what is unknown breaks none."""
    for rule in _rules(tables, token):
        for name, check in _CHECKS.items():
            if rule.has(name):
                yield from check(rule, inputs)


@cache
def _rules(tables: Tables, token: str) -> tuple[Fields, ...]:
    types = tables.table("rules.yaml").child("types")
    return types.records(token) if types.has(token) else ()


def _exactly_one(rule: Fields, inputs: Values) -> Iterator[PropertyError]:
    names = rule.texts("exactly_one")
    found = [name for name in names if _is_set(inputs, name)]
    if len(found) > 1 or (not found and not any(values.given(inputs, name) for name in names)):
        yield PropertyError(
            names[0] if not found else found[0],
            f"Invalid combination of arguments: one of `{','.join(names)}` must be specified"
            + (f", but `{','.join(found)}` were specified" if found else ""),
        )


def _at_most_one(rule: Fields, inputs: Values) -> Iterator[PropertyError]:
    only_true = rule.flag("only_true", default=False)
    is_set = values.flag if only_true else _is_set
    found = [name for name in rule.texts("at_most_one") if is_set(inputs, name)]
    if len(found) > 1:
        others = ", ".join(found[1:])
        yield PropertyError(found[0], f'Conflicting configuration arguments: "{found[0]}": conflicts with {others}')


def _any_of(rule: Fields, inputs: Values) -> Iterator[PropertyError]:
    names = rule.texts("any_of")
    if not any(values.given(inputs, name) for name in names):
        yield PropertyError(names[0], f"Missing required argument: one of `{','.join(names)}` must be specified")


def _is_set(inputs: Values, path: str) -> bool:
    """Whether there is a value for sure; an unknown one may turn out to be nothing."""
    return values.given(inputs, path) and values.get(inputs, path) is not UNKNOWN


def _needs(rule: Fields, inputs: Values) -> Iterator[PropertyError]:
    first, *others = rule.texts("needs")
    missing = [name for name in others if not values.given(inputs, name)]
    if values.given(inputs, first) and missing:
        names = ",".join((first, *others))
        yield PropertyError(
            first,
            f'Missing required argument: "{first}": all of `{names}` must be specified, missing {", ".join(missing)}',
        )


def _pattern(rule: Fields, inputs: Values) -> Iterator[PropertyError]:
    regex = rule.text("regex")
    for path, value in values.each(inputs, rule.text("pattern")):
        if not re.fullmatch(regex, str(value)):
            wanted = rule.text_or_none("as") or f'regexp "^(?:{regex})$"'
            yield PropertyError(path, f'"{path}" ("{value}") doesn\'t match {wanted}')


def _range(rule: Fields, inputs: Values) -> Iterator[PropertyError]:
    path, least, most = rule.text("range"), rule.number("least"), rule.number("most")
    value = values.number(inputs, path)
    if value is not None and not least <= value <= most:
        yield PropertyError(path, f'expected "{path}" to be in the range ({least} - {most}), got {value}')


def _cidr(rule: Fields, inputs: Values) -> Iterator[PropertyError]:
    least, most = (int(str(bound)) for bound in _pair(rule, "prefix"))
    for path, value in values.each(inputs, rule.text("cidr")):
        try:
            network = ip_network(str(value), strict=not rule.flag("host_bits", default=False))
        except ValueError as error:
            yield PropertyError(path, f'expected "{path}" to contain a valid network CIDR, got "{value}": {error}')
            continue
        if "/" not in str(value) or not least <= network.prefixlen <= most:
            wanted = f"/{least}" if least == most else f"/{least} to /{most}"
            yield PropertyError(path, f'expected "{path}" to be a network of {wanted}, got "{value}"')


def _pair(rule: Fields, key: str) -> tuple[object, object]:
    entry = rule.values[key]
    if not isinstance(entry, list) or len(entry) != 2:  # pyright: ignore[reportUnknownArgumentType]
        raise ValueError(f"{rule.place}.{key}: expected two numbers, found {entry!r}")
    return entry[0], entry[1]  # pyright: ignore[reportUnknownVariableType]


_CHECKS = {
    "exactly_one": _exactly_one,
    "at_most_one": _at_most_one,
    "any_of": _any_of,
    "needs": _needs,
    "pattern": _pattern,
    "range": _range,
    "cidr": _cidr,
}
