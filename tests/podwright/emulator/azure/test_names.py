"""Identities, role assignments, names that are unique in the world, functions, and automatic names."""

from __future__ import annotations

import re
from typing import cast

import pytest

from podwright.emulator.azure.azure import SUBSCRIPTION, TENANT
from podwright.emulator.azure.coverage import modelled
from podwright.emulator.azure.naming import ArmName
from podwright.emulator.core.wire import Secret
from tests.podwright.emulator.azure.everything import INPUTS
from tests.podwright.emulator.client import Client, Made, refused

STORAGE = "azure-native:storage:StorageAccount"
ROLE = "azure-native:authorization:RoleAssignment"


def test_automatic_names_are_made_as_the_provider_makes_them() -> None:
    """Random for a top-level resource, the logical name for a child, a UUID for a role assignment."""
    assert re.fullmatch(r"net[0-9a-f]{8}", ArmName("n").make("net", b"seed", ""))
    assert ArmName("n", style="copy").make("net", b"seed", "") == "net"
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", ArmName("n", style="uuid").make("a", b"s", "p"))
    assert ArmName("n").make("net", b"seed", "mine") == "mine"


@pytest.mark.parametrize(
    ("token", "style", "key"),
    [
        ("azure-native:network:VirtualNetwork", "random", "virtualNetworkName"),
        ("azure-native:network:Subnet", "copy", "subnetName"),
        ("azure-native:authorization:RoleAssignment", "uuid", "roleAssignmentName"),
        ("azure-native:containerservice:AgentPool", "copy", "agentPoolName"),
    ],
)
def test_each_type_has_the_providers_way_to_name(token: str, style: str, key: str) -> None:
    """Which follows from its path."""
    kind = modelled(token)
    assert kind is not None
    assert kind.auto_name == ArmName(key, style=style)  # pyright: ignore[reportArgumentType]


def test_a_storage_account_name_is_the_worlds(azure: Client, group: Made) -> None:
    """Another resource group cannot have it either."""
    azure.create(STORAGE, "a", INPUTS[STORAGE])
    azure.create("azure-native:resources:ResourceGroup", "other", {"resourceGroupName": "other"})
    assert refused(lambda: azure.create(STORAGE, "b", {**INPUTS[STORAGE], "resourceGroupName": "other"})) == (
        'Status=409 Code="StorageAccountAlreadyTaken" Message="The storage account named labdata is already taken."'
    )


def test_a_storage_account_name_is_short_and_plain(azure: Client, group: Made) -> None:
    """The provider refuses it before Azure is asked."""
    assert refused(lambda: azure.check(STORAGE, "a", {**INPUTS[STORAGE], "accountName": "Lab-Data"})) == (
        "accountName: 'accountName' does not match expression '^[a-z0-9]+$'"
    )


def test_keys_of_a_storage_account_are_secret(azure: Client, group: Made) -> None:
    """Two of them, the same at each look."""
    azure.create(STORAGE, "a", INPUTS[STORAGE])
    args = {"resourceGroupName": "lab", "accountName": "labdata"}
    result = azure.invoke("azure-native:storage:listStorageAccountKeys", args)
    keys = cast("list[dict[str, object]]", result["keys"])
    assert [key["keyName"] for key in keys] == ["key1", "key2"]
    assert all(isinstance(key["value"], Secret) for key in keys)
    assert azure.invoke("azure-native:storage:listStorageAccountKeys", args) == result


def test_keys_of_nothing_are_refused(azure: Client, group: Made) -> None:
    """In ARM's words, behind the provider's own."""
    args = {"resourceGroupName": "lab", "accountName": "nothing"}
    resource = f"{group.id}/providers/Microsoft.Storage/storageAccounts/nothing"
    assert refused(lambda: azure.invoke("azure-native:storage:listStorageAccountKeys", args)) == (
        f'request failed {resource}/listKeys: Status=404 Code="ResourceNotFound" Message="The Resource'
        " 'Microsoft.Storage/storageAccounts/nothing' under resource group 'lab' was not found. For more details please"
        ' go to https://aka.ms/ARMResourceNotFoundFix"'
    )


def test_a_vault_name_is_the_worlds(azure: Client, group: Made) -> None:
    """With Azure's long explanation."""
    token = "azure-native:keyvault:Vault"
    azure.create(token, "a", INPUTS[token])
    azure.create("azure-native:resources:ResourceGroup", "other", {"resourceGroupName": "other"})
    assert refused(lambda: azure.create(token, "b", {**INPUTS[token], "resourceGroupName": "other"})).startswith(
        'Status=409 Code="VaultAlreadyExists" Message="The vault name \'lab-vault\' is already in use.'
    )


def test_purge_protection_stays(azure: Client, group: Made) -> None:
    """It cannot be switched off."""
    token = "azure-native:keyvault:Vault"
    made = azure.create(token, "a", INPUTS[token])
    properties = cast("dict[str, object]", INPUTS[token]["properties"])
    off = {**INPUTS[token], "properties": {**properties, "enablePurgeProtection": False}}
    assert refused(lambda: azure.update(made, off)) == (
        'Status=400 Code="BadRequest" Message="The property "enablePurgeProtection" cannot be set to false. Enabling'
        ' the purge protection for a vault is an irreversible action."'
    )


def test_a_grant_is_made_once(azure: Client, group: Made) -> None:
    """The same principal, role and scope under another name is refused."""
    azure.create(ROLE, "a", INPUTS[ROLE])
    again = {**INPUTS[ROLE], "roleAssignmentName": "33333333-2222-4333-8444-555555555555"}
    assert refused(lambda: azure.create(ROLE, "b", again)) == (
        'Status=409 Code="RoleAssignmentExists" Message="The role assignment already exists."'
    )


def test_a_principal_is_a_guid(azure: Client, group: Made) -> None:
    """A name or a resource id is a common mistake."""
    assert refused(lambda: azure.create(ROLE, "a", {**INPUTS[ROLE], "principalId": "runner"})) == (
        'Status=400 Code="InvalidPrincipalId" Message="The Principal ID \'runner\' is not valid. Principal ID must be'
        ' a GUID."'
    )


def test_a_program_learns_who_it_is(azure: Client) -> None:
    """Of a provider that names neither subscription nor tenant."""
    result = azure.invoke("azure-native:authorization:getClientConfig", {})
    assert (result["subscriptionId"], result["tenantId"]) == (SUBSCRIPTION, TENANT)
    assert result["objectId"]


def test_what_is_there_can_be_looked_up(azure: Client, subnet: Made) -> None:
    """By the names in its id."""
    args = {"resourceGroupName": "lab", "virtualNetworkName": "net", "subnetName": "nodes"}
    result = azure.invoke("azure-native:network:getSubnet", args)
    assert (result["id"], result["addressPrefix"]) == (subnet.id, "10.1.0.0/24")


def test_a_federated_credential_is_unique(azure: Client, identity: Made) -> None:
    """One for a pair of issuer and subject."""
    token = "azure-native:managedidentity:FederatedIdentityCredential"
    azure.create(token, "a", INPUTS[token])
    again = {**INPUTS[token], "federatedIdentityCredentialResourceName": "again"}
    assert refused(lambda: azure.create(token, "b", again)) == (
        'Status=409 Code="Conflict" Message="Issuer and subject combination already exists for this Managed Identity."'
    )
