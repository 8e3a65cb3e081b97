"""Azure Managed Lustre."""

from __future__ import annotations

import pytest

from podwright.emulator.core import values
from tests.podwright.emulator.client import Client, Made, refused

TOKEN = "azure-native:storagecache:AmlFilesystem"
NOTE = (
    "\n  note: source: learn.microsoft.com, Create an Azure Managed Lustre file system; built the same way as Azure's"
    " words"
)
Inputs = dict[str, object]


def _inputs(subnet: Made, **more: object) -> Inputs:
    return {
        "resourceGroupName": "lab",
        "amlFilesystemName": "scratch",
        "filesystemSubnet": subnet.id,
        "storageCapacityTiB": 32,
        "maintenanceWindow": {"dayOfWeek": "Monday", "timeOfDayUTC": "03:00"},
        "sku": {"name": "AMLFS-Durable-Premium-125"},
        "zones": ["1"],
        **more,
    }


def test_a_file_system_tells_what_to_mount(azure: Client, subnet: Made) -> None:
    """Its address is one of its subnet, which stays while it does."""
    made = azure.create(TOKEN, "scratch", _inputs(subnet))
    assert made.id.endswith("/resourceGroups/lab/providers/Microsoft.StorageCache/amlFilesystems/scratch")
    assert values.get(made.outputs, "clientInfo.mgsAddress") == "10.1.0.4"
    assert values.get(made.outputs, "clientInfo.mountCommand") == (
        "mount -t lustre -o noatime,flock 10.1.0.4@tcp:/lustrefs /lustre"
    )
    assert values.get(made.outputs, "health.state") == "Available"
    assert made.out("throughputProvisionedMBps") == 4000
    assert f"is in use by {made.id} and cannot be deleted" in refused(lambda: azure.delete(subnet))


def test_a_file_system_needs_its_subnet(azure: Client, subnet: Made) -> None:
    """With both ids in ARM's words."""
    gone = f"{subnet.id}-gone"
    message = refused(lambda: azure.create(TOKEN, "scratch", _inputs(subnet, filesystemSubnet=gone)))
    assert message.startswith(f'Status=400 Code="InvalidResourceReference" Message="Resource {gone} referenced by')


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"sku": {"name": "Lustre"}},
            "The SKU 'Lustre' of {id} is not valid. It must be one of AMLFS-Durable-Premium-40,"
            " AMLFS-Durable-Premium-125, AMLFS-Durable-Premium-250, AMLFS-Durable-Premium-500.",
        ),
        (
            {"storageCapacityTiB": 40},
            "The storage capacity 40 TiB of {id} is not valid for SKU AMLFS-Durable-Premium-125. It must be a multiple"
            " of 16 TiB and at most 4096 TiB.",
        ),
        ({"zones": []}, "{id} must be in exactly one availability zone, 0 were specified."),
        ({"zones": ["1", "2"]}, "{id} must be in exactly one availability zone, 2 were specified."),
        (
            {"encryptionSettings": {"keyEncryptionKey": {"keyUrl": "https://v/keys/k", "sourceVault": {"id": "/v"}}}},
            "{id} must have a user-assigned identity to use a customer-managed key.",
        ),
    ],
)
def test_a_wrong_file_system_is_refused(azure: Client, subnet: Made, more: Inputs, message: str) -> None:
    """With what would be right."""
    resource_id = (
        f"{subnet.id.split('/providers/', maxsplit=1)[0]}/providers/Microsoft.StorageCache/amlFilesystems/scratch"
    )
    assert refused(lambda: azure.create(TOKEN, "scratch", _inputs(subnet, **more))) == (
        f'Status=400 Code="InvalidParameter" Message="{message.replace("{id}", resource_id)}"{NOTE}'
    )


def test_a_time_of_day_is_one(azure: Client, subnet: Made) -> None:
    """In the provider's words."""
    window: Inputs = {"dayOfWeek": "Monday", "timeOfDayUTC": "25:00"}
    assert refused(lambda: azure.check(TOKEN, "scratch", _inputs(subnet, maintenanceWindow=window))) == (
        'maintenanceWindow.timeOfDayUTC: "maintenanceWindow.timeOfDayUTC" ("25:00") doesn\'t match expression'
        " '^([0-9]|0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]$'"
    )
