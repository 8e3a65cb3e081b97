"""vCPUs on Azure: what machines draw, what surges add, and the requests that a person sends."""

from __future__ import annotations

import json

import pytest

from podwright.catalog.azure_quotas import (
    azure_quota,
    check_azure_limits,
    family_key,
    group_limit_request,
    limit_request,
    size_quotas,
    surge_nodes,
)
from podwright.catalog.quotas import sum_needs
from podwright.emulator.azure.vm_sizes import find
from podwright.errors import InputError

H200, H200_FAMILY = "Standard_ND96isr_H200_v5", "standardNDISRH200V5Family"


@pytest.mark.parametrize(
    ("nodes", "surge", "more"),
    [(12, "10%", 2), (10, "10%", 1), (1, "10%", 1), (0, "10%", 0), (12, "0", 0), (12, "3", 3), (3, "100%", 3)],
)
def test_a_surge_is_rounded_up(nodes: int, surge: str, more: int) -> None:
    """One machine of 96 vCPUs more is what stops an upgrade at three in the morning."""
    assert surge_nodes(nodes, surge) == more


@pytest.mark.parametrize("surge", ["", "ten", "0%", "101%", "-1"])
def test_no_surge(surge: str) -> None:
    """AKS takes numbers and shares."""
    with pytest.raises(InputError) as caught:
        surge_nodes(4, surge)
    assert str(caught.value) == (
        f'error: maxSurge: "{surge}" is no surge\n'
        f"  given:   {surge}\n"
        '  allowed: a number of machines such as "1", or a share such as "10%"; "0" takes machines away instead'
    )


def test_machines_draw_from_their_family_and_from_the_region() -> None:
    """Both limits count; spot machines share one bucket instead."""
    drawn = [(need.quota_id, need.amount, need.unit) for need in azure_quota(H200, "norwayeast", 14)]
    assert drawn == [(H200_FAMILY, 1344, "vcpus"), ("cores", 1344, "vcpus")]
    spot = azure_quota(H200, "norwayeast", 14, spot=True)
    assert [(need.quota_id, need.amount) for need in spot] == [("lowPriorityCores", 1344)]
    assert azure_quota(H200, "norwayeast", 0) == []
    assert azure_quota("Standard_M8ms", "norwayeast", 2) == []


def test_needs_of_a_region_add_up() -> None:
    """System nodes draw from the region too."""
    needs = sum_needs([*azure_quota(H200, "uksouth", 2), *azure_quota("Standard_D4ds_v5", "uksouth", 3)])
    assert {need.quota_id: need.amount for need in needs} == {H200_FAMILY: 192, "cores": 204, "standardDDSv5Family": 12}


def test_families_are_compared_without_spaces_and_case() -> None:
    """The API writes the same family in several ways."""
    assert family_key("standardNDISR GB300V6 Family") == family_key("StandardNDISRGB300V6Family")
    assert family_key("Standard NDASv4_A100 Family") != family_key("standard NDAMSv4_A100Family")


def test_a_limit_that_is_too_low_is_found() -> None:
    """QUOTA-PLAN: the family, the unit and what adds up to the need."""
    needs = azure_quota(H200, "norwayeast", 14)
    reason = {H200_FAMILY: "12 x ND96isr_H200_v5 = 1152 vCPU + 192 for max_surge 10% (2 nodes) = 1344"}
    problems = check_azure_limits(needs, {"StandardNDISR H200V5 family": 960}, reason)
    assert [each.render() for each in problems] == [
        f"error: {H200_FAMILY}: norwayeast: 12 x ND96isr_H200_v5 = 1152 vCPU + 192 for max_surge 10% (2 nodes) = 1344;"
        f" quota {H200_FAMILY} is 960, short by 384\n"
        "  given:   960\n"
        "  allowed: 1344 or more\n"
        "  fix:     ask for a higher limit, or run fewer machines"
    ]
    assert check_azure_limits(needs, {H200_FAMILY: 1344, "cores": 5000}) == []
    assert [each.subject for each in check_azure_limits(needs, {"cores": 100})] == ["cores"]


@pytest.mark.parametrize("size", sorted(size_quotas()))
def test_the_emulated_azure_counts_the_same(size: str) -> None:
    """What is computed here is what is refused there."""
    emulated, known = find(size), size_quotas()[size]
    assert emulated is not None
    assert (emulated.vcpus, emulated.family) == (known.vcpus, known.family)


def test_requests_are_ready_to_send() -> None:
    """No resource of the provider sets a limit, so a person gets the exact command."""
    need = azure_quota(H200, "norwayeast", 14)[0]
    request = limit_request("5ab5c419-0000-4000-8000-000000000001", need)
    url, body = (part.strip("'") for part in request.split(" --")[2:])
    assert url == (
        "url 'https://management.azure.com/subscriptions/5ab5c419-0000-4000-8000-000000000001/providers/Microsoft.Compute"
        f"/locations/norwayeast/providers/Microsoft.Quota/quotas/{H200_FAMILY}?api-version=2023-02-01"
    )
    assert json.loads(body.removeprefix("body '")) == {
        "properties": {"limit": {"limitObjectType": "LimitValue", "value": 1344}, "name": {"value": H200_FAMILY}}
    }
    group = group_limit_request("lab", "labgpus", "norwayeast", [need])
    assert group.startswith(
        "az rest --method patch --url 'https://management.azure.com/providers/Microsoft.Management/managementGroups/lab"
        "/providers/Microsoft.Quota/groupQuotas/labgpus/resourceProviders/Microsoft.Compute/groupQuotaLimits/norwayeast"
    )
    assert json.loads(group.split("--body '")[1].rstrip("'")) == {
        "properties": {"value": [{"properties": {"resourceName": H200_FAMILY, "limit": 1344}}]}
    }
