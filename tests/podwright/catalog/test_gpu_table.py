"""The whole GPU catalog: every machine, capacity model and zone plans to what is documented or is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.catalog.gpu_capacity import check_gpu_capacity
from podwright.catalog.gpu_plans import plan_gpu
from podwright.catalog.gpu_zones import check_gpu_zone, gpu_zones_in
from podwright.catalog.gpus import GpuMachine, gpu_accelerators, gpu_machine, gpu_machines
from podwright.catalog.quotas import gpu_quota, network_quota
from podwright.catalog.regions import region_of_zone, regions

MACHINES = sorted(gpu_machines().values(), key=lambda each: each.name)
MODELS = ("on-demand", "spot", "reservation", "flex-start")
ZONES = sorted(zone for region in regions("gcp").values() for zone in region.zones)

NOT_GIVEN = {
    "a3-highgpu-1g": {"on-demand", "reservation"},
    "a3-highgpu-2g": {"on-demand", "reservation"},
    "a3-highgpu-4g": {"on-demand", "reservation"},
    "a3-ultragpu-8g": {"on-demand"},
    "a4-highgpu-8g": {"on-demand"},
    "a4x-highgpu-4g": {"on-demand", "spot", "flex-start"},
    "a4x-maxgpu-4g-metal": {"on-demand", "spot", "flex-start"},
}
"""Models by which Google does not give a machine (Google Cloud documentation: GPU machine types, 2026-04-14)."""

FAMILY = "GPUS-PER-GPU-FAMILY-per-project-region"
STANDARD: dict[str, tuple[str, dict[str, str]]] = {
    "l4": ("NVIDIA-L4-GPUS-per-project-region", {}),
    "rtx-pro-6000": (FAMILY, {"gpu_family": "NVIDIA_RTX_PRO_6000"}),
    "a100": ("NVIDIA-A100-GPUS-per-project-region", {}),
    "a100-80gb": ("NVIDIA-A100-80GB-GPUS-per-project-region", {}),
    "h100": (FAMILY, {"gpu_family": "NVIDIA_H100"}),
    "h100-edge": (FAMILY, {"gpu_family": "NVIDIA_H100"}),
    "h100-mega": (FAMILY, {"gpu_family": "NVIDIA_H100_MEGA"}),
}
PREEMPTIBLE = {
    "l4": "PREEMPTIBLE-NVIDIA-L4-GPUS-per-project-region",
    "rtx-pro-6000": "PREEMPTIBLE-NVIDIA-RTX-PRO-6000-GPUS-per-project-region",
    "a100": "PREEMPTIBLE-NVIDIA-A100-GPUS-per-project-region",
    "a100-80gb": "PREEMPTIBLE-NVIDIA-A100-80GB-GPUS-per-project-region",
    "h100": "PREEMPTIBLE-NVIDIA-H100-GPUS-per-project-region",
    "h100-edge": "PREEMPTIBLE-NVIDIA-H100-GPUS-per-project-region",
    "h100-mega": "PREEMPTIBLE-NVIDIA-H100-MEGA-GPUS-per-project-region",
    "h200": "PREEMPTIBLE-NVIDIA-H200-GPUS-per-project-region",
    "b200": "PREEMPTIBLE-NVIDIA-B200-GPUS-per-project-region",
}
NETWORKS = {"tcpx": (4, 4), "tcpxo": (8, 8), "rdma": (2, 9), "rdma-metal": (2, 1), "none": (0, 0)}
"""By fabric: VPCs and subnets besides the region's."""

by_name = pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.name)


def reservation(model: str) -> str | None:
    return "train-h1" if model == "reservation" else None


@by_name
def test_what_google_gives_plans_in_every_zone_that_has_it(machine: GpuMachine) -> None:
    """Machine type, GPUs, networks and quota of every legal combination."""
    for model in set(MODELS) - NOT_GIVEN.get(machine.name, set()):
        assert check_gpu_capacity(machine, model, reservation(model)) == []
        for zone in machine.zones:
            assert check_gpu_zone(machine, zone, model) is None
            plan = plan_gpu(machine.accelerator, machine.name, 16)
            assert (plan.machine.name, plan.nodes, plan.gpus) == (machine.name, 16, 16 * machine.gpus)
            networks, subnets = NETWORKS[machine.fabric.kind]
            subnets = 5 if machine.name == "a4x-highgpu-4g" else subnets
            assert (plan.extra_networks, plan.extra_subnets) == (networks, subnets)
            assert drawn(machine, model, zone) == expected(machine, model, zone)


def drawn(machine: GpuMachine, model: str, zone: str) -> list[tuple[str | None, dict[str, str], int]]:
    return [(need.quota_id, need.dimensions, need.amount) for need in gpu_quota(machine.name, model, zone, 16)]


def expected(machine: GpuMachine, model: str, zone: str) -> list[tuple[str | None, dict[str, str], int]]:
    gpus, place = 16 * machine.gpus, {"region": region_of_zone(zone)}
    if model == "reservation":
        return []
    cap = ("GPUS-ALL-REGIONS-per-project", dict[str, str](), gpus)
    if model == "on-demand":
        quota, family = STANDARD[machine.accelerator]
        return [(quota, {**place, **family}, gpus), cap]
    return [(PREEMPTIBLE[machine.accelerator], place, gpus), cap]


@by_name
def test_what_google_does_not_give_is_refused(machine: GpuMachine) -> None:
    """The message names the models that there are."""
    for model in NOT_GIVEN.get(machine.name, set()):
        (problem,) = check_gpu_capacity(machine, model, reservation(model))
        assert problem.subject == "capacity.model"
        assert problem.given == model
        assert problem.allowed == ", ".join(each for each in machine.models)
        by = "on demand" if model == "on-demand" else f"by {model}"
        assert problem.message.startswith(f"{machine.name} is not given {by}, only by ")


@by_name
def test_every_other_zone_is_refused_with_the_nearest(machine: GpuMachine) -> None:
    """A place without the machine is found before an engine starts; the fix names places that have it."""
    for zone in ZONES:
        problem = check_gpu_zone(machine, zone, machine.models[0])
        if zone in machine.zones:
            assert problem is None
            continue
        assert problem is not None
        date = max(fact.date for fact in machine.zones.values())
        assert problem.message == f"{machine.name} is not offered in {zone} (catalog of {date})"
        assert problem.fix is not None
        nearest = problem.fix.removeprefix("nearest: ").split(";")[0].split(", ")
        assert set(nearest) <= set(machine.zones)
        if gpu_zones_in(machine, region_of_zone(zone)):
            assert {region_of_zone(each) for each in nearest} == {region_of_zone(zone)}


def test_the_message_of_a_zone_is_whole() -> None:
    """What is wrong, where there is one, and what to do when Google says otherwise."""
    problem = check_gpu_zone(gpu_machine("a3-ultragpu-8g"), "asia-northeast1-b", "spot")
    assert problem is not None
    assert problem.render() == (
        "error: zone: a3-ultragpu-8g is not offered in asia-northeast1-b (catalog of 2026-08)\n"
        "  given:   asia-northeast1-b\n"
        "  allowed: asia-south1-b, asia-south2-c, europe-west1-b, europe-west4-a, us-central1-b, us-east1-d,"
        " us-east4-b, us-east5-a, us-south1-b, us-west1-c\n"
        "  fix:     nearest: asia-south1-b, asia-south2-c; or set allowUnlistedZone: true if Google has told you that"
        " it is there"
    )


def test_networks_draw_the_caps_of_the_project() -> None:
    """An A3 Mega cluster takes 8 VPCs besides the region's, and a new project may have few."""
    needs = [(need.quota_id, need.dimensions, need.amount, need.unit) for need in network_quota(9, 9)]
    assert needs == [
        ("NETWORKS-per-project", {}, 9, "networks"),
        ("SUBNETWORKS-per-project", {}, 9, "subnetworks"),
    ]
    assert network_quota(0, 0) == []


@given(st.sampled_from(sorted(gpu_accelerators())), st.integers(min_value=0, max_value=5000))
def test_gpus_are_machines_times_the_gpus_of_one(accelerator: str, nodes: int) -> None:
    """Quota, prices and tables are built on this number."""
    plan = plan_gpu(accelerator, None, nodes)
    assert plan.gpus == nodes * plan.machine.gpus
    assert sum(plan.racks) == nodes
    if plan.machine.rack_size:
        assert all(each <= plan.machine.rack_size for each in plan.racks)
