"""TPU VMs: the API's names of shapes, what its resources cannot do, and no public address."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.gcp.capacity import CapacityArgs, CapacityModel
from components.gcp.tpu_vm import TpuVm, TpuVmArgs
from podwright.errors import InputError
from tests.components.harness import check_inventory, deploy

INVENTORIES = Path(__file__).parent / "tpu_vm"
ON_DEMAND: CapacityArgs = {"model": CapacityModel.ON_DEMAND}
SPOT: CapacityArgs = {"model": CapacityModel.SPOT}


def arguments(generation: str, topology: str, zone: str, capacity: CapacityArgs) -> TpuVmArgs:
    return {
        "project": "lab",
        "zone": zone,
        "prefix": "gcp-" + zone.rsplit("-", 1)[0],
        "labels": {"owner": "serving"},
        "network": "projects/lab/global/networks/net",
        "subnetwork": "projects/lab/regions/europe-west4/subnetworks/nodes",
        "generation": generation,
        "topology": topology,
        "capacity": capacity,
    }


CASES: dict[str, tuple[str, TpuVmArgs]] = {
    "spot": (
        "dev",
        {
            **arguments("v5e", "2x2", "europe-west4-b", SPOT),
            "count": 2,
            "service_account": "gke-nodes@lab.iam.gserviceaccount.com",
        },
    ),
    "named_topology": ("long", arguments("v5p", "4x4x32", "us-east5-a", ON_DEMAND)),
    "queued": ("wait", {**arguments("v6e", "4x4", "us-east5-a", ON_DEMAND), "queued": True}),
}


def test_every_inventory_belongs_to_a_case() -> None:
    """An inventory nobody reads proves nothing."""
    assert {file.stem for file in INVENTORIES.glob("*.yaml")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_registers(case: str) -> None:
    """VMs by name of the shape, by shape where the name is not enough, and as queued resources."""
    name, args = CASES[case]
    check_inventory(deploy(lambda: TpuVm(name, args)), INVENTORIES / f"{case}.yaml", name)


def test_reserved_capacity_is_a_flag() -> None:
    """The API cannot be told which reservation, only that reserved capacity is meant."""
    args = arguments("v5e", "2x2", "europe-west4-b", {"model": CapacityModel.RESERVATION})
    vm = deploy(lambda: TpuVm("dev", args)).resources["dev-0"]
    assert vm.inputs["schedulingConfig"] == {"reserved": True}


def refusal(args: TpuVmArgs) -> str:
    with pytest.raises(InputError) as caught:
        deploy(lambda: TpuVm("dev", args))
    return str(caught.value)


def test_queued_and_spot_do_not_go_together() -> None:
    """The provider's queued resource has no field for spot: it would be bought on demand in silence."""
    assert refusal({**arguments("v5e", "2x2", "europe-west4-b", SPOT), "queued": True}) == (
        "error: TpuVm dev.capacity.model: a queued resource has no field for spot; it takes on-demand capacity only\n"
        "  given:   spot\n"
        "  allowed: on-demand\n"
        "  fix:     set queued: false, or declare it under tpuSlices: a GKE node pool can use spot"
    )


def test_a_queued_resource_cannot_be_told_a_shape() -> None:
    """It knows only the name, and the name stands for the default shape."""
    assert refusal({**arguments("v5p", "4x4x32", "us-east5-a", ON_DEMAND), "queued": True}) == (
        "error: TpuVm dev.topology: cannot be asked for by a queued resource: it takes only the name v5p-1024,"
        " which stands for another shape\n"
        "  given:   4x4x32\n"
        "  fix:     drop queued"
    )


def test_the_tpu_api_does_not_serve_tpu7x() -> None:
    """tpu7x is for GKE and Compute Engine only."""
    assert refusal(arguments("tpu7x", "2x2x1", "us-central1-c", ON_DEMAND)) == (
        "error: TpuVm dev.generation: tpu7x is not served by the Cloud TPU API\n"
        "  given:   tpu7x\n"
        "  allowed: v4, v5e, v5p, v6e\n"
        "  fix:     declare it under tpuSlices: a GKE node pool serves it"
    )
