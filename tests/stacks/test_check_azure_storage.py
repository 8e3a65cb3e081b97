"""Rules of storage, reservations and names on Azure."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.azure_samples import FLEET, GROUP, HOME, KEY, OWN, region, shared, with_own
from tests.stacks.samples import rendered


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(
                storage={
                    "customerKeys": True,
                    "buckets": {"data": {"deleteAfterDays": 3}},
                    "registries": {"images": {"keepVersions": 3}},
                }
            ),
            None,
            "error: storage.customerKeys: says nothing on Azure\n"
            "  allowed: buckets, fileSystems, registries\n"
            "  fix:     remove it\n"
            "error: storage.buckets.data.deleteAfterDays: says nothing on Azure\n"
            "  fix:     remove it\n"
            "error: storage.registries.images.keepVersions: says nothing on Azure\n"
            "  fix:     remove it",
        ),
        (
            region(
                storage={
                    "fileSystems": {
                        "scratch": {"kind": "lustre", "gib": 18000, "tier": "250", "zone": "southcentralus-9"}
                    }
                }
            ),
            None,
            "error: storage.fileSystems.scratch.gib: Azure Managed Lustre of tier 250 is not sold with"
            " 18000 GiB\n"
            "  given:   18000\n"
            "  allowed: 8192 to 13107200 GiB in steps of 8192\n"
            "  fix:     write 24576\n"
            "error: storage.fileSystems.scratch.zone: southcentralus has no zone southcentralus-9\n"
            "  given:   southcentralus-9\n"
            "  allowed: southcentralus-1, southcentralus-2, southcentralus-3",
        ),
        (
            region(
                storage={"fileSystems": {"scratch": {"kind": "filestore", "gib": 1024, "deletionProtection": False}}}
            ),
            None,
            "error: storage.fileSystems.scratch.deletionProtection: says nothing on Azure\n"
            "  allowed: kind, gib, tier, zone\n"
            "  fix:     remove it\n"
            'error: storage.fileSystems.scratch.kind: "filestore" is no file system of the catalog\n'
            "  given:   filestore\n"
            "  allowed: lustre",
        ),
        (
            region(storage={"fileSystems": {"scratch": {"kind": "lustre", "gib": 16384, "tier": "1000"}}}),
            None,
            'error: storage.fileSystems.scratch.tier: Azure Managed Lustre has no tier "1000"\n'
            "  given:   1000\n"
            "  allowed: 125, 40, 250, 500",
        ),
        (
            region(storage={"fileSystems": {"scratch": {"kind": "lustre", "gib": 16384}}}),
            None,
            "error: storage.fileSystems.scratch.zone: Azure Managed Lustre stands in one zone\n"
            "  fix:     add zone: the zone of its clients",
        ),
        (
            {**with_own(registryNames={"images": "labimages"}), "storage": {"registries": {"image": {}}}},
            None,
            "error: azure.registryNames.images: is no registry of the stack\n"
            "  given:   images\n"
            "  allowed: image\n"
            "  fix:     remove it",
        ),
    ],
)
def test_storage_that_azure_does_not_sell(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Words, kinds, tiers, sizes and zones."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(reservations={"held": {"accelerator": "h200", "nodes": 2, "zone": "1"}}),
            None,
            "error: reservations.held.accelerator: on-demand capacity reservations do not cover"
            " Standard_ND96isr_H200_v5\n"
            "  given:   Standard_ND96isr_H200_v5\n"
            "  allowed: Standard_NC96ads_A100_v4, Standard_NC48ads_A100_v4, Standard_NC24ads_A100_v4,"
            " Standard_NV72ads_A10_v5, Standard_NV36ads_A10_v5\n"
            "  fix:     drop the reservation, and ask Microsoft for a block reservation of ND machines",
        ),
        (
            region(
                reservations={
                    "held": {
                        "accelerator": "a100-80gb",
                        "machineType": "Standard_NC24ads_A100_v4",
                        "nodes": 2,
                        "zone": "1",
                    }
                }
            ),
            None,
            "warning: reservations.held.zone: whether Azure offers Standard_NC24ads_A100_v4 in"
            " southcentralus is not public; nothing is checked\n"
            "  given:   southcentralus\n"
            "  fix:     ask Azure before relying on it; then write allowUnlistedZone: true",
        ),
        (
            region(reservations={"held": {"generation": "v5p", "chips": 8, "zone": "southcentralus-7"}}),
            None,
            "error: reservations.held.generation: says nothing on Azure\n"
            "  allowed: zone, accelerator, machineType, nodes, allowUnlistedZone\n"
            "  fix:     remove it\n"
            "error: reservations.held.chips: says nothing on Azure\n"
            "  allowed: zone, accelerator, machineType, nodes, allowUnlistedZone\n"
            "  fix:     remove it\n"
            "error: reservations.held.accelerator: is required: Azure reserves machines of one size\n"
            "  fix:     add accelerator: a100-80gb\n"
            "error: reservations.held.nodes: is required: Azure reserves machines of one size\n"
            "  fix:     add nodes: 4\n"
            "error: reservations.held.zone: southcentralus has no zone southcentralus-7\n"
            "  given:   southcentralus-7\n"
            "  allowed: southcentralus-1, southcentralus-2, southcentralus-3",
        ),
    ],
)
def test_reservations_that_azure_does_not_make(values: dict[str, Any], stack: str | None, said: str) -> None:
    """ND machines are kept by Microsoft alone, and TPUs by Google."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(gpuClusters={"train-on-all-h200": GROUP, "system": GROUP, "a-b": GROUP, "ab": GROUP}),
            "azure-southcentralus",
            'error: gpuClusters.train-on-all-h200: the node pool name "trainonallh200" has 14 characters\n'
            "  given:   trainonallh200\n"
            "  allowed: at most 12 characters\n"
            '  fix:     shorten "train-on-all-h200" by 2\n'
            "error: gpuClusters.system: is the name of the pool for system pods\n"
            "  fix:     take another name\n"
            'error: gpuClusters.ab: is the pool "ab", as gpuClusters.a-b is: names of pools have no dashes\n'
            "  fix:     take another name",
        ),
        (
            region(gpuClusters={"racks-of-gb200": {**GROUP, "accelerator": "gb200"}}),
            "azure-southcentralus",
            'error: gpuClusters.racks-of-gb200: the node pool name "racksofgb2000" has 13 characters\n'
            "  given:   racksofgb2000\n"
            "  allowed: at most 12 characters\n"
            '  fix:     shorten "racks-of-gb200" by 1',
        ),
        (
            region(gpuFleets={"train": FLEET}, azure={**OWN, "sshPublicKey": KEY}),
            "azure-southcentralus",
            "error: gpuFleets.train: has the name of gpuClusters.train\n  fix:     give one of them another name",
        ),
        (
            region(storage={"buckets": {"check_points": {}}}),
            "azure-southcentralus",
            'error: storage.buckets.check_points: the blob container name "check_points" is not one that'
            " Azure takes\n"
            "  given:   check_points\n"
            "  allowed: lower-case letters, digits and dashes, a letter or digit at both ends, no two"
            " dashes in a row\n"
            "  fix:     write check-points",
        ),
        (
            {**with_own(storageAccount="Lab_Data"), "storage": {"buckets": {"data": {}}}},
            "azure-southcentralus",
            'error: azure.storageAccount: the storage account name "Lab_Data" is not one that Azure takes\n'
            "  given:   Lab_Data\n"
            "  allowed: lower-case letters and digits\n"
            "  fix:     write labdata",
        ),
        (
            region(),
            "azure-southcentralus-for-training",
            'error: stack: the storage account name "azuresouthcentralusfortrainingflow" has 34 characters\n'
            "  given:   azuresouthcentralusfortrainingflow\n"
            "  allowed: at most 24 characters\n"
            '  fix:     shorten "azure-southcentralus-for-training" by 10',
        ),
        (
            {**with_own(registryNames={"images": "Lab"}), "storage": {"registries": {"images": {}}}},
            "azure-southcentralus",
            'error: azure.registryNames.images: the container registry name "Lab" is not one that Azure takes\n'
            "  given:   Lab\n"
            "  allowed: lower-case letters and digits\n"
            "  fix:     write lab\n"
            'error: azure.registryNames.images: the container registry name "Lab" has 3 characters\n'
            "  given:   Lab\n"
            "  allowed: at least 5 and at most 50 characters\n"
            "  fix:     make it 2 longer",
        ),
        (
            shared(keys={"southcentralus": {}}),
            "azure-shared-by-regions",
            'error: keys.southcentralus: the key vault name "azure-shared-by-regions-scus" has 28 characters\n'
            "  given:   azure-shared-by-regions-scus\n"
            "  allowed: at most 24 characters\n"
            '  fix:     shorten "azure-shared-by-regions" by 4',
        ),
        (
            shared(azure={**HOME, "quotaGroup": {"managementGroup": "lab", "name": "Lab_GPUs"}}),
            "azure-global",
            'error: azure.quotaGroup.name: the quota group name "Lab_GPUs" is not one that Azure takes\n'
            "  given:   Lab_GPUs\n"
            "  allowed: lower-case letters and digits, a letter first\n"
            "  fix:     write labgpus",
        ),
    ],
)
def test_names_fit_before_half_of_them_exist(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Pools have twelve letters and digits, accounts and vaults are the world's."""
    assert "\n".join(rendered(values, stack)) == said
