"""Whether the networks between GPUs are those that a machine needs.

Networks that Podwright declares are right by construction. These rules are for the choice between such networks and
the cloud's managed ones, and for networks that somebody made elsewhere and hands to a GPU cluster.
"""

from __future__ import annotations

from dataclasses import dataclass

from podwright.catalog.gpus import GpuMachine, gpu_machines
from podwright.errors import Problem

DRANET_FLOOR = "1.34.1-gke.1829001"
"""First GKE version with managed DRANET (GKE documentation: Allocate network resources by managed DRANET)."""


@dataclass(frozen=True, slots=True)
class GivenFabric:
    """Networks that are to be the fabric of a machine, as far as they are known before an apply."""

    networks: int
    """VPCs that carry GPU traffic."""
    subnets: int
    """Subnets in all of them together."""
    mtu: int | None = None
    profile: str | None = None
    """Name of the network profile, such as europe-west4-a-vpc-roce."""
    classic_firewall: bool = False
    """Whether VPC firewall rules or NAT hang on them."""


def check_fabric_choice(machine: GpuMachine, choice: str | None) -> Problem | None:
    """Whether a machine has GPU networks at all when `networks` or `dranet` is chosen (subject `fabric`)."""
    if choice is None or (machine.fabric.networks and (choice != "dranet" or machine.fabric.dranet)):
        return None
    what = f"{machine.name} has no networks between the GPUs of several machines"
    others = sorted({each.accelerator for each in gpu_machines().values() if each.fabric.networks})
    return Problem("fabric", what, choice, None, f"drop fabric; accelerators with such networks: {', '.join(others)}")


def check_fabric(machine: GpuMachine, given: GivenFabric, zone: str) -> list[Problem]:
    """All that is wrong; subjects `networks`, `mtu`, `subnetworks`, `networkProfile`, `firewall`."""
    found = [
        _check_count(machine, given),
        _check_mtu(machine, given),
        _check_subnets(machine, given),
        _check_profile(machine, given, zone),
        _check_firewall(machine, given),
    ]
    return [problem for problem in found if problem]


def _check_count(machine: GpuMachine, given: GivenFabric) -> Problem | None:
    needed = machine.fabric.networks
    if given.networks == needed:
        return None
    mtu = f" of MTU {machine.fabric.mtu}" if machine.fabric.mtu and needed else ""
    got = f" of MTU {given.mtu}" if given.mtu and given.networks else ""
    what = f"{machine.name} needs {_count(needed, 'further network')}{mtu}, got {given.networks}{got}"
    return Problem("networks", what, str(given.networks), str(needed), _make_them(machine))


def _check_mtu(machine: GpuMachine, given: GivenFabric) -> Problem | None:
    needed = machine.fabric.mtu
    if given.mtu is None or needed is None or given.mtu == needed or not given.networks:
        return None
    what = f"{machine.name} needs GPU networks of MTU {needed}, got MTU {given.mtu}"
    return Problem("mtu", what, str(given.mtu), str(needed), f"set the networks' MTU to {needed}")


def _check_subnets(machine: GpuMachine, given: GivenFabric) -> Problem | None:
    fabric = machine.fabric
    needed = fabric.networks * fabric.subnets
    if given.subnets == needed:
        return None
    if fabric.kind == "rdma-metal":
        what = f"a network of profile {fabric.profile} makes its own subnets, got {given.subnets}"
        return Problem("subnetworks", what, str(given.subnets), "0", "remove the subnetworks")
    what = f"{machine.name} needs {_count(needed, 'subnet')} in its GPU networks, got {given.subnets}"
    return Problem("subnetworks", what, str(given.subnets), str(needed), _make_them(machine))


def _check_profile(machine: GpuMachine, given: GivenFabric, zone: str) -> Problem | None:
    suffix = machine.fabric.profile
    needed = f"{zone}-{suffix}" if suffix else None
    if given.profile == needed:
        return None
    if given.profile is None:
        what = f"the GPU network of {machine.name} needs an RDMA network profile, which can only be set when it is made"
        return Problem("networkProfile", what, None, needed, f"make the network with the profile {needed}")
    if needed is None:
        what = f"{machine.name} has no RDMA interfaces, but the network has profile {given.profile}"
        return Problem("networkProfile", what, given.profile, "a network without a profile", _make_them(machine))
    bound = given.profile.removesuffix(f"-{suffix}")
    if bound != given.profile:
        what = f"RDMA network profile {given.profile} is bound to zone {bound}, the machines stand in {zone}"
    else:
        what = f"{machine.name} needs an RDMA network profile of kind {suffix}, got {given.profile}"
    return Problem("networkProfile", what, given.profile, needed, f"make a network with the profile {needed}")


def _check_firewall(machine: GpuMachine, given: GivenFabric) -> Problem | None:
    if not given.classic_firewall or machine.fabric.profile is None:
        return None
    what = "VPC firewall rules and NAT cannot be attached to a RoCE network"
    return Problem("firewall", what, None, None, "remove them, or use a regional network firewall policy")


def _make_them(machine: GpuMachine) -> str:
    if not machine.fabric.networks:
        return "remove the networks"
    return "leave the networks out: FabricNetwork makes them"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}" if number == 1 else f"{number or 'no'} {noun}s"
