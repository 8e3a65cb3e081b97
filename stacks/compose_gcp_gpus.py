"""The GPU clusters and fleets of a Google Cloud stack, each with the networks between its GPUs. Composition only."""

from __future__ import annotations

from typing import Any

import pulumi

from components.gcp.fabric_network import FabricNetwork
from components.gcp.gpu_cluster import GpuCluster
from components.gcp.gpu_fleet import GpuFleet
from components.options import waiting_for
from stacks.gcp_args import NodeSupply
from stacks.gcp_args_gpus import fabric_args, gpu_cluster_args, gpu_fleet_args
from stacks.model import StackSpec
from stacks.model_gpus import GpuShape
from stacks.sizes import has_fabric

Exported = dict[str, pulumi.Input[Any]]


def compose_gpu_clusters(
    spec: StackSpec,
    stack: str,
    cluster: pulumi.Output[str],
    supply: NodeSupply,
    opts: tuple[pulumi.ResourceOptions, pulumi.ResourceOptions],
) -> tuple[list[GpuCluster], Exported]:
    """Declare the GPU clusters; they, and what to export of them. `opts` are those of the networks, which need not
    wait, and then those of the pools, whose providers may be one of Kubernetes too.
    """
    made: list[GpuCluster] = []
    exported: Exported = {}
    for name, group in spec.gpu_clusters.items():
        args = gpu_cluster_args(spec, stack, group, cluster, supply)
        fabric = _fabric(spec, stack, name, group, opts[0])
        if fabric is not None:
            args["networks"] = [*fabric.node_networks]
        gpus = GpuCluster(name, args, waiting_for(opts[1], fabric))
        exported[name] = {
            "machineType": gpus.machine_type,
            "nodes": gpus.nodes,
            "gpus": gpus.gpus,
            "pools": gpus.pools,
            "nodeSelector": gpus.node_selector,
            "networks": fabric.network_names if fabric is not None else [],
            "nodeNetworks": gpus.node_networks,
        }
        made.append(gpus)
    return made, exported


def compose_gpu_fleets(
    spec: StackSpec,
    stack: str,
    subnetwork: pulumi.Output[str],
    supply: NodeSupply,
    opts: tuple[pulumi.ResourceOptions, pulumi.ResourceOptions],
) -> Exported:
    """Declare the GPU fleets; what to export of them. `opts` are those of the networks, which need not wait, and then
    those of the machines.
    """
    exported: Exported = {}
    for name, group in spec.gpu_fleets.items():
        fabric = _fabric(spec, stack, name, group, opts[0])
        networks = [*fabric.node_networks] if fabric is not None else []
        args = gpu_fleet_args(spec, stack, group, (subnetwork, supply), networks)
        fleet = GpuFleet(name, args, waiting_for(opts[1], fabric))
        exported[name] = {
            "machineType": fleet.machine_type,
            "nodes": fleet.nodes,
            "gpus": fleet.gpus,
            "group": fleet.group,
            "template": fleet.template,
            "networks": fabric.network_names if fabric is not None else [],
        }
    return exported


def _fabric(
    spec: StackSpec, stack: str, name: str, group: GpuShape, opts: pulumi.ResourceOptions
) -> FabricNetwork | None:
    return FabricNetwork(f"{name}-fabric", fabric_args(spec, stack, group), opts) if has_fabric(group) else None
