"""Rules of GPU machines on Azure: InfiniBand, and racks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.azure_samples import GROUP, region, with_fleet, with_group
from tests.stacks.samples import rendered


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
