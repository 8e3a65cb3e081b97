"""From the words of a spec to the arguments of the TPU components. Pure: declares nothing."""

from __future__ import annotations

import pulumi

from components.gcp.network import Network
from components.gcp.tpu_slice import TpuNodeArgs, TpuSliceArgs
from components.gcp.tpu_vm import TpuVmArgs
from stacks.gcp_args import NodeSupply, capacity_args
from stacks.gcp_args_queue import taint_args
from stacks.model import StackSpec
from stacks.model_tpus import TpuSliceSpec, TpuVmSpec


def slice_args(
    spec: StackSpec, stack: str, group: TpuSliceSpec, cluster: pulumi.Output[str], supply: NodeSupply
) -> TpuSliceArgs:
    """One slice group on the region's cluster."""
    args: TpuSliceArgs = {
        "project": spec.account.project,
        "zone": group.zone,
        "prefix": stack,
        "labels": spec.labels,
        "cluster": cluster,
        "service_account": supply.account,
        "generation": group.generation,
        "topology": group.topology,
        "slices": group.slices,
        "capacity": capacity_args(group.capacity),
        "allow_unlisted_zone": group.allow_unlisted_zone,
    }
    if spec.network is not None:
        args["max_pods_per_node"] = spec.network.max_pods_per_node
    if group.machine_type is not None:
        args["machine_type"] = group.machine_type
    if group.nodes is not None:
        args["nodes"] = group.nodes
    if group.max_pods_per_node is not None:
        args["max_pods_per_node"] = group.max_pods_per_node
    if group.autoscaling is not None:
        args["least_slices"] = group.autoscaling.min_slices
    if group.fabric is not None:
        args["dranet"] = True
    args["node"] = _node_args(group, supply)
    return args


def _node_args(group: TpuSliceSpec, supply: NodeSupply) -> TpuNodeArgs:
    node: TpuNodeArgs = {
        "labels": group.node_labels,
        "taints": taint_args(group.taints),
    }
    if group.boot_disk_gib is not None:
        node["boot_disk_gib"] = group.boot_disk_gib
    if supply.disk_key is not None:
        node["boot_disk_key"] = supply.disk_key
    return node


def vm_args(spec: StackSpec, stack: str, group: TpuVmSpec, network: Network, account: pulumi.Output[str]) -> TpuVmArgs:
    """One group of TPU VMs in the region's subnet."""
    args: TpuVmArgs = {
        "project": spec.account.project,
        "zone": group.zone,
        "prefix": stack,
        "labels": spec.labels,
        "network": network.network_id,
        "subnetwork": network.subnetwork_id,
        "service_account": account,
        "generation": group.generation,
        "topology": group.topology,
        "count": group.count,
        "capacity": capacity_args(group.capacity),
        "queued": group.queued,
        "allow_unlisted_zone": group.allow_unlisted_zone,
    }
    if group.runtime_version is not None:
        args["runtime_version"] = group.runtime_version
    if group.data_disks:
        args["data_disks"] = {
            key: {"disk": each.disk, "read_only": each.read_only} for key, each in group.data_disks.items()
        }
    if group.tags:
        args["tags"] = group.tags
    if group.startup_script is not None:
        args["startup_script"] = group.startup_script
    return args
