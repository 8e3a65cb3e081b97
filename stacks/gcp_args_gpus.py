"""What the words of the spec mean for the arguments of Google Cloud's GPU components."""

from __future__ import annotations

import pulumi

from components.gcp.fabric_network import FabricNetworkArgs
from components.gcp.gpu_cluster import Driver, GpuClusterArgs, GpuNodeArgs
from components.gcp.gpu_fleet import BootDiskArgs, GpuFleetArgs
from components.gcp.gpu_machines import NodeNetworkArgs, Placement
from stacks.gcp_args import NodeSupply, capacity_args
from stacks.gcp_args_queue import taint_args
from stacks.model import StackSpec
from stacks.model_gpus import GpuClusterSpec, GpuFleetSpec, GpuShape


def fabric_args(spec: StackSpec, stack: str, group: GpuShape) -> FabricNetworkArgs:
    """The networks between the GPUs of one cluster or fleet."""
    args: FabricNetworkArgs = {
        "project": spec.account.project,
        "zone": group.zone,
        "prefix": stack,
        "accelerator": group.accelerator,
    }
    if group.machine_type is not None:
        args["machine_type"] = group.machine_type
    return args


def gpu_cluster_args(
    spec: StackSpec, stack: str, group: GpuClusterSpec, cluster: pulumi.Output[str], supply: NodeSupply
) -> GpuClusterArgs:
    """One GPU cluster on the region's GKE cluster, without its networks."""
    args: GpuClusterArgs = {
        "project": spec.account.project,
        "zone": group.zone,
        "prefix": stack,
        "labels": spec.labels,
        "cluster": cluster,
        "service_account": supply.account,
        "accelerator": group.accelerator,
        "nodes": group.nodes,
        "capacity": capacity_args(group.capacity),
        "dranet": group.fabric == "dranet",
        "node": _node_args(spec, group, supply),
        "node_labels": group.node_labels,
        "taints": taint_args(group.taints),
        "allow_unlisted_zone": group.allow_unlisted_zone,
    }
    if group.machine_type is not None:
        args["machine_type"] = group.machine_type
    if group.placement is not None:
        args["placement"] = Placement(group.placement)
    if group.max_nodes is not None:
        args["max_nodes"] = group.max_nodes
    return args


def gpu_fleet_args(
    spec: StackSpec,
    stack: str,
    group: GpuFleetSpec,
    place: tuple[pulumi.Output[str], NodeSupply],
    networks: list[NodeNetworkArgs],
) -> GpuFleetArgs:
    """One GPU fleet; `place` is the id of its subnet and what its machines get from the global stack."""
    subnetwork, supply = place
    args: GpuFleetArgs = {
        "project": spec.account.project,
        "zone": group.zone,
        "prefix": stack,
        "labels": spec.labels,
        "subnetwork": subnetwork,
        "service_account": supply.account,
        "accelerator": group.accelerator,
        "nodes": group.nodes,
        "capacity": capacity_args(group.capacity),
        "networks": networks,
        "allow_unlisted_zone": group.allow_unlisted_zone,
    }
    if group.machine_type is not None:
        args["machine_type"] = group.machine_type
    if group.placement is not None:
        args["placement"] = Placement(group.placement)
    if group.image is not None:
        args["image"] = group.image
    if group.batch is not None:
        args["batch"] = group.batch
    if group.startup_script is not None:
        args["metadata"] = {"startup-script": group.startup_script}
    if disk := _boot_disk(group, supply):
        args["boot_disk"] = disk
    return args


def _boot_disk(group: GpuFleetSpec, supply: NodeSupply) -> BootDiskArgs:
    disk: BootDiskArgs = {}
    if group.boot_disk_gib is not None:
        disk["gib"] = group.boot_disk_gib
    if supply.disk_key is not None:
        disk["key"] = supply.disk_key
    return disk


def _node_args(spec: StackSpec, group: GpuClusterSpec, supply: NodeSupply) -> GpuNodeArgs:
    args: GpuNodeArgs = {
        "driver": Driver(group.driver),
    }
    if group.boot_disk_gib is not None:
        args["boot_disk_gib"] = group.boot_disk_gib
    if supply.disk_key is not None:
        args["boot_disk_key"] = supply.disk_key
    pods = group.max_pods_per_node or (spec.network.max_pods_per_node if spec.network else None)
    if pods is not None:
        args["max_pods"] = pods
    if group.host_maintenance is not None:
        args["maintenance_interval"] = group.host_maintenance.upper().replace("-", "_")
    if group.local_ssd is not None:
        args["raw_local_ssds"] = group.local_ssd.use == "block"
        if group.local_ssd.disks is not None:
            args["local_ssds"] = group.local_ssd.disks
    return args
