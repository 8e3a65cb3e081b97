"""Rules of GPU machines on Azure, as AKS pools or as scale sets, each with what would be right.

The facts and their words come from `podwright.catalog`; this file says which of them apply to which key.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from components.azure.machine_image import parse_image
from podwright.catalog.aks_rules import check_aks_pods, check_boot_disk
from podwright.catalog.azure_rules import (
    azure_zone,
    check_azure_capacity,
    check_driver,
    check_image_arch,
    check_infiniband,
    check_infiniband_mix,
    check_placement_group,
    check_rack_growth,
    default_driver,
)
from podwright.catalog.cloud_gpus import (
    CloudGpu,
    check_cloud_place,
    cloud_accelerators,
    cloud_gpu,
    cloud_gpus,
    plan_cloud_gpu,
)
from podwright.catalog.regions import regions
from podwright.errors import InputError
from podwright.plan.node_marks import check_node_labels, check_taints
from stacks.check_words import refuse_words, take
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_gpus import GpuClusterSpec, GpuFleetSpec, GpuShape
from stacks.sizes import most_nodes
from stacks.source import KeyPath

_SHAPE = ("accelerator", "nodes", "zone", "capacity", "machineType", "placement", "bootDiskGib", "allowUnlistedZone")
_CLUSTER = (*_SHAPE, "maxNodes", "driver", "maxPodsPerNode", "nodeLabels", "taints")
_FLEET = (*_SHAPE, "image")
_CAPACITY = ("model", "name")
"""What Azure understands of the words that all clouds share."""
_FIXES = {"startupScript": "remove it, and put what machines run into their image"}
_GPU_TAINTS = ("nvidia.com/gpu", "amd.com/gpu")


def check_azure_pools(spec: StackSpec, findings: Findings) -> None:
    """Every GPU cluster and fleet, and whether the clusters' InfiniBand goes together."""
    if spec.kind == "global":
        return
    for name, cluster in spec.gpu_clusters.items():
        path: KeyPath = ("gpuClusters", name)
        refuse_words(findings, path, cluster, _CLUSTER, "azure")
        machine = _check_shape(spec, path, cluster, findings)
        _check_nodes(path, cluster, findings)
        if machine:
            _check_cluster(path, cluster, machine, findings)
    for name, fleet in spec.gpu_fleets.items():
        path = ("gpuFleets", name)
        refuse_words(findings, path, fleet, _FLEET, "azure", fixes=_FIXES)
        machine = _check_shape(spec, path, fleet, findings)
        if machine:
            _check_fleet(path, fleet, machine, findings)
    _check_sizes(spec, findings)
    _check_mix(spec, findings)


def check_azure_place(spec: StackSpec, path: KeyPath, machine: CloudGpu | None, zone: str, findings: Findings) -> None:
    """Whether the stack's region has the zone, and, as far as anybody knows, the machine."""
    region = regions("azure").get(spec.region or "")
    if region is None:
        return
    try:
        azure_zone(region.name, zone)
    except InputError as error:
        for problem in error.problems:
            allowed, fix = (problem.allowed, problem.fix) if region.zones else (None, "take a region that has zones")
            findings.add(path, problem.message, given=zone, allowed=allowed, fix=fix)
        return
    place = check_cloud_place(machine, region.name) if machine else None
    if place:
        fix = f"{place.fix}; then write allowUnlistedZone: true" if place.fix else None
        findings.add(path, place.message, given=region.name, allowed=place.allowed, fix=fix, severity=place.severity)


def _check_shape(spec: StackSpec, path: KeyPath, group: GpuShape, findings: Findings) -> CloudGpu | None:
    """What clusters and fleets have in common; the machine where it is a possible one."""
    refuse_words(findings, (*path, "capacity"), group.capacity, _CAPACITY, "azure")
    machine = _machine(path, group, findings)
    asked = None if group.allow_unlisted_zone else machine
    check_azure_place(spec, (*path, "zone"), asked, group.zone, findings)
    if group.boot_disk_gib is not None:
        take(findings, path, check_boot_disk(group.boot_disk_gib))
    if machine is None:
        return None
    _check_capacity(spec, path, group, machine, findings)
    _check_infiniband(path, group, machine, spec.azure.fleet_sizes.get(str(path[1]), ()), findings)
    return machine


def _machine(path: KeyPath, group: GpuShape, findings: Findings) -> CloudGpu | None:
    if findings.ignores((*path, "accelerator")):
        return None
    try:
        return plan_cloud_gpu("azure", group.accelerator, group.machine_type, group.nodes).machine
    except InputError as error:
        findings.adopt_all(path, error, ("accelerator", "machineType", "nodes"))
        return None


def _check_capacity(spec: StackSpec, path: KeyPath, group: GpuShape, machine: CloudGpu, findings: Findings) -> None:
    """The model, and the reservation: the key of one of the stack's own, or the id of another's group."""
    model, name = group.capacity.model, group.capacity.name
    own = spec.reservations.get(name or "")
    found = check_azure_capacity(machine, model, name)
    if own and model == "reservation":
        found = [problem for problem in found if problem.subject != "capacity.name"]
    for problem in found:
        take(findings, path, problem)
    if model == "reservation" and group.placement == "compact":
        what = "Azure's reservations take no machines of a proximity placement group"
        findings.add((*path, "placement"), what, given="compact", fix="drop placement, or the reservation")
    if own and _number(own.zone) != _number(group.zone) and model == "reservation" and machine.reservable:
        what = f"reservations.{name} is in zone {own.zone}, and its machines are in {group.zone}"
        findings.add((*path, "zone"), what, given=group.zone, fix=f"write {own.zone}")


def _number(zone: str) -> str:
    """`1` for `1` and for `westeurope-1`."""
    return zone.rsplit("-", 1)[-1]


def _check_infiniband(
    path: KeyPath, group: GpuShape, machine: CloudGpu, sizes: Collection[str], findings: Findings
) -> None:
    """Asked for by `placement: compact`; and the size that lacks it by one letter is said to whoever has several."""
    nodes = most_nodes(group)
    for problem in check_infiniband(machine, wanted=group.placement == "compact"):
        take(findings, path, problem)
    mixed = isinstance(group, GpuFleetSpec) and bool(sizes)  # of several scale sets, with no InfiniBand between them
    if not mixed and (machine.rack_size is None or isinstance(group, GpuFleetSpec)):
        problem = check_placement_group(machine, nodes)
        grows = isinstance(group, GpuClusterSpec) and group.max_nodes is not None
        if problem:
            findings.adopt((*path, "maxNodes" if grows else "nodes"), problem)
    same = (cloud_gpus("azure")[size] for size in cloud_accelerators("azure")[machine.accelerator])
    twin = next((each.size for each in same if each.rdma and each.gpus == machine.gpus), None)
    if twin and not machine.rdma and nodes > 1 and group.placement is None:
        findings.add(
            (*path, "machineType"),
            f'{machine.size} has no InfiniBand (no "r" in its name), and there are {nodes} of it',
            given=machine.size,
            allowed=twin,
            fix=f"did you mean {twin}? If the machines work alone, write placement: none",
            severity="warning",
        )


def _check_nodes(path: KeyPath, group: GpuClusterSpec, findings: Findings) -> None:
    """Pods, labels, taints and growth of the nodes; the key of a mark may have dots of its own."""
    if group.max_pods_per_node is not None:
        take(findings, path, check_aks_pods(group.max_pods_per_node))
    taints = {key: (taint.value, taint.effect) for key, taint in group.taints.items()}
    for problem in [*check_node_labels(group.node_labels, "azure"), *check_taints(taints, "azure")]:
        take(findings, path, problem)
    for key in _GPU_TAINTS:
        if key in group.taints:
            findings.add((*path, "taints", key), "is set on every GPU node already", fix="remove it")
    if group.max_nodes is not None and group.max_nodes < group.nodes:
        what = f"the pool starts with {group.nodes} machines and cannot grow to {group.max_nodes}"
        findings.add((*path, "maxNodes"), what, given=str(group.max_nodes), allowed=f"{group.nodes} or more")


def _check_cluster(path: KeyPath, group: GpuClusterSpec, machine: CloudGpu, findings: Findings) -> None:
    take(findings, path, check_rack_growth(machine, group.max_nodes))
    if "driver" in group.model_fields_set:
        operator = group.driver == "none" or default_driver(machine) == "none"
        take(findings, path, check_driver(machine, group.driver, operator=operator))


def _check_fleet(path: KeyPath, group: GpuFleetSpec, machine: CloudGpu, findings: Findings) -> None:
    if group.image is None:
        if machine.arch == "arm64":
            what = f"is required: {machine.size} is arm64, and the image that is taken otherwise is not"
            findings.add((*path, "image"), what, allowed="publisher:offer:sku:version, or the id of an image")
        return
    try:
        parse_image(group.image)
    except InputError as error:
        findings.adopt_all((*path, "image"), error)
        return
    take(findings, path, check_image_arch(machine.size, group.image))


def _check_sizes(spec: StackSpec, findings: Findings) -> None:
    """Fleets of several sizes: a Compute Fleet, which knows neither InfiniBand nor reservations."""
    for name, sizes in spec.azure.fleet_sizes.items():
        path: KeyPath = ("azure", "fleetSizes", name)
        fleet = spec.gpu_fleets.get(name)
        if fleet is None:
            near = get_close_matches(name, spec.gpu_fleets, n=1)
            fix = f"did you mean {near[0]}?" if near else "remove it"
            findings.add(path, "is no GPU fleet of the stack", allowed=", ".join(spec.gpu_fleets) or None, fix=fix)
            continue
        for size in sizes:
            try:
                cloud_gpu("azure", size)
            except InputError as error:
                findings.adopt_all((*path, size), error)
        if sizes and fleet.placement == "compact":
            what = "makes a Compute Fleet, whose machines stand in several scale sets without InfiniBand between them"
            findings.add(path, what, given=", ".join(sizes), fix=f"drop it, or gpuFleets.{name}.placement")
        if sizes and fleet.capacity.model == "reservation":
            what = "does not go with a reservation, which is of one size"
            findings.add(path, what, given=", ".join(sizes), fix="drop it, or the reservation")


def _check_mix(spec: StackSpec, findings: Findings) -> None:
    known = cloud_accelerators("azure")
    words = {name: group.accelerator for name, group in spec.gpu_clusters.items() if group.accelerator in known}
    problem = check_infiniband_mix(words.values())
    if problem:
        rack = next(name for name, word in words.items() if cloud_gpus("azure")[known[word][0]].rack_size)
        findings.adopt(("gpuClusters", rack, "accelerator"), problem)
