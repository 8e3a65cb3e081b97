"""What GPU clusters and GPU fleets have in common: their machine, how it is bought, the networks of its interfaces.

Owns the check of those arguments by the catalog. Pure: no Pulumi resources.
"""

from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict, Union

import pulumi

from components.checks import Checks
from podwright.catalog.gpu_capacity import check_gpu_capacity
from podwright.catalog.gpu_plans import plan_gpu
from podwright.catalog.gpu_zones import check_gpu_zone
from podwright.catalog.gpus import GpuMachine
from podwright.errors import InputError

if TYPE_CHECKING:
    from components.gcp.gpu_cluster import GpuClusterArgs
    from components.gcp.gpu_fleet import GpuFleetArgs

GpuArgs = Union["GpuClusterArgs", "GpuFleetArgs"]


class Placement(StrEnum):
    """Whether machines must stand close together."""

    COMPACT = "compact"
    NONE = "none"


class NodeNetworkArgs(TypedDict):
    """One further interface of each machine."""

    network: pulumi.Input[str]
    """Id of the VPC."""
    subnetwork: pulumi.Input[str]
    """Id of the subnet, or the name of the one that the network made by itself."""
    nic_type: str
    """GVNIC, MRDMA or IDPF."""


def take_machine(checks: Checks, args: GpuArgs) -> GpuMachine | None:
    """The machine of the accelerator; records what is wrong with it, with their number and with the zone."""
    accelerator, wanted, nodes = args["accelerator"], args.get("machine_type"), args["nodes"]
    plan = checks.attempt(lambda: plan_gpu(accelerator, wanted, nodes))
    if plan is None:
        return None
    if not args.get("allow_unlisted_zone", False):
        # A name that is no zone is reported where its region is asked for.
        with suppress(InputError):
            checks.take(check_gpu_zone(plan.machine, args["zone"], str(args["capacity"]["model"])))
    return plan.machine


def take_capacity(checks: Checks, machine: GpuMachine, args: GpuArgs) -> None:
    """Record every conflict between the capacity model, the machine and the placement."""
    capacity = args["capacity"]
    for problem in check_gpu_capacity(
        machine,
        str(capacity["model"]),
        capacity.get("name"),
        capacity.get("max_run_seconds"),
        queued=capacity.get("queued", False),
        placement=args.get("placement"),
    ):
        checks.take(problem)
    _check_block_of_others(checks, args["project"], capacity.get("name"))


def take_networks(checks: Checks, machine: GpuMachine, networks: Sequence[NodeNetworkArgs]) -> None:
    """Record interfaces that are not those of the machine; none are right as well, for machines that work alone."""
    fabric = machine.fabric
    wanted = [fabric.host_nic_type or ""] * fabric.host_networks + [fabric.nic_type or ""] * fabric.nics
    got = [network["nic_type"] for network in networks]
    if not got or got == wanted:
        return
    fix = "pass the interfaces of FabricNetwork as they are" if wanted else "drop networks"
    if len(got) == len(wanted):
        what = f"{machine.name} has other interfaces, in another order"
        checks.add("networks", what, given=", ".join(got), allowed=", ".join(wanted), fix=fix)
        return
    mtu = f" of MTU {fabric.mtu}" if fabric.mtu else ""
    what = f"{machine.name} needs {len(wanted) or 'no'} further interfaces{mtu}, got {len(got)}"
    checks.add("networks", what, given=str(len(got)), allowed=str(len(wanted)), fix=fix)


def _check_block_of_others(checks: Checks, project: str, reservation: str | None) -> None:
    """Source: the preconditions of GoogleCloudPlatform/cluster-toolkit modules/compute/gke-node-pool (2026-06)."""
    parts = (reservation or "").split("/")
    if parts[0] != "projects" or parts[1] == project or "reservationBlocks" not in parts:
        return
    checks.add(
        "capacity.name",
        f"a block of a reservation that project {parts[1]} shares cannot be named, only the whole reservation",
        given=reservation,
        fix=f"write {'/'.join(parts[:4])}",
    )
