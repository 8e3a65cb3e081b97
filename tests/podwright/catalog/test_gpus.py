"""The table of GPU machines: every fact a component reads from it, and the words a user may get wrong."""

from __future__ import annotations

import pytest

from podwright.catalog.gpu_fabrics import gpu_fabrics
from podwright.catalog.gpu_plans import plan_gpu
from podwright.catalog.gpus import GpuMachine, gpu_accelerator, gpu_accelerators, gpu_machine, gpu_machines
from podwright.catalog.regions import region_of_zone, regions
from podwright.errors import InputError

MACHINES = sorted(gpu_machines().values(), key=lambda each: each.name)


DOCUMENTED = {
    "l4": ("g2-standard-96", 8, (0, 0, 0, None, None, 0)),
    "rtx-pro-6000": ("g4-standard-384", 8, (0, 0, 0, None, None, 0)),
    "a100": ("a2-highgpu-8g", 8, (0, 0, 0, None, None, 0)),
    "a100-80gb": ("a2-ultragpu-8g", 8, (0, 0, 0, None, None, 0)),
    "h100": ("a3-highgpu-8g", 8, (4, 1, 4, 8244, None, 0)),
    "h100-edge": ("a3-edgegpu-8g", 8, (4, 1, 4, 8244, None, 0)),
    "h100-mega": ("a3-megagpu-8g", 8, (8, 1, 8, 8244, None, 0)),
    "h200": ("a3-ultragpu-8g", 8, (1, 8, 8, 8896, "vpc-roce", 1)),
    "b200": ("a4-highgpu-8g", 8, (1, 8, 8, 8896, "vpc-roce", 1)),
    "gb200": ("a4x-highgpu-4g", 4, (1, 4, 4, 8896, "vpc-roce", 1)),
    "gb300": ("a4x-maxgpu-4g-metal", 4, (1, 0, 8, None, "vpc-roce-metal", 1)),
}
"""By accelerator: machine type, its GPUs, and (networks, subnets in each, interfaces, MTU, profile, host networks)."""


@pytest.mark.parametrize("accelerator", DOCUMENTED)
def test_an_accelerator_plans_to_its_documented_machine_and_networks(accelerator: str) -> None:
    """A cluster with the wrong number of networks comes up and trains at a tenth of its speed."""
    machine = plan_gpu(accelerator, None, 2).machine
    fabric = machine.fabric
    networks = (fabric.networks, fabric.subnets, fabric.nics, fabric.mtu, fabric.profile, fabric.host_networks)
    assert (machine.name, machine.gpus, networks) == DOCUMENTED[accelerator]


def test_every_accelerator_of_the_vocabulary_is_there() -> None:
    """The words are the same on every cloud, so they are fixed."""
    words = "l4 rtx-pro-6000 a100 a100-80gb h100 h100-edge h100-mega h200 b200 gb200 gb300"
    assert list(gpu_accelerators()) == words.split()
    for each in gpu_accelerators().values():
        assert each.default_machine in each.machines
    assert sum(len(each.machines) for each in gpu_accelerators().values()) == len(MACHINES)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.name)
def test_a_machine_is_described_in_full(machine: GpuMachine) -> None:
    """A component that reads a machine must never meet half of it."""
    assert machine.vcpus > 0
    assert machine.memory_gib > machine.vcpus
    assert machine.source
    assert machine.date >= "2026"
    assert machine.models
    assert (machine.local_ssd_count is None) == (machine.local_ssd_gib == 0)
    assert (machine.local_ssd_count is None) == bool(machine.local_ssd_choices)
    assert machine.fabric.kind in gpu_fabrics()
    assert (machine.placement == "rack") == (machine.rack_size is not None) == (machine.rack_topology is not None)
    if machine.rack_size:
        assert machine.rack_topology == f"1x{machine.rack_size * machine.gpus}"


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.name)
def test_the_zones_of_a_machine_exist(machine: GpuMachine) -> None:
    """A zone that was mistyped here would be offered as the nearest one."""
    known = regions("gcp")
    for zone, fact in machine.zones.items():
        home = known[region_of_zone(zone)]
        assert zone in home.zones or "-ai" in zone
        assert fact.source
    assert machine.zones


def test_grace_machines_are_arm() -> None:
    """Their images and containers are others."""
    assert [each.name for each in MACHINES if each.arch == "arm64"] == ["a4x-highgpu-4g", "a4x-maxgpu-4g-metal"]


@pytest.mark.parametrize(
    ("given", "meant"),
    [("H200", "h200"), ("nvidia-h100-mega-80gb", "h100-mega"), ("a4-highgpu-8g", "b200"), ("a100-40gb", "a100")],
)
def test_another_name_of_a_gpu_is_refused_with_the_right_one(given: str, meant: str) -> None:
    """One spelling in every stack, so that searching for it finds all of them."""
    with pytest.raises(InputError) as caught:
        gpu_accelerator(given)
    assert str(caught.value) == (
        f'error: accelerator: "{given}" is another name of {meant}\n'
        f"  given:   {given}\n"
        f"  allowed: {', '.join(gpu_accelerators())}\n"
        f"  fix:     write {meant}"
    )


def test_an_unknown_gpu_is_refused() -> None:
    """What Google does not have is not guessed."""
    with pytest.raises(InputError) as caught:
        gpu_accelerator("mi300x")
    assert str(caught.value) == (
        'error: accelerator: "mi300x" is no GPU that Google Cloud has\n'
        "  given:   mi300x\n"
        f"  allowed: {', '.join(gpu_accelerators())}"
    )


def test_a_machine_of_another_gpu_is_refused_with_the_right_one() -> None:
    """Machine type and accelerator say the same thing twice, so they must agree."""
    with pytest.raises(InputError) as caught:
        plan_gpu("h200", "a3-megagpu-8g", 4)
    assert str(caught.value) == (
        "error: machineType: a3-megagpu-8g has h100-mega GPUs, the accelerator is h200\n"
        "  given:   a3-megagpu-8g\n"
        "  allowed: a3-ultragpu-8g\n"
        "  fix:     write a3-ultragpu-8g, or leave machineType out; or write accelerator: h100-mega"
    )


def test_machines_that_come_in_racks_are_a_pool_for_each_rack() -> None:
    """GKE refuses a pool of more than one NVLink domain."""
    assert plan_gpu("gb200", None, 40).racks == (18, 18, 4)
    assert plan_gpu("gb300", None, 18).racks == (18,)
    assert plan_gpu("h200", None, 40).racks == (40,)
    assert plan_gpu("gb200", None, 0).racks == (0,)


def test_half_of_an_h100_machine_has_no_gpu_networks() -> None:
    """Only the machine with 8 GPUs has interfaces for them; networks for the others were made by mistake elsewhere."""
    assert gpu_machine("a3-highgpu-4g").fabric.extra_networks == 0
    assert gpu_machine("a3-highgpu-8g").fabric.extra_networks == 4
