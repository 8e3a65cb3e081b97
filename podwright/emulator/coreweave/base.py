"""What all types of CoreWeave have in common: the organisation, ids, rules.

Owns `CoreWeaveKind`, the base of every type. A resource belongs to the organisation of the API token and, most of them,
to a zone. Names are unique in the organisation; the id is a UUID that each create has of its own, but where the name
is the id.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from podwright.emulator.core import assigned, numbers, values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Kind, Scope
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values
from podwright.emulator.coreweave import errors
from podwright.emulator.coreweave.facts import TABLES, zones

_LONGEST_AUTO_NAME = 255


class CoreWeaveKind(Kind):
    """A resource of CoreWeave."""

    auto_name = AutoName(max_length=_LONGEST_AUTO_NAME)
    noun: str = ""
    """How the API calls it: `VPC`."""
    is_named: bool = False
    """Whether its name is its id."""

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """A UUID of organisation, type and name; that is the id of the first one of the name."""
        name, organisation = str(values.get(inputs, "name")), scope.project or ""
        resource_id = numbers.uuid_of(self.token, organisation, name)
        return Identity(resource_id, organisation, name, values.string(inputs, "zone") or "")

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """A UUID that none had before, or the one that has the name."""
        if self.is_named:
            return identity
        for other in call.tx.records(self.token, identity.project):
            if other.name == identity.name:
                return replace(identity, id=other.id)
        first = identity.id
        return assigned.alike(
            call, self.token, identity, lambda number: first if number == 1 else numbers.uuid_of(first, number)
        )

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`."""
        return list(check_rules(TABLES, self.token, inputs))

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Refuses a zone that CoreWeave does not have."""
        if identity.location and identity.location not in zones():
            raise errors.bad_request("zone", f"unknown zone {identity.location}")
