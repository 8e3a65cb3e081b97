"""Rules of GPU machines on Azure: sizes, zones, capacity, InfiniBand, racks, drivers, nodes, images."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.azure_samples import GROUP, KEY, region, rendered, with_fleet, with_group

HELD = {
    "accelerator": "a100-80gb",
    "machineType": "Standard_NC48ads_A100_v4",
    "nodes": 4,
    "zone": "southcentralus-1",
    "allowUnlistedZone": True,
}
ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/capacityReservationGroups/held"
A100 = {"accelerator": "a100-80gb", "machineType": "Standard_NC48ads_A100_v4"}


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_group(accelerator="h300"),
            None,
            'error: gpuClusters.train.accelerator: Azure has no GPU "h300" that the catalog knows\n'
            "  given:   h300\n"
            "  allowed: a100, a100-80gb, h100, h100-nvl, h200, mi300x, gb200, gb300, a10\n"
            "  fix:     did you mean h200?",
        ),
        (
            with_group(machineType="Standard_ND96isr_H100_v5"),
            None,
            "error: gpuClusters.train.machineType: Standard_ND96isr_H100_v5 has h100 GPUs, the"
            " accelerator is h200\n"
            "  given:   Standard_ND96isr_H100_v5\n"
            "  allowed: Standard_ND96isr_H200_v5\n"
            "  fix:     write Standard_ND96isr_H200_v5, or leave machineType out; or write accelerator: h100",
        ),
        (
            with_group(machineType="Standard_ND96isr_H200_v6"),
            None,
            "error: gpuClusters.train.machineType: the catalog knows no machine"
            ' "Standard_ND96isr_H200_v6", the accelerator is h200\n'
            "  given:   Standard_ND96isr_H200_v6\n"
            "  allowed: Standard_ND96isr_H200_v5\n"
            "  fix:     did you mean Standard_ND96isr_H200_v5?",
        ),
        (
            with_group(zone="southcentralus-4"),
            None,
            "error: gpuClusters.train.zone: southcentralus has no zone southcentralus-4\n"
            "  given:   southcentralus-4\n"
            "  allowed: southcentralus-1, southcentralus-2, southcentralus-3",
        ),
        (
            region(region="westus", gpuClusters={"train": {**GROUP, "zone": "1"}}),
            None,
            "error: gpuClusters.train.zone: westus has no availability zones\n"
            "  given:   1\n"
            "  fix:     take a region that has zones",
        ),
    ],
)
def test_machines_and_zones_that_do_not_exist(values: dict[str, Any], stack: str | None, said: str) -> None:
    """The nearest that does is named."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_group(allowUnlistedZone=False),
            None,
            "warning: gpuClusters.train.zone: whether Azure offers Standard_ND96isr_H200_v5 in"
            " southcentralus is not public; nothing is checked\n"
            "  given:   southcentralus\n"
            "  fix:     ask Azure before relying on it; then write allowUnlistedZone: true",
        ),
        (
            with_group(accelerator="gb300", nodes=18, allowUnlistedZone=False),
            None,
            "warning: gpuClusters.train.zone: whether Azure offers Standard_ND128isr_GB300_v6 in"
            " southcentralus is not public; nothing is checked\n"
            "  given:   southcentralus\n"
            "  allowed: seen in eastus2\n"
            "  fix:     ask Azure before relying on it; then write allowUnlistedZone: true",
        ),
        (
            with_group(accelerator="gb300", nodes=18),
            None,
            "",
        ),
    ],
)
def test_what_nobody_publishes_is_a_warning(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Nothing is invented; whoever has asked says so and is left alone."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_group(capacity={"model": "flex-start", "queued": True}),
            None,
            "error: gpuClusters.train.capacity.queued: says nothing on Azure\n"
            "  allowed: model, name\n"
            "  fix:     remove it\n"
            'error: gpuClusters.train.capacity.model: Azure has no capacity model "flex-start"\n'
            "  given:   flex-start\n"
            "  allowed: on-demand, spot, reservation\n"
            "  fix:     write spot for machines that may be taken",
        ),
        (
            with_group(capacity={"model": "reservation", "name": ID}),
            None,
            "error: gpuClusters.train.capacity.model: on-demand capacity reservations do not cover"
            " Standard_ND96isr_H200_v5\n"
            "  given:   Standard_ND96isr_H200_v5\n"
            "  allowed: Standard_NC96ads_A100_v4, Standard_NC48ads_A100_v4, Standard_NC24ads_A100_v4,"
            " Standard_NV72ads_A10_v5, Standard_NV36ads_A10_v5\n"
            "  fix:     drop the reservation, and ask Microsoft for a block reservation of ND machines",
        ),
        (
            with_group(**A100, capacity={"model": "reservation"}),
            None,
            "error: gpuClusters.train.capacity.name: the model is reservation, but no capacity"
            " reservation group is named\n"
            "  allowed:"
            " /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/capacityReservationGroups/<name>",
        ),
        (
            with_group(**A100, capacity={"model": "reservation", "name": "held"}),
            None,
            "error: gpuClusters.train.capacity.name: is no id\n"
            "  given:   held\n"
            "  allowed:"
            " /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/capacityReservationGroups/<name>",
        ),
        (
            with_group(**A100, capacity={"model": "reservation", "name": ID}, placement="compact"),
            None,
            "error: gpuClusters.train.placement: Azure's reservations take no machines of a proximity"
            " placement group\n"
            "  given:   compact\n"
            "  fix:     drop placement, or the reservation\n"
            'error: gpuClusters.train.machineType: Standard_NC48ads_A100_v4 has no InfiniBand (no "r" in'
            " its name)\n"
            "  given:   Standard_NC48ads_A100_v4\n"
            "  allowed: Standard_ND96asr_v4, Standard_ND96amsr_A100_v4, Standard_ND96isr_H100_v5,"
            " Standard_ND96isr_H200_v5, Standard_ND96isr_MI300X_v5, Standard_ND128isr_NDR_GB200_v6,"
            " Standard_ND128isr_GB300_v6\n"
            "  fix:     did you mean Standard_ND96amsr_A100_v4?",
        ),
        (
            with_group(**A100, capacity={"model": "spot", "name": ID}),
            None,
            "error: gpuClusters.train.capacity.name: a reservation group is named, but the model is spot\n"
            "  given:  "
            " /subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/capacityReservationGroups/held\n"
            "  fix:     drop name, or set model: reservation",
        ),
        (
            {
                **with_group(**A100, zone="2", capacity={"model": "reservation", "name": "held"}),
                "reservations": {"held": HELD},
            },
            None,
            "error: gpuClusters.train.zone: reservations.held is in zone southcentralus-1, and its"
            " machines are in 2\n"
            "  given:   2\n"
            "  fix:     write southcentralus-1",
        ),
        (
            {
                **with_group(**A100, zone="1", capacity={"model": "reservation", "name": "held"}),
                "reservations": {"held": HELD},
            },
            None,
            "",
        ),
    ],
)
def test_capacity_that_azure_does_not_give(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Reservations cover neither ND machines nor proximity placement groups."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_group(accelerator="h100", machineType="Standard_ND96is_H100_v5"),
            None,
            'warning: gpuClusters.train.machineType: Standard_ND96is_H100_v5 has no InfiniBand (no "r"'
            " in its name), and there are 8 of it\n"
            "  given:   Standard_ND96is_H100_v5\n"
            "  allowed: Standard_ND96isr_H100_v5\n"
            "  fix:     did you mean Standard_ND96isr_H100_v5? If the machines work alone, write"
            " placement: none",
        ),
        (
            with_group(accelerator="h100", machineType="Standard_ND96is_H100_v5", nodes=1),
            None,
            "",
        ),
        (
            with_group(accelerator="h100", machineType="Standard_ND96is_H100_v5", placement="none"),
            None,
            "",
        ),
        (
            with_group(accelerator="h100", machineType="Standard_ND96is_H100_v5", placement="compact"),
            None,
            'error: gpuClusters.train.machineType: Standard_ND96is_H100_v5 has no InfiniBand (no "r" in'
            " its name)\n"
            "  given:   Standard_ND96is_H100_v5\n"
            "  allowed: Standard_ND96asr_v4, Standard_ND96amsr_A100_v4, Standard_ND96isr_H100_v5,"
            " Standard_ND96isr_H200_v5, Standard_ND96isr_MI300X_v5\n"
            "  fix:     did you mean Standard_ND96isr_H100_v5?",
        ),
        (
            with_group(accelerator="h100-nvl", placement="compact"),
            None,
            'error: gpuClusters.train.machineType: Standard_NC80adis_H100_v5 has no InfiniBand (no "r"'
            " in its name)\n"
            "  given:   Standard_NC80adis_H100_v5\n"
            "  allowed: Standard_ND96asr_v4, Standard_ND96amsr_A100_v4, Standard_ND96isr_H100_v5,"
            " Standard_ND96isr_H200_v5, Standard_ND96isr_MI300X_v5, Standard_ND128isr_NDR_GB200_v6,"
            " Standard_ND128isr_GB300_v6\n"
            "  fix:     take an accelerator that has it: a100, a100-80gb, gb200, gb300, h100, h200, mi300x",
        ),
        (
            with_group(nodes=120),
            None,
            "error: gpuClusters.train.nodes: 120 machines do not fit in one placement group\n"
            "  given:   120\n"
            "  allowed: at most 100; Azure gives 300 on request\n"
            "  fix:     declare several groups of at most 100",
        ),
        (
            with_group(nodes=16, maxNodes=120),
            None,
            "error: gpuClusters.train.maxNodes: 120 machines do not fit in one placement group\n"
            "  given:   120\n"
            "  allowed: at most 100; Azure gives 300 on request\n"
            "  fix:     declare several groups of at most 100",
        ),
        (
            region(gpuClusters={"racks": {**GROUP, "accelerator": "gb200"}, "train": GROUP}),
            None,
            "error: gpuClusters.racks.accelerator: gb200 needs the AKS feature AKSInfinibandSupport"
            " unregistered and h200 needs it registered; it counts for the whole subscription\n"
            "  given:   gb200, h200\n"
            "  fix:     put them into two subscriptions",
        ),
    ],
)
def test_infiniband_ends_with_the_scale_set(values: dict[str, Any], stack: str | None, said: str) -> None:
    """One letter less has none, and so has the hundred and first machine."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_group(accelerator="gb200", nodes=18, maxNodes=36),
            None,
            "error: gpuClusters.train.maxNodes: Standard_ND128isr_NDR_GB200_v6 comes in racks of 18,"
            " which do not grow by themselves\n"
            "  given:   36\n"
            "  fix:     leave maxNodes out, and raise nodes when there is another rack",
        ),
        (
            with_group(accelerator="gb200", nodes=36),
            None,
            "",
        ),
        (
            with_fleet(accelerator="gb200", nodes=36),
            None,
            "error: gpuFleets.batch.nodes: 36 machines do not fit in one rack\n"
            "  given:   36\n"
            "  allowed: at most 18\n"
            "  fix:     declare several groups of at most 18\n"
            "error: gpuFleets.batch.image: is required: Standard_ND128isr_NDR_GB200_v6 is arm64, and the"
            " image that is taken otherwise is not\n"
            "  allowed: publisher:offer:sku:version, or the id of an image",
        ),
        (
            with_fleet(accelerator="gb200", nodes=18, image="lab:images:ubuntu-x64:latest"),
            None,
            "error: gpuFleets.batch.image: the image is not for arm64, which"
            " Standard_ND128isr_NDR_GB200_v6 is\n"
            "  given:   lab:images:ubuntu-x64:latest\n"
            "  allowed: an arm64 image",
        ),
        (
            with_fleet(image="lab:images:ubuntu-arm64:latest"),
            None,
            "error: gpuFleets.batch.image: the image is not for x86, which Standard_ND96isr_H100_v5 is\n"
            "  given:   lab:images:ubuntu-arm64:latest\n"
            "  allowed: an x86 image",
        ),
        (
            with_fleet(image="ubuntu"),
            None,
            'error: gpuFleets.batch.image: "ubuntu" is no image\n'
            "  given:   ubuntu\n"
            "  allowed: publisher:offer:sku:version, or the id of an image",
        ),
    ],
)
def test_racks_are_whole_and_arm(values: dict[str, Any], stack: str | None, said: str) -> None:
    """18 machines, no growth by themselves, and no image for x86."""
    assert "\n".join(rendered(values, stack)) == said


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
