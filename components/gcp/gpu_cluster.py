"""A group of equal GPU machines as nodes of a GKE cluster: its node pools, and the policy that keeps racks together.

Owns the node pools and, with a Kubernetes provider, the objects that let pods use the further interfaces of the nodes.
Does not own the cluster, the networks or the quota. One pool is one rack, or as many nodes as GKE takes in a pool; the
place of a pool in that row is its identity, so that growing fills the last one and adds pools at the end. Numbers of
nodes and labels change in place; another machine, zone or network is another pool.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import compute, container

from components.gcp.capacity import CapacityArgs
from components.gcp.gpu_cluster_plan import GPU_GROUP_LABEL, GPU_TAINT, GpuClusterPlan, GpuPool, plan_gpu_cluster
from components.gcp.gpu_machines import NodeNetworkArgs, Placement
from components.gcp.nodes import CLOUD_SCOPE, NodeTaintArgs, node_taints, reservation_affinity


class Driver(StrEnum):
    """The GPU driver that GKE puts on the nodes."""

    DEFAULT = "default"
    LATEST = "latest"
    NONE = "none"


class GpuNodeArgs(TypedDict):
    """What each node is like; every part has a default."""

    driver: NotRequired[Driver]
    """Driver that GKE installs: default, latest, or none for drivers of your own, which turns Secure Boot off."""
    image_type: NotRequired[str]
    """Node image, COS_CONTAINERD when left out."""
    boot_disk_gib: NotRequired[int]
    """Size of the boot disk in GiB; GKE's own when left out."""
    boot_disk_key: NotRequired[pulumi.Input[str]]
    """Id of the key that encrypts the boot disk; the agent of Compute Engine must be allowed to use it."""
    local_ssds: NotRequired[int]
    """Local SSDs, only for machines that come with any number of them."""
    raw_local_ssds: NotRequired[bool]
    """Leave the local SSDs to pods as raw devices instead of making them ephemeral storage."""
    max_pods: NotRequired[int]
    """Pods on a node; sets the size of each node's block of the pods range."""
    maintenance_interval: NotRequired[str]
    """AS_NEEDED or PERIODIC maintenance of the hosts; with a reservation it must be that of the reservation."""


class GpuClusterArgs(TypedDict):
    """Arguments of `GpuCluster`."""

    project: str
    """Project of the cluster."""
    zone: str
    """The one zone that holds the machines, such as europe-west4-a."""
    prefix: str
    """Leading part of cloud names outside of the cluster."""
    labels: dict[str, str]
    """Labels of every machine and of the node pools."""
    cluster: pulumi.Input[str]
    """Name of the GKE cluster, which must be regional and in the zone's region."""
    service_account: pulumi.Input[str]
    """E-mail of the service account the nodes run as."""
    accelerator: str
    """l4, rtx-pro-6000, a100, a100-80gb, h100, h100-edge, h100-mega, h200, b200, gb200 or gb300."""
    nodes: int
    """Machines; by flex-start the most there may be at a time."""
    capacity: CapacityArgs
    """How the machines are obtained."""
    machine_type: NotRequired[str]
    """Machine type; the accelerator's largest when left out."""
    max_nodes: NotRequired[int]
    """Lets the pool grow by itself from `nodes` up to so many."""
    placement: NotRequired[Placement]
    """compact or none; what suits the machine and the capacity model when left out."""
    networks: NotRequired[list[NodeNetworkArgs]]
    """Further interfaces in the order of the NICs, as `FabricNetwork` has them; the cluster must be multi-network."""
    dranet: NotRequired[bool]
    """Let GKE make the networks between the GPUs and hand them to pods as devices."""
    node: NotRequired[GpuNodeArgs]
    """What each node is like."""
    node_labels: NotRequired[dict[str, str]]
    """Kubernetes labels of the nodes, besides `podwright/gpu-cluster`."""
    taints: NotRequired[dict[str, NodeTaintArgs]]
    """Taints by key, besides nvidia.com/gpu."""
    allow_unlisted_zone: NotRequired[bool]
    """Accept a zone that the catalog does not list for this machine."""


class GpuCluster(pulumi.ComponentResource):
    """One GPU cluster; its node pools are children named `<name>-<index>`."""

    machine_type: pulumi.Output[str]
    """Machine type of the nodes."""
    nodes: pulumi.Output[int]
    """Nodes when everything that is asked for is there."""
    gpus: pulumi.Output[int]
    """GPUs of all those nodes."""
    pools: pulumi.Output[list[str]]
    """Names of the node pools, by index; known when the pools are there."""
    node_selector: pulumi.Output[dict[str, str]]
    """Labels by which pods choose the nodes."""
    node_networks: pulumi.Output[list[str]]
    """Names of the Kubernetes networks that pods ask for, in the order of the NICs; empty without a provider."""

    def __init__(self, name: str, args: GpuClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered.

        With a provider of Kubernetes among `opts.providers` the networks are made known to the cluster.
        """
        plan = plan_gpu_cluster(name, args)
        super().__init__("podwright:index:GpuCluster", name, {}, opts)
        objects, networks = self._node_networks(name, args)
        policy = self._workload_policy(name, args, plan)
        pools = [
            self._pool(f"{name}-{index}", pool, (args, plan), policy, objects) for index, pool in enumerate(plan.pools)
        ]
        self.machine_type = pulumi.Output.from_input(plan.machine.name)
        self.nodes = pulumi.Output.from_input(plan.nodes)
        self.gpus = pulumi.Output.from_input(plan.gpus)
        self.pools = pulumi.Output.all(*[pool.name for pool in pools])
        self.node_selector = pulumi.Output.from_input({GPU_GROUP_LABEL: name})
        self.node_networks = pulumi.Output.from_input(networks)
        self.register_outputs(
            {
                "machineType": self.machine_type,
                "nodes": self.nodes,
                "gpus": self.gpus,
                "pools": self.pools,
                "nodeSelector": self.node_selector,
                "nodeNetworks": self.node_networks,
            }
        )

    def _node_networks(self, name: str, args: GpuClusterArgs) -> tuple[list[pulumi.Resource], list[str]]:
        networks = args.get("networks", [])
        if not networks or self.get_provider("kubernetes:core/v1:ConfigMap") is None:
            return [], []
        # The SDK of Kubernetes is only loaded by programs that use it.
        from components.gcp.node_networks import declare_node_networks

        return declare_node_networks(name, networks, self)

    def _workload_policy(self, name: str, args: GpuClusterArgs, plan: GpuClusterPlan) -> compute.ResourcePolicy | None:
        if plan.policy is None:
            return None
        return compute.ResourcePolicy(
            f"{name}-placement",
            name=plan.policy,
            project=args["project"],
            region=plan.region,
            workload_policy=compute.ResourcePolicyWorkloadPolicyArgs(
                type="HIGH_THROUGHPUT", accelerator_topology=plan.machine.rack_topology
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _pool(
        self,
        name: str,
        pool: GpuPool,
        wanted: tuple[GpuClusterArgs, GpuClusterPlan],
        policy: compute.ResourcePolicy | None,
        objects: Sequence[pulumi.Resource],
    ) -> container.NodePool:
        args, plan = wanted
        return container.NodePool(
            name,
            name=pool.name,
            project=args["project"],
            location=plan.region,
            cluster=args["cluster"],
            node_locations=[args["zone"]],
            node_count=pool.nodes if pool.most is None else None,
            initial_node_count=None if pool.most is None else pool.nodes,
            autoscaling=_autoscaling(pool, plan),
            queued_provisioning=container.NodePoolQueuedProvisioningArgs(enabled=True)
            if plan.capacity.queued
            else None,
            max_pods_per_node=args.get("node", {}).get("max_pods"),
            management=container.NodePoolManagementArgs(auto_repair=plan.capacity.auto_repair, auto_upgrade=True),
            upgrade_settings=_upgrades(plan),
            network_config=_network_config(args),
            placement_policy=_placement(plan, policy),
            node_config=_node_config(args, plan),
            # The number a growing pool began with cannot change later, and says nothing once it grows by itself.
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(objects), ignore_changes=["initialNodeCount"]),
        )


def _autoscaling(pool: GpuPool, plan: GpuClusterPlan) -> container.NodePoolAutoscalingArgs | None:
    if pool.most is None:
        return None
    # Per zone, not total_*: with queued provisioning GKE compares the whole request with the limit of the zone.
    anywhere = plan.capacity.flex_start or plan.capacity.spot
    return container.NodePoolAutoscalingArgs(
        min_node_count=pool.nodes, max_node_count=pool.most, location_policy="ANY" if anywhere else None
    )


def _upgrades(plan: GpuClusterPlan) -> container.NodePoolUpgradeSettingsArgs | None:
    """One node after the other, never one more: there is no machine to spare, and blue-green excludes COMPACT.

    Flex-start brings its own strategy, by which nodes are upgraded when their time is over.
    """
    if plan.capacity.flex_start:
        return None
    return container.NodePoolUpgradeSettingsArgs(strategy="SURGE", max_surge=0, max_unavailable=1)


def _network_config(args: GpuClusterArgs) -> container.NodePoolNetworkConfigArgs:
    networks = [
        container.NodePoolNetworkConfigAdditionalNodeNetworkConfigArgs(
            network=network["network"], subnetwork=network["subnetwork"]
        )
        for network in args.get("networks", [])
    ]
    return container.NodePoolNetworkConfigArgs(
        enable_private_nodes=True,
        additional_node_network_configs=networks or None,
        accelerator_network_profile="auto" if args.get("dranet", False) else None,
    )


def _placement(
    plan: GpuClusterPlan, policy: compute.ResourcePolicy | None
) -> container.NodePoolPlacementPolicyArgs | None:
    if policy is not None:
        # A type has to be given, and "" is the only one that does not come back as a diff (see `tpu_slice`).
        return container.NodePoolPlacementPolicyArgs(type="", policy_name=policy.name)
    return container.NodePoolPlacementPolicyArgs(type="COMPACT") if plan.placement == "compact" else None


def _node_config(args: GpuClusterArgs, plan: GpuClusterPlan) -> container.NodePoolNodeConfigArgs:
    capacity, node = plan.capacity, args.get("node", {})
    interval = node.get("maintenance_interval")
    return container.NodePoolNodeConfigArgs(
        machine_type=plan.machine.name,
        guest_accelerators=[_gpus(plan)],
        image_type=node.get("image_type", "COS_CONTAINERD"),
        gvnic=container.NodePoolNodeConfigGvnicArgs(enabled=True),
        disk_type=plan.machine.boot_disk_type,
        disk_size_gb=node.get("boot_disk_gib"),
        boot_disk_kms_key=node.get("boot_disk_key"),
        ephemeral_storage_local_ssd_config=_ephemeral(plan),
        local_nvme_ssd_block_config=_block(plan),
        spot=True if capacity.spot else None,
        flex_start=True if capacity.flex_start else None,
        max_run_duration=capacity.max_run_duration,
        reservation_affinity=reservation_affinity(capacity),
        host_maintenance_policy=(
            container.NodePoolNodeConfigHostMaintenancePolicyArgs(maintenance_interval=interval) if interval else None
        ),
        shielded_instance_config=_shielded(plan),
        resource_labels=args["labels"],
        labels=plan.labels,
        # Written out, because GKE sets it by itself only where the cluster had other nodes first.
        taints=node_taints({**args.get("taints", {}), GPU_TAINT: {"value": "present"}}),
        service_account=args["service_account"],
        oauth_scopes=[CLOUD_SCOPE],
        workload_metadata_config=container.NodePoolNodeConfigWorkloadMetadataConfigArgs(mode="GKE_METADATA"),
    )


def _gpus(plan: GpuClusterPlan) -> container.NodePoolNodeConfigGuestAcceleratorArgs:
    return container.NodePoolNodeConfigGuestAcceleratorArgs(
        type=plan.machine.gpu_type,
        count=plan.machine.gpus,
        gpu_driver_installation_config=container.NodePoolNodeConfigGuestAcceleratorGpuDriverInstallationConfigArgs(
            gpu_driver_version=plan.driver
        ),
    )


def _ephemeral(plan: GpuClusterPlan) -> container.NodePoolNodeConfigEphemeralStorageLocalSsdConfigArgs | None:
    if plan.ephemeral_disks is None:
        return None
    return container.NodePoolNodeConfigEphemeralStorageLocalSsdConfigArgs(local_ssd_count=plan.ephemeral_disks)


def _block(plan: GpuClusterPlan) -> container.NodePoolNodeConfigLocalNvmeSsdBlockConfigArgs | None:
    if plan.block_disks is None:
        return None
    return container.NodePoolNodeConfigLocalNvmeSsdBlockConfigArgs(local_ssd_count=plan.block_disks)


def _shielded(plan: GpuClusterPlan) -> container.NodePoolNodeConfigShieldedInstanceConfigArgs | None:
    if plan.secure_boot is None:
        return None
    return container.NodePoolNodeConfigShieldedInstanceConfigArgs(
        enable_secure_boot=plan.secure_boot, enable_integrity_monitoring=True
    )
