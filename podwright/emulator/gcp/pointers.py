"""Which property of a type names which other resource: references written as data.

Owns the reading of such a line: the values at its path, each brought to the id it means. A type lists its pointers and
gets its references from them; what depends on more than one property it adds by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Identity, Reference
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import OnDelete
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links

Form = Callable[[str, Identity], str | None]
"""The id that a text means inside a resource; None when it names nothing that could be looked up here."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """One property that names another resource."""

    path: str
    """`[*]` for every item of a list."""
    token: str
    form: Form
    on_delete: OnDelete = "refuse"
    missing: Callable[[str], CloudError] = errors.not_found

    def references(self, inputs: Values, identity: Identity) -> Iterator[Reference]:
        """One reference for each value that is there."""
        for path, value in values.each(inputs, self.path):
            target = self.form(str(value), identity) if value not in ("", None) else None
            if target:
                yield Reference(path, self.token, target, self.missing(target), self.on_delete)


def network(text: str, identity: Identity) -> str | None:
    """A network, by name, id or link."""
    return links.network(text, identity.project)


def in_region(collection: str) -> Form:
    """A resource of the region that the pointing one is in."""

    def form(text: str, identity: Identity) -> str | None:
        return links.regional(text, identity.project, links.region_of(identity.location), collection)

    return form


def in_zone(collection: str) -> Form:
    """A resource of the zone that the pointing one is in."""

    def form(text: str, identity: Identity) -> str | None:
        path = links.strip(text)
        if path.startswith("projects/"):
            return path
        return f"projects/{identity.project}/zones/{identity.location}/{collection}/{links.last(path)}"

    return form


def in_project(collection: str) -> Form:
    """A resource of the project, such as `global/healthChecks` or `topics`; a link's query is cut off."""

    def form(text: str, identity: Identity) -> str | None:
        path = links.strip(text).split("?")[0]
        if path.startswith("projects/"):
            return path
        return f"projects/{identity.project}/{collection}/{links.last(path)}"

    return form


def as_given(text: str, identity: Identity) -> str | None:
    """An id that is written out."""
    del identity
    return links.strip(text)
