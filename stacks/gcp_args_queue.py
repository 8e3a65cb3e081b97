"""From the accelerators of a spec to what jobs wait for. Pure: declares nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from components.gcp.gpu_cluster_plan import GPU_GROUP_LABEL
from components.gcp.nodes import NodeTaintArgs
from components.gcp.tpu_slice_plan import GROUP_LABEL
from stacks.model import StackSpec
from stacks.model_gpus import Taint
from stacks.sizes import gpu_plan, group_chips

if TYPE_CHECKING:
    from components.gcp.kueue import QueuedAcceleratorsArgs


def taint_args(taints: Mapping[str, Taint]) -> dict[str, NodeTaintArgs]:
    """The taints of nodes that a spec asks for."""
    return {key: {"value": taint.value, "effect": taint.effect} for key, taint in taints.items()}


def queued_accelerators(spec: StackSpec) -> dict[str, QueuedAcceleratorsArgs]:
    """The slices and GPU clusters that jobs wait for, by the name of their group, which is unique in a stack."""
    found: dict[str, QueuedAcceleratorsArgs] = {}
    for name, slices in spec.tpu_slices.items():
        found[name] = {
            "resource": "google.com/tpu",
            "amount": group_chips(slices),
            "node_labels": {GROUP_LABEL: name},
            "taints": taint_args(slices.taints),
        }
    for name, gpus in spec.gpu_clusters.items():
        plan = gpu_plan(gpus)
        # A cluster of no machines may wait for its first ones; Kueue would take no jobs for it.
        if plan is None or plan.nodes == 0:
            continue
        found[name] = {
            "resource": "nvidia.com/gpu",
            "amount": plan.gpus,
            "node_labels": {GPU_GROUP_LABEL: name},
            "taints": taint_args(gpus.taints),
        }
    return found
