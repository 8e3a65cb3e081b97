"""Reservations and quota on Azure: what can be declared, what is refused, and what a person is asked to do."""

from __future__ import annotations

from typing import cast

import pytest

from components.azure.quota import AzureQuota, AzureQuotaArgs
from components.azure.reservation import AzureCapacity, AzureCapacityGroupArgs
from podwright.errors import InputError
from tests.components.harness import deploy

CAPACITY: AzureCapacityGroupArgs = {
    "subscription": "5ab5c419-0000-4000-8000-000000000001",
    "region": "westeurope",
    "resource_group": "azure-westeurope",
    "prefix": "azure-westeurope",
    "labels": {"owner": "serving"},
    "reservations": {"a100": {"machine_type": "Standard_NC96ads_A100_v4", "nodes": 4, "zone": "2"}},
}
QUOTA: AzureQuotaArgs = {
    "subscription": "5ab5c419-0000-4000-8000-000000000001",
    "needs": {
        "train": {"region": "norwayeast", "machine_type": "Standard_ND96isr_H200_v5", "nodes": 12, "max_surge": "10%"},
        "system": {"region": "norwayeast", "machine_type": "Standard_D4ds_v5", "nodes": 3},
        "spot": {"region": "uksouth", "machine_type": "Standard_NC24ads_A100_v4", "nodes": 2, "spot": True},
    },
}


def test_reservations_of_nd_machines_are_refused() -> None:
    """AZ-CRG-ND, and one reservation for each size and zone."""
    wrong = cast(
        "AzureCapacityGroupArgs",
        {
            **CAPACITY,
            "reservations": {
                "h100": {"machine_type": "Standard_ND96isr_H100_v5", "nodes": 0, "zone": "9"},
                "one": {"machine_type": "Standard_NC24ads_A100_v4", "nodes": 1},
                "two": {"machine_type": "Standard_NC24ads_A100_v4", "nodes": 1},
            },
        },
    )
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureCapacity("serve", wrong))
    assert str(caught.value) == (
        "error: AzureCapacity serve.reservations.h100.zone: westeurope has no zone 9\n"
        "  given:   9\n"
        "  allowed: westeurope-1, westeurope-2, westeurope-3\n"
        "error: AzureCapacity serve.reservations.h100.machine_type: on-demand capacity reservations do not cover"
        " Standard_ND96isr_H100_v5\n"
        "  given:   Standard_ND96isr_H100_v5\n"
        "  allowed: Standard_NC96ads_A100_v4, Standard_NC48ads_A100_v4, Standard_NC24ads_A100_v4,"
        " Standard_NV72ads_A10_v5, Standard_NV36ads_A10_v5\n"
        "  fix:     drop the reservation, and ask Microsoft for a block reservation of ND machines\n"
        "error: AzureCapacity serve.reservations.h100.nodes: is no number of machines\n"
        "  given:   0\n"
        "  allowed: 1 or more\n"
        "error: AzureCapacity serve.reservations.two: is of the same size and zone as reservations.one; Azure takes one"
        " of each\n"
        "  fix:     add them up"
    )


def test_a_group_has_all_zones_from_the_first_zone_on() -> None:
    """Zones of a group are for life, so a reservation in another zone would need another group."""
    deployment = deploy(lambda: AzureCapacity("serve", CAPACITY))
    assert deployment.resources["serve-group"].inputs["zones"] == ["1", "2", "3"]
    assert deployment.resources["serve-a100"].inputs["zones"] == ["2"]
    zoneless = cast("AzureCapacityGroupArgs", {**CAPACITY, "reservations": {}})
    assert "zones" not in deploy(lambda: AzureCapacity("serve", zoneless)).resources["serve-group"].inputs


def test_what_is_needed_is_added_up_and_asked_for() -> None:
    """No resource sets a limit; each one that is needed has the command that asks for it."""
    deployment = deploy(lambda: AzureQuota("quota", QUOTA))
    assert deployment.counts == {"podwright:index:AzureQuota": 1}
    found = deployment.outputs["quota"]
    assert found["needed"] == {
        "norwayeast": {"standardNDISRH200V5Family": 1344, "standardDDSv5Family": 12, "cores": 1356},
        "uksouth": {"lowPriorityCores": 48},
    }
    assert sorted(found["actions"]) == [
        "norwayeast/cores",
        "norwayeast/standardDDSv5Family",
        "norwayeast/standardNDISRH200V5Family",
        "uksouth/lowPriorityCores",
    ]
    assert all(each.startswith("az rest --method put --url ") for each in found["actions"].values())


def test_a_limit_that_is_known_and_high_enough_needs_no_request() -> None:
    """The family is found whatever its spelling."""
    limits = {"norwayeast": {"Standard NDISR H200 V5 Family": 1344, "cores": 2000, "standardDDSv5Family": 100}}
    deployment = deploy(lambda: AzureQuota("quota", {**QUOTA, "limits": limits}))
    assert list(deployment.outputs["quota"]["actions"]) == ["uksouth/lowPriorityCores"]


def test_a_limit_that_is_known_and_too_low_is_refused() -> None:
    """QUOTA-PLAN: before anything is made, with what adds up to it."""
    limits = {"norwayeast": {"standardNDISRH200V5Family": 960}}
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureQuota("quota", {**QUOTA, "limits": limits}))
    assert str(caught.value) == (
        "error: AzureQuota quota.limits.norwayeast.standardNDISRH200V5Family: norwayeast: 12 x ND96isr_H200_v5 = 1152"
        " vCPU and 192 for max_surge 10% (2 nodes); quota standardNDISRH200V5Family is 960, short by 384\n"
        "  given:   960\n"
        "  allowed: 1344 or more\n"
        "  fix:     ask for a higher limit, or run fewer machines"
    )


def test_another_stacks_group_is_joined_and_not_made() -> None:
    """Only one stack owns the group; every subscription joins it."""
    group = {"management_group": "lab", "name": "labgpus", "adopt": True}
    deployment = deploy(lambda: AzureQuota("quota", cast("AzureQuotaArgs", {**QUOTA, "group": group})))
    assert deployment.counts == {
        "podwright:index:AzureQuota": 1,
        "azure-native:quota:GroupQuotaSubscription": 1,
    }
    assert sorted(deployment.outputs["quota"]["actions"]) == ["norwayeast", "uksouth"]


def test_all_problems_at_once() -> None:
    """In one run."""
    wrong = cast(
        "AzureQuotaArgs",
        {
            **QUOTA,
            "needs": {"train": {"region": "norway", "machine_type": "Standard_X", "nodes": -1, "max_surge": "x"}},
            "group": {"management_group": "lab", "name": "Lab GPUs"},
        },
    )
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureQuota("quota", wrong))
    assert [each.subject.removeprefix("AzureQuota quota.") for each in caught.value.problems] == [
        "needs.train.region",
        "needs.train.machine_type",
        "needs.train.nodes",
        "needs.train.max_surge",
        "group.name",
    ]
