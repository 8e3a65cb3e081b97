"""Rules of GPU machines on Azure: drivers, nodes of AKS, and fleets of several sizes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.azure_samples import KEY, with_fleet, with_group
from tests.stacks.samples import rendered


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_group(driver="latest"),
            None,
            'error: gpuClusters.train.driver: AKS installs its own choice of driver or none, not "latest"\n'
            "  given:   latest\n"
            "  allowed: default, none",
        ),
        (
            with_group(driver="default"),
            None,
            "error: gpuClusters.train.driver: AKS installs a driver and the GPU operator installs one:"
            " two drivers on one node\n"
            "  given:   default\n"
            "  allowed: none\n"
            "  fix:     write driver: none, or do without the operator",
        ),
        (
            with_group(driver="none"),
            None,
            "",
        ),
        (
            with_group(accelerator="mi300x", driver="default"),
            None,
            "error: gpuClusters.train.driver: AKS installs a driver and the GPU operator installs one:"
            " two drivers on one node\n"
            "  given:   default\n"
            "  allowed: none\n"
            "  fix:     write driver: none, or do without the operator",
        ),
    ],
)
def test_one_driver_on_a_node(values: dict[str, Any], stack: str | None, said: str) -> None:
    """InfiniBand machines get theirs from the GPU operator."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_group(nodes=16, maxNodes=8),
            None,
            "error: gpuClusters.train.maxNodes: the pool starts with 16 machines and cannot grow to 8\n"
            "  given:   8\n"
            "  allowed: 16 or more",
        ),
        (
            with_group(maxPodsPerNode=8, bootDiskGib=4096, fabric="dranet", localSsd={"use": "block"}),
            None,
            "error: gpuClusters.train.fabric: says nothing on Azure\n"
            "  allowed: accelerator, nodes, zone, capacity, machineType, placement, bootDiskGib,"
            " allowUnlistedZone, maxNodes, driver, maxPodsPerNode, nodeLabels, taints\n"
            "  fix:     remove it\n"
            "error: gpuClusters.train.localSsd: says nothing on Azure\n"
            "  allowed: accelerator, nodes, zone, capacity, machineType, placement, bootDiskGib,"
            " allowUnlistedZone, maxNodes, driver, maxPodsPerNode, nodeLabels, taints\n"
            "  fix:     remove it\n"
            "error: gpuClusters.train.bootDiskGib: is no size of a boot disk\n"
            "  given:   4096\n"
            "  allowed: 30 to 2048\n"
            "error: gpuClusters.train.maxPodsPerNode: is no number of pods that AKS takes on a node\n"
            "  given:   8\n"
            "  allowed: 10 to 250",
        ),
        (
            with_group(nodeLabels={"kubernetes.azure.com/x": "y"}, taints={"nvidia.com/gpu": {}}),
            None,
            "error: gpuClusters.train.nodeLabels.kubernetes.azure.com/x: the keys of"
            " kubernetes.azure.com are set by AKS itself\n"
            "  given:   kubernetes.azure.com/x\n"
            "  fix:     drop it, or take a key of your own\n"
            "error: gpuClusters.train.taints.nvidia.com/gpu: is set on every GPU node already\n"
            "  fix:     remove it",
        ),
    ],
)
def test_nodes_as_aks_takes_them(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Sizes, growth, labels and taints."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            {**with_fleet(), "azure": {"sshPublicKey": KEY, "fleetSizes": {"bach": {}}}},
            None,
            "error: azure.fleetSizes.bach: is no GPU fleet of the stack\n"
            "  allowed: batch\n"
            "  fix:     did you mean batch?",
        ),
        (
            {
                **with_fleet(placement="compact"),
                "azure": {"sshPublicKey": KEY, "fleetSizes": {"batch": {"Standard_NC24ads_A100_v5": 0}}},
            },
            None,
            "error: azure.fleetSizes.batch.Standard_NC24ads_A100_v5: the catalog knows no GPU machine"
            ' "Standard_NC24ads_A100_v5" of Azure\n'
            "  given:   Standard_NC24ads_A100_v5\n"
            "  allowed: Standard_ND96asr_v4, Standard_ND96amsr_A100_v4, Standard_NC96ads_A100_v4,"
            " Standard_NC48ads_A100_v4, Standard_NC24ads_A100_v4, Standard_ND96isr_H100_v5,"
            " Standard_ND96is_H100_v5, Standard_NC80adis_H100_v5, Standard_NC40ads_H100_v5,"
            " Standard_NCC40ads_H100_v5, Standard_ND96isr_H200_v5, Standard_ND96isr_MI300X_v5,"
            " Standard_ND128isr_NDR_GB200_v6, Standard_ND128isr_GB300_v6, Standard_NV72ads_A10_v5,"
            " Standard_NV36ads_A10_v5\n"
            "  fix:     did you mean Standard_NC24ads_A100_v4?\n"
            "error: azure.fleetSizes.batch: makes a Compute Fleet, whose machines stand in several scale"
            " sets without InfiniBand between them\n"
            "  given:   Standard_NC24ads_A100_v5\n"
            "  fix:     drop it, or gpuFleets.batch.placement",
        ),
        (
            {
                **with_fleet(nodes=120),
                "azure": {"sshPublicKey": KEY, "fleetSizes": {"batch": {"Standard_ND96isr_H200_v5": 0}}},
            },
            None,
            "",
        ),
    ],
)
def test_fleets_of_several_sizes_have_no_fabric(values: dict[str, Any], stack: str | None, said: str) -> None:
    """A Compute Fleet takes what there is, and a hundred and first machine too."""
    assert "\n".join(rendered(values, stack)) == said
