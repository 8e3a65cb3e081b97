"""Compartments, dynamic groups, policies and identity domains.

Owns how the provider treats compartments: one that is there already is taken over, and one is only deleted when
`enableDelete` says so, and then only when it is empty (oracle/terraform-provider-oci
`identity_compartment_resource.go`, read 2026-11-23). Nobody is ever refused by a policy here.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

import re

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors
from podwright.emulator.oci.base import NAMED, OracleKind, tenancy_of
from podwright.emulator.oci.quota_policy import find_compartment

_DEPTH = 6
"""Levels below the tenancy (Oracle documentation: managing compartments)."""
_STATEMENT = re.compile(r"(allow|define|endorse|admit|deny)\s.+", re.IGNORECASE | re.DOTALL)
_PLACE = re.compile(r"\sin\s+compartment\s+(?!id\s)([^\s,]+)", re.IGNORECASE)
_RULE = re.compile(r"((any|all)\s*\{.*\}|[a-z.]+\s*(=|!=)\s*'[^']*')", re.IGNORECASE | re.DOTALL)


class Compartment(OracleKind):
    """A compartment."""

    ocid, noun, regional, state = "compartment", "Compartment", False, "ACTIVE"
    auto_name, idempotent = NAMED, True

    def twin(self, call: Call, identity: Identity, inputs: Values) -> Record | None:
        """Its name is unique in its parent, which is the tenancy when none is named."""
        parent = values.string(inputs, "compartmentId") or tenancy_of(call.scope)
        found = find_compartment(call.tx, values.string(inputs, "name") or "", parent)
        return call.tx.get(self.token, found) if found else None

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """One of that name is taken over, except by a program that would delete it."""
        parent = values.string(inputs, "compartmentId") or tenancy_of(call.scope)
        twin = self.twin(call, identity, inputs)
        if twin and (old is None or twin.id != identity.id) and (old or values.flag(inputs, "enableDelete")):
            raise _exists(values.string(inputs, "name") or "", imports=old is None)
        if _depth(call, parent) >= _DEPTH:
            raise errors.invalid(f"The maximum depth of {_DEPTH} for compartments has been exceeded.")

    def spared(self, record: Record) -> bool:
        """Without `enableDelete` a delete does nothing in the cloud."""
        return not values.flag(record.inputs, "enableDelete")

    def in_use(self, record: Record, user: Record, user_noun: str) -> CloudError:
        """The service takes the delete and gives it up later, which the provider sees as a state it did not want."""
        return errors.unexpected_state(
            errors.service_name(self.token), "ACTIVE", "DELETED", record.id, note=f"it still holds {user.id}"
        )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """One that was taken over keeps its time of creation."""
        found = self.common(call, identity, inputs, old or call.tx.get(self.token, identity.id))
        return {**found, "isAccessible": True, "enableDelete": values.flag(inputs, "enableDelete")}


class DynamicGroup(OracleKind):
    """A dynamic group; always of the tenancy."""

    ocid, noun, regional, state = "dynamicgroup", "Dynamic Group", False, "ACTIVE"
    auto_name, unique = NAMED, ("name",)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The matching rule must be one."""
        _check_root(call, inputs, "Dynamic groups")
        rule = values.string(inputs, "matchingRule") or ""
        if not _RULE.fullmatch(rule.strip()):
            raise errors.invalid(f"Invalid matching rule: {rule}.", note="write Any {…}, All {…} or variable = 'value'")


class Policy(OracleKind):
    """A policy of a compartment."""

    ocid, noun, regional, state = "policy", "Policy", False, "ACTIVE"
    auto_name, unique = NAMED, ("compartmentId", "name")

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Compartments are named by their path below the policy's own."""
        own = values.string(inputs, "compartmentId") or tenancy_of(call.scope)
        for statement in values.strings(inputs, "statements"):
            if not _STATEMENT.fullmatch(statement.strip()):
                raise errors.invalid(
                    f"Invalid policy statement: {statement}.", note="it must begin with Allow, Define, Endorse or Admit"
                )
            for name in _PLACE.findall(statement):
                self._check_place(call, own, name)

    def _check_place(self, call: Call, own: str, name: str) -> None:
        record = call.tx.get("oci:Identity/compartment:Compartment", own)
        is_own = record is not None and str(record.outputs.get("name")).lower() == name.lower()
        if not is_own and find_compartment(call.tx, name, own) is None:
            raise errors.invalid(
                f"Compartment {{{name}}} does not exist or is not part of the policy compartment subtree"
            )


class Domain(OracleKind):
    """An identity domain."""

    ocid, noun, regional, state = "domain", "Domain", False, "ACTIVE"

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its address."""
        own = identity.id.rsplit(".", 1)[-1][-12:]
        url = f"https://idcs-{own}.identity.oraclecloud.com"
        return {
            **self.common(call, identity, inputs, old),
            "state": values.string(inputs, "state") or self.state,
            "type": "SECONDARY",
            "url": url,
            "homeRegionUrl": url,
        }


def _check_root(call: Call, inputs: Values, what: str) -> None:
    tenancy = tenancy_of(call.scope)
    if values.string(inputs, "compartmentId") != tenancy:
        raise errors.invalid(f"{what} must be created in the root compartment.", note=f"that is {tenancy}")


def _depth(call: Call, compartment: str) -> int:
    depth, place = 0, call.tx.get("oci:Identity/compartment:Compartment", compartment)
    while place is not None:
        depth += 1
        place = call.tx.get(place.token, str(place.outputs.get("compartmentId")))
    return depth


def _exists(name: str, *, imports: bool) -> CloudError:
    note = "a compartment with enableDelete is not taken over: use the resource option import_" if imports else None
    return errors.service_error(
        409, "CompartmentAlreadyExists", f"A compartment with name '{name}' already exists.", note=note
    )
