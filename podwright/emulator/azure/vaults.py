"""Key vaults and their keys.

Owns their addresses, and what cannot be undone: soft delete, its retention period, purge protection. A vault that was
deleted keeps its name (`deleted_vaults.py`). A key that was deleted on its own can be made again at once: the provider
recovers it (pulumi-azure-native, TestKeyVaultSecretAndKeySoftDeleteRecovery), so nothing of it is kept here.
"""

from __future__ import annotations

from podwright.emulator.azure import children, deleted_vaults, errors
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.azure.identities import GUID
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

VAULT = "azure-native:keyvault:Vault"
KEY = "azure-native:keyvault:Key"
_LEAST_DAYS = 7
_OPERATIONS = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"]


class Key(ArmKind):
    """A key in a vault."""

    arm_type = "Microsoft.KeyVault/vaults/keys"
    keys = ("vaultName", "keyName")
    parent = VAULT
    parent_goes = "allow"  # the vault takes its keys along into the deleted state
    regional = False

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its addresses and attributes; times are in seconds since 1970.

        One that is there is returned without any write (source: learn.microsoft.com, REST Keys - Create If Not Exist).
        """
        if old:
            return old.outputs
        vault = call.tx.get(VAULT, self.parent_id(identity) or "")
        address = f"https://{vault.name.lower() if vault else ''}.vault.azure.net/keys/{identity.name}"
        given = values.mapping(inputs, "properties")
        kind = values.string(given, "kty") or "RSA"
        size: Values = {"keySize": values.number(given, "keySize") or 2048} if kind.startswith("RSA") else {}
        curve: Values = {"curveName": values.string(given, "curveName") or "P-256"} if kind.startswith("EC") else {}
        return {
            **size,
            **curve,
            "kty": kind,
            "keyOps": values.strings(given, "keyOps") or (_OPERATIONS if size else ["sign", "verify"]),
            "keyUri": address,
            "keyUriWithVersion": f"{address}/{numbers.hex_digits(32, identity.id, call.incarnation)}",
            "attributes": {
                "enabled": True,
                "exportable": False,
                **values.mapping(given, "attributes"),
                "created": int(call.now.timestamp()),
                "updated": int(call.now.timestamp()),
                "recoveryLevel": "Recoverable" if _is_protected(vault) else "Recoverable+Purgeable",
            },
            "location": vault.location if vault else "",
        }


class Vault(ArmKind):
    """A key vault; its name is unique in the world, which here is the whole emulated cloud."""

    arm_type = "Microsoft.KeyVault/vaults"
    keys = ("vaultName",)
    key_kind = Key(KEY)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A name that nobody has or had, a tenant, and what cannot be undone."""
        self._check_name(call, identity, inputs, old)
        tenant = values.string(inputs, "properties.tenantId") or ""
        if not GUID.fullmatch(tenant):
            raise errors.bad_request(f"The tenant ID '{tenant}' is not a GUID.", code="BadRequest")
        self._check_soft_delete(inputs, old)

    def _check_name(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        deleted = None if old else deleted_vaults.find(call, identity.name)
        is_its_own = deleted is not None and deleted_vaults.is_of(deleted, identity.id, identity.location)
        if values.string(inputs, "properties.createMode") == "recover":
            if not is_its_own:
                # sample: hashicorp/terraform-provider-azurerm issue 12972; a vault that is there is not deleted either
                raise errors.bad_request(
                    "A soft deleted vault with the given name does not exist. Ensure that the name for the vault that"
                    " is being attempted to recover is in a recoverable state.",
                    code="SoftDeletedVaultDoesNotExist",
                )
            return
        if is_its_own:
            # sample: alan-turing-institute/data-safe-haven issue 2523, from pulumi-azure-native 3
            raise errors.arm_error(
                409,
                "ConflictError",
                "A vault with the same name already exists in deleted state. You need to either recover or purge"
                " existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more"
                " information on soft delete.",
                note="properties.createMode: recover takes it back; podwright emulator drift delete purges it",
            )
        taken = any(each.name.lower() == identity.name.lower() for each in call.tx.records(self.token))
        if old is None and (taken or deleted):
            # sample: Azure/azure-powershell issue 15115
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

    def _check_soft_delete(self, inputs: Values, old: Record | None) -> None:
        if values.get(inputs, "properties.enablePurgeProtection") is False:
            # also of a vault that never had it (sample: Azure/ai-hub issue 241); leave the property out instead
            raise errors.bad_request(
                'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault'
                " is an irreversible action."
            )
        if old and values.get(inputs, "properties.enableSoftDelete") is False:
            raise errors.bad_request(
                'The property "enableSoftDelete" can be set to false only for creating new vault. Enabling the \'soft'
                " delete' functionality is an irreversible action."
            )
        days = values.number(inputs, "properties.softDeleteRetentionInDays")
        if days is None:
            return
        if old and days != values.number(old.outputs, "properties.softDeleteRetentionInDays"):
            # sample: terraform-provider-azurerm, internal/services/keyvault, from the service's answer
            raise errors.bad_request(
                'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.'
            )
        if not _LEAST_DAYS <= days <= deleted_vaults.RETENTION_DAYS:
            raise errors.bad_request(
                f'The property "softDeleteRetentionInDays" must be between {_LEAST_DAYS} and'
                f" {deleted_vaults.RETENTION_DAYS}.",
                note="source: learn.microsoft.com, Key Vault soft-delete overview; built the same way as Azure's words",
            )

    def leave(self, call: Call, record: Record) -> None:
        """Its name, properties and keys stay behind."""
        keys = call.tx.users(record.token, record.id, KEY)
        deleted_vaults.put_aside(call, record, keys)
        for key in keys:
            call.tx.remove(key.token, key.id)

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its properties with what Key Vault fills in; those of before and its keys when it is recovered."""
        given = values.mapping(inputs, "properties")
        recovered = None if old else deleted_vaults.find(call, identity.name)
        if recovered:
            for key in deleted_vaults.take_back(call, recovered):
                call.tx.put(key)
                named = Identity(key.id, key.project, key.name, key.location)
                call.tx.set_links(key.token, key.id, children.links_of(call, self.key_kind, named, key.inputs))
            given = values.mapping(recovered.outputs, "properties")
        return {
            "properties": {
                "accessPolicies": [],
                "enabledForDeployment": False,
                "enableRbacAuthorization": False,
                "softDeleteRetentionInDays": deleted_vaults.RETENTION_DAYS,
                "publicNetworkAccess": "Enabled",
                **({} if old is None else _kept(old)),
                **{key: value for key, value in given.items() if key != "createMode"},
                "enableSoftDelete": True,
                "vaultUri": f"https://{identity.name.lower()}.vault.azure.net/",
                "provisioningState": "Succeeded",
                "privateEndpointConnections": [],
                "hsmPoolResourceId": "",
            }
        }


def _is_protected(vault: Record | None) -> bool:
    return vault is not None and values.flag(vault.outputs, "properties.enablePurgeProtection")


def _kept(old: Record) -> Values:
    """What stays of a vault's properties when a program leaves it out."""
    names = ("enablePurgeProtection", "softDeleteRetentionInDays")
    shown = values.mapping(old.outputs, "properties")
    return {name: shown[name] for name in names if name in shown}
