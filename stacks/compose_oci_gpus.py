"""The GPU clusters and fleets of an Oracle Cloud stack. Composition only."""

from __future__ import annotations

from typing import Any

import pulumi

from components.oci.gpu_cluster import OciGpuCluster
from components.oci.gpu_fleet import OciGpuFleet
from components.oci.network import OciNetwork
from stacks.model import StackSpec
from stacks.oci_args import OciPlace
from stacks.oci_args_gpus import Held, gpu_cluster_args, gpu_fleet_args

Exported = dict[str, pulumi.Input[Any]]


def compose_gpu_clusters(
    spec: StackSpec,
    stack: str,
    parts: tuple[OciPlace, OciNetwork, pulumi.Output[str], Held],
    opts: pulumi.ResourceOptions,
) -> Exported:
    """Declare the GPU clusters; what to export of them."""
    return {
        name: _output(OciGpuCluster(name, gpu_cluster_args(spec, stack, name, parts), opts))
        for name in spec.gpu_clusters
    }


def compose_gpu_fleets(
    spec: StackSpec, stack: str, parts: tuple[OciPlace, OciNetwork, Held], opts: pulumi.ResourceOptions
) -> Exported:
    """Declare the GPU fleets; what to export of them."""
    return {
        name: _output(OciGpuFleet(name, gpu_fleet_args(spec, stack, name, parts), opts)) for name in spec.gpu_fleets
    }


def _output(made: OciGpuCluster | OciGpuFleet) -> Exported:
    return {
        "machineType": made.machine_type,
        "nodes": made.nodes,
        "gpus": made.gpus,
        "placement": made.placement,
        "pools": made.pools,
    }
