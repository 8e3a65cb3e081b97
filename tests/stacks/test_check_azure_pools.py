"""Rules of GPU machines on Azure: sizes, zones, what nobody publishes, and capacity."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.azure_samples import GROUP, region, with_group
from tests.stacks.samples import rendered

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
