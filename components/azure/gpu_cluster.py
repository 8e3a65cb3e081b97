"""A group of equal GPU machines as nodes of an AKS cluster: its agent pools.

Owns the pools. Does not own the cluster, the subnet, the quota, or the operators inside of the cluster that bring
drivers and InfiniBand to pods. InfiniBand ends with the scale set, which is the pool: a job that uses it stays in one
pool. Machines that come in racks have a pool for each rack. Labels, taints and numbers of nodes change in place;
another machine, zone or driver is another pool.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import containerservice as aks

from components.azure.gpu_cluster_plan import AzureGpuClusterPlan, AzureGpuPool, plan_azure_gpu_cluster
from components.azure.nodes import AzureCapacityArgs, AzureTaintArgs, node_taints
from components.azure.quota_needs import needed


class AzureGpuNodeArgs(TypedDict):
    """What each node is like; every part has a default."""

    driver: NotRequired[str]
    """default: AKS installs its driver; none: the GPU operator does. What suits the machine when left out."""
    gpu_operator: NotRequired[bool]
    """Whether the vendor's GPU operator runs in the cluster; on for InfiniBand and AMD machines when left out."""
    os_sku: NotRequired[str]
    """Ubuntu when left out, Ubuntu2404 for machines in racks."""
    boot_disk_gib: NotRequired[int]
    """Size of the boot disk in GiB, 256 when left out."""
    max_pods: NotRequired[int]
    """Pods on a node, 110 when left out."""
    mig: NotRequired[str]
    """Slices of each GPU: MIG1g, MIG2g, MIG3g, MIG4g or MIG7g; whole GPUs when left out."""


class AzureGpuClusterArgs(TypedDict):
    """Arguments of `AzureGpuCluster`; the name of the component is that of the pool, at most 12 letters and digits."""

    region: str
    """Region of the cluster."""
    resource_group: pulumi.Input[str]
    """Name of the cluster's resource group."""
    labels: dict[str, str]
    """Tags of the machines."""
    cluster: pulumi.Input[str]
    """Name of the AKS cluster."""
    subnet: pulumi.Input[str]
    """Id of the subnet of the nodes."""
    accelerator: str
    """a100, a100-80gb, h100, h100-nvl, h200, mi300x, gb200, gb300 or a10."""
    nodes: int
    """Machines, or the fewest where max_nodes is given."""
    capacity: AzureCapacityArgs
    """How the machines are obtained."""
    zone: NotRequired[str]
    """The one zone of the machines, such as 1; Azure chooses when left out."""
    machine_type: NotRequired[str]
    """VM size; the accelerator's first when left out."""
    max_nodes: NotRequired[int]
    """Lets the pool grow by itself from nodes up to so many; not for racks."""
    max_surge: NotRequired[str]
    """Machines that an upgrade adds, such as 1 or 10%; 0 when left out: it takes one away instead."""
    infiniband: NotRequired[bool]
    """Insist on InfiniBand between the machines, as training on several of them needs."""
    placement_group: NotRequired[pulumi.Input[str]]
    """Id of a proximity placement group in the zone."""
    node: NotRequired[AzureGpuNodeArgs]
    """What each node is like."""
    node_labels: NotRequired[dict[str, str]]
    """Kubernetes labels of the nodes."""
    taints: NotRequired[dict[str, AzureTaintArgs]]
    """Taints by key, besides the one that every GPU node has."""


class AzureGpuCluster(pulumi.ComponentResource):
    """One GPU cluster; its agent pools are children named `<name>-<index>`."""

    machine_type: pulumi.Output[str]
    """VM size of the nodes."""
    nodes: pulumi.Output[int]
    """Nodes when everything that is asked for is there."""
    gpus: pulumi.Output[int]
    """GPUs of all those nodes."""
    pools: pulumi.Output[list[str]]
    """Names of the pools; a job that needs InfiniBand selects one by the label agentpool. Known when they are there."""
    needed_vcpus: pulumi.Output[dict[str, int]]
    """vCPUs by quota family, those of an upgrade included."""
    actions: pulumi.Output[dict[str, str]]
    """What a person has to do once in the subscription, by a word for each: the exact command."""

    def __init__(self, name: str, args: AzureGpuClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_gpu_cluster(name, args)
        super().__init__("podwright:index:AzureGpuCluster", name, {}, opts)
        pools = [self._pool(f"{name}-{index}", pool, args, plan) for index, pool in enumerate(plan.pools)]
        self.machine_type = pulumi.Output.from_input(plan.machine.size)
        self.nodes = pulumi.Output.from_input(plan.nodes)
        self.gpus = pulumi.Output.from_input(plan.gpus)
        self.pools = pulumi.Output.all(*[pool.name for pool in pools])
        self.needed_vcpus = pulumi.Output.from_input(needed(plan.needs))
        self.actions = pulumi.Output.from_input(plan.actions)
        self.register_outputs(
            {
                "machineType": self.machine_type,
                "nodes": self.nodes,
                "gpus": self.gpus,
                "pools": self.pools,
                "neededVcpus": self.needed_vcpus,
                "actions": self.actions,
            }
        )

    def _pool(
        self, name: str, pool: AzureGpuPool, args: AzureGpuClusterArgs, plan: AzureGpuClusterPlan
    ) -> aks.AgentPool:
        node, grows = args.get("node", {}), pool.most is not None
        return aks.AgentPool(
            name,
            agent_pool_name=pool.name,
            resource_name_=args["cluster"],
            resource_group_name=args["resource_group"],
            mode="User",
            type="VirtualMachineScaleSets",
            vm_size=plan.machine.size,
            count=pool.nodes,
            enable_auto_scaling=True if grows else None,
            min_count=pool.nodes if grows else None,
            max_count=pool.most,
            availability_zones=[plan.zone] if plan.zone else None,
            vnet_subnet_id=args["subnet"],
            enable_node_public_ip=False,
            os_type="Linux",
            os_sku=plan.os_sku,
            os_disk_type="Managed",
            os_disk_size_gb=node.get("boot_disk_gib", 256),
            max_pods=node.get("max_pods", 110),
            gpu_profile=aks.GPUProfileArgs(driver=plan.driver),
            gpu_instance_profile=node.get("mig"),
            scale_set_priority="Spot" if plan.spot else None,
            scale_set_eviction_policy="Delete" if plan.spot else None,
            spot_max_price=-1 if plan.spot else None,
            capacity_reservation_group_id=args["capacity"].get("name"),
            proximity_placement_group_id=args.get("placement_group"),
            upgrade_settings=_upgrades(plan),
            node_labels=plan.labels or None,
            node_taints=node_taints(plan.taints),
            tags=args["labels"],
            # The autoscaler moves the number, and a program that moved it back would take machines with work on them.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["count"] if grows else None),
        )


def _upgrades(plan: AzureGpuClusterPlan) -> aks.AgentPoolUpgradeSettingsArgs | None:
    """One node after the other: there is no machine to spare, unless somebody says that there is."""
    if plan.max_surge is None:
        return None
    if plan.max_surge == "0":
        return aks.AgentPoolUpgradeSettingsArgs(max_surge="0", max_unavailable="1")
    return aks.AgentPoolUpgradeSettingsArgs(max_surge=plan.max_surge)
