"""From the words of GPU machines and reservations to the arguments of Azure's components. Pure: declares nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.azure.gpu_cluster import AzureGpuClusterArgs, AzureGpuNodeArgs
from components.azure.gpu_fleet import AzureGpuFleetArgs
from components.azure.network import AzureNetwork
from components.azure.nodes import AzureCapacityArgs, AzureCapacityModel
from components.azure.reservation import AzureCapacityGroupArgs
from stacks.model import StackSpec
from stacks.model_base import Capacity
from stacks.model_gpus import GpuClusterSpec, GpuFleetSpec
from stacks.model_reservations import ReservationSpec
from stacks.sizes_azure import reserved_size

Groups = Mapping[str, pulumi.Output[str]]
"""Ids of the stack's own reservation groups, by name."""


def gpu_cluster_args(
    spec: StackSpec, group: GpuClusterSpec, place: tuple[AzureNetwork, pulumi.Output[str]], reserved: Groups
) -> AzureGpuClusterArgs:
    """One GPU cluster; `place` is the network and the name of the AKS cluster."""
    network, cluster = place
    args: AzureGpuClusterArgs = {
        "region": spec.region or "",
        "resource_group": network.resource_group,
        "labels": spec.labels,
        "cluster": cluster,
        "subnet": network.subnets["nodes"],
        "accelerator": group.accelerator,
        "nodes": group.nodes,
        "zone": group.zone,
        "capacity": capacity_args(group.capacity, reserved),
        "node": _node(spec, group),
        "node_labels": group.node_labels,
        "taints": {key: {"value": each.value, "effect": each.effect} for key, each in group.taints.items()},
    }
    if group.machine_type is not None:
        args["machine_type"] = group.machine_type
    if group.max_nodes is not None:
        args["max_nodes"] = group.max_nodes
    if group.placement == "compact":
        args["infiniband"] = True
    return args


def gpu_fleet_args(
    spec: StackSpec,
    stack: str,
    named: tuple[str, GpuFleetSpec],
    place: tuple[AzureNetwork, pulumi.Output[str] | None],
    reserved: Groups,
) -> AzureGpuFleetArgs:
    """One GPU fleet by its name; `place` is the network and the set that encrypts disks."""
    (name, group), (network, encryption) = named, place
    if spec.azure.ssh_public_key is None:
        raise AssertionError("a checked stack with a fleet has a public key for its machines")
    args: AzureGpuFleetArgs = {
        "region": spec.region or "",
        "resource_group": network.resource_group,
        "prefix": stack,
        "labels": spec.labels,
        "subnet": network.subnets["machines"],
        "accelerator": group.accelerator,
        "nodes": group.nodes,
        "zone": group.zone,
        "capacity": capacity_args(group.capacity, reserved),
        "ssh_public_key": spec.azure.ssh_public_key,
    }
    if group.machine_type is not None:
        args["machine_type"] = group.machine_type
    if name in spec.azure.fleet_sizes:
        args["sizes"] = spec.azure.fleet_sizes[name]
    elif spec.storage.buckets or spec.storage.registries:
        args["own_identity"] = True
    if group.placement == "compact":
        args["infiniband"] = True
    if group.image is not None:
        args["image"] = group.image
    if group.boot_disk_gib is not None:
        args["boot_disk_gib"] = group.boot_disk_gib
    if encryption is not None:
        args["disk_encryption_set"] = encryption
    return args


def capacity_args(capacity: Capacity, reserved: Groups) -> AzureCapacityArgs:
    """How machines are bought; a name is that of a reservation of the stack, or else the id of a group."""
    args: AzureCapacityArgs = {"model": AzureCapacityModel(capacity.model)}
    if capacity.name is not None:
        args["name"] = reserved.get(capacity.name, capacity.name)
    return args


def reservation_args(
    spec: StackSpec,
    stack: str,
    named: tuple[str, ReservationSpec],
    network: AzureNetwork,
    users: Mapping[str, pulumi.Output[str]],
) -> AzureCapacityGroupArgs:
    """One reservation in a group of its own, so that others neither wait for it nor go with it."""
    name, wanted = named
    return {
        "subscription": spec.account.subscription,
        "region": spec.region or "",
        "resource_group": network.resource_group,
        "prefix": stack,
        "labels": spec.labels,
        "reservations": {
            name: {"machine_type": reserved_size(wanted) or "", "nodes": wanted.nodes or 0, "zone": wanted.zone}
        },
        "users": dict(users),
    }


def _node(spec: StackSpec, group: GpuClusterSpec) -> AzureGpuNodeArgs:
    """What the file says of nodes; what it leaves out is what suits the machine, and not one default for all."""
    args: AzureGpuNodeArgs = {}
    if "driver" in group.model_fields_set:
        args["driver"] = group.driver
    if group.boot_disk_gib is not None:
        args["boot_disk_gib"] = group.boot_disk_gib
    if group.max_pods_per_node is not None:
        args["max_pods"] = group.max_pods_per_node
    elif spec.network is not None and "max_pods_per_node" in spec.network.model_fields_set:
        args["max_pods"] = spec.network.max_pods_per_node
    return args
