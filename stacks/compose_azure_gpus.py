"""The GPU clusters and fleets of an Azure stack. Composition only."""

from __future__ import annotations

from typing import Any

import pulumi

from components.azure.gpu_cluster import AzureGpuCluster
from components.azure.gpu_fleet import AzureGpuFleet
from components.azure.network import AzureNetwork
from stacks.azure_args_gpus import Groups, gpu_cluster_args, gpu_fleet_args
from stacks.model import StackSpec

Exported = dict[str, pulumi.Input[Any]]


def compose_gpu_clusters(
    spec: StackSpec,
    place: tuple[AzureNetwork, pulumi.Output[str]],
    reserved: Groups,
    opts: pulumi.ResourceOptions,
) -> Exported:
    """Declare the GPU clusters at (network, name of the AKS cluster); what to export of them."""
    exported: Exported = {}
    for name, group in spec.gpu_clusters.items():
        made = AzureGpuCluster(name, gpu_cluster_args(spec, group, place, reserved), opts)
        exported[name] = {
            "machineType": made.machine_type,
            "nodes": made.nodes,
            "gpus": made.gpus,
            "pools": made.pools,
            "nodeSelector": made.machine_type.apply(
                lambda size, group=group: {"node.kubernetes.io/instance-type": size, **group.node_labels}
            ),
        }
    return exported


def compose_gpu_fleets(
    spec: StackSpec,
    stack: str,
    place: tuple[AzureNetwork, pulumi.Output[str] | None],
    reserved: Groups,
    opts: pulumi.ResourceOptions,
) -> tuple[dict[str, pulumi.Output[str]], Exported]:
    """Declare the GPU fleets at (network, set that encrypts disks).

    The principals that use the region's storage, by the name of the fleet, and what to export.
    """
    users: dict[str, pulumi.Output[str]] = {}
    exported: Exported = {}
    for name, group in spec.gpu_fleets.items():
        made = AzureGpuFleet(name, gpu_fleet_args(spec, stack, (name, group), place, reserved), opts)
        exported[name] = {
            "machineType": made.machine_type,
            "nodes": made.nodes,
            "gpus": made.gpus,
            "group": made.fleet_id,
        }
        if name not in spec.azure.fleet_sizes:
            users[name] = made.principal
    return users, exported
