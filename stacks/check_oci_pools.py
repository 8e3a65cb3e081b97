"""Rules of GPU machines on Oracle Cloud, in OKE or without Kubernetes, each with what would be right.

The facts and their words come from `podwright.catalog`; this file says which of them apply to which key.
"""

from __future__ import annotations

from difflib import get_close_matches

from podwright.catalog.cloud_gpus import CloudGpu, check_cloud_place, plan_cloud_gpu
from podwright.catalog.oci_rules import check_image, check_oci_capacity, check_placement, check_racks, oci_zone
from podwright.catalog.oke_rules import check_boot_volume, check_ocid
from podwright.catalog.regions import regions
from podwright.errors import InputError
from podwright.plan.cidr_oci import check_oci_pods
from podwright.plan.node_marks import check_node_labels
from stacks.check_words import refuse_words, take
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_gpus import GpuClusterSpec, GpuFleetSpec, GpuShape
from stacks.model_oci import OciMachines
from stacks.sizes_oci import placement_of, zone_of
from stacks.source import KeyPath

_SHAPE = ("accelerator", "nodes", "zone", "capacity", "machineType", "bootDiskGib", "allowUnlistedZone")
_CLUSTER = (*_SHAPE, "maxPodsPerNode", "nodeLabels")
_FLEET = (*_SHAPE, "image")
_CAPACITY = ("model", "name")
"""What Oracle Cloud understands of the words that all clouds share."""
_FIXES = {
    "placement": "write it under oci.machines, in Oracle's words",
    "taints": "remove it: node pools of OKE have none, and the plugin for GPUs sets its own",
    "maxNodes": "remove it: the machines stand where they are placed together, and nothing adds some by itself",
    "driver": "remove it: the image brings the driver",
    "startupScript": "write it as cloudInit under oci.machines",
}


def check_oci_pools(spec: StackSpec, findings: Findings) -> None:
    """Every GPU cluster and fleet, and what is Oracle's own of them."""
    if spec.kind == "global":
        return
    for name, cluster in spec.gpu_clusters.items():
        path: KeyPath = ("gpuClusters", name)
        refuse_words(findings, path, cluster, _CLUSTER, "oci", fixes=_FIXES)
        _check_nodes(path, cluster, findings)
        _check_shape(spec, path, cluster, findings)
    for name, fleet in spec.gpu_fleets.items():
        path = ("gpuFleets", name)
        refuse_words(findings, path, fleet, _FLEET, "oci", fixes=_FIXES)
        if fleet.capacity.model == "spot":
            what, fix = "instance pools have no preemptible machines", "run spot machines as a GPU cluster"
            allowed = "on-demand, reservation"
            findings.add((*path, "capacity", "model"), what, given="spot", allowed=allowed, fix=fix)
        _check_shape(spec, path, fleet, findings)
    for name, own in spec.oci.machines.items():
        _check_own(spec, name, own, findings)


def check_oci_place(spec: StackSpec, path: KeyPath, machine: CloudGpu | None, zone: str, findings: Findings) -> None:
    """Whether the stack's region has the availability domain, and, as far as anybody knows, the shape."""
    region = spec.region or ""
    if region not in regions("oci"):
        return
    try:
        oci_zone(region, zone)
    except InputError as error:
        findings.adopt_all(path, error)
        return
    place = check_cloud_place(machine, region) if machine else None
    if place:
        fix = f"{place.fix}; then write allowUnlistedZone: true" if place.fix else None
        findings.add(path, place.message, given=region, allowed=place.allowed, fix=fix, severity=place.severity)


def _check_shape(spec: StackSpec, path: KeyPath, group: GpuShape, findings: Findings) -> None:
    """What clusters and fleets have in common."""
    refuse_words(findings, (*path, "capacity"), group.capacity, _CAPACITY, "oci")
    machine = _machine(path, group, findings)
    check_oci_place(spec, (*path, "zone"), None if group.allow_unlisted_zone else machine, group.zone, findings)
    if group.boot_disk_gib is not None:
        take(findings, path, check_boot_volume(group.boot_disk_gib))
    _check_capacity(spec, path, group, machine, findings)
    if machine:
        _check_machine(spec, path, group, machine, findings)


def _machine(path: KeyPath, group: GpuShape, findings: Findings) -> CloudGpu | None:
    if findings.ignores((*path, "accelerator")):
        return None
    try:
        return plan_cloud_gpu("oci", group.accelerator, group.machine_type, group.nodes).machine
    except InputError as error:
        findings.adopt_all(path, error, ("accelerator", "machineType", "nodes"))
        return None


def _check_capacity(
    spec: StackSpec, path: KeyPath, group: GpuShape, machine: CloudGpu | None, findings: Findings
) -> None:
    """The model, and the reservation: the key of one of the stack's own, or the OCID of another."""
    model, name = group.capacity.model, group.capacity.name
    fleet_spot = isinstance(group, GpuFleetSpec) and model == "spot"  # said already
    for problem in check_oci_capacity(machine, model, named=name is not None) if machine and not fleet_spot else ():
        take(findings, path, problem)
    if model != "reservation" or name is None:
        return
    own = spec.reservations.get(name)
    if own is None:
        problem = check_ocid("name", name, "capacityreservation")
        near = get_close_matches(name, spec.reservations, n=1)
        if problem:
            fix = f"did you mean {near[0]}?" if near else "give its OCID, or declare it under reservations"
            place: KeyPath = (*path, "capacity", "name")
            findings.add(place, problem.message, given=name, allowed=problem.allowed, fix=fix)
    elif zone_of(spec, own.zone) != zone_of(spec, group.zone):
        what = f"reservations.{name} is in {own.zone}, and its machines are in {group.zone}: one domain only"
        findings.add((*path, "zone"), what, given=group.zone, fix=f"write {own.zone}")


def _check_machine(spec: StackSpec, path: KeyPath, group: GpuShape, machine: CloudGpu, findings: Findings) -> None:
    """Placement, racks and image, whose words stand under `oci.machines`."""
    name = str(path[1])
    own, there = spec.oci.machines.get(name) or OciMachines(), ("oci", "machines", name)
    problem = check_placement(machine, placement_of(spec, name, group))
    if problem:
        findings.adopt((*there, "placement"), problem)
    racks = check_racks(machine, group.nodes, len(own.fabrics))
    if racks:
        findings.adopt((*there, "fabrics"), racks)
    if isinstance(group, GpuFleetSpec):
        _check_fleet_image(path, group, own, findings)
        return
    image = check_image(machine, given=own.image is not None)
    if image:
        findings.adopt((*there, "image"), image)


def _check_fleet_image(path: KeyPath, group: GpuFleetSpec, own: OciMachines, findings: Findings) -> None:
    if group.image is None:
        if own.image is None:
            what = "is required: Oracle has no image that suits machines without Kubernetes"
            findings.add((*path, "image"), what, allowed="ocid1.image…", fix="import an image and give its OCID")
        return
    take(findings, path, check_ocid("image", group.image, "image"))
    if own.image is not None:
        what = f"stands in oci.machines.{path[1]} too"
        findings.add((*path, "image"), what, given=group.image, fix="keep one of the two")


def _check_nodes(path: KeyPath, group: GpuClusterSpec, findings: Findings) -> None:
    """Pods and labels of the nodes; the key of a label may have dots of its own."""
    if group.max_pods_per_node is not None:
        take(findings, path, check_oci_pods(group.max_pods_per_node))
    for problem in check_node_labels(group.node_labels, "oci"):
        take(findings, path, problem)


def _check_own(spec: StackSpec, name: str, own: OciMachines, findings: Findings) -> None:
    path: KeyPath = ("oci", "machines", name)
    groups = [*spec.gpu_clusters, *spec.gpu_fleets]
    if name not in groups:
        near = get_close_matches(name, groups, n=1)
        fix = f"did you mean {near[0]}?" if near else "remove it"
        findings.add(path, "is no GPU cluster or fleet of the stack", allowed=", ".join(groups) or None, fix=fix)
    if own.image is not None:
        take(findings, path, check_ocid("image", own.image, "image"))
    for index, fabric in enumerate(own.fabrics):
        problem = check_ocid("fabrics", fabric, "computegpumemoryfabric")
        if problem:
            findings.adopt((*path, "fabrics", index), problem)
