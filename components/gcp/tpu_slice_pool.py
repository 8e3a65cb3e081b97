"""The GKE node pool of one TPU slice, or of all single hosts of a group that scale together.

Owns how a plan is written in the words of `gcp.container.NodePool`; what is right for a slice is `tpu_slice_plan`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp import compute, container

from components.gcp.nodes import CLOUD_SCOPE, node_taints, reservation_affinity
from components.gcp.tpu_slice_plan import PoolPlan, TpuSlicePlan

if TYPE_CHECKING:
    from components.gcp.tpu_slice import TpuSliceArgs


def slice_pool(
    parent: pulumi.Resource,
    name: str,
    pool: PoolPlan,
    group: tuple[TpuSliceArgs, TpuSlicePlan],
    policy: compute.ResourcePolicy | None,
) -> container.NodePool:
    """Declares one pool under the logical name `name`."""
    args, plan = group
    capacity = pool.capacity
    return container.NodePool(
        name,
        name=pool.name,
        project=args["project"],
        location=plan.region,
        cluster=args["cluster"],
        node_locations=[args["zone"]],
        node_count=capacity.node_count,
        # A pool that scales must say where it begins, or GKE starts it with one node per zone.
        initial_node_count=capacity.min_node_count,
        autoscaling=_autoscaling(pool),
        queued_provisioning=container.NodePoolQueuedProvisioningArgs(enabled=True) if capacity.queued else None,
        max_pods_per_node=args.get("max_pods_per_node"),
        management=container.NodePoolManagementArgs(auto_repair=capacity.auto_repair, auto_upgrade=True),
        upgrade_settings=_upgrades(plan),
        network_config=container.NodePoolNetworkConfigArgs(
            enable_private_nodes=True, accelerator_network_profile="auto" if plan.dranet else None
        ),
        placement_policy=_placement(plan, policy),
        node_config=_node_config(args, plan, pool),
        # Where a pool began is a thing of the past, and another number in the program would replace the pool.
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["initialNodeCount"]),
    )


def _autoscaling(pool: PoolPlan) -> container.NodePoolAutoscalingArgs | None:
    capacity = pool.capacity
    if capacity.max_node_count is None:
        return None
    return container.NodePoolAutoscalingArgs(
        min_node_count=capacity.min_node_count,
        max_node_count=capacity.max_node_count,
        # Flex-start demands it; in the one zone of a slice it changes nothing else.
        location_policy="ANY" if capacity.flex_start else None,
    )


def _upgrades(plan: TpuSlicePlan) -> container.NodePoolUpgradeSettingsArgs | None:
    """Single hosts are replaced one by one: a host more than the group has may not be to be had (GKE's default surge).

    The hosts of a larger slice GKE takes down and up together, whatever stands here.
    """
    if plan.shape.multi_host:
        return None
    return container.NodePoolUpgradeSettingsArgs(strategy="SURGE", max_surge=0, max_unavailable=1)


def _placement(
    plan: TpuSlicePlan, policy: compute.ResourcePolicy | None
) -> container.NodePoolPlacementPolicyArgs | None:
    if policy is not None:
        # The SDK requires a type although a workload policy has none; anything but "" comes back as a diff and
        # replaces the pool on each update (vllm-project/ci-infra #547, 2026).
        return container.NodePoolPlacementPolicyArgs(type="", policy_name=policy.name)
    if plan.compact:
        return container.NodePoolPlacementPolicyArgs(type="COMPACT", tpu_topology=plan.shape.topology)
    return None


def _node_config(args: TpuSliceArgs, plan: TpuSlicePlan, pool: PoolPlan) -> container.NodePoolNodeConfigArgs:
    capacity, node = pool.capacity, args.get("node", {})
    return container.NodePoolNodeConfigArgs(
        machine_type=plan.shape.machine_type,
        disk_type=plan.boot_disk_type,
        disk_size_gb=node.get("boot_disk_gib"),
        boot_disk_kms_key=node.get("boot_disk_key"),
        spot=True if capacity.spot else None,
        flex_start=True if capacity.flex_start else None,
        max_run_duration=capacity.max_run_duration,
        reservation_affinity=reservation_affinity(capacity),
        labels=plan.node_labels,
        taints=node_taints(plan.taints),
        resource_labels=args["labels"],
        service_account=args["service_account"],
        oauth_scopes=[CLOUD_SCOPE],
        workload_metadata_config=container.NodePoolNodeConfigWorkloadMetadataConfigArgs(mode="GKE_METADATA"),
    )
