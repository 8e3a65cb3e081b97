"""A group of equal TPU slices on a GKE cluster: one node pool per slice.

Owns the node pools and, where a generation needs it, the workload policy that places them. Does not own the cluster,
the network or the quota. A slice is atomic: another shape is another pool, so a change of generation, topology or zone
replaces the pools of the group, while `slices` adds or removes pools at the end and labels change in place.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import compute, container

from components.gcp.capacity import CapacityArgs
from components.gcp.tpu_slice_plan import TpuSlicePlan, plan_tpu_slice

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class TpuSliceArgs(TypedDict):
    """Arguments of `TpuSlice`."""

    project: str
    """Project of the cluster."""
    zone: str
    """The one zone that holds the slices, such as europe-west4-a."""
    prefix: str
    """Leading part of cloud names outside of the cluster."""
    labels: dict[str, str]
    """Labels of every machine and of the node pools."""
    cluster: pulumi.Input[str]
    """Name of the GKE cluster, which must be regional and in the zone's region."""
    service_account: pulumi.Input[str]
    """E-mail of the service account the nodes run as."""
    generation: str
    """v4, v5e, v5p, v6e or tpu7x."""
    topology: str
    """Shape of one slice in chips, such as 8x8 or 4x4x8."""
    slices: int
    """How many slices of that shape."""
    capacity: CapacityArgs
    """How the machines are obtained."""
    machine_type: NotRequired[str]
    """Host machine type; derived from the shape when left out."""
    nodes: NotRequired[int]
    """Hosts in one slice; derived, and only checked when given."""
    max_pods_per_node: NotRequired[int]
    """Pods on a node; sets the size of each node's block of the pods range."""
    allow_unlisted_zone: NotRequired[bool]
    """Accept a zone that the catalog does not list for this generation."""


class TpuSlice(pulumi.ComponentResource):
    """One slice group; its node pools are children named `<name>-<slice index>`."""

    topology: pulumi.Output[str]
    """Shape of one slice in chips."""
    chips: pulumi.Output[int]
    """Chips of the whole group."""
    hosts: pulumi.Output[int]
    """Host machines of the whole group."""
    machine_type: pulumi.Output[str]
    """Machine type of the hosts."""
    pools: pulumi.Output[list[str]]
    """Names of the node pools, by slice index; known when the pools are there."""

    def __init__(self, name: str, args: TpuSliceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_tpu_slice(name, args)
        super().__init__("podwright:index:TpuSlice", name, {}, opts)
        policy = self._workload_policy(name, args, plan)
        pools = [self._pool(f"{name}-{index}", pool, args, plan, policy) for index, pool in enumerate(plan.pools)]
        self.topology = pulumi.Output.from_input(plan.shape.topology)
        self.chips = pulumi.Output.from_input(plan.chips)
        self.hosts = pulumi.Output.from_input(plan.hosts)
        self.machine_type = pulumi.Output.from_input(plan.shape.machine_type)
        self.pools = pulumi.Output.all(*[pool.name for pool in pools])
        self.register_outputs(
            {
                "topology": self.topology,
                "chips": self.chips,
                "hosts": self.hosts,
                "machineType": self.machine_type,
                "pools": self.pools,
            }
        )

    def _workload_policy(self, name: str, args: TpuSliceArgs, plan: TpuSlicePlan) -> compute.ResourcePolicy | None:
        if plan.workload_policy is None:
            return None
        return compute.ResourcePolicy(
            f"{name}-placement",
            name=plan.workload_policy,
            project=args["project"],
            region=plan.region,
            workload_policy=compute.ResourcePolicyWorkloadPolicyArgs(
                type="HIGH_THROUGHPUT", accelerator_topology=plan.shape.topology
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _pool(
        self,
        name: str,
        cloud: str,
        args: TpuSliceArgs,
        plan: TpuSlicePlan,
        policy: compute.ResourcePolicy | None,
    ) -> container.NodePool:
        capacity = plan.capacity
        autoscaling = None
        if capacity.max_node_count is not None:
            autoscaling = container.NodePoolAutoscalingArgs(
                min_node_count=capacity.min_node_count,
                max_node_count=capacity.max_node_count,
                # Flex-start demands it; in the one zone of a slice it changes nothing else.
                location_policy="ANY" if capacity.flex_start else None,
            )
        return container.NodePool(
            name,
            name=cloud,
            project=args["project"],
            location=plan.region,
            cluster=args["cluster"],
            node_locations=[args["zone"]],
            node_count=capacity.node_count,
            # A pool that scales must say where it begins, or GKE starts it with one node per zone.
            initial_node_count=0 if capacity.node_count is None else None,
            autoscaling=autoscaling,
            queued_provisioning=container.NodePoolQueuedProvisioningArgs(enabled=True) if capacity.queued else None,
            max_pods_per_node=args.get("max_pods_per_node"),
            management=container.NodePoolManagementArgs(auto_repair=capacity.auto_repair, auto_upgrade=True),
            network_config=container.NodePoolNetworkConfigArgs(enable_private_nodes=True),
            placement_policy=_placement(plan, policy),
            node_config=_node_config(args, plan),
            opts=pulumi.ResourceOptions(parent=self),
        )


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


def _node_config(args: TpuSliceArgs, plan: TpuSlicePlan) -> container.NodePoolNodeConfigArgs:
    capacity = plan.capacity
    affinity = None
    if capacity.affinity is not None:
        named = capacity.reservation is not None
        affinity = container.NodePoolNodeConfigReservationAffinityArgs(
            consume_reservation_type=capacity.affinity,
            key="compute.googleapis.com/reservation-name" if named else None,
            values=[capacity.reservation] if capacity.reservation is not None else None,
        )
    return container.NodePoolNodeConfigArgs(
        machine_type=plan.shape.machine_type,
        disk_type=plan.boot_disk_type,
        spot=True if capacity.spot else None,
        flex_start=True if capacity.flex_start else None,
        max_run_duration=capacity.max_run_duration,
        reservation_affinity=affinity,
        resource_labels=args["labels"],
        service_account=args["service_account"],
        oauth_scopes=[_SCOPE],
        workload_metadata_config=container.NodePoolNodeConfigWorkloadMetadataConfigArgs(mode="GKE_METADATA"),
    )
