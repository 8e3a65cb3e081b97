"""Reads what the emulated API server serves (`kinds.yaml`, `served.yaml`), and says where the other data files are.

Owns no rule; `checks.py` applies those of `rules.yaml`, `changes.py` those of `replace.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from podwright.catalog.data import Fields
from podwright.emulator.core.tables import Tables
from podwright.emulator.core.wire import Values

TABLES = Tables("podwright.emulator.kubernetes", ("metadata.name", "metadata.namespace"))
"""The data files of this package; a change of name or namespace replaces every object."""


@dataclass(frozen=True, slots=True)
class ServedKind:
    """A kind that no SDK has and that clusters of some flavours serve by themselves."""

    version: str
    kind: str
    namespaced: bool
    flavours: tuple[str, ...]
    """Empty: all."""
    schema: Values
    """As in a definition's `openAPIV3Schema`; empty: anything goes."""

    def served_by(self, flavour: str) -> bool:
        """Whether a cluster of that flavour serves it."""
        return not self.flavours or flavour in self.flavours


@cache
def cluster_scoped() -> frozenset[str]:
    """The built-in kinds without a namespace."""
    return frozenset(TABLES.table("kinds.yaml").child("cluster_scoped").texts("kinds"))


@cache
def name_form(kind: str) -> str:
    """The form of an object's name: `subdomain`, `label`, `dns1035` or `path`."""
    forms = TABLES.table("kinds.yaml").child("names").child("forms")
    return forms.text_or_none(kind) or "subdomain"


@cache
def removed_in(api_version: str, kind: str) -> int | None:
    """The minor version of Kubernetes 1 that no longer serves a kind in that API version; None: still served."""
    for entry in TABLES.table("kinds.yaml").child("removed").records("versions"):
        kinds = entry.texts("kinds")
        if entry.text("version") == api_version and (not kinds or kind in kinds):
            return entry.number("minor")
    return None


@cache
def served() -> dict[tuple[str, str], ServedKind]:
    """Kinds that are in no SDK and that clouds bring to their clusters, by API version and kind."""
    return {(kind.version, kind.kind): kind for kind in kinds_in(TABLES.table("served.yaml").records("served"))}


def kinds_in(entries: Sequence[Fields]) -> tuple[ServedKind, ...]:
    """The kinds of a list in a data file."""
    return tuple(
        ServedKind(
            entry.text("version"),
            entry.text("kind"),
            entry.flag("namespaced", default=True),
            entry.texts("flavours"),
            dict(entry.child("schema").values) if entry.has("schema") else {},
        )
        for entry in entries
    )
