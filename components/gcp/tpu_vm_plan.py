"""What a group of TPU VMs becomes on the Cloud TPU API. Pure, no Pulumi resources.

The TPU API is the older way to a TPU: Google only fixes it, it does not serve tpu7x, and the provider's resources offer
less than the API does. The rules here refuse what they cannot express instead of leaving it out in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from components.gcp.capacity import CapacityModel, take_capacity
from podwright.catalog.regions import region_of_zone
from podwright.catalog.topology import SlicePlan, plan_slice
from podwright.catalog.tpu_vms import check_data_disks, check_queued_extras
from podwright.catalog.tpus import tpu_generation
from podwright.catalog.versions import check_runtime_version
from podwright.catalog.zones import check_zone
from podwright.plan.names import cloud_name

if TYPE_CHECKING:
    from components.gcp.tpu_vm import TpuVmArgs


@dataclass(frozen=True, slots=True)
class TpuVmPlan:
    """`len(vms)` equal TPU VMs."""

    shape: SlicePlan
    vms: tuple[str, ...]
    """Cloud names, by index."""
    runtime_version: str
    accelerator_type: str | None
    """Set where the name alone means the topology; otherwise the two below are."""
    config_type: str | None
    config_topology: str | None
    spot: bool
    reserved: bool
    """Draw from reserved capacity; which reservation, the API cannot be told (terraform-provider-google #24153)."""
    queued: bool


def plan_tpu_vm(name: str, args: TpuVmArgs) -> TpuVmPlan:
    """The plan of a group of TPU VMs, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("TpuVm", name)
    generation, zone, queued = args["generation"], args["zone"], args.get("queued", False)
    found = checks.attempt(lambda: tpu_generation(generation))
    shape = checks.attempt(lambda: plan_slice(generation, args["topology"])) if found else None
    region = checks.attempt(lambda: region_of_zone(zone))
    if found:
        take_capacity(checks, generation, args["capacity"], "tpu-queued" if queued else "tpu-vm")
    if found and region and not args.get("allow_unlisted_zone", False):
        checks.take(check_zone(generation, zone, str(args["capacity"]["model"])))
    if args.get("count", 1) < 1:
        checks.add("count", "is not a number of TPU VMs", given=str(args.get("count")), allowed="1 or more")
    if shape and queued:
        _check_queued(checks, shape)
    _check_extras(checks, args, shape)
    runtime = args.get("runtime_version")
    if found and runtime is not None:
        checks.take(check_runtime_version(generation, runtime))
    checks.labels(args["labels"])
    vms = checks.attempt(
        lambda: tuple(cloud_name(args["prefix"], name, str(i)) for i in range(args.get("count", 1))),
        field="prefix",
    )
    checks.done()
    if not (found and shape and vms):
        raise AssertionError("a plan without a problem is complete")
    model, by_name = CapacityModel(args["capacity"]["model"]), shape.is_default_topology
    return TpuVmPlan(
        shape=shape,
        vms=vms,
        runtime_version=runtime or found.runtime_version or "",
        accelerator_type=shape.accelerator_type if by_name else None,
        config_type=None if by_name else found.api_type,
        config_topology=None if by_name else shape.topology,
        spot=model is CapacityModel.SPOT,
        reserved=model is CapacityModel.RESERVATION,
        queued=queued,
    )


def _check_extras(checks: Checks, args: TpuVmArgs, shape: SlicePlan | None) -> None:
    disks = {key: disk.get("read_only", False) for key, disk in args.get("data_disks", {}).items()}
    for problem in check_data_disks(shape, disks) if shape else []:
        checks.take(problem, f"data_disks.{problem.subject.split('.', 1)[1]}")
    if args.get("queued", False):
        given = {"dataDisks": bool(disks), "tags": bool(args.get("tags")), "startupScript": "startup_script" in args}
        for problem in check_queued_extras(given):
            checks.take(problem)


def _check_queued(checks: Checks, shape: SlicePlan) -> None:
    if not shape.is_default_topology:
        checks.add(
            "topology",
            f"cannot be asked for by a queued resource: it takes only the name {shape.accelerator_type},"
            " which stands for another shape",
            given=shape.topology,
            fix="drop queued",
        )
