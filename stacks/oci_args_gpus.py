"""From the words of a spec to the arguments of Oracle Cloud's GPU machines, reservations and quota. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.oci.capacity import OciCapacityArgs, OciCapacityModel, OciPlacement
from components.oci.gpu_cluster import OciGpuClusterArgs
from components.oci.gpu_fleet import OciGpuFleetArgs
from components.oci.network import OciNetwork
from components.oci.quota import OciQuotaArgs, OciQuotaCapArgs
from components.oci.reservation import OciReservationArgs
from podwright.catalog.cloud_gpus import cloud_gpu
from stacks.model import StackSpec
from stacks.model_base import Capacity
from stacks.model_gpus import GpuClusterSpec, GpuFleetSpec
from stacks.model_oci import OciMachines
from stacks.model_reservations import ReservationSpec
from stacks.oci_args import OciPlace, disk_key, kubernetes_version, node_network_args
from stacks.sizes_oci import OciNeed, oci_needs, reserved_shapes

Held = Mapping[str, pulumi.Output[str]]
"""OCIDs of the stack's own reservations by their key."""


def gpu_cluster_args(
    spec: StackSpec, stack: str, name: str, parts: tuple[OciPlace, OciNetwork, pulumi.Output[str], Held]
) -> OciGpuClusterArgs:
    """One GPU cluster; `parts` are its place, the network, the OCID of the OKE cluster, and the reservations."""
    place, network, cluster, held = parts
    group, own = spec.gpu_clusters[name], _own(spec, name)
    args: OciGpuClusterArgs = {
        "tenancy": spec.account.tenancy,
        "compartment": place.compartment,
        "region": spec.region or "",
        "zone": group.zone,
        "prefix": stack,
        "labels": spec.labels,
        "cluster": cluster,
        "kubernetes_version": kubernetes_version(spec),
        "network": node_network_args(spec, network, group.max_pods_per_node),
        "accelerator": group.accelerator,
        "nodes": group.nodes,
        "capacity": capacity_args(group.capacity, held),
        "node_labels": group.node_labels,
    }
    if own.image is not None:
        args["image"] = own.image
    _add_shape(args, group, own, disk_key(spec, place))
    return args


def gpu_fleet_args(spec: StackSpec, stack: str, name: str, parts: tuple[OciPlace, OciNetwork, Held]) -> OciGpuFleetArgs:
    """One GPU fleet; `parts` are its place, the network, and the reservations."""
    place, network, held = parts
    group, own = spec.gpu_fleets[name], _own(spec, name)
    args: OciGpuFleetArgs = {
        "tenancy": spec.account.tenancy,
        "compartment": place.compartment,
        "region": spec.region or "",
        "zone": group.zone,
        "prefix": stack,
        "labels": spec.labels,
        "subnet": network.subnets["nodes"],
        "groups": [network.groups["nodes"]],
        "accelerator": group.accelerator,
        "nodes": group.nodes,
        "capacity": capacity_args(group.capacity, held),
        "image": group.image or own.image or "",
        "ssh_keys": spec.oci.ssh_keys,
    }
    _add_shape(args, group, own, disk_key(spec, place))
    return args


def _add_shape(
    args: OciGpuClusterArgs | OciGpuFleetArgs,
    group: GpuClusterSpec | GpuFleetSpec,
    own: OciMachines,
    key: pulumi.Input[str] | None,
) -> None:
    """What clusters and fleets are asked for by the same words."""
    if group.machine_type is not None:
        args["machine_type"] = group.machine_type
    if group.boot_disk_gib is not None:
        args["boot_volume_gib"] = group.boot_disk_gib
    if own.placement is not None:
        args["placement"] = OciPlacement(own.placement)
    if own.fabrics:
        fabrics: list[pulumi.Input[str]] = [*own.fabrics]
        args["fabrics"] = fabrics
    if own.cloud_init is not None:
        args["cloud_init"] = own.cloud_init
    if key is not None:
        args["disk_key"] = key


def capacity_args(capacity: Capacity, held: Held) -> OciCapacityArgs:
    """How the machines are bought; a reservation is an OCID, or the key of one of the stack's own."""
    args: OciCapacityArgs = {"model": OciCapacityModel(capacity.model)}
    if capacity.name is not None:
        args["name"] = held.get(capacity.name, capacity.name)
    return args


def reservation_args(spec: StackSpec, stack: str, wanted: ReservationSpec, place: OciPlace) -> OciReservationArgs:
    """One reservation of the region."""
    args: OciReservationArgs = {
        "tenancy": spec.account.tenancy,
        "compartment": place.compartment,
        "region": spec.region or "",
        "zone": wanted.zone,
        "prefix": stack,
        "labels": spec.labels,
        "accelerator": wanted.accelerator or "",
        "nodes": wanted.nodes or 0,
    }
    if wanted.machine_type is not None:
        args["machine_type"] = wanted.machine_type
    return args


def quota_args(spec: StackSpec, stack: str, compartment: pulumi.Input[str]) -> OciQuotaArgs | None:
    """What the compartment, given by its path, may have; None where the stack has no GPUs, or none that can be counted.

    A limit whose name nobody has published cannot be given back, so other GPUs are then left as they are.
    """
    needs = oci_needs(spec)
    caps, held = _caps(needs, held=False), _caps(needs, held=True)
    reserved = [cloud_gpu("oci", shape).reserved_keys for shape in reserved_shapes(spec)]
    keep = any(need.limit is None for need in needs) or not all(reserved)
    if not needs or (keep and not caps):
        return None
    return {
        "tenancy": spec.account.tenancy,
        "region": spec.region or "",
        "prefix": stack,
        "labels": spec.labels,
        "compartment": compartment,
        "caps": caps,
        "reservable": held,
        "uncapped": [name for names in reserved for name in names],
        "keep_others": keep,
        "home_region": spec.account.home_region or spec.region or "",
    }


def _caps(needs: list[OciNeed], *, held: bool) -> dict[str, OciQuotaCapArgs]:
    found: dict[str, dict[str, int]] = {}
    for need in needs:
        if need.held == held and need.limit is not None:
            found.setdefault(need.limit, {})[need.zone] = need.gpus
    return {limit: {"zones": zones} for limit, zones in found.items()}


def _own(spec: StackSpec, name: str) -> OciMachines:
    return spec.oci.machines.get(name) or OciMachines()
