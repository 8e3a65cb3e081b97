"""What does not go together on Azure: every rule with what it lets through and what it refuses."""

from __future__ import annotations

import pytest

from podwright.catalog import azure_rules as rules
from podwright.catalog.cloud_gpus import CloudGpu, cloud_gpu
from podwright.errors import InputError, Problem

GROUP = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/capacityReservationGroups/g"


def size(name: str) -> CloudGpu:
    return cloud_gpu("azure", f"Standard_{name}")


H200, NC, GB300 = size("ND96isr_H200_v5"), size("NC24ads_A100_v4"), size("ND128isr_GB300_v6")


def texts(problems: list[Problem] | Problem | None) -> list[str]:
    found = [] if problems is None else [problems] if isinstance(problems, Problem) else problems
    return [each.render() for each in found]


def test_nd_machines_cannot_be_reserved() -> None:
    """AZ-CRG-ND: the pool would come up without the reservation, or not at all."""
    assert texts(rules.check_azure_capacity(H200, "reservation", GROUP)) == [
        "error: capacity.model: on-demand capacity reservations do not cover Standard_ND96isr_H200_v5\n"
        "  given:   Standard_ND96isr_H200_v5\n"
        "  allowed: Standard_NC96ads_A100_v4, Standard_NC48ads_A100_v4, Standard_NC24ads_A100_v4,"
        " Standard_NV72ads_A10_v5, Standard_NV36ads_A10_v5\n"
        "  fix:     drop the reservation, and ask Microsoft for a block reservation of ND machines"
    ]
    assert rules.check_azure_capacity(NC, "reservation", GROUP) == []
    assert rules.check_reservable("Standard_D4ds_v5") is None
    assert rules.check_reservable("Standard_NC24ads_A100_v4") is None
    assert rules.check_reservable("Standard_NC40ads_H100_v5") is not None


def test_words_of_capacity() -> None:
    """Azure has neither flex-start nor a reservation without its group."""
    assert texts(rules.check_azure_capacity(H200, "flex-start", None)) == [
        'error: capacity.model: Azure has no capacity model "flex-start"\n'
        "  given:   flex-start\n"
        "  allowed: on-demand, spot, reservation\n"
        "  fix:     write spot for machines that may be taken"
    ]
    assert [each.subject for each in rules.check_azure_capacity(NC, "reservation", None)] == ["capacity.name"]
    assert [each.subject for each in rules.check_azure_capacity(NC, "reservation", "g")] == ["capacity.name"]
    assert [each.subject for each in rules.check_azure_capacity(NC, "spot", GROUP)] == ["capacity.name"]
    assert rules.check_azure_capacity(H200, "spot", None) == []


def test_the_range_of_the_rdma_network_is_taken() -> None:
    """AZ-RDMA-CIDR."""
    assert texts(rules.check_rdma_ranges({"cidr": "172.16.0.0/12", "pods": "10.244.0.0/16", "odd": "x"})) == [
        "error: cidr: 172.16.0.0/12 overlaps 172.16.0.0/16, which Azure uses for the RDMA network;"
        " MPI traffic would fail\n"
        "  given:   172.16.0.0/12\n"
        "  fix:     use a part of 10.0.0.0/8"
    ]
    assert rules.check_rdma_ranges({"cidr": "172.17.0.0/16"}) == []


def test_one_brings_the_driver() -> None:
    """AZ-IB-DRIVER: two drivers on one node, or none."""
    assert texts(rules.check_driver(H200, "default", operator=True)) == [
        "error: driver: AKS installs a driver and the GPU operator installs one: two drivers on one node\n"
        "  given:   default\n"
        "  allowed: none\n"
        "  fix:     write driver: none, or do without the operator"
    ]
    assert rules.check_driver(H200, "none", operator=True) is None
    assert rules.check_driver(NC, "default", operator=False) is None
    assert texts(rules.check_driver(NC, "none", operator=False))[0].startswith("error: driver: nobody installs")
    assert texts(rules.check_driver(H200, "default", operator=False))[0].startswith(
        "error: driver: Standard_ND96isr_H200_v5 needs the driver of its vendor's operator"
    )
    assert texts(rules.check_driver(NC, "latest", operator=False))[0].startswith("error: driver: AKS installs its own")
    assert (rules.default_driver(H200), rules.default_driver(NC)) == ("none", "default")


def test_racks_have_a_system_of_their_own() -> None:
    """AZ-IB-DRIVER, second half; Azure Linux is a warning, because it changes by release."""
    assert texts(rules.check_os_sku(GB300, "Ubuntu")) == [
        "error: osSku: Standard_ND128isr_GB300_v6 is arm64 with drivers for Ubuntu2404 only\n"
        "  given:   Ubuntu\n"
        "  allowed: Ubuntu2404\n"
        "  fix:     write Ubuntu2404, or leave osSku out"
    ]
    assert rules.check_os_sku(GB300, "Ubuntu2404") == []
    assert rules.check_os_sku(H200, "Ubuntu") == []
    assert [each.severity for each in rules.check_os_sku(H200, "AzureLinux")] == ["warning"]
    assert [each.severity for each in rules.check_os_sku(H200, "Windows2022")] == ["error"]


def test_a_size_without_an_r_has_no_infiniband() -> None:
    """AZ-IB-SIZE: one letter, and training runs at a tenth of its speed."""
    assert texts(rules.check_infiniband(size("ND96is_H100_v5"), wanted=True)) == [
        'error: machineType: Standard_ND96is_H100_v5 has no InfiniBand (no "r" in its name)\n'
        "  given:   Standard_ND96is_H100_v5\n"
        "  allowed: Standard_ND96asr_v4, Standard_ND96amsr_A100_v4, Standard_ND96isr_H100_v5, Standard_ND96isr_H200_v5,"
        " Standard_ND96isr_MI300X_v5\n"
        "  fix:     did you mean Standard_ND96isr_H100_v5?"
    ]
    assert rules.check_infiniband(size("ND96is_H100_v5"), wanted=False) == []
    assert rules.check_infiniband(H200, wanted=True) == []


def test_one_placement_group_holds_a_hundred() -> None:
    """AZ-IB-SIZE: InfiniBand ends with the scale set, NVLink with the rack."""
    assert rules.check_placement_group(H200, 100) is None
    assert texts(rules.check_placement_group(H200, 101)) == [
        "error: nodes: 101 machines do not fit in one placement group\n"
        "  given:   101\n"
        "  allowed: at most 100; Azure gives 300 on request\n"
        "  fix:     declare several groups of at most 100"
    ]
    assert texts(rules.check_placement_group(GB300, 20))[0].startswith(
        "error: nodes: 20 machines do not fit in one rack"
    )
    assert rules.check_placement_group(NC, 200) is None


def test_racks_do_not_grow() -> None:
    """An autoscaler would add a machine outside of the rack."""
    assert rules.check_rack_growth(H200, 8) is None
    assert rules.check_rack_growth(GB300, None) is None
    assert texts(rules.check_rack_growth(GB300, 36)) == [
        "error: maxNodes: Standard_ND128isr_GB300_v6 comes in racks of 18, which do not grow by themselves\n"
        "  given:   36\n"
        "  fix:     leave maxNodes out, and raise nodes when there is another rack"
    ]


@pytest.mark.parametrize(("zone", "plain"), [("1", "1"), ("westeurope-3", "3")])
def test_zones_have_two_spellings(zone: str, plain: str) -> None:
    """Azure counts them, reports write the region in front."""
    assert rules.azure_zone("westeurope", zone) == plain


@pytest.mark.parametrize(
    ("region", "zone", "text"),
    [
        (
            "westeurope",
            "4",
            "westeurope has no zone 4\n  given:   4\n  allowed: westeurope-1, westeurope-2, westeurope-3",
        ),
        (
            "ukwest",
            "1",
            "ukwest has no availability zones\n  given:   1\n  allowed: no zone\n  fix:     leave zone out",
        ),
        (
            "westeurope",
            "uksouth-1",
            "westeurope has no zone uksouth-1\n  given:   uksouth-1\n"
            "  allowed: westeurope-1, westeurope-2, westeurope-3",
        ),
    ],
)
def test_zones_that_are_not_there(region: str, zone: str, text: str) -> None:
    """A zonal pool in a region without zones is refused by AKS after ten minutes."""
    with pytest.raises(InputError) as caught:
        rules.azure_zone(region, zone)
    assert str(caught.value) == f"error: zone: {text}"


def test_an_image_is_for_one_architecture() -> None:
    """The machine would not boot, and nobody says why."""
    grace = "Standard_ND128isr_GB300_v6"
    assert rules.check_image_arch(grace, "canonical:ubuntu-24_04-lts:server-arm64:latest") is None
    assert rules.check_image_arch(H200.size, "microsoft-dsvm:ubuntu-hpc:2204:latest") is None
    assert rules.check_image_arch(grace, "microsoft-dsvm:ubuntu-hpc:2404:latest") is None
    assert texts(rules.check_image_arch(H200.size, "canonical:ubuntu-24_04-lts:server-arm64:latest")) == [
        "error: image: the image is not for x86, which Standard_ND96isr_H200_v5 is\n"
        "  given:   canonical:ubuntu-24_04-lts:server-arm64:latest\n"
        "  allowed: an x86 image"
    ]
    assert rules.check_image_arch(grace, "canonical:ubuntu:server-amd64:latest") is not None


def test_one_subscription_has_one_kind_of_infiniband() -> None:
    """A feature of AKS counts for the whole subscription and is needed by one kind and harmful to the other."""
    assert rules.check_infiniband_mix(["h100", "h200", "a10"]) is None
    assert rules.check_infiniband_mix(["gb200", "gb300"]) is None
    assert texts(rules.check_infiniband_mix(["h200", "gb300"])) == [
        "error: accelerator: gb300 needs the AKS feature AKSInfinibandSupport unregistered and h200 needs it"
        " registered; it counts for the whole subscription\n"
        "  given:   gb300, h200\n"
        "  fix:     put them into two subscriptions"
    ]
    assert rules.infiniband_action(H200) == (
        "az feature register --namespace Microsoft.ContainerService --name AKSInfinibandSupport"
    )
    assert rules.infiniband_action(GB300) == (
        "az feature unregister --namespace Microsoft.ContainerService --name AKSInfinibandSupport"
    )
    assert rules.infiniband_action(NC) is None
