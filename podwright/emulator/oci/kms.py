"""Vaults and keys.

Owns the endpoint by which a key finds its vault, and the shapes that keys can have. A delete takes a vault or key away
at once; the real service only schedules it and keeps it for at least seven days.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors, ocids
from podwright.emulator.oci.base import OracleKind, region_of
from podwright.emulator.oci.regions import regions

VAULT = "oci:Kms/vault:Vault"
_LENGTHS = {"AES": (16, 24, 32), "RSA": (256, 384, 512), "ECDSA": (32, 48, 66)}
"""Bytes (SDK docstring, kms/_inputs.py: KeyKeyShapeArgs.length)."""


class Vault(OracleKind):
    """A vault."""

    ocid, noun, state = "vault", "Vault", "ACTIVE"
    operations = {"deleting": "ScheduleVaultDeletion"}  # noqa: RUF012

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Endpoints of its own."""
        region, own = regions()[identity.location], identity.id.rsplit(".", 1)[-1][-12:]
        host = f"{own}-%s.kms.{region.name}.oraclecloud.com"
        return {
            **self.common(call, identity, inputs, old),
            "cryptoEndpoint": f"https://{host % 'crypto'}",
            "managementEndpoint": f"https://{host % 'management'}",
            "isPrimary": True,
            "isVaultReplicable": values.string(inputs, "vaultType") == "VIRTUAL_PRIVATE",
        }


class Key(OracleKind):
    """A key of a vault."""

    ocid, noun, state = "key", "Key", "ENABLED"
    operations = {"deleting": "ScheduleKeyDeletion"}  # noqa: RUF012

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The vault is found by its endpoint, so `admit` looks for it."""
        return super().references(scope, inputs, identity)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The vault must be there and the length fit the algorithm."""
        _vault(call, inputs)
        algorithm, length = values.string(inputs, "keyShape.algorithm"), values.number(inputs, "keyShape.length")
        allowed = _LENGTHS.get(algorithm or "", ())
        if length not in allowed:
            raise errors.invalid(
                f"keyShape length {length} is invalid for algorithm {algorithm}:"
                f" it must be one of {', '.join(map(str, allowed)) or 'none'}."
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its vault and first version."""
        region = region_of(call.scope)
        return {
            **self.common(call, identity, inputs, old),
            "state": values.string(inputs, "desiredState") or self.state,
            "vaultId": _vault(call, inputs).id,
            "currentKeyVersion": ocids.make("keyversion", region.realm, region.name, identity.id),
            "protectionMode": values.string(inputs, "protectionMode") or "HSM",
            "isPrimary": True,
            "isAutoRotationEnabled": values.flag(inputs, "isAutoRotationEnabled"),
        }


def _vault(call: Call, inputs: Values) -> Record:
    endpoint = values.string(inputs, "managementEndpoint")
    for vault in call.tx.records(VAULT):
        if vault.outputs.get("managementEndpoint") == endpoint:
            return vault
    raise errors.not_found(f'no vault has the management endpoint "{endpoint}"')
