"""Small helpers for outputs that every component needs; no cloud in here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import pulumi

T = TypeVar("T")


def gathered(values: Mapping[str, pulumi.Input[T]]) -> pulumi.Output[dict[str, T]]:
    """One output of a mapping of values; `Output.all` alone would turn an empty mapping into a list."""
    if not values:
        return pulumi.Output.from_input(dict[str, T]())
    return pulumi.Output.all(**values)


def after(value: pulumi.Output[str], *others: pulumi.Output[str]) -> pulumi.Output[str]:
    """The value, known only when the others are: whoever uses it gets a finished thing."""
    return pulumi.Output.all(value, *others).apply(_first)


def _first(values: list[str]) -> str:
    return values[0]
