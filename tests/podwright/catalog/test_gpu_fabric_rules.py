"""Networks between GPUs that somebody made elsewhere: too few, of another MTU, of another zone."""

from __future__ import annotations

import pytest

from podwright.catalog.gpu_fabric_rules import GivenFabric, check_fabric, check_fabric_choice
from podwright.catalog.gpus import GpuMachine, gpu_machine, gpu_machines

ROCE = "us-central1-b-vpc-roce"
MACHINES = sorted(gpu_machines().values(), key=lambda each: each.name)


def rendered(machine: str, given: GivenFabric, zone: str = "us-central1-b") -> list[str]:
    return [problem.render() for problem in check_fabric(gpu_machine(machine), given, zone)]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.name)
def test_what_the_catalog_says_passes(machine: GpuMachine) -> None:
    """The rules and the facts are the same ones."""
    fabric = machine.fabric
    profile = f"us-central1-b-{fabric.profile}" if fabric.profile else None
    given = GivenFabric(fabric.networks, fabric.networks * fabric.subnets, fabric.mtu, profile)
    assert check_fabric(machine, given, "us-central1-b") == []


def test_too_few_networks_of_another_mtu_are_refused() -> None:
    """The documented mistake: half of the networks, at the default MTU."""
    assert rendered("a3-megagpu-8g", GivenFabric(4, 4, 1460)) == [
        "error: networks: a3-megagpu-8g needs 8 further networks of MTU 8244, got 4 of MTU 1460\n"
        "  given:   4\n  allowed: 8\n  fix:     leave the networks out: FabricNetwork makes them",
        "error: mtu: a3-megagpu-8g needs GPU networks of MTU 8244, got MTU 1460\n"
        "  given:   1460\n  allowed: 8244\n  fix:     set the networks' MTU to 8244",
        "error: subnetworks: a3-megagpu-8g needs 8 subnets in its GPU networks, got 4\n"
        "  given:   4\n  allowed: 8\n  fix:     leave the networks out: FabricNetwork makes them",
    ]


def test_a_profile_of_another_zone_is_refused() -> None:
    """An RDMA network never leaves its zone."""
    assert rendered("a3-ultragpu-8g", GivenFabric(1, 8, 8896, ROCE), "us-central1-a") == [
        f"error: networkProfile: RDMA network profile {ROCE} is bound to zone us-central1-b, the machines stand in"
        " us-central1-a\n"
        f"  given:   {ROCE}\n  allowed: us-central1-a-vpc-roce\n"
        "  fix:     make a network with the profile us-central1-a-vpc-roce"
    ]


def test_a_profile_of_another_kind_is_refused() -> None:
    """Metal machines have a profile of their own."""
    assert rendered("a4x-maxgpu-4g-metal", GivenFabric(1, 0, None, ROCE)) == [
        f"error: networkProfile: a4x-maxgpu-4g-metal needs an RDMA network profile of kind vpc-roce-metal, got {ROCE}\n"
        f"  given:   {ROCE}\n  allowed: us-central1-b-vpc-roce-metal\n"
        "  fix:     make a network with the profile us-central1-b-vpc-roce-metal"
    ]


def test_a_network_without_a_profile_is_refused() -> None:
    """It can only be set when the network is made."""
    assert rendered("a4-highgpu-8g", GivenFabric(1, 8, 8896)) == [
        "error: networkProfile: the GPU network of a4-highgpu-8g needs an RDMA network profile, which can only be set"
        " when it is made\n"
        "  allowed: us-central1-b-vpc-roce\n  fix:     make the network with the profile us-central1-b-vpc-roce"
    ]


def test_subnets_of_a_metal_network_are_refused() -> None:
    """It makes its own."""
    assert rendered("a4x-maxgpu-4g-metal", GivenFabric(1, 8, None, f"{ROCE}-metal")) == [
        "error: subnetworks: a network of profile vpc-roce-metal makes its own subnets, got 8\n"
        "  given:   8\n  allowed: 0\n  fix:     remove the subnetworks"
    ]


def test_firewall_rules_on_an_rdma_network_are_refused() -> None:
    """Compute Engine takes none there."""
    assert rendered("a3-ultragpu-8g", GivenFabric(1, 8, 8896, ROCE, classic_firewall=True)) == [
        "error: firewall: VPC firewall rules and NAT cannot be attached to a RoCE network\n"
        "  fix:     remove them, or use a regional network firewall policy"
    ]


def test_networks_for_a_machine_without_interfaces_are_refused() -> None:
    """They were once made for L4 by mistake (AI-Hypercomputer/xpk #444)."""
    assert rendered("g2-standard-96", GivenFabric(4, 4, 8244))[0] == (
        "error: networks: g2-standard-96 needs no further networks, got 4 of MTU 8244\n"
        "  given:   4\n  allowed: 0\n  fix:     remove the networks"
    )


def test_a_choice_of_fabric_needs_a_machine_with_one() -> None:
    """Nobody should believe that L4 machines have it."""
    assert check_fabric_choice(gpu_machine("a3-ultragpu-8g"), "dranet") is None
    assert check_fabric_choice(gpu_machine("g2-standard-96"), None) is None
    problem = check_fabric_choice(gpu_machine("g2-standard-96"), "dranet")
    assert problem is not None
    assert problem.render() == (
        "error: fabric: g2-standard-96 has no networks between the GPUs of several machines\n"
        "  given:   dranet\n"
        "  fix:     drop fabric; accelerators with such networks: b200, gb200, gb300, h100, h100-edge, h100-mega, h200"
    )
