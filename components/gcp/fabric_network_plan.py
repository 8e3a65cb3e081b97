"""What the networks between the GPUs of one cluster are: VPCs, subnets, MTUs, profiles and interfaces. Pure.

How many there must be is the catalog's fact, which slot of the address range each gets is `podwright.plan.fabric`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from podwright.catalog.gpu_plans import plan_gpu
from podwright.catalog.gpus import GpuMachine
from podwright.catalog.regions import region_of_zone
from podwright.plan.fabric import HOST_SLOT, fabric_slot
from podwright.plan.names import cloud_name

if TYPE_CHECKING:
    from components.gcp.fabric_network import FabricNetworkArgs

OWN_SUBNET = "default-subnet-1-"
"""How the subnet is called that a metal network makes by itself, before the name of the network (Google Cloud
documentation: Create an A4X Max instance, 2026-04)."""


@dataclass(frozen=True, slots=True)
class FabricSubnet:
    """One subnet."""

    role: str
    """What its names end in."""
    name: str
    cidr: str


@dataclass(frozen=True, slots=True)
class FabricVpc:
    """One VPC of the fabric."""

    role: str
    """What its names end in: `gpu-0`, `rdma`, `host-0`."""
    name: str
    mtu: int | None
    """None: the network profile sets it."""
    profile: str | None
    """Path of the network profile; None: an ordinary VPC."""
    firewall: str | None
    """Cloud name of the rule that lets in its own machines; None: it lets them in by itself."""
    subnets: tuple[FabricSubnet, ...]
    """Empty where the network makes its own."""

    @property
    def rdma(self) -> bool:
        """Whether only RDMA interfaces attach, and no classic firewall rule does."""
        return self.profile is not None


@dataclass(frozen=True, slots=True)
class FabricNic:
    """One further interface of each machine."""

    vpc: str
    """Role of its VPC."""
    subnet: str | None
    """Role of its subnet; None: the one that the VPC makes by itself."""
    nic_type: str


@dataclass(frozen=True, slots=True)
class FabricPlan:
    """All further networks of one cluster, in the order of the machine's interfaces."""

    machine: GpuMachine
    region: str
    vpcs: tuple[FabricVpc, ...]
    nics: tuple[FabricNic, ...]
    policy: str | None
    """Cloud name of the firewall policy of the RDMA network; None where none is wanted."""


def plan_fabric_network(name: str, args: FabricNetworkArgs) -> FabricPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("FabricNetwork", name)
    plan = checks.attempt(lambda: plan_gpu(args["accelerator"], args.get("machine_type"), 0))
    region = checks.attempt(lambda: region_of_zone(args["zone"]))
    machine, tag = plan.machine if plan else None, args.get("secure_tag")
    vpcs = checks.attempt(lambda: _vpcs(name, args, machine), field="prefix") if machine else None
    if machine and machine.fabric.profile is None and tag is not None:
        what = f"is for RDMA networks only, and {machine.name} has none"
        checks.add("secure_tag", what, given=tag, fix="leave it out: firewall rules let in the network's own machines")
    policy = checks.attempt(lambda: cloud_name(args["prefix"], name, "rdma"), field="prefix") if tag else None
    checks.done()
    if machine is None or region is None or vpcs is None:
        raise AssertionError("a plan without a problem is complete")
    return FabricPlan(machine, region, vpcs, _nics(machine, vpcs), policy)


def _vpcs(name: str, args: FabricNetworkArgs, machine: GpuMachine) -> tuple[FabricVpc, ...]:
    """First the host's, then those of the GPUs: the order in which machines number their interfaces."""
    fabric, parts = machine.fabric, (args["prefix"], name)
    hosts = tuple(
        _ordinary(parts, f"host-{index}", fabric.host_mtu, HOST_SLOT + index) for index in range(fabric.host_networks)
    )
    if fabric.profile is None:
        return hosts + tuple(_ordinary(parts, f"gpu-{index}", fabric.mtu, index) for index in range(fabric.networks))
    profile = f"projects/{args['project']}/global/networkProfiles/{args['zone']}-{fabric.profile}"
    subnets = tuple(_subnet(parts, f"rdma-{index}", index) for index in range(fabric.subnets))
    return (*hosts, FabricVpc("rdma", cloud_name(*parts, "rdma"), fabric.mtu, profile, None, subnets))


def _ordinary(parts: tuple[str, ...], role: str, mtu: int | None, slot: int) -> FabricVpc:
    firewall = cloud_name(*parts, role, "internal")
    return FabricVpc(role, cloud_name(*parts, role), mtu, None, firewall, (_subnet(parts, role, slot),))


def _subnet(parts: tuple[str, ...], role: str, slot: int) -> FabricSubnet:
    return FabricSubnet(role, cloud_name(*parts, role), fabric_slot(slot))


def _nics(machine: GpuMachine, vpcs: tuple[FabricVpc, ...]) -> tuple[FabricNic, ...]:
    """The interfaces of one machine.

    A network without subnets of ours has all its interfaces in the one subnet that it makes by itself.
    """
    fabric, nics = machine.fabric, list[FabricNic]()
    for vpc in vpcs:
        host = vpc.role.startswith("host-")
        nic_type = (fabric.host_nic_type if host else fabric.nic_type) or "GVNIC"
        for index in range(len(vpc.subnets) or fabric.nics):
            subnet = vpc.subnets[index].role if vpc.subnets else None
            nics.append(FabricNic(vpc.role, subnet, nic_type))
    return tuple(nics)
