"""A group of equal GPU machines of a CKS cluster: its node pool.

Owns the pool and the way to the cluster. RDMA between the machines comes with the instance type, so there is no network
and no placement to declare. GB200, GB300 and Vera Rubin come in racks of 18 nodes and never grow by themselves. Does
not own quota: what is above it waits (`CoreWeaveQuota` says how much).
"""

from typing import NotRequired, TypedDict

import pulumi

from components.coreweave.access import CksAccessArgs, cluster_provider
from components.coreweave.gpu_cluster_plan import plan_coreweave_gpu_cluster
from components.coreweave.node_pool import CoreWeaveTaintArgs, declare_pool, nodes_there, waiting


class CoreWeaveGpuClusterArgs(TypedDict):
    """Arguments of `CoreWeaveGpuCluster`."""

    zone: str
    """Zone of the cluster, such as US-EAST-04A; the machines are in it."""
    labels: dict[str, str]
    """Labels of the pool and of its nodes."""
    cluster: CksAccessArgs
    """How to reach the cluster."""
    accelerator: str
    """h100, h200, b200, b300, gb200, gb300, vera-rubin, rtx-pro-6000, l40s, l40, a100-80gb or gh200."""
    nodes: int
    """Machines; whole racks where they come so."""
    machine_type: NotRequired[str]
    """Instance type; the first one with the accelerator when left out."""
    max_nodes: NotRequired[int]
    """Lets the pool grow by itself from `nodes` up to so many."""
    scale_down: NotRequired[str]
    """Which nodes a pool that shrinks gives back: IdleOnly, which it is when left out, or PreferIdle."""
    node_labels: NotRequired[dict[str, str]]
    """Further Kubernetes labels of the nodes."""
    taints: NotRequired[dict[str, CoreWeaveTaintArgs]]
    """Taints of the nodes by key."""
    version: NotRequired[str]
    """Minor version of the cluster's Kubernetes where it is known; pools grow by themselves from v1.32 on."""
    allow_unlisted_zone: NotRequired[bool]
    """Take a zone in which CoreWeave does not list the machine."""


class CoreWeaveGpuCluster(pulumi.ComponentResource):
    """One GPU group; its pool is the child `<name>-pool`, named like the group in the cluster."""

    instance_type: pulumi.Output[str]
    """Instance type of the nodes."""
    nodes: pulumi.Output[int]
    """Nodes when everything that is asked for is there; until then they wait."""
    nodes_there: pulumi.Output[int]
    """Nodes that were there at the last apply or refresh."""
    waiting: pulumi.Output[str]
    """How many nodes waited then and for what, such as quota; empty when none did."""
    gpus: pulumi.Output[int]
    """GPUs of all those nodes."""
    racks: pulumi.Output[int]
    """Racks of all those nodes; 0 where they do not come in racks."""
    pool: pulumi.Output[str]
    """Name of the pool; known when it is there."""
    node_selector: pulumi.Output[dict[str, str]]
    """Labels by which pods find the nodes."""

    def __init__(self, name: str, args: CoreWeaveGpuClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_coreweave_gpu_cluster(name, args)
        super().__init__("podwright:index:CoreWeaveGpuCluster", name, {}, opts)
        for warning in plan.warnings:
            pulumi.log.warn(warning, resource=self)
        provider = cluster_provider(name, args["cluster"], self)
        pool = declare_pool(name, plan.pool, args["labels"], provider, self)
        self.instance_type = pulumi.Output.from_input(plan.machine.size)
        self.nodes = pulumi.Output.from_input(plan.pool.nodes)
        self.nodes_there = pool.status.apply(nodes_there)
        self.waiting = pool.status.apply(waiting)
        self.gpus = pulumi.Output.from_input(plan.gpus)
        self.racks = pulumi.Output.from_input(plan.pool.racks or 0)
        self.pool = pool.id
        self.node_selector = pulumi.Output.from_input(plan.node_selector)
        self.register_outputs(
            {
                "instanceType": self.instance_type,
                "nodes": self.nodes,
                "nodesThere": self.nodes_there,
                "waiting": self.waiting,
                "gpus": self.gpus,
                "racks": self.racks,
                "pool": self.pool,
                "nodeSelector": self.node_selector,
            }
        )
