"""The resource that holds quota statements.

Owns its refusals: statements that cannot be read, compartments that do not exist, a second one of the name.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors
from podwright.emulator.oci.base import NAMED, OracleKind, tenancy_of
from podwright.emulator.oci.quota_policy import target_of
from podwright.emulator.oci.quota_statements import parse


class Quota(OracleKind):
    """A list of quota statements; always of the tenancy, whatever compartments they name."""

    ocid, noun, regional, state = "quota", "Quota", False, "ACTIVE"
    auto_name, unique = NAMED, ("name",)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """All statements are read before anything is written."""
        tenancy = tenancy_of(call.scope)
        if values.string(inputs, "compartmentId") != tenancy:
            raise errors.invalid("Quotas must be created in the root compartment.", note=f"that is {tenancy}")
        for text in values.strings(inputs, "statements"):
            statement = parse(text)
            if target_of(call.tx, statement, tenancy) is None:
                raise errors.invalid(
                    f"Invalid quota statement '{text}': compartment {statement.compartment} does not exist."
                )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """No lock is ever overridden."""
        return {**self.common(call, identity, inputs, old), "isLockOverride": False}
