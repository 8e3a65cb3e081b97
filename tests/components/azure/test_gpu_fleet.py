"""GPU machines without Kubernetes on Azure: InfiniBand or several sizes, never both."""

from __future__ import annotations

import pytest

from components.azure.gpu_fleet import AzureGpuFleet, AzureGpuFleetArgs
from components.azure.nodes import AzureCapacityModel
from podwright.errors import InputError
from tests.components.harness import deploy

GROUP = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/capacityReservationGroups/g"
ARGS: AzureGpuFleetArgs = {
    "region": "uksouth",
    "resource_group": "azure-uksouth",
    "prefix": "azure-uksouth",
    "labels": {"owner": "training"},
    "subnet": "/subnets/machines",
    "accelerator": "h100",
    "nodes": 4,
    "capacity": {"model": AzureCapacityModel.ON_DEMAND},
    "ssh_public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample slurm",
}


def test_infiniband_is_one_placement_group() -> None:
    """Beyond it machines do not see each other."""
    made = deploy(lambda: AzureGpuFleet("batch", {**ARGS, "infiniband": True})).resources["batch-machines"].inputs
    assert (made["singlePlacementGroup"], made["overprovision"], made["platformFaultDomainCount"]) == (True, False, 1)
    assert made["orchestrationMode"] == "Uniform"


def test_a_reservation_refuses_a_placement_group() -> None:
    """Its sizes have no InfiniBand anyway."""
    model: AzureGpuFleetArgs = {
        **ARGS,
        "accelerator": "a100-80gb",
        "machine_type": "Standard_NC96ads_A100_v4",
        "capacity": {"model": AzureCapacityModel.RESERVATION, "name": GROUP},
    }
    made = deploy(lambda: AzureGpuFleet("batch", model)).resources["batch-machines"].inputs
    assert made["singlePlacementGroup"] is False
    reserved = made["virtualMachineProfile"]["capacityReservation"]
    assert reserved == {"capacityReservationGroup": {"id": GROUP}}


def test_machines_act_as_an_identity_of_their_own() -> None:
    """So that a role on a bucket is that of one fleet, and of nobody else."""
    made = deploy(lambda: AzureGpuFleet("batch", {**ARGS, "own_identity": True}))
    identity = made.resources["batch-identity"].inputs
    assert identity["resourceName"] == "azure-uksouth-batch"
    (own,) = made.resources["batch-machines"].inputs["identity"]["userAssignedIdentities"]
    assert own.endswith("/azure-uksouth-batch")
    assert made.outputs["batch"]["principal"] == "principal-of-azure-uksouth-batch"


def test_several_sizes_need_quota_for_any_one_of_them() -> None:
    """Azure decides which come."""
    sizes = {"Standard_NC96ads_A100_v4": 0, "Standard_NC40ads_H100_v5": 1}
    wanted: AzureGpuFleetArgs = {
        **ARGS,
        "accelerator": "a100-80gb",
        "machine_type": "Standard_NC96ads_A100_v4",
        "sizes": sizes,
    }
    found = deploy(lambda: AzureGpuFleet("mixed", wanted))
    assert found.outputs["mixed"]["neededVcpus"] == {
        "StandardNCADSA100v4Family": 384,
        "StandardNCadsH100v5Family": 160,
        "cores": 384,
    }
    made = found.resources["mixed-machines"].inputs
    assert [(each["name"], each["rank"]) for each in made["vmSizesProfile"]] == list(sizes.items())
    assert made["regularPriorityProfile"]["capacity"] == 4


def test_all_problems_at_once() -> None:
    """In one run."""
    wrong: AzureGpuFleetArgs = {
        **ARGS,
        "nodes": 120,
        "zone": "7",
        "image": "canonical:ubuntu:server-arm64:latest",
        "ssh_public_key": "secret",
        "infiniband": True,
        "sizes": {"Standard_NC1": -1},
        "capacity": {"model": AzureCapacityModel.RESERVATION},
    }
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureGpuFleet("batch", wrong))
    assert [each.subject.removeprefix("AzureGpuFleet batch.") for each in caught.value.problems] == [
        "zone",
        "ssh_public_key",
        "capacity.model",
        "image",
        "sizes.Standard_NC1",
        "sizes.Standard_NC1",
        "sizes",
        "sizes",
    ]
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureGpuFleet("batch", {**ARGS, "nodes": 101}))
    assert str(caught.value) == (
        "error: AzureGpuFleet batch.nodes: 101 machines do not fit in one placement group\n"
        "  given:   101\n"
        "  allowed: at most 100; Azure gives 300 on request\n"
        "  fix:     declare several groups of at most 100"
    )
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureGpuFleet("batch", {**ARGS, "image": "ubuntu"}))
    assert str(caught.value) == (
        'error: AzureGpuFleet batch.image: "ubuntu" is no image\n'
        "  given:   ubuntu\n"
        "  allowed: publisher:offer:sku:version, or the id of an image"
    )
