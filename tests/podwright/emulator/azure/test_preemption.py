"""Spot machines that Azure evicts."""

from __future__ import annotations

from datetime import UTC, datetime

from podwright.emulator.azure.azure import AzureCloud
from podwright.emulator.core import preemption, values
from podwright.emulator.core.clock import VirtualClock
from podwright.emulator.core.cloud import Scope
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.preemption import Wish
from podwright.emulator.core.store import Store
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.azure.types import SetQuota
from tests.podwright.emulator.client import Client, Made

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
POOL, SCALE_SET = "azure-native:containerservice:AgentPool", "azure-native:compute:VirtualMachineScaleSet"
NAMES: dict[str, object] = {"resourceGroupName": "lab", "resourceName": "train", "agentPoolName": "spot"}
SPOT: dict[str, object] = {"scaleSetPriority": "Spot", "vmSize": "Standard_D4s_v5", "count": 4}


def _preempt(store: Store, index: SdkIndex, made: Made, place: str | None = None) -> str:
    life = Lifecycle(AzureCloud(index), index, store, lambda: NOON)
    with life.calling(Scope()) as call:
        (lost,) = preemption.preempt(life.cloud, call, Wish((made.token, made.id), place))
        return lost.left


def _count(azure: Client, made: Made) -> object:
    seen = azure.refresh(made)
    assert seen is not None
    return seen.out("count")


def test_a_zone_of_a_pool_is_evicted_for_good(
    azure: Client, azure_store: Store, azure_index: SdkIndex, cluster: Made, set_quota: SetQuota
) -> None:
    """Nobody makes the nodes again where no autoscaler looks after the pool."""
    set_quota("lowPriorityCores", 16)
    made = azure.create(POOL, "spot", {**NAMES, **SPOT, "availabilityZones": ["1", "2"]})
    left = _preempt(azure_store, azure_index, made, "westeurope-2")
    assert left == "2 of 4 nodes; without autoscaling none comes back"
    assert _count(azure, made) == 2
    azure.create(POOL, "more", {**NAMES, **SPOT, "agentPoolName": "more", "count": 2})


def test_the_autoscaler_brings_nodes_back(
    azure: Client, azure_store: Store, azure_index: SdkIndex, cluster: Made, set_quota: SetQuota
) -> None:
    """As soon as there are machines."""
    set_quota("lowPriorityCores", 16)
    scaled: dict[str, object] = {"enableAutoScaling": True, "minCount": 4, "maxCount": 4}
    made = azure.create(POOL, "spot", {**NAMES, **SPOT, **scaled})
    assert _preempt(azure_store, azure_index, made) == "0 of 4 nodes; the others come back when there are machines"
    assert _count(azure, made) == 0
    VirtualClock(azure_store, lambda: NOON).advance(700)
    assert _count(azure, made) == 4


def test_deallocated_machines_are_counted_still(
    azure: Client, azure_store: Store, azure_index: SdkIndex, group: Made, set_quota: SetQuota
) -> None:
    """A scale set deallocates unless it says Delete; then its capacity shrinks."""
    set_quota("lowPriorityCores", 32)
    base: dict[str, object] = {"resourceGroupName": "lab", "sku": {"name": "Standard_D4s_v5", "capacity": 4}}
    kept = azure.create(SCALE_SET, "k", {**base, "vmScaleSetName": "k", "virtualMachineProfile": {"priority": "Spot"}})
    profile: dict[str, object] = {"priority": "Spot", "evictionPolicy": "Delete"}
    gone = azure.create(SCALE_SET, "g", {**base, "vmScaleSetName": "g", "virtualMachineProfile": profile})
    assert _preempt(azure_store, azure_index, kept) == "0 of 4 machines, the others deallocated"
    assert _preempt(azure_store, azure_index, gone) == "0 of 4 machines"
    capacities: list[object] = []
    for made in (kept, gone):
        seen = azure.refresh(made)
        assert seen is not None
        capacities.append(values.number({"sku": seen.out("sku")}, "sku.capacity"))
    assert capacities == [4, 0]
