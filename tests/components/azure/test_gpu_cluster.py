"""GPU clusters on AKS: which pools every accelerator becomes, and what is refused before anything is registered."""

from __future__ import annotations

from typing import cast

import pulumi
import pytest

from components.azure.gpu_cluster import AzureGpuCluster, AzureGpuClusterArgs
from components.azure.nodes import AzureCapacityModel
from podwright.catalog.cloud_gpus import CloudGpu, cloud_gpus
from podwright.errors import InputError
from tests.components.harness import deploy

SPOT, ON_DEMAND, RESERVED = AzureCapacityModel.SPOT, AzureCapacityModel.ON_DEMAND, AzureCapacityModel.RESERVATION
GROUP = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/capacityReservationGroups/g"
ARGS: AzureGpuClusterArgs = {
    "region": "westeurope",
    "resource_group": "azure-westeurope",
    "labels": {"owner": "training"},
    "cluster": "azure-westeurope-aks",
    "subnet": "/subscriptions/s/subnets/nodes",
    "accelerator": "h200",
    "nodes": 2,
    "capacity": {"model": ON_DEMAND},
}


@pytest.mark.parametrize("machine", cloud_gpus("azure").values(), ids=lambda each: each.size)
def test_every_size_of_the_catalog_becomes_pools(machine: CloudGpu) -> None:
    """One pool, or one for each rack; one driver; a system that boots; a taint that keeps everything else off."""
    size: AzureGpuClusterArgs = {**ARGS, "accelerator": machine.accelerator, "machine_type": machine.size}
    wanted: AzureGpuClusterArgs = {**size, "nodes": 20, "infiniband": machine.rdma}
    deployment = deploy(lambda: AzureGpuCluster("train", wanted))
    pools = [each.inputs for each in deployment.of_type(":AgentPool")]
    assert [pool["count"] for pool in pools] == ([18, 2] if machine.rack_size else [20])
    names = ["train0", "train1"] if machine.rack_size else ["train"]
    assert [pool["agentPoolName"] for pool in pools] == names
    for pool in pools:
        assert (pool["vmSize"], pool["mode"], pool["enableNodePublicIP"]) == (machine.size, "User", False)
        operators = machine.rdma
        assert pool["gpuProfile"] == {"driver": "None" if operators else "Install"}
        assert pool["osSKU"] == ("Ubuntu2404" if machine.arch == "arm64" else "Ubuntu")
        brand = "amd.com" if machine.accelerator == "mi300x" else "nvidia.com"
        assert pool["nodeTaints"] == [f"{brand}/gpu=present:NoSchedule"]
        assert pool["upgradeSettings"] == {"maxSurge": "0", "maxUnavailable": "1"}
    vcpus = 20 * (machine.cpu or 0)
    assert deployment.outputs["train"]["neededVcpus"] == {machine.quota_key: vcpus, "cores": vcpus}
    assert ("infiniband" in deployment.outputs["train"]["actions"]) == machine.rdma


def test_a_pool_that_grows_keeps_what_the_autoscaler_did() -> None:
    """Moving the number back would take machines with work on them."""
    deployment = deploy(lambda: AzureGpuCluster("train", {**ARGS, "max_nodes": 8, "max_surge": "10%"}))
    pool = deployment.resources["train-0"].inputs
    assert (pool["count"], pool["enableAutoScaling"], pool["minCount"], pool["maxCount"]) == (2, True, 2, 8)
    assert pool["upgradeSettings"] == {"maxSurge": "10%"}
    assert deployment.outputs["train"]["nodes"] == 8
    assert deployment.outputs["train"]["neededVcpus"]["cores"] == 9 * 96


def test_spot_machines() -> None:
    """AKS adds a label and a taint by itself; left out they would be a change for ever. No surge, another quota."""
    deployment = deploy(lambda: AzureGpuCluster("train", {**ARGS, "capacity": {"model": SPOT}}))
    pool = deployment.resources["train-0"].inputs
    assert (pool["scaleSetPriority"], pool["scaleSetEvictionPolicy"], pool["spotMaxPrice"]) == ("Spot", "Delete", -1)
    assert pool["nodeLabels"] == {"kubernetes.azure.com/scalesetpriority": "spot"}
    assert "kubernetes.azure.com/scalesetpriority=spot:NoSchedule" in pool["nodeTaints"]
    assert "upgradeSettings" not in pool
    assert deployment.outputs["train"]["neededVcpus"] == {"lowPriorityCores": 192}


def test_a_reservation_whose_id_comes_later() -> None:
    """The group of a component is known only when it is made; its machines draw no quota of their own."""
    wanted = cast(
        "AzureGpuClusterArgs",
        {
            **ARGS,
            "accelerator": "a100-80gb",
            "machine_type": "Standard_NC96ads_A100_v4",
            "capacity": {"model": RESERVED, "name": pulumi.Output.from_input(GROUP)},
        },
    )
    deployment = deploy(lambda: AzureGpuCluster("train", wanted))
    assert deployment.resources["train-0"].inputs["capacityReservationGroupID"] == GROUP
    assert deployment.outputs["train"]["neededVcpus"] == {}


def test_all_problems_at_once() -> None:
    """AZ-CRG-ND, AZ-IB-DRIVER, AZ-IB-SIZE and the rest, in one run."""
    wanted = cast(
        "AzureGpuClusterArgs",
        {
            **ARGS,
            "region": "ukwest",
            "zone": "1",
            "accelerator": "h100",
            "machine_type": "Standard_ND96is_H100_v5",
            "nodes": 4,
            "max_nodes": 2,
            "max_surge": "much",
            "infiniband": True,
            "capacity": {"model": RESERVED, "name": GROUP},
            "placement_group": "/ppg",
            "node": {"driver": "none", "mig": "MIG1g", "max_pods": 5, "boot_disk_gib": 4096, "os_sku": "Windows2022"},
            "node_labels": {"kubernetes.azure.com/mode": "system"},
            "taints": {"nvidia.com/gpu": {}, "dedicated": {"effect": "Never"}},
        },
    )
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureGpuCluster("train-a-very-long-name", wanted))
    found = {each.subject.removeprefix("AzureGpuCluster train-a-very-long-name.") for each in caught.value.problems}
    assert found == {
        "capacity.model",
        "machine_type",
        "max_nodes",
        "max_surge",
        "name",
        "node.boot_disk_gib",
        "node.driver",
        "node.max_pods",
        "node.mig",
        "node.os_sku",
        "node_labels.kubernetes.azure.com/mode",
        "placement_group",
        "taints.dedicated",
        "taints.nvidia.com/gpu",
        "zone",
    }
    labels = next(each for each in caught.value.problems if "node_labels" in each.subject)
    assert labels.render() == (
        "error: AzureGpuCluster train-a-very-long-name.node_labels.kubernetes.azure.com/mode: the keys of"
        " kubernetes.azure.com are set by AKS itself\n"
        "  given:   kubernetes.azure.com/mode\n"
        "  fix:     drop it, or take a key of your own"
    )


def test_a_rack_does_not_grow_by_itself() -> None:
    """An autoscaler would add a machine that shares no memory with the others."""
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureGpuCluster("racks", {**ARGS, "accelerator": "gb300", "nodes": 18, "max_nodes": 36}))
    assert str(caught.value) == (
        "error: AzureGpuCluster racks.max_nodes: Standard_ND128isr_GB300_v6 comes in racks of 18, which do not grow by"
        " themselves\n"
        "  given:   36\n"
        "  fix:     leave maxNodes out, and raise nodes when there is another rack"
    )


def test_the_order_of_taints_is_no_change() -> None:
    """A map in a file has no order."""
    one: AzureGpuClusterArgs = {**ARGS, "taints": {"b": {"value": "1"}, "a": {"value": "2"}}}
    other: AzureGpuClusterArgs = {**ARGS, "taints": {"a": {"value": "2"}, "b": {"value": "1"}}}
    found = [
        deploy(lambda each=each: AzureGpuCluster("train", each)).resources["train-0"].inputs for each in (one, other)
    ]
    assert found[0]["nodeTaints"] == found[1]["nodeTaints"]
