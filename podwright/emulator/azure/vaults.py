"""Key vaults and their keys.

Owns their addresses. Soft delete is not emulated: a vault that was deleted does not keep its name, whereas Azure keeps
it for up to 90 days.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.azure import errors
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.azure.identities import GUID
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

VAULT = "azure-native:keyvault:Vault"
_OPERATIONS = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"]


class Vault(ArmKind):
    """A key vault; its name is unique in the world, which here is the whole emulated cloud."""

    arm_type = "Microsoft.KeyVault/vaults"
    keys = ("vaultName",)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A name that nobody has, a tenant, and purge protection that stays."""
        taken = any(each.name.lower() == identity.name.lower() for each in call.tx.records(self.token))
        if old is None and taken:
            raise errors.arm_error(
                409,
                "VaultAlreadyExists",
                f"The vault name '{identity.name}' is already in use. Vault names are globally unique so it is possible"
                " that the name is already taken. If you are sure that the vault name was not taken then it is possible"
                " that a vault with the same name was recently deleted but not purged after being placed in a"
                " recoverable state. If the vault is in a recoverable state then the vault will need to be purged"
                " before reusing the name. For more information on soft delete and purging a vault follow this link"
                " https://go.microsoft.com/fwlink/?linkid=2147740.",
            )
        tenant = values.string(inputs, "properties.tenantId") or ""
        if not GUID.fullmatch(tenant):
            raise errors.bad_request(f"The tenant ID '{tenant}' is not a GUID.", code="BadRequest")
        protected = old is not None and values.flag(old.inputs, "properties.enablePurgeProtection")
        if protected and values.get(inputs, "properties.enablePurgeProtection") is False:
            raise errors.bad_request(
                'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault'
                " is an irreversible action."
            )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its properties with what Key Vault fills in."""
        given = values.mapping(inputs, "properties")
        return {
            "properties": {
                "accessPolicies": [],
                "enabledForDeployment": False,
                "enableSoftDelete": True,
                "enableRbacAuthorization": False,
                "softDeleteRetentionInDays": 90,
                "publicNetworkAccess": "Enabled",
                **{key: value for key, value in given.items() if key != "createMode"},
                "vaultUri": f"https://{identity.name.lower()}.vault.azure.net/",
                "provisioningState": "Succeeded",
                "privateEndpointConnections": [],
                "hsmPoolResourceId": "",
            }
        }


class Key(ArmKind):
    """A key in a vault."""

    arm_type = "Microsoft.KeyVault/vaults/keys"
    keys = ("vaultName", "keyName")
    parent = VAULT
    regional = False

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its addresses and attributes; times are in seconds since 1970."""
        vault = call.tx.get(VAULT, self.parent_id(identity) or "")
        address = f"https://{vault.name.lower() if vault else ''}.vault.azure.net/keys/{identity.name}"
        given = values.mapping(inputs, "properties")
        kind = values.string(given, "kty") or "RSA"
        created = values.number(old.outputs, "attributes.created") if old else None
        size: Values = {"keySize": values.number(given, "keySize") or 2048} if kind.startswith("RSA") else {}
        curve: Values = {"curveName": values.string(given, "curveName") or "P-256"} if kind.startswith("EC") else {}
        return {
            **size,
            **curve,
            "kty": kind,
            "keyOps": values.strings(given, "keyOps") or (_OPERATIONS if size else ["sign", "verify"]),
            "keyUri": address,
            "keyUriWithVersion": f"{address}/{numbers.hex_digits(32, identity.id, call.incarnation)}"
            if old is None
            else old.outputs.get("keyUriWithVersion"),
            "attributes": {
                "enabled": True,
                "exportable": False,
                **values.mapping(given, "attributes"),
                "created": created or int(call.now.timestamp()),
                "updated": int(call.now.timestamp()),
                "recoveryLevel": "Recoverable+Purgeable",
            },
            "location": vault.location if vault else "",
        }
