"""Key vaults that were deleted and can still be recovered.

Owns what a deleted vault leaves behind: its name stays reserved, and its properties and keys stay until the retention
period is over on the clouds' clock, somebody purges it (`podwright emulator drift delete`), or a vault with
`createMode: recover` takes it back. It is a resource of the cloud and of no Pulumi type, so a listing tells it with
what no cloud deletes. Source of the rules: learn.microsoft.com, Azure Key Vault soft-delete overview.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from podwright.emulator.azure import errors, ids
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.core import timeline, values
from podwright.emulator.core.cloud import Call
from podwright.emulator.core.store import Record
from podwright.emulator.core.timeline import Transition
from podwright.emulator.core.wire import Values, plain_values

TOKEN = "azure-native:keyvault:DeletedVault"  # noqa: S105, the name of a type
"""No type of the SDK: nothing can declare it."""
RETENTION_DAYS = 90
"""Of a vault that states none; it can state 7 to 90."""
_KEYS = "keys"


class DeletedVault(ArmKind):
    """A vault in the deleted state."""

    arm_type = "Microsoft.KeyVault/locations/deletedVaults"

    def arrived(self, call: Call, record: Record) -> None:
        """The retention period is over: Key Vault purges it."""
        call.tx.remove(record.token, record.id)

    def leave(self, call: Call, record: Record) -> None:
        """A purge by hand, which purge protection forbids (sample: microsoft/AzureTRE issue 1446)."""
        del call
        if values.flag(record.outputs, "purgeProtectionEnabled"):
            due = values.string(record.outputs, "scheduledPurgeDate")
            raise errors.arm_error(
                405,
                "MethodNotAllowed",
                "Operation 'DeletedVaultPurge' is not allowed.",
                note=f"the vault has purge protection; it is purged by itself at {due}",
            )


def find(call: Call, name: str) -> Record | None:
    """The deleted vault of that name, wherever it was; names are unique in the world."""
    return next((each for each in call.tx.records(TOKEN) if each.name.lower() == name.lower()), None)


def put_aside(call: Call, vault: Record, keys: Sequence[Record]) -> None:
    """Makes a deleted vault of one that is about to be deleted with its keys."""
    shown = plain_values(vault.outputs)
    days = values.number(shown, "properties.softDeleteRetentionInDays") or RETENTION_DAYS
    resource_id = (
        f"/subscriptions/{vault.project}/providers/Microsoft.KeyVault/locations/{vault.location}/deletedVaults"
        f"/{vault.name}"
    )
    outputs: Values = {
        "vaultId": vault.id,
        "location": vault.location,
        "tags": values.mapping(shown, "tags"),
        "deletionDate": call.timestamp(),
        "scheduledPurgeDate": (call.now + timedelta(days=days)).isoformat().replace("+00:00", "Z"),
        "purgeProtectionEnabled": values.flag(shown, "properties.enablePurgeProtection"),
        "properties": values.mapping(shown, "properties"),
        _KEYS: [_packed(key) for key in keys],
    }
    record = Record(
        token=TOKEN,
        id=resource_id,
        project=vault.project,
        name=vault.name,
        location=vault.location,
        inputs=plain_values(vault.inputs),
        outputs=outputs,
        created=vault.created,
        updated=call.timestamp(),
        permanent=True,
        retained=True,
        scope=vault.scope,
    )
    call.tx.put(record)
    timeline.schedule(call.tx, TOKEN, resource_id, call.now, [Transition(after_seconds=days * 86400)])


def take_back(call: Call, deleted: Record) -> list[Record]:
    """Ends the deleted state of a vault; its keys as they were, to be written again."""
    call.tx.remove(deleted.token, deleted.id)
    return [_unpacked(packed) for packed in values.blocks(deleted.outputs, _KEYS)]


def is_of(deleted: Record, vault_id: str, location: str) -> bool:
    """Whether a vault of that id and location is the deleted one; another in the world only has its name."""
    return ids.same(values.string(deleted.outputs, "vaultId") or "", vault_id) and deleted.location == location


def _packed(key: Record) -> Values:
    fields: Values = {
        "token": key.token,
        "id": key.id,
        "project": key.project,
        "name": key.name,
        "location": key.location,
        "inputs": plain_values(key.inputs),
        "outputs": plain_values(key.outputs),
        "created": key.created,
        "updated": key.updated,
        "scope": key.scope,
    }
    return fields


def _unpacked(packed: Values) -> Record:
    def text(name: str) -> str:
        return str(packed.get(name) or "")

    return Record(
        token=text("token"),
        id=text("id"),
        project=text("project"),
        name=text("name"),
        location=text("location"),
        inputs=values.mapping(packed, "inputs"),
        outputs=values.mapping(packed, "outputs"),
        created=text("created"),
        updated=text("updated"),
        scope=text("scope"),
    )
