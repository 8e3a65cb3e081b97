"""What a GPU fleet becomes on Compute Engine: machine, placement, scheduling, requests. Pure, no Pulumi resources.

The facts come from the catalog; the rules of instance templates and managed instance groups stand here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from components.gcp.capacity import CapacityModel, PoolCapacity, pool_capacity
from components.gcp.gpu_machines import take_capacity, take_machine, take_networks
from podwright.catalog.capacity import FLEX_START_LIMIT_SECONDS
from podwright.catalog.gpu_capacity import gpu_placement
from podwright.catalog.gpu_fleet_rules import check_batch, check_fleet_queue
from podwright.catalog.gpu_versions import check_gpu_image
from podwright.catalog.gpus import GpuMachine, GpuPlacement
from podwright.catalog.regions import region_of_zone
from podwright.plan.names import COMPUTE_LIMIT, cloud_name

if TYPE_CHECKING:
    from components.gcp.gpu_fleet import GpuFleetArgs

DIGEST_LENGTH = 8
INSTANCE_SUFFIX = 5
"""What a group appends to the base name of its machines: a dash and four characters (InstanceGroupManager docs)."""
_IMAGES = "projects/ubuntu-os-accelerator-images/global/images/family/ubuntu-accelerator-2404-{arch}-with-nvidia-580"
"""Google's images with the driver (cluster-toolkit system_benchmarks README and examples, 2026-06; a snapshot)."""
_ARCHS = {"x86": "amd64", "arm64": "arm64"}
_MODELS = {
    CapacityModel.ON_DEMAND: "STANDARD",
    CapacityModel.SPOT: "SPOT",
    CapacityModel.RESERVATION: "STANDARD",
    CapacityModel.FLEX_START: "FLEX_START",
}


@dataclass(frozen=True, slots=True)
class Scheduling:
    """The scheduling of a template, as the API writes it."""

    provisioning_model: str
    preemptible: bool
    automatic_restart: bool
    termination_action: str | None
    """What happens when Google or the clock ends a machine; None where neither does."""
    max_run_seconds: int | None


@dataclass(frozen=True, slots=True)
class GpuFleetPlan:
    """One GPU fleet."""

    machine: GpuMachine
    region: str
    nodes: int
    name: str
    """Cloud name of the group, its policy and its machines; that of a template ends in a digest besides."""
    capacity: PoolCapacity
    scheduling: Scheduling
    placement: GpuPlacement
    image: str
    shielded: bool
    requests: tuple[tuple[str, int], ...]
    """Names and sizes of the requests by which flex-start machines come; empty otherwise."""

    @property
    def gpus(self) -> int:
        """GPUs when everything that is asked for is there."""
        return self.machine.gpus * self.nodes

    @property
    def nic_type(self) -> str:
        """The kind of the first interface."""
        return self.machine.fabric.host_nic_type or "GVNIC"


def plan_gpu_fleet(name: str, args: GpuFleetArgs) -> GpuFleetPlan:
    """The plan of a fleet, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("GpuFleet", name)
    found = take_machine(checks, args)
    region = checks.attempt(lambda: region_of_zone(args["zone"]))
    image = args.get("image")
    if found:
        take_capacity(checks, found, args)
        take_networks(checks, found, args.get("networks", []))
        if image is not None:
            checks.take(check_gpu_image(found, image))
    asked = str(args["capacity"]["model"])
    checks.take(check_fleet_queue(asked, queued=args["capacity"].get("queued", False)))
    checks.take(check_batch(asked, args["nodes"], args.get("batch")))
    checks.labels(args["labels"])
    limit = COMPUTE_LIMIT - DIGEST_LENGTH - 1
    cloud = checks.attempt(lambda: cloud_name(args["prefix"], name, limit=limit), field="name")
    checks.done()
    if not (found and region and cloud):
        raise AssertionError("a plan without a problem is complete")
    model = CapacityModel(args["capacity"]["model"])
    return GpuFleetPlan(
        machine=found,
        region=region,
        nodes=args["nodes"],
        name=cloud,
        capacity=pool_capacity(args["capacity"], args["nodes"], args["project"]),
        scheduling=_scheduling(found, model, args),
        placement=gpu_placement(found, str(model), args["nodes"], args.get("placement")),
        image=image or _IMAGES.format(arch=_ARCHS[found.arch]),
        shielded=not found.name.endswith("-metal"),
        requests=_requests(args) if model is CapacityModel.FLEX_START else (),
    )


def digest(content: object) -> str:
    """Eight characters that are the same for the same content and other ones for any other.

    The content is plain values in mappings, lists and objects.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=vars)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def _requests(args: GpuFleetArgs) -> tuple[tuple[str, int], ...]:
    """The size is part of a request's name: a request cannot be changed, and its number is its identity."""
    nodes = args["nodes"]
    batch = args.get("batch", nodes)
    return tuple((f"{index}-{batch}", batch) for index in range(nodes // batch)) if nodes else ()


def _scheduling(machine: GpuMachine, model: CapacityModel, args: GpuFleetArgs) -> Scheduling:
    """A machine that Google sells by reservation and not on demand runs for as long as its reservation does.

    Source: Google Cloud documentation, Create an AI-optimized VM (A3 Ultra, A4: reservation-bound).
    """
    flex, spot = model is CapacityModel.FLEX_START, model is CapacityModel.SPOT
    bound = model is CapacityModel.RESERVATION and "on-demand" not in machine.models
    limit = args["capacity"].get("max_run_seconds", FLEX_START_LIMIT_SECONDS) if flex else None
    return Scheduling(
        provisioning_model="RESERVATION_BOUND" if bound else _MODELS[model],
        preemptible=spot,
        automatic_restart=not (spot or flex),
        termination_action="DELETE" if spot or flex or bound else None,
        max_run_seconds=limit,
    )
