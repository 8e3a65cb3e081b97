"""TPU VMs of the Cloud TPU API, for work without Kubernetes: development machines and single jobs.

Owns the VMs, or with `queued` the queued resources that make them. Does not own the network or the quota. Machines have
no public address, so the subnet needs Private Google Access.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import tpu

from components.gcp.capacity import CapacityArgs
from components.gcp.nodes import CLOUD_SCOPE
from components.gcp.tpu_vm_plan import TpuVmPlan, plan_tpu_vm


class DataDiskArgs(TypedDict):
    """One disk attached to each TPU VM."""

    disk: pulumi.Input[str]
    """`projects/<project>/zones/<zone>/disks/<name>`."""
    read_only: NotRequired[bool]
    """Attach it for reading; the only way on several hosts."""


class TpuVmArgs(TypedDict):
    """Arguments of `TpuVm`."""

    project: str
    """Project of the machines."""
    zone: str
    """Zone of the machines, such as europe-west4-b."""
    prefix: str
    """Leading part of every cloud name."""
    labels: dict[str, str]
    """Labels of each machine; a queued resource has none."""
    network: pulumi.Input[str]
    """Id of the VPC."""
    subnetwork: pulumi.Input[str]
    """Id of the subnet."""
    service_account: NotRequired[pulumi.Input[str]]
    """E-mail of the account the machines run as; a queued resource cannot set one and uses the project's default."""
    generation: str
    """v4, v5e, v5p or v6e."""
    topology: str
    """Shape in chips, such as 2x2."""
    count: NotRequired[int]
    """How many, 1 when left out."""
    capacity: CapacityArgs
    """on-demand, spot, or reservation without a name; a queued resource is on-demand only."""
    queued: NotRequired[bool]
    """Ask by a queued resource, which waits for capacity instead of failing."""
    runtime_version: NotRequired[str]
    """Software image; the generation's own when left out."""
    data_disks: NotRequired[dict[str, DataDiskArgs]]
    """Disks attached to each VM, by a name of your own; not for queued resources."""
    tags: NotRequired[list[str]]
    """Network tags, for firewall rules of your own; not for queued resources."""
    startup_script: NotRequired[str]
    """Shell script that each host runs at every start; not for queued resources."""
    allow_unlisted_zone: NotRequired[bool]
    """Accept a zone that the catalog does not list for this generation."""


class TpuVm(pulumi.ComponentResource):
    """A group of equal TPU VMs; its children are named `<name>-<index>`."""

    accelerator_type: pulumi.Output[str]
    """The API's name of the shape, such as v5litepod-4."""
    chips: pulumi.Output[int]
    """Chips of the whole group."""
    names: pulumi.Output[list[str]]
    """Names of the TPU VMs, by index; known when they are there."""

    def __init__(self, name: str, args: TpuVmArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_tpu_vm(name, args)
        super().__init__("podwright:index:TpuVm", name, {}, opts)
        make = self._queued if plan.queued else self._vm
        self.accelerator_type = pulumi.Output.from_input(plan.shape.accelerator_type)
        self.chips = pulumi.Output.from_input(plan.shape.chips * len(plan.vms))
        self.names = pulumi.Output.all(*[make(f"{name}-{i}", vm, args, plan) for i, vm in enumerate(plan.vms)])
        self.register_outputs({"acceleratorType": self.accelerator_type, "chips": self.chips, "names": self.names})

    def _vm(self, name: str, cloud: str, args: TpuVmArgs, plan: TpuVmPlan) -> pulumi.Output[str]:
        config = None
        if plan.config_type is not None and plan.config_topology is not None:
            config = tpu.V2VmAcceleratorConfigArgs(type=plan.config_type, topology=plan.config_topology)
        account, script = args.get("service_account"), args.get("startup_script")
        vm = tpu.V2Vm(
            name,
            name=cloud,
            project=args["project"],
            zone=args["zone"],
            accelerator_type=plan.accelerator_type,
            accelerator_config=config,
            runtime_version=plan.runtime_version,
            network_config=tpu.V2VmNetworkConfigArgs(
                network=args["network"], subnetwork=args["subnetwork"], enable_external_ips=False
            ),
            scheduling_config=_scheduling(plan),
            service_account=None if account is None else _service_account(account),
            data_disks=_data_disks(args),
            tags=args.get("tags"),
            metadata=None if script is None else {"startup-script": script},
            labels=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        return vm.name

    def _queued(self, name: str, cloud: str, args: TpuVmArgs, plan: TpuVmPlan) -> pulumi.Output[str]:
        queued = tpu.V2QueuedResource(
            name,
            name=cloud,
            project=args["project"],
            zone=args["zone"],
            tpu=tpu.V2QueuedResourceTpuArgs(
                node_specs=[
                    tpu.V2QueuedResourceTpuNodeSpecArgs(
                        parent=f"projects/{args['project']}/locations/{args['zone']}",
                        node_id=cloud,
                        node=tpu.V2QueuedResourceTpuNodeSpecNodeArgs(
                            accelerator_type=plan.accelerator_type,
                            runtime_version=plan.runtime_version,
                            network_config=tpu.V2QueuedResourceTpuNodeSpecNodeNetworkConfigArgs(
                                network=args["network"], subnetwork=args["subnetwork"], enable_external_ips=False
                            ),
                        ),
                    )
                ]
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return queued.name


def _service_account(email: pulumi.Input[str]) -> tpu.V2VmServiceAccountArgs:
    return tpu.V2VmServiceAccountArgs(email=email, scopes=[CLOUD_SCOPE])


def _data_disks(args: TpuVmArgs) -> list[tpu.V2VmDataDiskArgs] | None:
    """In order of their names, so that no order in a file is a change."""
    disks = sorted(args.get("data_disks", {}).items())
    modes = {True: "READ_ONLY", False: "READ_WRITE"}
    return [
        tpu.V2VmDataDiskArgs(source_disk=disk["disk"], mode=modes[disk.get("read_only", False)]) for _, disk in disks
    ] or None


def _scheduling(plan: TpuVmPlan) -> tpu.V2VmSchedulingConfigArgs | None:
    if plan.spot:
        return tpu.V2VmSchedulingConfigArgs(spot=True)
    return tpu.V2VmSchedulingConfigArgs(reserved=True) if plan.reserved else None
