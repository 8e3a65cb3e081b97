"""A fleet of equal GPU machines without Kubernetes: an instance template and a zonal managed instance group.

Owns both, the placement policy, and by flex-start the requests that bring the machines. Does not own networks, images
or what schedules work on the machines, such as Slurm.

A template cannot be changed, and a group must not lose the one it uses. So a template's name ends in a digest of its
content: another content is another template, made before the group is told of it, and the old one goes last. Nothing
is random, and the same arguments always give the same name. Running machines are never replaced for it: labels and
metadata reach them as they are, everything else waits for the next machine (`gcloud compute instance-groups managed
recreate-instances` brings it at once).
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import compute

from components.gcp.capacity import CapacityArgs
from components.gcp.gpu_fleet_plan import GpuFleetPlan, digest, plan_gpu_fleet
from components.gcp.gpu_machines import NodeNetworkArgs, Placement
from components.gcp.nodes import CLOUD_SCOPE

_LOGIN = {"enable-oslogin": "TRUE", "block-project-ssh-keys": "TRUE"}
"""People log in as themselves, by IAM, and no key in the project's metadata lets anybody in."""


class BootDiskArgs(TypedDict):
    """The boot disk of each machine."""

    gib: NotRequired[int]
    """Size in GiB, 200 when left out."""
    key: NotRequired[pulumi.Input[str]]
    """Id of the key that encrypts it; the agent of Compute Engine must be allowed to use it."""


class GpuFleetArgs(TypedDict):
    """Arguments of `GpuFleet`."""

    project: str
    """Project of the machines."""
    zone: str
    """The one zone that holds the machines, such as europe-west4-b."""
    prefix: str
    """Leading part of every cloud name."""
    labels: dict[str, str]
    """Labels of every machine and disk."""
    subnetwork: pulumi.Input[str]
    """Id of the subnet of the first interface; no machine gets an external address."""
    service_account: pulumi.Input[str]
    """E-mail of the service account the machines run as."""
    accelerator: str
    """l4, rtx-pro-6000, a100, a100-80gb, h100, h100-edge, h100-mega, h200, b200, gb200 or gb300."""
    nodes: int
    """Machines."""
    capacity: CapacityArgs
    """How the machines are obtained."""
    machine_type: NotRequired[str]
    """Machine type; the accelerator's largest when left out."""
    placement: NotRequired[Placement]
    """compact or none; what suits the machine and the capacity model when left out."""
    networks: NotRequired[list[NodeNetworkArgs]]
    """Further interfaces in the order of the NICs, as `FabricNetwork` has them."""
    batch: NotRequired[int]
    """By flex-start, machines that come together or not at all; all of them when left out."""
    image: NotRequired[str]
    """Boot image or image family; Google's Ubuntu with the GPU driver when left out."""
    boot_disk: NotRequired[BootDiskArgs]
    """The boot disk of each machine."""
    metadata: NotRequired[dict[str, str]]
    """Metadata of every machine, such as startup-script; OS Login is always on."""
    allow_unlisted_zone: NotRequired[bool]
    """Accept a zone that the catalog does not list for this machine."""


class GpuFleet(pulumi.ComponentResource):
    """One GPU fleet."""

    machine_type: pulumi.Output[str]
    """Machine type."""
    nodes: pulumi.Output[int]
    """Machines when everything that is asked for is there."""
    gpus: pulumi.Output[int]
    """GPUs of all those machines."""
    template: pulumi.Output[str]
    """Name of the instance template in use."""
    group: pulumi.Output[str]
    """Name of the managed instance group."""
    instance_group: pulumi.Output[str]
    """Link of the group of instances, for load balancers."""

    def __init__(self, name: str, args: GpuFleetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_gpu_fleet(name, args)
        super().__init__("podwright:index:GpuFleet", name, {}, opts)
        policy = self._policy(name, args, plan)
        template = self._template(name, args, plan, policy)
        group = self._group(name, args, plan, template, policy)
        self._requests(name, args, plan, group)
        self.machine_type = pulumi.Output.from_input(plan.machine.name)
        self.nodes = pulumi.Output.from_input(plan.nodes)
        self.gpus = pulumi.Output.from_input(plan.gpus)
        self.template, self.group, self.instance_group = template.name, group.name, group.instance_group
        self.register_outputs(
            {
                "machineType": self.machine_type,
                "nodes": self.nodes,
                "gpus": self.gpus,
                "template": self.template,
                "group": self.group,
                "instanceGroup": self.instance_group,
            }
        )

    def _policy(self, name: str, args: GpuFleetArgs, plan: GpuFleetPlan) -> compute.ResourcePolicy | None:
        if plan.placement == "none":
            return None
        rack = plan.placement == "rack"
        return compute.ResourcePolicy(
            f"{name}-placement",
            name=plan.name,
            project=args["project"],
            region=plan.region,
            group_placement_policy=(
                None if rack else compute.ResourcePolicyGroupPlacementPolicyArgs(collocation="COLLOCATED")
            ),
            workload_policy=(
                compute.ResourcePolicyWorkloadPolicyArgs(
                    type="HIGH_THROUGHPUT", accelerator_topology=plan.machine.rack_topology
                )
                if rack
                else None
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _template(
        self, name: str, args: GpuFleetArgs, plan: GpuFleetPlan, policy: compute.ResourcePolicy | None
    ) -> compute.InstanceTemplate:
        compact = policy.id if policy is not None and plan.placement == "compact" else None
        content = compute.InstanceTemplateArgs(
            project=args["project"],
            region=plan.region,
            machine_type=plan.machine.name,
            labels=args["labels"],
            metadata=args.get("metadata", {}) | _LOGIN,
            disks=[_boot_disk(args, plan)],
            network_interfaces=_interfaces(args, plan),
            scheduling=_scheduling(plan),
            reservation_affinity=_affinity(plan),
            resource_policies=compact,
            service_account=compute.InstanceTemplateServiceAccountArgs(
                email=args["service_account"], scopes=[CLOUD_SCOPE]
            ),
            shielded_instance_config=_shielded(plan),
        )
        # Not known at a preview where a part of the content is not.
        content.name = pulumi.Output.from_input(content).apply(lambda known: f"{plan.name}-{digest(known)}")
        # With an explicit name the provider wants the old one to go first, and the group would be in its way.
        opts = pulumi.ResourceOptions(parent=self, delete_before_replace=False)
        return compute.InstanceTemplate(f"{name}-template", content, opts)

    def _group(
        self,
        name: str,
        args: GpuFleetArgs,
        plan: GpuFleetPlan,
        template: compute.InstanceTemplate,
        policy: compute.ResourcePolicy | None,
    ) -> compute.InstanceGroupManager:
        racks = policy.id if policy is not None and plan.placement == "rack" else None
        return compute.InstanceGroupManager(
            f"{name}-group",
            name=plan.name,
            base_instance_name=plan.name,
            project=args["project"],
            zone=args["zone"],
            versions=[compute.InstanceGroupManagerVersionArgs(instance_template=template.id)],
            # Requests add to the size by themselves, and a size that is given would take their machines away again.
            target_size=None if plan.requests else plan.nodes,
            resource_policies=(
                compute.InstanceGroupManagerResourcePoliciesArgs(workload_policy=racks) if racks is not None else None
            ),
            instance_lifecycle_policy=compute.InstanceGroupManagerInstanceLifecyclePolicyArgs(
                # A machine of a request is not made again when its time is over.
                default_action_on_failure="DO_NOTHING" if plan.capacity.flex_start else "REPAIR"
            ),
            update_policy=compute.InstanceGroupManagerUpdatePolicyArgs(
                type="PROACTIVE",
                minimal_action="REFRESH",
                most_disruptive_allowed_action="REFRESH",
                # A scheduler knows its machines by name, and there is none to spare.
                replacement_method="RECREATE",
                max_surge_fixed=0,
                max_unavailable_fixed=1,
            ),
            wait_for_instances=False,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _requests(
        self, name: str, args: GpuFleetArgs, plan: GpuFleetPlan, group: compute.InstanceGroupManager
    ) -> list[compute.ResizeRequest]:
        return [
            compute.ResizeRequest(
                f"{name}-request-{key}",
                name=f"{plan.name}-{key}",
                project=args["project"],
                zone=args["zone"],
                instance_group_manager=group.name,
                resize_by=size,
                opts=pulumi.ResourceOptions(parent=self),
            )
            for key, size in plan.requests
        ]


def _boot_disk(args: GpuFleetArgs, plan: GpuFleetPlan) -> compute.InstanceTemplateDiskArgs:
    disk = args.get("boot_disk", {})
    key = disk.get("key")
    return compute.InstanceTemplateDiskArgs(
        boot=True,
        auto_delete=True,
        source_image=plan.image,
        disk_size_gb=disk.get("gib", 200),
        disk_type=plan.machine.boot_disk_type or "pd-balanced",
        labels=args["labels"],
        disk_encryption_key=(
            compute.InstanceTemplateDiskDiskEncryptionKeyArgs(kms_key_self_link=key) if key is not None else None
        ),
    )


def _interfaces(args: GpuFleetArgs, plan: GpuFleetPlan) -> list[compute.InstanceTemplateNetworkInterfaceArgs]:
    first = compute.InstanceTemplateNetworkInterfaceArgs(subnetwork=args["subnetwork"], nic_type=plan.nic_type)
    return [
        first,
        *(
            compute.InstanceTemplateNetworkInterfaceArgs(
                network=network["network"], subnetwork=network["subnetwork"], nic_type=network["nic_type"]
            )
            for network in args.get("networks", [])
        ),
    ]


def _scheduling(plan: GpuFleetPlan) -> compute.InstanceTemplateSchedulingArgs:
    wanted = plan.scheduling
    return compute.InstanceTemplateSchedulingArgs(
        provisioning_model=wanted.provisioning_model,
        preemptible=wanted.preemptible,
        automatic_restart=wanted.automatic_restart,
        # A machine with GPUs cannot move to another host.
        on_host_maintenance="TERMINATE",
        instance_termination_action=wanted.termination_action,
        max_run_duration=(
            compute.InstanceTemplateSchedulingMaxRunDurationArgs(seconds=wanted.max_run_seconds)
            if wanted.max_run_seconds is not None
            else None
        ),
    )


def _affinity(plan: GpuFleetPlan) -> compute.InstanceTemplateReservationAffinityArgs | None:
    capacity = plan.capacity
    if capacity.affinity is None:
        return None
    reservation = capacity.reservation
    return compute.InstanceTemplateReservationAffinityArgs(
        type=capacity.affinity,
        specific_reservation=(
            compute.InstanceTemplateReservationAffinitySpecificReservationArgs(
                key="compute.googleapis.com/reservation-name", values=[reservation]
            )
            if reservation is not None
            else None
        ),
    )


def _shielded(plan: GpuFleetPlan) -> compute.InstanceTemplateShieldedInstanceConfigArgs | None:
    """Without Secure Boot: not every image signs the modules of its GPU driver."""
    if not plan.shielded:
        return None
    return compute.InstanceTemplateShieldedInstanceConfigArgs(
        enable_secure_boot=False, enable_vtpm=True, enable_integrity_monitoring=True
    )
