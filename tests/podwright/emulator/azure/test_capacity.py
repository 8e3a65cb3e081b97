"""Quotas in vCPUs by family and region, the regional total, and stock."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from podwright.emulator.azure.azure import SUBSCRIPTION
from podwright.emulator.core.capacity import Stock
from podwright.emulator.core.store import Store
from tests.podwright.emulator.azure.types import SetQuota
from tests.podwright.emulator.client import Client, Made, refused

POOL = "azure-native:containerservice:AgentPool"
SCALE_SET = "azure-native:compute:VirtualMachineScaleSet"
H100 = "Standard_ND96isr_H100_v5"
FAMILY = "standardNDSH100v5Family"


def _pool(count: int, size: str = H100, **more: object) -> dict[str, object]:
    names = {"resourceGroupName": "lab", "resourceName": "train", "agentPoolName": "gpu"}
    return {**names, "count": count, "vmSize": size, **more}


def _machines(count: int, size: str = H100) -> dict[str, object]:
    return {"resourceGroupName": "lab", "vmScaleSetName": "batch", "sku": {"name": size, "capacity": count}}


def test_a_new_subscription_has_no_accelerators(azure: Client, cluster: Made) -> None:
    """AKS looks before it makes nodes; the note says what would be enough, of every quota that is short."""
    assert refused(lambda: azure.create(POOL, "gpu", _pool(2))) == (
        'Status=400 Code="ErrCode_InsufficientVCPUQuota" Message="Insufficient vcpu quota requested 192, remaining 0'
        f" for family {FAMILY} for region westeurope. If you want to increase the quota, please follow this"
        " instruction: https://learn.microsoft.com/en-us/azure/quotas/view-quotas. Surge nodes would also consume vcpu"
        " quota, please consider use smaller maxSurge or use maxUnavailable to proceed upgrade without surge nodes,"
        ' details: aka.ms/aks/maxUnavailable."\n'
        f"  note: Microsoft.Compute {FAMILY} [region=westeurope] of {SUBSCRIPTION}: limit 0, used 0, asked 192; a limit"
        f" of 192 is enough; Microsoft.Compute cores [region=westeurope] of {SUBSCRIPTION}: limit 100, used 8, asked"
        " 192; a limit of 200 is enough"
    )


def test_a_scale_set_is_refused_in_computes_words(azure: Client, group: Made, set_quota: SetQuota) -> None:
    """With what is used and what is missing."""
    set_quota(FAMILY, 96)
    set_quota("cores", 960)
    azure.create(SCALE_SET, "one", _machines(1))
    message = refused(lambda: azure.create(SCALE_SET, "two", {**_machines(2), "vmScaleSetName": "two"}))
    parameters = (
        f"%7B%22subscriptionId%22:%22{SUBSCRIPTION}%22,%22command%22:%22openQuotaApprovalBlade%22,%22quotas%22:[%7B"
        "%22location%22:%22westeurope%22,%22providerId%22:%22Microsoft.Compute%22,%22resourceName%22:"
        f"%22{FAMILY}%22,%22quotaRequest%22:%7B%22properties%22:%7B%22limit%22:288,%22unit%22:%22Count%22,"
        f"%22name%22:%7B%22value%22:%22{FAMILY}%22%7D%7D%7D%7D]%7D"
    )
    assert message == (
        'Status=409 Code="OperationNotAllowed" Message="Operation could not be completed as it results in exceeding'
        f" approved {FAMILY} Cores quota. Additional details - Deployment Model: Resource Manager, Location:"
        " westeurope, Current Limit: 96, Current Usage: 96, Additional Required: 192, (Minimum) New Limit Required:"
        " 288. Submit a request for Quota increase at"
        f" https://aka.ms/ProdportalCRP/#blade/Microsoft_Azure_Capacity/UsageAndQuota.ReactView/Parameters/{parameters}"
        " by specifying parameters listed in the \u2018Details\u2019 section for deployment to succeed. Please read"
        ' more about quota limits at https://docs.microsoft.com/en-us/azure/azure-supportability/per-vm-quota-requests"'
        f"\n  note: Microsoft.Compute {FAMILY} [region=westeurope] of {SUBSCRIPTION}: limit 96, used 96, asked 192; a"
        " limit of 288 is enough"
    )


def test_the_regional_total_counts_all_families(azure: Client, cluster: Made, set_quota: SetQuota) -> None:
    """A family's limit alone is not enough."""
    set_quota(FAMILY, 960)
    assert refused(lambda: azure.create(POOL, "gpu", _pool(1))).startswith(
        'Status=409 Code="QuotaExceeded" Message="Operation could not be completed as it results in exceeding approved'
        " Total Regional Cores quota. Additional details - Deployment Model: Resource Manager, Location: westeurope,"
        " Current Limit: 100, Current Usage: 8, Additional Required: 96, (Minimum) New Limit Required: 104. Submit"
    )
    set_quota("cores", 104)
    assert azure.create(POOL, "gpu", _pool(1)).out("count") == 1


def test_quota_comes_back_and_counts_by_region(azure: Client, group: Made, set_quota: SetQuota) -> None:
    """What one region has is not another's."""
    set_quota(FAMILY, 96)
    set_quota("cores", 96)
    first = azure.create(SCALE_SET, "one", _machines(1))
    azure.delete(first)
    assert azure.create(SCALE_SET, "one", _machines(1)).out("provisioningState") == "Succeeded"
    elsewhere = {**_machines(1), "vmScaleSetName": "north", "location": "norwayeast"}
    assert refused(lambda: azure.create(SCALE_SET, "north", elsewhere)).startswith(
        'Status=409 Code="OperationNotAllowed" Message="Operation could not be completed as it results in exceeding'
        f" approved {FAMILY} Cores quota. Additional details - Deployment Model: Resource Manager, Location: norwayeast"
    )


def test_spot_nodes_draw_one_quota_of_their_own(azure: Client, cluster: Made, set_quota: SetQuota) -> None:
    """For all families together."""
    set_quota("lowPriorityCores", 96)
    made = azure.create(POOL, "gpu", _pool(1, scaleSetPriority="Spot"))
    assert refused(lambda: azure.update(made, _pool(2, scaleSetPriority="Spot"))).startswith(
        'Status=400 Code="ErrCode_InsufficientVCPUQuota" Message="Insufficient vcpu quota requested 192, remaining 96'
        " for family lowPriorityCores for region westeurope."
    )


def test_a_reservation_draws_and_its_nodes_do_not(azure: Client, cluster: Made, set_quota: SetQuota) -> None:
    """The machines are counted once."""
    group_type = "azure-native:compute:CapacityReservationGroup"
    kept = azure.create(group_type, "kept", {"resourceGroupName": "lab", "capacityReservationGroupName": "kept"})
    size = "Standard_NC24ads_A100_v4"
    reservation = {
        "resourceGroupName": "lab",
        "capacityReservationGroupName": "kept",
        "capacityReservationName": "a100",
        "sku": {"name": size, "capacity": 2},
    }
    token = "azure-native:compute:CapacityReservation"
    assert "StandardNCADSA100v4Family" in refused(lambda: azure.create(token, "a100", reservation))
    set_quota("StandardNCADSA100v4Family", 48)
    azure.create(token, "a100", reservation)
    made = azure.create(POOL, "gpu", _pool(2, size, capacityReservationGroupID=kept.id))
    assert made.out("count") == 2
    message = refused(lambda: azure.delete(kept))
    assert message.startswith('Status=409 Code="OperationNotAllowed" Message="Capacity reservation group \'kept\'')


def test_an_unknown_size_counts_for_the_region_only(azure: Client, group: Made) -> None:
    """The table is not Azure's whole list, so what it lacks is not refused."""
    assert azure.create(SCALE_SET, "b", _machines(1, "Standard_M64s")).out("provisioningState") == "Succeeded"
    assert refused(lambda: azure.create(SCALE_SET, "c", {**_machines(1, "huge"), "vmScaleSetName": "c"})) == (
        'Status=400 Code="InvalidParameter" Message="The value huge provided for the VM size is not valid."'
    )


def test_a_region_can_be_out_of_machines(azure: Client, group: Made, azure_store: Store, set_quota: SetQuota) -> None:
    """Quota is not capacity: none at all, or too few."""
    set_quota(FAMILY, 960)
    set_quota("cores", 960)
    with azure_store.transaction("azure-native") as tx:
        Stock(tx).set("westeurope", H100, 0)
    assert refused(lambda: azure.create(SCALE_SET, "one", _machines(1))) == (
        'Status=409 Code="SkuNotAvailable" Message="The requested VM size for resource \'Following SKUs have failed'
        f" for Capacity Restrictions: {H100}' is currently not available in location 'westeurope'. Please try another"
        " size or deploy to a different location or different zone. See https://aka.ms/azureskunotavailable for"
        f' details."\n  note: 1 {H100} asked in westeurope, 0 of 0 free'
    )
    with azure_store.transaction("azure-native") as tx:
        Stock(tx).set("westeurope", H100, 1)
    assert refused(lambda: azure.create(SCALE_SET, "one", _machines(2))) == (
        'Status=409 Code="AllocationFailed" Message="Allocation failed. We do not have sufficient capacity for the'
        " requested VM size in this region. Read more about improving likelihood of allocation success at"
        f' http://aka.ms/allocation-guidance"\n  note: 2 {H100} asked in westeurope, 1 of 1 free'
    )


def test_one_placement_group_holds_a_hundred_machines(azure: Client, group: Made, set_quota: SetQuota) -> None:
    """InfiniBand needs one group; a flexible scale set has none unless it asks."""
    set_quota("standardDSv5Family", 1000)
    set_quota("cores", 1000)
    wanted = _machines(101, "Standard_D2s_v5")
    assert refused(lambda: azure.create(SCALE_SET, "batch", wanted)) == (
        'Status=409 Code="OperationNotAllowed" Message="Unable to create or update VirtualMachineScaleSet \'batch\' as'
        " it exceeds the total limit of '100' Virtual Machine instances.\"\n"
        "  note: singlePlacementGroup is true unless it is given, and one placement group holds no more"
    )
    flexible = azure.create(SCALE_SET, "batch", {**wanted, "orchestrationMode": "Flexible"})
    assert flexible.out("singlePlacementGroup") is False


def test_reservations_do_not_cover_accelerators_of_training(azure: Client, group: Made, set_quota: SetQuota) -> None:
    """Neither the reservation nor a scale set that asks for its group."""
    names = {"resourceGroupName": "lab", "capacityReservationGroupName": "kept"}
    kept = azure.create("azure-native:compute:CapacityReservationGroup", "kept", names)
    set_quota(FAMILY, 960)
    set_quota("cores", 960)
    message = (
        f'Status=400 Code="NotSupported" Message="Capacity Reservation is not supported for VM size {H100}."\n'
        "  note: on-demand reservations do not cover ND and NCads H100 v5 sizes; ask Microsoft for a block reservation"
    )
    reservation = {**names, "capacityReservationName": "h100", "sku": {"name": H100, "capacity": 1}}
    assert refused(lambda: azure.create("azure-native:compute:CapacityReservation", "h100", reservation)) == message
    reserved = {"capacityReservation": {"capacityReservationGroup": {"id": kept.id}}}
    asks = {**_machines(1), "virtualMachineProfile": reserved}
    assert refused(lambda: azure.create(SCALE_SET, "batch", asks)) == message


def test_a_reserved_scale_set_is_not_in_one_placement_group(azure: Client, group: Made) -> None:
    """Nor of spot machines, nor near anything; the default is one placement group."""
    names = {"resourceGroupName": "lab", "capacityReservationGroupName": "kept"}
    kept = azure.create("azure-native:compute:CapacityReservationGroup", "kept", names)
    reserved = {"capacityReservation": {"capacityReservationGroup": {"id": kept.id}}}
    wanted = {**_machines(1, "Standard_D2s_v5"), "virtualMachineProfile": {**reserved, "priority": "Spot"}}
    assert refused(lambda: azure.create(SCALE_SET, "batch", wanted)) == (
        'Status=400 Code="OperationNotAllowed" Message="Capacity reservation is not supported together with a single'
        ' placement group and Spot priority."\n  note: source: learn.microsoft.com, On-demand capacity reservation;'
        " built the same way as Azure's words"
    )
    alone = {**wanted, "singlePlacementGroup": False, "virtualMachineProfile": reserved}
    assert azure.create(SCALE_SET, "batch", alone).out("singlePlacementGroup") is False


def test_a_region_that_only_the_group_tells_counts(connect: Callable[[Mapping[str, object]], Client]) -> None:
    """Neither the provider nor the cluster says where it is, and its pools draw from that region's quota."""
    azure = connect({})
    where = {"resourceGroupName": "north"}
    azure.create("azure-native:resources:ResourceGroup", "north", {**where, "location": "Norway East"})
    azure.create(
        "azure-native:containerservice:ManagedCluster",
        "train",
        {
            **where,
            "resourceName": "train",
            "dnsPrefix": "train",
            "identity": {"type": "SystemAssigned"},
            "agentPoolProfiles": [{"name": "system", "mode": "System", "count": 1, "vmSize": "Standard_D4s_v5"}],
        },
    )
    assert refused(lambda: azure.create(POOL, "gpu", {**_pool(1), **where})).startswith(
        'Status=400 Code="ErrCode_InsufficientVCPUQuota" Message="Insufficient vcpu quota requested 96, remaining 0 for'
        f" family {FAMILY} for region norwayeast. If you want to increase the quota"
    )
