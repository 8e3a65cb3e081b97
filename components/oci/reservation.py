"""Capacity held on Oracle Cloud before anybody uses it: compute capacity reservations.

Owns the reservation, in one availability domain. Clusters and fleets draw from it by its OCID. Machines held are paid
for whether they run or not. Topologies of bare-metal capacity are Oracle's own records of dedicated hosts: one is
declared only for a dedicated capacity source that Oracle gave the tenancy.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_oci import core

from components.checks import Checks
from components.oci.shared import domain_name, take_place
from podwright.catalog.cloud_gpus import CloudGpuPlan, plan_cloud_gpu
from podwright.catalog.oci_rules import check_oci_capacity
from podwright.plan.names_oci import oci_name


class OciReservationArgs(TypedDict):
    """Arguments of `OciReservation`."""

    tenancy: pulumi.Input[str]
    """OCID of the tenancy, where availability domains are looked up."""
    compartment: pulumi.Input[str]
    """OCID of the compartment that owns the reservation."""
    region: str
    """Region of the machines."""
    zone: str
    """The one availability domain, such as AD-1."""
    prefix: str
    """Leading part of the display name."""
    labels: dict[str, str]
    """Freeform tags."""
    accelerator: str
    """The GPU, as in `OciGpuCluster`."""
    nodes: int
    """Machines held."""
    machine_type: NotRequired[str]
    """Shape; the accelerator's bare-metal one when left out."""
    hpc_island: NotRequired[pulumi.Input[str]]
    """OCID of the HPC island whose machines are held, for one RDMA network; any when left out."""
    capacity_source: NotRequired[pulumi.Input[str]]
    """OCID of the compartment of dedicated capacity whose topology is recorded beside the reservation."""


class OciReservation(pulumi.ComponentResource):
    """One capacity reservation."""

    reservation_id: pulumi.Output[str]
    """OCID of the reservation, what `capacity.name` takes."""
    topology_id: pulumi.Output[str]
    """OCID of the capacity topology; empty without one."""
    machine_type: pulumi.Output[str]
    """Shape of the machines held."""
    nodes: pulumi.Output[int]
    """Machines held."""

    def __init__(self, name: str, args: OciReservationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan, zone, title = plan_oci_reservation(name, args)
        super().__init__("podwright:index:OciReservation", name, {}, opts)
        domain = domain_name(self, args["tenancy"], zone)
        island = args.get("hpc_island")
        reservation = core.ComputeCapacityReservation(
            f"{name}-reservation",
            availability_domain=domain,
            compartment_id=args["compartment"],
            display_name=title,
            instance_reservation_configs=[
                core.ComputeCapacityReservationInstanceReservationConfigArgs(
                    instance_shape=plan.machine.size,
                    reserved_count=str(plan.nodes),
                    cluster_config=core.ComputeCapacityReservationInstanceReservationConfigClusterConfigArgs(
                        hpc_island_id=island
                    )
                    if island is not None
                    else None,
                )
            ],
            # A default reservation would be drawn from by any machine of the tenancy that fits.
            is_default_reservation=False,
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        topology = self._topology(name, args, domain, title)
        self.reservation_id = reservation.id
        self.topology_id = topology.id if topology else pulumi.Output.from_input("")
        self.machine_type = pulumi.Output.from_input(plan.machine.size)
        self.nodes = pulumi.Output.from_input(plan.nodes)
        self.register_outputs(
            {
                "reservationId": self.reservation_id,
                "topologyId": self.topology_id,
                "machineType": self.machine_type,
                "nodes": self.nodes,
            }
        )

    def _topology(
        self, name: str, args: OciReservationArgs, domain: pulumi.Output[str], title: str
    ) -> core.ComputeCapacityTopology | None:
        source = args.get("capacity_source")
        if source is None:
            return None
        return core.ComputeCapacityTopology(
            f"{name}-topology",
            availability_domain=domain,
            compartment_id=args["compartment"],
            display_name=title,
            capacity_source=core.ComputeCapacityTopologyCapacitySourceArgs(
                capacity_type="DEDICATED", compartment_id=source
            ),
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )


def plan_oci_reservation(name: str, args: OciReservationArgs) -> tuple[CloudGpuPlan, str, str]:
    """Machines, availability domain and display name; an `InputError` with everything that is wrong."""
    checks = Checks("OciReservation", name)
    zone = take_place(checks, args["region"], args["labels"], args["zone"])
    plan = checks.attempt(
        lambda: plan_cloud_gpu("oci", args["accelerator"], args.get("machine_type"), args["nodes"]), field=None
    )
    title = checks.attempt(lambda: oci_name("display", args["prefix"], name), field="prefix")
    if plan:
        for problem in check_oci_capacity(plan.machine, "reservation", named=True):
            checks.take(problem, "accelerator")
    if args["nodes"] == 0:
        checks.add("nodes", "a reservation of nothing", given="0", allowed="1 or more", fix="drop the reservation")
    checks.done()
    if not (plan and zone and title):
        raise AssertionError("a plan without a problem is complete")
    return plan, zone, title
