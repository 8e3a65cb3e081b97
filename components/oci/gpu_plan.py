"""What GPU machines on Oracle Cloud become, in a Kubernetes cluster or without one: shape, placement, racks, names.

Pure, no Pulumi. `OciGpuCluster` and `OciGpuFleet` share it, because Oracle places both the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components.checks import Checks
from components.oci.capacity import OciCapacityArgs
from components.oci.shared import take_place
from podwright.catalog.cloud_gpus import CloudGpu, CloudGpuPlan, plan_cloud_gpu
from podwright.catalog.oci_rules import (
    MONITORING_PLUGIN,
    RDMA_PLUGINS,
    check_image,
    check_oci_capacity,
    check_placement,
    check_racks,
    default_placement,
)
from podwright.catalog.oke_rules import check_boot_volume
from podwright.plan.names_oci import oci_name

BOOT_GIB = 512
"""What images with drivers and containers of frameworks need; Oracle's own default of 47 GB does not hold them."""


@dataclass(frozen=True, slots=True)
class OciGpuWish:
    """What a component is asked for, whatever it is."""

    region: str
    zone: str
    prefix: str
    labels: Mapping[str, str]
    accelerator: str
    nodes: int
    capacity: OciCapacityArgs
    machine_type: str | None
    placement: str | None
    has_image: bool
    boot_volume_gib: int | None
    fabrics: int


@dataclass(frozen=True, slots=True)
class OciGpuPlan:
    """The machines and what holds them."""

    machine: CloudGpu
    nodes: int
    gpus: int
    zone: str
    """Such as `AD-1`."""
    placement: str
    racks: tuple[int, ...]
    """Machines of each GPU memory cluster; empty where the shape has none."""
    boot_volume_gib: int
    spot: bool
    plugins: Mapping[str, bool]
    """Plugins of the agent that are turned on or off."""
    name: str
    rack_names: tuple[str, ...]


def plan_gpus(checks: Checks, name: str, wish: OciGpuWish, default: str | None = None) -> OciGpuPlan | None:
    """The plan, or None after recording everything that is wrong; `default` is the placement of RDMA machines."""
    zone = take_place(checks, wish.region, wish.labels, wish.zone)
    found = checks.attempt(lambda: plan_cloud_gpu("oci", wish.accelerator, wish.machine_type, wish.nodes), field=None)
    title = checks.attempt(lambda: oci_name("display", wish.prefix, name), field="prefix")
    boot = BOOT_GIB if wish.boot_volume_gib is None else wish.boot_volume_gib
    checks.take(check_boot_volume(boot), field="boot_volume_gib")
    if found is None:
        return None
    machine = found.machine
    own = default if default and machine.rdma and not machine.rack_size else default_placement(machine)
    placement = wish.placement or own
    model, named = str(wish.capacity["model"]), "name" in wish.capacity
    checks.take(check_placement(machine, placement))
    checks.take(check_racks(machine, found.nodes, wish.fabrics))
    checks.take(check_image(machine, given=wish.has_image))
    for problem in check_oci_capacity(machine, model, named=named):
        checks.take(problem)
    if not checks.clean or zone is None or title is None:
        return None
    return _plan(found, zone, placement, boot, title, spot=model == "spot")


def _plan(found: CloudGpuPlan, zone: str, placement: str, boot: int, title: str, *, spot: bool) -> OciGpuPlan:
    machine = found.machine
    racks = found.racks if machine.rack_size and found.nodes else ()
    return OciGpuPlan(
        machine=machine,
        nodes=found.nodes,
        gpus=found.gpus,
        zone=zone,
        placement=placement,
        racks=racks,
        boot_volume_gib=boot,
        spot=spot,
        plugins=agent_plugins(machine),
        name=title,
        rack_names=tuple(f"{title}-{number}" for number in range(len(racks))),
    )


def agent_plugins(machine: CloudGpu) -> dict[str, bool]:
    """The agent leaves RDMA plugins off unless told otherwise, and the interfaces then get no address."""
    quiet = {"Bastion": False, "OS Management Service Agent": False}
    return {**dict.fromkeys((*RDMA_PLUGINS, MONITORING_PLUGIN), True), **quiet} if machine.rdma else quiet
