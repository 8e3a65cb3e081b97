"""What a fleet of GPU machines without Kubernetes becomes: a scale set, or a Compute Fleet of several sizes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.azure.machine_image import HPC_IMAGE, Image, parse_image
from components.azure.nodes import AzureCapacityModel, take_capacity
from components.azure.shared import take_common, take_name
from components.checks import Checks
from podwright.catalog import azure_rules
from podwright.catalog.aks_rules import check_ssh_key
from podwright.catalog.azure_quotas import any_size_quota
from podwright.catalog.cloud_gpus import CloudGpu, cloud_gpu, plan_cloud_gpu
from podwright.catalog.quotas import QuotaNeed
from podwright.catalog.regions import regions

if TYPE_CHECKING:
    from components.azure.gpu_fleet import AzureGpuFleetArgs


@dataclass(frozen=True, slots=True)
class AzureGpuFleetPlan:
    """The fleet with every default filled in."""

    name: str
    machine: CloudGpu
    nodes: int
    gpus: int | None
    """None where sizes are mixed: Azure decides which come."""
    zone: str | None
    sizes: Mapping[str, int]
    """Size -> rank of a Compute Fleet; empty for a scale set."""
    spot: bool
    reserved: bool
    image: Image
    computer: str
    identity: str
    """Name of the fleet's own identity."""
    needs: list[QuotaNeed]


def plan_azure_gpu_fleet(name: str, args: AzureGpuFleetArgs) -> AzureGpuFleetPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("AzureGpuFleet", name)
    take_common(checks, args["region"], args["labels"])
    nodes, mixed = args["nodes"], args.get("sizes", {})
    asked = checks.attempt(lambda: plan_cloud_gpu("azure", args["accelerator"], args.get("machine_type"), nodes))
    own = take_name(checks, "scale_set", args["prefix"], name)
    identity = take_name(checks, "identity", args["prefix"], name)
    computer = take_name(checks, "computer", name, field="name")
    zone = _zone(checks, args)
    image = checks.attempt(lambda: parse_image(args.get("image", HPC_IMAGE)))
    checks.take(check_ssh_key(args["ssh_public_key"]), "ssh_public_key")
    if asked:
        _check_machine(checks, asked.machine, args)
    _check_sizes(checks, mixed, args)
    checks.done()
    if not (asked and image):
        raise AssertionError("a plan without a problem is complete")
    spot = args["capacity"]["model"] == AzureCapacityModel.SPOT
    reserved = args["capacity"]["model"] == AzureCapacityModel.RESERVATION
    return AzureGpuFleetPlan(
        name=own,
        machine=asked.machine,
        nodes=nodes,
        gpus=None if mixed else asked.gpus,
        zone=zone,
        sizes=mixed,
        spot=spot,
        reserved=reserved,
        image=image,
        computer=computer,
        identity=identity,
        needs=([] if reserved else any_size_quota(mixed or [asked.machine.size], args["region"], nodes, spot=spot)),
    )


def _zone(checks: Checks, args: AzureGpuFleetArgs) -> str | None:
    zone = args.get("zone")
    if zone is None or args["region"] not in regions("azure"):
        return None
    return checks.attempt(lambda: azure_rules.azure_zone(args["region"], zone))


def _check_machine(checks: Checks, machine: CloudGpu, args: AzureGpuFleetArgs) -> None:
    take_capacity(checks, machine, args["capacity"])
    for problem in azure_rules.check_infiniband(machine, wanted=args.get("infiniband", False)):
        checks.take(problem)
    if not args.get("sizes"):
        checks.take(azure_rules.check_placement_group(machine, args["nodes"]))
    checks.take(azure_rules.check_image_arch(machine.size, args.get("image", HPC_IMAGE)))


def _check_sizes(checks: Checks, sizes: Mapping[str, int], args: AzureGpuFleetArgs) -> None:
    for size, rank in sizes.items():
        checks.attempt(lambda size=size: cloud_gpu("azure", size), field=f"sizes.{size}")
        if rank < 0:
            checks.add(f"sizes.{size}", "is no rank", given=str(rank), allowed="0 or more; the lowest comes first")
    if not sizes:
        return
    if args.get("infiniband", False):
        what = "makes a Compute Fleet, whose machines stand in several scale sets without InfiniBand between them"
        checks.add("sizes", what, given=", ".join(sizes), fix="drop sizes, or infiniband")
    if args.get("own_identity", False):
        what = "makes a Compute Fleet, whose machines have no identity of their own here"
        checks.add("sizes", what, given=", ".join(sizes), fix="drop sizes, or own_identity")
    if args["capacity"]["model"] == AzureCapacityModel.RESERVATION:
        checks.add("sizes", "does not go with a reservation, which is of one size", fix="drop sizes")
