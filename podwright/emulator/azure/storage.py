"""Storage accounts, blob containers and container registries: what has a name that is unique in the world.

Owns their names and addresses. The world here is the whole emulated cloud, with all its subscriptions.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.azure import errors, ids
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.azure.identities import IDENTITY_POINTER, shown_identity
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

ACCOUNT = "azure-native:storage:StorageAccount"
_KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SERVICES = ("blob", "dfs", "file", "queue", "table", "web")


class StorageAccount(ArmKind):
    """A storage account."""

    arm_type = "Microsoft.Storage/storageAccounts"
    keys = ("accountName",)
    pointers = (IDENTITY_POINTER,)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A good name that nobody has."""
        name = identity.name
        if not (3 <= len(name) <= 24 and name.isascii() and name.isalnum() and name == name.lower()):
            raise errors.bad_request(
                f"{name} is not a valid storage account name. Storage account name must be between 3 and 24 characters"
                " in length and use numbers and lower-case letters only.",
                code="AccountNameInvalid",
            )
        if old is None and _is_taken(call, self.token, identity):
            raise errors.arm_error(
                409, "StorageAccountAlreadyTaken", f"The storage account named {name} is already taken."
            )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Endpoints and defaults."""
        sku = values.string(inputs, "sku.name") or ""
        made = old.created if old else call.timestamp()
        location = self.located(call, identity, inputs)
        endpoints = {
            service: f"https://{identity.name}.{'z1.' if service == 'web' else ''}{service}.core.windows.net/"
            for service in _SERVICES
        }
        return {
            "sku": {"name": sku, "tier": sku.split("_")[0]},
            "accessTier": values.string(inputs, "accessTier") or "Hot",
            "creationTime": made,
            "keyCreationTime": {"key1": made, "key2": made},
            "primaryEndpoints": endpoints,
            "primaryLocation": location,
            "statusOfPrimary": "available",
            "privateEndpointConnections": [],
            "enableHttpsTrafficOnly": values.get(inputs, "enableHttpsTrafficOnly") is not False,
            "minimumTlsVersion": values.string(inputs, "minimumTlsVersion") or "TLS1_0",
            "networkRuleSet": {
                "bypass": "AzureServices",
                "defaultAction": "Allow",
                "ipRules": [],
                "virtualNetworkRules": [],
                **values.mapping(inputs, "networkRuleSet"),
            },
            **shown_identity(call, identity, inputs, old),
        }


class BlobContainer(ArmKind):
    """A blob container; blobs are a generic type."""

    arm_type = "Microsoft.Storage/storageAccounts/blobServices/containers"
    keys = ("accountName", "containerName")
    parent = ACCOUNT
    regional = False

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Below the account's one blob service."""
        group, account, name = (
            str(inputs.get(key) or "") for key in ("resourceGroupName", "accountName", "containerName")
        )
        found = ids.build(scope.project or "", group, self.arm_type, (account, "default", name))
        return Identity(found, scope.project or "", name, "")

    def parent_id(self, identity: Identity) -> str | None:
        """The account, one step above the blob service."""
        return identity.id.split("/blobServices/")[0]

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """State and defaults."""
        return {
            "etag": f'"0x8D{numbers.hex_digits(13, identity.id, call.timestamp()).upper()}"',
            "lastModifiedTime": call.timestamp(),
            "leaseState": "Available",
            "leaseStatus": "Unlocked",
            "hasImmutabilityPolicy": False,
            "hasLegalHold": False,
            "deleted": False,
            "remainingRetentionDays": 0,
            "publicAccess": values.string(inputs, "publicAccess") or "None",
            "defaultEncryptionScope": values.string(inputs, "defaultEncryptionScope") or "$account-encryption-key",
            "denyEncryptionScopeOverride": values.flag(inputs, "denyEncryptionScopeOverride"),
        }


class Registry(ArmKind):
    """A container registry."""

    arm_type = "Microsoft.ContainerRegistry/registries"
    keys = ("registryName",)
    pointers = (IDENTITY_POINTER,)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A name that nobody has."""
        if old is None and _is_taken(call, self.token, identity):
            raise errors.arm_error(
                409,
                "AlreadyInUse",
                f"The registry DNS name {identity.name.lower()}.azurecr.io is already in use. You can check if the name"
                " is already claimed using following API:"
                " https://docs.microsoft.com/en-us/rest/api/containerregistry/registries/checknameavailability",
            )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its address and defaults."""
        sku = values.string(inputs, "sku.name") or "Basic"
        return {
            "sku": {"name": sku, "tier": sku},
            "loginServer": f"{identity.name.lower()}.azurecr.io",
            "creationDate": old.created if old else call.timestamp(),
            "adminUserEnabled": values.flag(inputs, "adminUserEnabled"),
            "anonymousPullEnabled": values.flag(inputs, "anonymousPullEnabled"),
            "dataEndpointEnabled": values.flag(inputs, "dataEndpointEnabled"),
            "dataEndpointHostNames": [],
            "privateEndpointConnections": [],
            "publicNetworkAccess": values.string(inputs, "publicNetworkAccess") or "Enabled",
            "networkRuleBypassOptions": values.string(inputs, "networkRuleBypassOptions") or "AzureServices",
            "zoneRedundancy": values.string(inputs, "zoneRedundancy") or "Disabled",
            **shown_identity(call, identity, inputs, old),
        }


def account_keys(account: Record) -> list[Values]:
    """The two keys of a storage account; the same for as long as it lives."""
    return [
        {
            "keyName": name,
            "creationTime": account.created,
            "permissions": "FULL",
            "value": f"{numbers.text(86, _KEY_ALPHABET, name, account.id, account.created)}==",
        }
        for name in ("key1", "key2")
    ]


def _is_taken(call: Call, token: str, identity: Identity) -> bool:
    return any(
        each.name.lower() == identity.name.lower() and not ids.same(each.id, identity.id)
        for each in call.tx.records(token)
    )
