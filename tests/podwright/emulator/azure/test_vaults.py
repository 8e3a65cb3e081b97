"""Key vaults: a deleted one keeps its name, and what cannot be undone is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from podwright.emulator.azure.azure import SUBSCRIPTION, TENANT, AzureCloud
from podwright.emulator.core.clock import VirtualClock
from podwright.emulator.core.drift import Drift
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.store import Store
from podwright.emulator.listing import list_resources
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.azure.conftest import NOON
from tests.podwright.emulator.client import Client, Made, refused

VAULT = "azure-native:keyvault:Vault"
KEY = "azure-native:keyvault:Key"
GROUP = "azure-native:resources:ResourceGroup"
DELETED = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/lab-vault"
DAY = 86400
CONFLICT = (
    'Status=409 Code="ConflictError" Message="A vault with the same name already exists in deleted state. You need to'
    " either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for"
    ' more information on soft delete."\n  note: properties.createMode: recover takes it back; podwright emulator drift'
    " delete purges it"
)
TAKEN = (
    'Status=409 Code="VaultAlreadyExists" Message="The vault name \'lab-vault\' is already in use. Vault names are'
    " globally unique so it is possible that the name is already taken. If you are sure that the vault name was not"
    " taken then it is possible that a vault with the same name was recently deleted but not purged after being placed"
    " in a recoverable state. If the vault is in a recoverable state then the vault will need to be purged before"
    " reusing the name. For more information on soft delete and purging a vault follow this link"
    ' https://go.microsoft.com/fwlink/?linkid=2147740."'
)


def _inputs(**properties: object) -> dict[str, object]:
    given = {"tenantId": TENANT, "sku": {"family": "A", "name": "standard"}, **properties}
    return {"resourceGroupName": "lab", "vaultName": "lab-vault", "properties": given}


def _properties(vault: Made) -> dict[str, object]:
    return cast("dict[str, object]", vault.out("properties"))


@pytest.fixture
def vault(azure: Client, group: Made) -> Made:
    """The vault `lab-vault`, kept for seven days after a delete."""
    return azure.create(VAULT, "vault", _inputs(softDeleteRetentionInDays=7))


def test_a_deleted_vault_keeps_its_name(azure: Client, vault: Made) -> None:
    """A destroy and an up later on the same day fail on it, in real life too; the case of the name is no way out."""
    azure.delete(vault)
    assert azure.refresh(vault) is None
    assert refused(lambda: azure.create(VAULT, "vault", _inputs())) == CONFLICT
    other = {**_inputs(), "vaultName": "LAB-vault"}
    assert refused(lambda: azure.create(VAULT, "vault", other)) == CONFLICT


def test_a_deleted_vaults_name_is_taken_elsewhere_too(azure: Client, vault: Made) -> None:
    """In another region or group it is just a name that somebody has."""
    azure.delete(vault)
    azure.create(GROUP, "other", {"resourceGroupName": "other"})
    for elsewhere in ({"location": "japaneast"}, {"resourceGroupName": "other"}):
        assert refused(lambda elsewhere=elsewhere: azure.create(VAULT, "v", {**_inputs(), **elsewhere})) == TAKEN


def test_a_vault_is_recovered_with_its_keys(azure: Client, vault: Made) -> None:
    """`createMode: recover` brings back what was there, whatever else the program says."""
    names = {"resourceGroupName": "lab", "vaultName": "lab-vault", "keyName": "disk"}
    key = azure.create(KEY, "disk", {**names, "properties": {"kty": "RSA"}})
    azure.delete(vault)
    assert azure.refresh(key) is None
    again = azure.create(VAULT, "vault", _inputs(createMode="recover", softDeleteRetentionInDays=30))
    assert (again.id, _properties(again)["softDeleteRetentionInDays"]) == (vault.id, 7)
    found = azure.refresh(key)
    assert found is not None
    assert found.out("keyUriWithVersion") == key.out("keyUriWithVersion")
    azure.delete(again)
    assert azure.refresh(key) is None


def test_what_was_not_deleted_is_not_recovered(azure: Client, vault: Made) -> None:
    """Neither a name that nobody had nor a vault that is there: the mode must go once it has done its work."""
    message = (
        'Status=400 Code="SoftDeletedVaultDoesNotExist" Message="A soft deleted vault with the given name does not'
        ' exist. Ensure that the name for the vault that is being attempted to recover is in a recoverable state."'
    )
    never = {**_inputs(createMode="recover"), "vaultName": "never-was"}
    assert refused(lambda: azure.create(VAULT, "v", never)) == message
    assert refused(lambda: azure.update(vault, _inputs(createMode="recover", softDeleteRetentionInDays=7))) == message


def test_a_name_is_free_after_the_retention_period(azure: Client, vault: Made, azure_store: Store) -> None:
    """On the clouds' clock, seven days here."""
    azure.delete(vault)
    clock = VirtualClock(azure_store)
    clock.advance(7 * DAY - 1)
    assert refused(lambda: azure.create(VAULT, "vault", _inputs())) == CONFLICT
    clock.advance(1)
    assert _properties(azure.create(VAULT, "vault", _inputs()))["softDeleteRetentionInDays"] == 90


def test_a_group_takes_its_vaults_into_the_deleted_state(azure: Client, group: Made, vault: Made) -> None:
    """Deleting everything does not free the name."""
    azure.delete(group)
    azure.create(GROUP, "lab", {"resourceGroupName": "lab"})
    assert refused(lambda: azure.create(VAULT, "vault", _inputs())) == CONFLICT


def test_a_listing_tells_a_deleted_vault(azure: Client, vault: Made, tmp_path: Path) -> None:
    """Apart from what a destroy takes away."""
    azure.delete(vault)
    listing = list_resources(tmp_path / "cloud.sqlite", cloud="azure-native")
    assert [line.type for line in listing.resources] == [GROUP]
    assert [(line.id, line.location, line.retained) for line in listing.permanent] == [(DELETED, "westeurope", True)]


def test_a_deleted_vault_can_be_purged_unless_it_is_protected(
    azure: Client, vault: Made, azure_index: SdkIndex, azure_store: Store
) -> None:
    """By somebody at a console; protection holds until the period is over."""
    drift = Drift(Lifecycle(AzureCloud(azure_index), azure_index, azure_store, lambda: NOON))
    azure.delete(vault)
    drift.delete("azure-native:keyvault:DeletedVault", DELETED)
    protected = azure.create(VAULT, "vault", _inputs(enablePurgeProtection=True, softDeleteRetentionInDays=7))
    azure.delete(protected)
    with pytest.raises(CloudError) as refusal:
        drift.delete("azure-native:keyvault:DeletedVault", DELETED)
    assert refusal.value.text() == (
        'Status=405 Code="MethodNotAllowed" Message="Operation \'DeletedVaultPurge\' is not allowed."\n'
        "  note: the vault has purge protection; it is purged by itself at 2026-05-11T12:00:00Z"
    )


def test_purge_protection_stays(azure: Client, group: Made) -> None:
    """It cannot be turned off, not even said to be off; left out of a program it stays on."""
    message = (
        'Status=400 Code="BadRequest" Message="The property "enablePurgeProtection" cannot be set to false. Enabling'
        ' the purge protection for a vault is an irreversible action."'
    )
    assert refused(lambda: azure.create(VAULT, "vault", _inputs(enablePurgeProtection=False))) == message
    vault = azure.create(VAULT, "vault", _inputs(enablePurgeProtection=True))
    assert refused(lambda: azure.update(vault, _inputs(enablePurgeProtection=False))) == message
    assert _properties(azure.update(vault, _inputs()))["enablePurgeProtection"] is True


def test_the_retention_period_is_set_once(azure: Client, vault: Made) -> None:
    """From 7 to 90 days, at the creation; left out of a program it stays."""
    assert refused(lambda: azure.update(vault, _inputs(softDeleteRetentionInDays=30))) == (
        'Status=400 Code="BadRequest" Message="The property "softDeleteRetentionInDays" has been set already and it'
        " can't be modified.\""
    )
    assert _properties(azure.update(vault, _inputs()))["softDeleteRetentionInDays"] == 7
    short = {**_inputs(softDeleteRetentionInDays=6), "vaultName": "short"}
    assert refused(lambda: azure.create(VAULT, "short", short)) == (
        'Status=400 Code="BadRequest" Message="The property "softDeleteRetentionInDays" must be between 7 and 90."\n'
        "  note: source: learn.microsoft.com, Key Vault soft-delete overview; built the same way as Azure's words"
    )


def test_soft_delete_stays_on(azure: Client, vault: Made) -> None:
    """Nobody turns it off."""
    assert refused(lambda: azure.update(vault, _inputs(enableSoftDelete=False))) == (
        'Status=400 Code="BadRequest" Message="The property "enableSoftDelete" can be set to false only for creating'
        " new vault. Enabling the 'soft delete' functionality is an irreversible action.\""
    )


def test_a_key_that_is_there_is_not_written_again(azure: Client, vault: Made) -> None:
    """The API makes a key only once: a program that wants another size gets the old key and no word about it."""
    names = {"resourceGroupName": "lab", "vaultName": "lab-vault", "keyName": "disk"}
    key = azure.create(KEY, "disk", {**names, "properties": {"kty": "RSA", "keySize": 2048}})
    changed = azure.update(key, {**names, "properties": {"kty": "RSA", "keySize": 4096}})
    assert replace(changed, inputs=key.inputs) == key
