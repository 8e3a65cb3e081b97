"""The shared base and storage on Azure: names that can be foreseen, least privilege, and what is refused."""

from __future__ import annotations

from typing import cast

import pytest

from components.azure.base import AzureBase, AzureBaseArgs
from components.azure.base_plan import disk_encryption_set_id
from components.azure.bucket import AzureBucket, AzureBucketArgs
from components.azure.file_system import AzureFileSystem, AzureFileSystemArgs
from components.azure.registry import AzureRegistry, AzureRegistryArgs
from podwright.errors import InputError
from tests.components.harness import deploy

SUBSCRIPTION = "5ab5c419-0000-4000-8000-000000000001"
COMMON = {"subscription": SUBSCRIPTION, "region": "westeurope", "labels": {"owner": "platform"}}
BASE = cast("AzureBaseArgs", {**COMMON, "tenant": SUBSCRIPTION, "prefix": "azure-global", "keys": {"uksouth": {}}})
HERE = {**COMMON, "prefix": "azure-westeurope", "resource_group": "azure-westeurope"}
BUCKET = cast("AzureBucketArgs", {**HERE, "containers": ["checkpoints"]})
FILES = cast("AzureFileSystemArgs", {**HERE, "subnet": "/subnets/storage", "tib": 16, "zone": "1"})


def test_a_vault_cannot_be_purged_and_its_key_rotates() -> None:
    """Disk encryption demands it; the region that uses the set can name it before it was made."""
    deployment = deploy(lambda: AzureBase("base", BASE))
    vault = deployment.resources["base-uksouth-vault"].inputs
    assert (vault["vaultName"], vault["location"]) == ("azure-global-uks", "uksouth")
    assert vault["properties"]["enablePurgeProtection"] is True
    assert "createMode" not in vault["properties"]
    key = deployment.resources["base-uksouth-key"].inputs["properties"]
    assert key["rotationPolicy"]["lifetimeActions"][0]["trigger"] == {"timeAfterCreate": "P90D"}
    made = deployment.resources["base-uksouth-disks"].inputs["diskEncryptionSetName"]
    assert disk_encryption_set_id(SUBSCRIPTION, "azure-global", "uksouth").endswith(f"/diskEncryptionSets/{made}")


def test_a_vault_of_an_earlier_life_is_brought_back() -> None:
    """Its name is taken for 90 days, and the disks need its key."""
    again = cast("AzureBaseArgs", {**BASE, "keys": {"uksouth": {"adopt": True}}})
    vault = deploy(lambda: AzureBase("base", again)).resources["base-uksouth-vault"].inputs
    assert vault["properties"]["createMode"] == "recover"


def test_trusts_of_one_identity_come_one_after_the_other() -> None:
    """Entra refuses two new ones of an identity at a time."""
    trust = {"issuer": "https://oidc.example/", "subject": "system:serviceaccount:a:b"}
    identities = {"train": {"trusts": {"one": trust, "two": {**trust, "subject": "system:serviceaccount:a:c"}}}}
    deployment = deploy(lambda: AzureBase("base", cast("AzureBaseArgs", {**BASE, "identities": identities})))
    assert "base-train-trust-one" in deployment.resources["base-train-trust-two"].depends_on


def test_all_problems_of_a_base_at_once() -> None:
    """The vault's name has 24 characters and is unique in the world."""
    wrong = {
        **BASE,
        "vault_prefix": "a-lab-with-a-very-long-name",
        "keys": {"uksouth": {"rotation_days": 1}, "oslo": {}},
        "identities": {"train": {"grants": {"all": {"role": "owner", "scope": "/"}}}},
    }
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureBase("base", cast("AzureBaseArgs", wrong)))
    assert [each.subject.removeprefix("AzureBase base.") for each in caught.value.problems] == [
        "identities.train.grants.all.role",
        "keys.uksouth.rotation_days",
        "keys.uksouth",
        "keys.oslo",
        "keys.oslo",
    ]


def test_a_bucket_has_no_keys_and_no_public_address() -> None:
    """Whoever reads or writes has a role."""
    account = deploy(lambda: AzureBucket("ckpt", BUCKET)).resources["ckpt-account"].inputs
    assert (account["allowSharedKeyAccess"], account["allowBlobPublicAccess"]) == (False, False)
    assert (account["publicNetworkAccess"], account["networkRuleSet"]["defaultAction"]) == ("Disabled", "Deny")
    assert account["accountName"] == "azurewesteuropeckpt"
    named = cast("AzureBucketArgs", {**BUCKET, "account": "labcheckpoints"})
    assert (
        deploy(lambda: AzureBucket("ckpt", named)).resources["ckpt-account"].inputs["accountName"] == "labcheckpoints"
    )


def test_all_problems_of_a_bucket_at_once() -> None:
    """In one run."""
    wrong = {**BUCKET, "containers": ["a", "ckpt", "ckpt"], "redundancy": "one", "tier": "cold"}
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureBucket("checkpoints-2026", cast("AzureBucketArgs", wrong)))
    assert [each.subject.removeprefix("AzureBucket checkpoints-2026.") for each in caught.value.problems] == [
        "account",
        "containers.a",
        "containers",
        "redundancy",
        "tier",
    ]


def test_lustre_comes_in_steps() -> None:
    """A size between two is refused after half an hour."""
    with pytest.raises(InputError) as caught:
        deploy(
            lambda: AzureFileSystem("scratch", {**FILES, "tib": 50, "zone": "westeurope-4", "maintenance_day": "XX"})
        )
    assert str(caught.value) == (
        "error: AzureFileSystem scratch.tib: is no size of the tier 125\n"
        "  given:   50\n"
        "  allowed: a multiple of 16\n"
        "  fix:     write 64\n"
        "error: AzureFileSystem scratch.zone: westeurope has no zone westeurope-4\n"
        "  given:   westeurope-4\n"
        "  allowed: westeurope-1, westeurope-2, westeurope-3\n"
        "error: AzureFileSystem scratch.maintenance_day: is no day of the week\n"
        "  given:   XX\n"
        "  allowed: MO, TU, WE, TH, FR, SA, SU"
    )
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureFileSystem("scratch", {**FILES, "tier": 1000}))
    assert [each.subject for each in caught.value.problems] == ["AzureFileSystem scratch.tier"]


def test_a_registry_is_public_only_without_an_endpoint() -> None:
    """Nodes reach it by the private address where there is one."""
    args = cast("AzureRegistryArgs", HERE)
    public = deploy(lambda: AzureRegistry("images", args)).resources["images-registry"].inputs
    assert (public["publicNetworkAccess"], public["adminUserEnabled"], public["zoneRedundancy"]) == (
        "Enabled",
        False,
        "Enabled",
    )
    private = cast("AzureRegistryArgs", {**args, "endpoint": {"subnet": "/s", "zone": "/z"}, "region": "ukwest"})
    deployment = deploy(lambda: AzureRegistry("images", private))
    made = deployment.resources["images-registry"].inputs
    assert (made["publicNetworkAccess"], made["zoneRedundancy"]) == ("Disabled", "Disabled")
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureRegistry("r", cast("AzureRegistryArgs", {**args, "registry": "Lab"})))
    assert [each.subject for each in caught.value.problems] == ["AzureRegistry r.registry"] * 2
