"""GPU machines of the clouds beside Google: every fact that a component reads, and the words a user may get wrong."""

from __future__ import annotations

import pytest

from podwright.catalog.cloud_gpus import (
    CloudGpu,
    check_cloud_place,
    cloud_accelerators,
    cloud_gpu,
    cloud_gpus,
    plan_cloud_gpu,
)
from podwright.catalog.gpus import gpu_accelerators
from podwright.emulator.azure.vm_sizes import find
from podwright.errors import InputError

AZURE = list(cloud_gpus("azure").values())

DOCUMENTED = {
    "a100": ("Standard_ND96asr_v4", 8, "infiniband", 96, None),
    "a100-80gb": ("Standard_ND96amsr_A100_v4", 8, "infiniband", 96, None),
    "h100": ("Standard_ND96isr_H100_v5", 8, "infiniband", 96, None),
    "h100-nvl": ("Standard_NC80adis_H100_v5", 2, "none", 80, None),
    "h200": ("Standard_ND96isr_H200_v5", 8, "infiniband", 96, None),
    "mi300x": ("Standard_ND96isr_MI300X_v5", 8, "infiniband", 96, None),
    "gb200": ("Standard_ND128isr_NDR_GB200_v6", 4, "infiniband", 128, 18),
    "gb300": ("Standard_ND128isr_GB300_v6", 4, "infiniband", 128, 18),
    "a10": ("Standard_NV72ads_A10_v5", 2, "none", 72, None),
}
"""By accelerator: the size it is when nobody names one, its GPUs, fabric, vCPUs, machines of a rack."""


@pytest.mark.parametrize("accelerator", DOCUMENTED)
def test_an_azure_accelerator_plans_to_its_documented_size(accelerator: str) -> None:
    """The size without the r has no InfiniBand and costs the same."""
    machine = plan_cloud_gpu("azure", accelerator, None, 2).machine
    found = (machine.size, machine.gpus, machine.fabric, machine.cpu, machine.rack_size)
    assert found == DOCUMENTED[accelerator]
    assert set(cloud_accelerators("azure")) == set(DOCUMENTED)


@pytest.mark.parametrize("machine", AZURE, ids=lambda each: each.size)
def test_an_azure_size_is_described_in_full(machine: CloudGpu) -> None:
    """A component that reads a machine must never meet half of it; r in the name says RDMA."""
    assert machine.cpu
    assert machine.quota_key
    assert machine.reservable is not None
    assert machine.rdma == (machine.fabric_ports is not None) == (machine.fabric_gbps is not None)
    series = machine.size.removeprefix("Standard_").split("_")[0]
    assert machine.rdma == ("r" in series)
    assert (machine.rack_size is not None) == (machine.arch == "arm64")
    assert machine.source
    assert machine.date >= "2026"


@pytest.mark.parametrize("machine", AZURE, ids=lambda each: each.size)
def test_the_emulated_azure_counts_the_same(machine: CloudGpu) -> None:
    """What is planned here is drawn there: vCPUs, family, and whether a reservation takes the size."""
    emulated = find(machine.size)
    assert emulated is not None
    assert (emulated.vcpus, emulated.family, emulated.reservable) == (
        machine.cpu,
        machine.quota_key,
        machine.reservable,
    )


def test_words_are_those_of_the_other_clouds() -> None:
    """The same chip has the same word everywhere; Azure has three that Google does not."""
    assert set(cloud_accelerators("azure")) - set(gpu_accelerators()) == {"h100-nvl", "mi300x", "a10"}


def test_machines_that_come_in_racks_are_a_pool_for_each_rack() -> None:
    """Beyond a rack there is no NVLink."""
    assert plan_cloud_gpu("azure", "gb300", None, 40).racks == (18, 18, 4)
    assert plan_cloud_gpu("azure", "h200", None, 40).racks == (40,)
    assert plan_cloud_gpu("azure", "gb300", None, 0).racks == (0,)


def test_all_problems_of_a_plan_at_once() -> None:
    """Machine type and accelerator say the same thing twice, so they must agree."""
    with pytest.raises(InputError) as caught:
        plan_cloud_gpu("azure", "h200", "Standard_ND96isr_H100_v5", -1)
    assert str(caught.value) == (
        "error: nodes: is no number of machines\n"
        "  given:   -1\n"
        "  allowed: 0 or more\n"
        "error: machineType: Standard_ND96isr_H100_v5 has h100 GPUs, the accelerator is h200\n"
        "  given:   Standard_ND96isr_H100_v5\n"
        "  allowed: Standard_ND96isr_H200_v5\n"
        "  fix:     write Standard_ND96isr_H200_v5, or leave machineType out; or write accelerator: h100"
    )


def test_unknown_words_are_refused_with_the_nearest() -> None:
    """A typing error is the usual case."""
    with pytest.raises(InputError) as caught:
        plan_cloud_gpu("azure", "H200", None, 1)
    assert str(caught.value) == (
        'error: accelerator: Azure has no GPU "H200" that the catalog knows\n'
        "  given:   H200\n"
        f"  allowed: {', '.join(cloud_accelerators('azure'))}\n"
        "  fix:     did you mean h200?"
    )
    with pytest.raises(InputError) as caught:
        cloud_gpu("azure", "standard_nd96isr_h200_v5")
    assert str(caught.value) == (
        'error: machineType: the catalog knows no GPU machine "standard_nd96isr_h200_v5" of Azure\n'
        "  given:   standard_nd96isr_h200_v5\n"
        f"  allowed: {', '.join(cloud_gpus('azure'))}\n"
        "  fix:     did you mean Standard_ND96isr_H200_v5?"
    )


def test_what_is_not_public_is_a_warning() -> None:
    """Nobody publishes where ND sizes are; the catalog says so instead of inventing a list."""
    gb300 = cloud_gpu("azure", "Standard_ND128isr_GB300_v6")
    assert check_cloud_place(gb300, "eastus2") is None
    problem = check_cloud_place(gb300, "norwayeast")
    assert problem is not None
    assert problem.render() == (
        "warning: zone: whether Azure offers Standard_ND128isr_GB300_v6 in norwayeast is not public;"
        " nothing is checked\n"
        "  given:   norwayeast\n"
        "  allowed: seen in eastus2\n"
        "  fix:     ask Azure before relying on it"
    )


def test_another_cloud_has_other_machines() -> None:
    """Google's machines have a table of their own."""
    with pytest.raises(InputError) as caught:
        cloud_gpus("gcp")
    assert str(caught.value) == (
        'error: cloud: "gcp" has no GPU machines of this kind\n  given:   gcp\n  allowed: azure, oci, coreweave'
    )
