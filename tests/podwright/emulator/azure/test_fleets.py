"""Compute Fleets: how they fill their sizes, and what they may be told."""

from __future__ import annotations

import pytest

from podwright.emulator.azure import capacity
from podwright.emulator.azure.azure import SUBSCRIPTION
from podwright.emulator.core import values
from podwright.emulator.core.capacity import Stock
from podwright.emulator.core.quota import Ledger
from podwright.emulator.core.store import Store
from tests.podwright.emulator.azure.types import SetQuota
from tests.podwright.emulator.client import Client, Made, refused

FLEET = "azure-native:azurefleet:Fleet"
SUBNET = "azure-native:network:Subnet"
A100, H100 = "Standard_NC24ads_A100_v4", "Standard_NC40ads_H100_v5"
A100_FAMILY, H100_FAMILY = "StandardNCADSA100v4Family", "StandardNCadsH100v5Family"
NOTE = "\n  note: source: Azure/azure-rest-api-specs, AzureFleet fleet.tsp; built the same way as Azure's words"
Inputs = dict[str, object]


def _machines(subnet: str = "") -> Inputs:
    address: Inputs = {"name": "p", "properties": {"subnet": {"id": subnet}} if subnet else {}}
    nic: Inputs = {"name": "primary", "properties": {"primary": True, "ipConfigurations": [address]}}
    network: Inputs = {"networkApiVersion": "2020-11-01", "networkInterfaceConfigurations": [nic]}
    return {"baseVirtualMachineProfile": {"networkProfile": network}}


def _fleet(subnet: str = "", **more: object) -> Inputs:
    return {
        "resourceGroupName": "lab",
        "fleetName": "batch",
        "vmSizesProfile": [{"name": A100, "rank": 1}, {"name": H100, "rank": 0}],
        "regularPriorityProfile": {"capacity": 4, "allocationStrategy": "Prioritized"},
        "computeProfile": _machines(subnet),
        **more,
    }


@pytest.fixture
def used(azure_store: Store) -> dict[str, int]:
    """Not what is used now: a reader of it, by the quota's name."""

    class Reader(dict[str, int]):
        def __missing__(self, name: str) -> int:
            with azure_store.transaction("azure-native") as tx:
                return Ledger(tx, capacity.default_limit).used(capacity.key(SUBSCRIPTION, "westeurope", name))

    return Reader()


def test_a_fleet_takes_the_first_rank_first(
    azure: Client, group: Made, set_quota: SetQuota, used: dict[str, int]
) -> None:
    """As far as its family's quota goes, and the next one for the rest."""
    set_quota("cores", 1000)
    set_quota(H100_FAMILY, 120)
    set_quota(A100_FAMILY, 240)
    made = azure.create(FLEET, "batch", _fleet())
    assert made.id == f"{group.id}/providers/Microsoft.AzureFleet/fleets/batch"
    assert (used[H100_FAMILY], used[A100_FAMILY], used["cores"]) == (120, 24, 144)
    azure.delete(made)
    assert (used[H100_FAMILY], used[A100_FAMILY], used["cores"]) == (0, 0, 0)


def test_a_fleet_goes_where_there_are_machines(
    azure: Client, group: Made, set_quota: SetQuota, azure_store: Store, used: dict[str, int]
) -> None:
    """Quota alone is none."""
    for name in ("cores", H100_FAMILY, A100_FAMILY):
        set_quota(name, 1000)
    with azure_store.transaction("azure-native") as tx:
        Stock(tx).set("westeurope", H100, 1)
    azure.create(FLEET, "batch", _fleet())
    assert (used[H100_FAMILY], used[A100_FAMILY]) == (40, 72)


def test_a_fleet_that_fits_nowhere_is_refused_as_machines_are(azure: Client, group: Made, set_quota: SetQuota) -> None:
    """By the first size's quota, with what is missing."""
    set_quota("cores", 1000)
    message = refused(lambda: azure.create(FLEET, "batch", _fleet()))
    assert message.startswith(
        'Status=409 Code="OperationNotAllowed" Message="Operation could not be completed as it results in exceeding'
        f" approved {H100_FAMILY} Cores quota."
    )
    assert "limit 0, used 0, asked 160; a limit of 160 is enough" in message


def test_spot_machines_draw_from_one_quota(
    azure: Client, group: Made, set_quota: SetQuota, used: dict[str, int]
) -> None:
    """Whatever their size, and its outputs say what the service chose."""
    set_quota("lowPriorityCores", 100)
    spot = _fleet(regularPriorityProfile=None, spotPriorityProfile={"capacity": 3})
    made = azure.create(FLEET, "batch", spot)
    assert (used["lowPriorityCores"], used["cores"]) == (72, 0)
    assert made.out("spotPriorityProfile") == {
        "capacity": 3,
        "allocationStrategy": "PriceCapacityOptimized",
        "evictionPolicy": "Delete",
        "maintain": True,
    }
    assert values.get(made.outputs, "computeProfile.platformFaultDomainCount") == 1


def test_a_fleet_takes_addresses(azure: Client, subnet: Made, set_quota: SetQuota) -> None:
    """One for each machine, and its subnet stays while it does."""
    set_quota("cores", 10000)
    small = {"vmSizesProfile": [{"name": "Standard_D2s_v5"}]}
    set_quota("standardDSv5Family", 10000)
    full = _fleet(subnet.id, **small, regularPriorityProfile={"capacity": 252})
    assert refused(lambda: azure.create(FLEET, "batch", full)) == (
        'Status=400 Code="SubnetIsFull" Message="Subnet nodes with address prefix 10.1.0.0/24 does not have enough'
        ' capacity for 252 IP addresses."'
    )
    made = azure.create(FLEET, "batch", _fleet(subnet.id, **small, regularPriorityProfile={"capacity": 10}))
    assert f"is in use by {made.id} and cannot be deleted" in refused(lambda: azure.delete(subnet))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"vmSizesProfile": []}, "Fleet {id} must have a VM size in vmSizesProfile."),
        (
            {"vmSizesProfile": [{"name": A100}, {"name": A100}]},
            f"The VM size {A100} is in the vmSizesProfile of fleet {{id}} more than once.",
        ),
        (
            {"regularPriorityProfile": None},
            "Fleet {id} must have a regularPriorityProfile or a spotPriorityProfile.",
        ),
        (
            {"regularPriorityProfile": {"capacity": 1, "allocationStrategy": "Best"}},
            "The allocationStrategy 'Best' of the regularPriorityProfile of fleet {id} must be one of LowestPrice,"
            " Prioritized.",
        ),
        (
            {"spotPriorityProfile": {"capacity": 1, "evictionPolicy": "Stop"}},
            "The evictionPolicy 'Stop' of fleet {id} must be one of Delete, Deallocate.",
        ),
        (
            {"regularPriorityProfile": {"capacity": 1, "minCapacity": 2}},
            "The capacity 1 of the regularPriorityProfile of fleet {id} must be at most 10000, and at least its"
            " minCapacity 2.",
        ),
    ],
)
def test_a_wrong_fleet_is_refused(azure: Client, group: Made, more: Inputs, message: str) -> None:
    """Before any machine is made."""
    expected = message.replace("{id}", f"{group.id}/providers/Microsoft.AzureFleet/fleets/batch")
    assert refused(lambda: azure.create(FLEET, "batch", {**_fleet(), **more})) == (
        f'Status=400 Code="InvalidParameter" Message="{expected}"{NOTE}'
    )


def test_an_unknown_size_is_none(azure: Client, group: Made) -> None:
    """In Compute's words."""
    assert refused(lambda: azure.create(FLEET, "batch", _fleet(vmSizesProfile=[{"name": "large"}]))) == (
        'Status=400 Code="InvalidParameter" Message="The value large provided for the VM size is not valid."'
    )


def test_a_name_of_a_fleet_is_the_providers_to_refuse(azure: Client, group: Made) -> None:
    """Before Azure is asked."""
    assert refused(lambda: azure.check(FLEET, "batch", _fleet(fleetName="_batch"))) == (
        "fleetName: 'fleetName' does not match expression '^[^_\\W][\\w\\-._]{0,79}(?<![-.])$'"
    )


def test_a_fleet_grows_in_place(azure: Client, group: Made, set_quota: SetQuota, used: dict[str, int]) -> None:
    """It keeps its machines; another region is another fleet."""
    for name in ("cores", H100_FAMILY):
        set_quota(name, 1000)
    made = azure.create(FLEET, "batch", _fleet())
    larger = _fleet(regularPriorityProfile={"capacity": 6, "allocationStrategy": "Prioritized"})
    assert azure.diff(made, larger).replaces == []
    azure.update(made, larger)
    assert used[H100_FAMILY] == 240
    assert azure.diff(made, {**larger, "location": "japaneast"}).replaces == ["location"]
