"""A group of equal TPU slices on a GKE cluster: one node pool per slice.

Owns the node pools and, where a generation needs it, the workload policy that places them. Does not own the cluster,
the network or the quota. A slice is atomic: another shape is another pool, so a change of generation, topology or zone
replaces the pools of the group, while `slices` adds or removes pools at the end; labels, taints and sizes change in
place.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import compute

from components.gcp.capacity import CapacityArgs
from components.gcp.nodes import NodeTaintArgs
from components.gcp.tpu_slice_plan import TpuSlicePlan, plan_tpu_slice
from components.gcp.tpu_slice_pool import slice_pool


class TpuNodeArgs(TypedDict):
    """What each host is like as a node of Kubernetes; every part has a default."""

    boot_disk_gib: NotRequired[int]
    """Size of the boot disk in GiB; GKE's own when left out."""
    boot_disk_key: NotRequired[pulumi.Input[str]]
    """Id of the key that encrypts the boot disk; the agent of Compute Engine must be allowed to use it."""
    labels: NotRequired[dict[str, str]]
    """Kubernetes labels, besides those of GKE and `podwright/slice-group`."""
    taints: NotRequired[dict[str, NodeTaintArgs]]
    """Taints by key, besides google.com/tpu, which GKE sets."""


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
    least_slices: NotRequired[int]
    """Lets the group scale by itself between so many slices and `slices`; it keeps its size when left out."""
    dranet: NotRequired[bool]
    """Let GKE make the networks between the hosts and hand them to pods as devices; v6e and tpu7x only."""
    node: NotRequired[TpuNodeArgs]
    """What each host is like as a node."""
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
    node_selector: pulumi.Output[dict[str, str]]
    """Labels by which a pod asks for a host of this group."""
    jobset: pulumi.Output[str]
    """YAML for a JobSet on all slices of the group: exclusive placement, `replicatedJobs`, selectors and chips."""

    def __init__(self, name: str, args: TpuSliceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_tpu_slice(name, args)
        super().__init__("podwright:index:TpuSlice", name, {}, opts)
        policy = self._workload_policy(name, args, plan)
        pools = [slice_pool(self, f"{name}-{i}", pool, (args, plan), policy) for i, pool in enumerate(plan.pools)]
        self.topology = pulumi.Output.from_input(plan.shape.topology)
        self.chips = pulumi.Output.from_input(plan.chips)
        self.hosts = pulumi.Output.from_input(plan.hosts)
        self.machine_type = pulumi.Output.from_input(plan.shape.machine_type)
        self.pools = pulumi.Output.all(*[pool.name for pool in pools])
        self.node_selector = pulumi.Output.from_input(plan.node_selector)
        self.jobset = pulumi.Output.from_input(plan.jobset)
        self.register_outputs(
            {
                "topology": self.topology,
                "chips": self.chips,
                "hosts": self.hosts,
                "machineType": self.machine_type,
                "pools": self.pools,
                "nodeSelector": self.node_selector,
                "jobset": self.jobset,
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
