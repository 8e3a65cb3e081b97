"""Which of a quota's values is in effect in one place. Pure, no Pulumi resources.

Cloud Quotas lists a value for each set of dimensions that has one of its own, and one for all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol


class Detail(Protocol):
    """The value of one entry."""

    @property
    def value(self) -> str:
        """A whole number as text; -1 is unlimited."""
        ...


class Entry(Protocol):
    """One entry of the list."""

    @property
    def dimensions(self) -> Mapping[str, str]:
        """Where it applies; empty for all the rest."""
        ...

    @property
    def details(self) -> Iterable[Detail]:
        """One detail, or several of the same value."""
        ...


def value_in_effect(entries: Iterable[Entry], wanted: Mapping[str, str]) -> int:
    """The value of the entry that says most about the place and nothing that is not true of it.

    A place that no entry is about has nothing: Google lists a region without a family quota not at all.
    """
    fitting = [each for each in entries if each.dimensions.items() <= wanted.items()]
    if not fitting:
        return 0
    best = max(fitting, key=lambda each: len(each.dimensions))
    return next((int(detail.value) for detail in best.details), 0)
