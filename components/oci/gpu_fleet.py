"""A fleet of equal GPU machines on Oracle Cloud without Kubernetes, on one RDMA network where the shape has one.

Owns the template and what launches the machines: a cluster network (the default for RDMA shapes), an instance pool on a
compute cluster, GPU memory clusters for GB200 and GB300, or an instance pool alone. Does not own networks, images, or
what schedules work on the machines, such as Slurm. The number of machines and labels change in place; running machines
are never replaced for another template.
"""

import base64
from typing import NotRequired, TypedDict

import pulumi

from components.checks import Checks
from components.oci.capacity import OciCapacityArgs, OciPlacement
from components.oci.gpu_machines import OciTemplate, launch
from components.oci.gpu_plan import OciGpuPlan, OciGpuWish, plan_gpus
from components.oci.shared import domain_name
from components.outputs import gathered


class OciGpuFleetArgs(TypedDict):
    """Arguments of `OciGpuFleet`."""

    tenancy: pulumi.Input[str]
    """OCID of the tenancy, where availability domains are looked up."""
    compartment: pulumi.Input[str]
    """OCID of the compartment of the machines."""
    region: str
    """Region of the machines."""
    zone: str
    """The one availability domain, such as AD-1."""
    prefix: str
    """Leading part of every display name."""
    labels: dict[str, str]
    """Freeform tags of every machine and of what holds them."""
    subnet: pulumi.Input[str]
    """OCID of the subnet of the machines."""
    groups: NotRequired[list[pulumi.Input[str]]]
    """OCIDs of the network security groups of the machines; without one nothing reaches them."""
    accelerator: str
    """a100, a100-80gb, h100, h200, b200, b300, gb200, gb300, mi300x, mi355x, l40s, rtx-pro-6000, a10 or v100."""
    nodes: int
    """Machines."""
    capacity: OciCapacityArgs
    """How the machines are obtained."""
    image: pulumi.Input[str]
    """OCID of the boot image; with RDMA one that has the drivers."""
    machine_type: NotRequired[str]
    """Shape; the accelerator's bare-metal one when left out."""
    placement: NotRequired[OciPlacement]
    """cluster-network, compute-cluster or none; what suits the shape when left out."""
    fabrics: NotRequired[list[pulumi.Input[str]]]
    """OCIDs of the GPU memory fabrics of GB200 and GB300, one for each 18 machines; any when left out."""
    boot_volume_gib: NotRequired[int]
    """Size of the boot volume in GiB, 512 when left out."""
    disk_key: NotRequired[pulumi.Input[str]]
    """OCID of the key that encrypts boot volumes; Oracle's own when left out."""
    cloud_init: NotRequired[str]
    """Text for cloud-init."""
    ssh_keys: NotRequired[list[str]]
    """Public keys that may log in."""


def plan_oci_gpu_fleet(name: str, args: OciGpuFleetArgs) -> OciGpuPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("OciGpuFleet", name)
    plan = plan_gpus(
        checks,
        name,
        OciGpuWish(
            region=args["region"],
            zone=args["zone"],
            prefix=args["prefix"],
            labels=args["labels"],
            accelerator=args["accelerator"],
            nodes=args["nodes"],
            capacity=args["capacity"],
            machine_type=args.get("machine_type"),
            placement=args.get("placement"),
            has_image=True,
            boot_volume_gib=args.get("boot_volume_gib"),
            fabrics=len(args.get("fabrics", [])),
        ),
        default="cluster-network",
    )
    if plan and plan.spot:
        checks.add(
            "capacity.model",
            "instance pools have no preemptible machines",
            given="spot",
            allowed="on-demand, reservation",
            fix="run spot machines as nodes of an OciGpuCluster",
        )
    checks.done()
    if plan is None:
        raise AssertionError("a plan without a problem is complete")
    return plan


class OciGpuFleet(pulumi.ComponentResource):
    """One GPU fleet."""

    machine_type: pulumi.Output[str]
    """Shape of the machines."""
    nodes: pulumi.Output[int]
    """Machines."""
    gpus: pulumi.Output[int]
    """GPUs of all machines."""
    placement: pulumi.Output[str]
    """What holds the machines together."""
    pools: pulumi.Output[dict[str, str]]
    """OCIDs of what launches the machines: `network`, `pool` or `rack-0`, `rack-1`…"""

    def __init__(self, name: str, args: OciGpuFleetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_oci_gpu_fleet(name, args)
        super().__init__("podwright:index:OciGpuFleet", name, {}, opts)
        template = OciTemplate(
            compartment=args["compartment"],
            domain=domain_name(self, args["tenancy"], plan.zone),
            subnet=args["subnet"],
            groups=args.get("groups", []),
            image=args["image"],
            metadata=fleet_metadata(args.get("cloud_init"), args.get("ssh_keys", [])),
            labels=args["labels"],
            capacity=args["capacity"],
            fabrics=args.get("fabrics", []),
            disk_key=args.get("disk_key"),
        )
        made = launch(self, name, plan, template)
        self.machine_type = pulumi.Output.from_input(plan.machine.size)
        self.nodes = pulumi.Output.from_input(plan.nodes)
        self.gpus = pulumi.Output.from_input(plan.gpus)
        self.placement = pulumi.Output.from_input(plan.placement)
        self.pools = gathered({role: each.id for role, each in made.items() if isinstance(each, pulumi.CustomResource)})
        self.register_outputs(
            {
                "machineType": self.machine_type,
                "nodes": self.nodes,
                "gpus": self.gpus,
                "placement": self.placement,
                "pools": self.pools,
            }
        )


def fleet_metadata(cloud_init: str | None, ssh_keys: list[str]) -> dict[str, pulumi.Input[str]]:
    """Metadata of a machine: cloud-init in base64, as the service takes it, and keys one in a line."""
    found: dict[str, pulumi.Input[str]] = {}
    if cloud_init is not None:
        found["user_data"] = base64.b64encode(cloud_init.encode()).decode()
    if ssh_keys:
        found["ssh_authorized_keys"] = "\n".join(ssh_keys)
    return found
