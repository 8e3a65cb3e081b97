"""Which inputs of a type name other resources by id.

Owns the way from such an input to a reference that the core checks: the id in its usual form, ARM's words when nothing
is there, and what a delete of the target means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podwright.emulator.azure import errors, ids
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Identity, Reference
from podwright.emulator.core.store import OnDelete
from podwright.emulator.core.wire import Values


@dataclass(frozen=True, slots=True)
class Pointer:
    """One input that holds the id of a resource of one type."""

    path: str
    """`natGateway.id`; `[*]` stands for every item of a list."""
    token: str
    arm_type: str
    on_delete: OnDelete = "refuse"

    def references(self, inputs: Values, identity: Identity) -> Iterator[Reference]:
        """A reference for each id at the path; texts that are no ids of the type are ARM's to refuse, in its words."""
        for path, value in values.each(inputs, self.path):
            if not isinstance(value, str) or not value:
                continue
            target = ids.normal(value, self.arm_type)
            yield Reference(path, self.token, target, errors.invalid_reference(target, identity.id), self.on_delete)
