"""GPU machines without Kubernetes, for a scheduler such as Slurm: one scale set, or a Compute Fleet of several sizes.

A scale set of one placement group has InfiniBand between all its machines and none beyond. A Compute Fleet takes what
Azure has of several sizes, for spot machines and for work that needs no network between them. Does not own the subnet,
the quota, or the scheduler.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import azurefleet, compute, managedidentity

from components.azure.gpu_fleet_plan import AzureGpuFleetPlan, plan_azure_gpu_fleet
from components.azure.gpu_fleet_profiles import fleet_profile, scale_set_profile
from components.azure.nodes import AzureCapacityArgs
from components.azure.quota_needs import needed


class AzureGpuFleetArgs(TypedDict):
    """Arguments of `AzureGpuFleet`."""

    region: str
    """Region of the machines."""
    resource_group: pulumi.Input[str]
    """Name of the resource group."""
    prefix: str
    """Leading part of the cloud name."""
    labels: dict[str, str]
    """Tags of the machines."""
    subnet: pulumi.Input[str]
    """Id of the subnet of the machines."""
    accelerator: str
    """a100, a100-80gb, h100, h100-nvl, h200, mi300x, gb200, gb300 or a10."""
    nodes: int
    """Machines."""
    capacity: AzureCapacityArgs
    """How the machines are obtained."""
    ssh_public_key: str
    """Public key of whoever may log in; passwords are off."""
    admin: NotRequired[str]
    """Name of that user, azureuser when left out."""
    zone: NotRequired[str]
    """The one zone of the machines, such as 1; Azure chooses when left out."""
    machine_type: NotRequired[str]
    """VM size; the accelerator's first when left out."""
    sizes: NotRequired[dict[str, int]]
    """Sizes and their ranks, the lowest first: makes a Compute Fleet of whatever there is of them."""
    infiniband: NotRequired[bool]
    """Insist on InfiniBand between the machines; not with sizes."""
    image: NotRequired[str]
    """publisher:offer:sku:version or an image's id; Microsoft's Ubuntu with drivers when left out."""
    boot_disk_gib: NotRequired[int]
    """Size of the boot disk in GiB, 256 when left out."""
    disk_encryption_set: NotRequired[pulumi.Input[str]]
    """Id of the set whose key encrypts the disks; Azure's own key when left out."""
    user_data: NotRequired[pulumi.Input[str]]
    """Base64 text that machines read at their start."""
    identities: NotRequired[list[pulumi.Input[str]]]
    """Ids of the managed identities that the machines act as."""
    own_identity: NotRequired[bool]
    """Make an identity of the fleet's own, whose principal is an output, for roles on storage; not with sizes. Off when
    left out."""


class AzureGpuFleet(pulumi.ComponentResource):
    """One fleet of GPU machines."""

    fleet_id: pulumi.Output[str]
    """Id of the scale set or of the Compute Fleet."""
    machine_type: pulumi.Output[str]
    """VM size, or the first of several."""
    nodes: pulumi.Output[int]
    """Machines when everything that is asked for is there."""
    gpus: pulumi.Output[int | None]
    """GPUs of all those machines; None where sizes are mixed, because Azure decides which come."""
    principal: pulumi.Output[str]
    """Principal of the fleet's own identity; empty without one."""
    needed_vcpus: pulumi.Output[dict[str, int]]
    """vCPUs by quota family; where sizes are mixed, enough for any one of them."""

    def __init__(self, name: str, args: AzureGpuFleetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_gpu_fleet(name, args)
        super().__init__("podwright:index:AzureGpuFleet", name, {}, opts)
        own = self._identity(name, args, plan) if args.get("own_identity", False) else None
        made = self._fleet(name, args, plan) if plan.sizes else self._scale_set(name, args, plan, own)
        self.principal = own.principal_id if own else pulumi.Output.from_input("")
        self.fleet_id = made.id
        self.machine_type = pulumi.Output.from_input(plan.machine.size)
        self.nodes = pulumi.Output.from_input(plan.nodes)
        self.gpus = pulumi.Output.from_input(plan.gpus)
        self.needed_vcpus = pulumi.Output.from_input(needed(plan.needs))
        self.register_outputs(
            {
                "fleetId": self.fleet_id,
                "machineType": self.machine_type,
                "nodes": self.nodes,
                "gpus": self.gpus,
                "principal": self.principal,
                "neededVcpus": self.needed_vcpus,
            }
        )

    def _identity(
        self, name: str, args: AzureGpuFleetArgs, plan: AzureGpuFleetPlan
    ) -> managedidentity.UserAssignedIdentity:
        return managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=plan.identity,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _scale_set(
        self,
        name: str,
        args: AzureGpuFleetArgs,
        plan: AzureGpuFleetPlan,
        own: managedidentity.UserAssignedIdentity | None,
    ) -> compute.VirtualMachineScaleSet:
        identities = [*args.get("identities", []), *([own.id] if own else [])]
        return compute.VirtualMachineScaleSet(
            f"{name}-machines",
            vm_scale_set_name=plan.name,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args["labels"],
            sku=compute.SkuArgs(name=plan.machine.size, capacity=plan.nodes, tier="Standard"),
            orchestration_mode="Uniform",
            # One placement group is one InfiniBand network; a reservation refuses it, and has machines without any.
            single_placement_group=not plan.reserved,
            platform_fault_domain_count=1,
            # More machines than asked for, to delete some again: that needs quota nobody has.
            overprovision=False,
            zones=[plan.zone] if plan.zone else None,
            upgrade_policy=compute.UpgradePolicyArgs(mode=compute.UpgradeMode.MANUAL),
            identity=(
                compute.VirtualMachineScaleSetIdentityArgs(
                    type=compute.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=identities
                )
                if identities
                else None
            ),
            virtual_machine_profile=scale_set_profile(args, plan),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _fleet(self, name: str, args: AzureGpuFleetArgs, plan: AzureGpuFleetPlan) -> azurefleet.Fleet:
        regular = azurefleet.RegularPriorityProfileArgs(capacity=plan.nodes, allocation_strategy="Prioritized")
        spot = azurefleet.SpotPriorityProfileArgs(
            capacity=plan.nodes,
            allocation_strategy="PriceCapacityOptimized",
            eviction_policy="Delete",
            # What was taken back is looked for again, in any of the sizes.
            maintain=True,
        )
        return azurefleet.Fleet(
            f"{name}-machines",
            fleet_name=plan.name,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args["labels"],
            zones=[plan.zone] if plan.zone else None,
            vm_sizes_profile=[
                azurefleet.VmSizeProfileArgs(name=size, rank=None if plan.spot else rank)
                for size, rank in sorted(plan.sizes.items(), key=lambda each: (each[1], each[0]))
            ],
            regular_priority_profile=None if plan.spot else regular,
            spot_priority_profile=spot if plan.spot else None,
            compute_profile=azurefleet.ComputeProfileArgs(
                base_virtual_machine_profile=fleet_profile(args, plan), platform_fault_domain_count=1
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
