"""What the region stacks of a tenancy share: compartments, the group of their machines, and what those may do.

Owns identity resources, which Oracle writes in the tenancy's home region only, so that the global stack makes them for
all regions: a compartment, one for each region below it, a dynamic group of the machines in these, and policies of
least privilege. Does not own users and groups of people, nor keys, which belong to a region (`OciVault`).
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_oci import identity

from components.oci.base_plan import OciBasePlan, machine_rule, plan_oci_base, region_statements, tenancy_statements
from components.outputs import gathered


class OciBaseRegionArgs(TypedDict):
    """What one region needs of the tenancy."""

    racks: NotRequired[bool]
    """GB200 or GB300 run there: machines may manage compute clusters and GPU memory clusters."""
    keys: NotRequired[bool]
    """Volumes, buckets, file systems and OKE may use keys of the region's compartment."""
    buckets: NotRequired[bool]
    """Machines may read and write objects in the region's compartment."""


class OciBaseArgs(TypedDict):
    """Arguments of `OciBase`."""

    tenancy: pulumi.Input[str]
    """OCID of the tenancy."""
    region: str
    """Home region of the tenancy."""
    prefix: str
    """Leading part of every name."""
    labels: dict[str, str]
    """Freeform tags."""
    compartment: str
    """Name of the compartment that holds those of the regions."""
    regions: dict[str, OciBaseRegionArgs]
    """The regions, each with a compartment of its own name."""
    instance_pools: NotRequired[bool]
    """Cluster networks or instance pools are used: Oracle's compute management may act in the tenancy."""
    identity_domain: NotRequired[str]
    """Identity domain of the dynamic group, written before it in policies; the default domain when left out."""
    keep_compartments: NotRequired[bool]
    """Leave compartments in the cloud when they leave the program; deleted when left out, if they are empty."""


class OciBase(pulumi.ComponentResource):
    """Identity of the region stacks."""

    compartment_id: pulumi.Output[str]
    """OCID of the compartment that holds those of the regions."""
    compartments: pulumi.Output[dict[str, str]]
    """OCID of the compartment of each region."""
    compartment_paths: pulumi.Output[dict[str, str]]
    """Path of the compartment of each region, as quota statements name it."""
    dynamic_group: pulumi.Output[str]
    """Name of the dynamic group of the machines."""

    def __init__(self, name: str, args: OciBaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_oci_base(name, args)
        super().__init__("podwright:index:OciBase", name, {}, opts)
        root = self._compartment(f"{name}-compartment", args, args["tenancy"], args["compartment"], "The fleet")
        regions = {
            region: self._compartment(f"{name}-{region}", args, root.id, region, f"Machines and network in {region}")
            for region in args["regions"]
        }
        self._group(name, args, plan, regions)
        self._policies(name, args, plan, root, regions)
        self.compartment_id = root.id
        self.compartments = gathered({region: each.id for region, each in regions.items()})
        self.compartment_paths = pulumi.Output.from_input(
            {region: f"{args['compartment']}:{region}" for region in args["regions"]}
        )
        self.dynamic_group = pulumi.Output.from_input(plan.group)
        self.register_outputs(
            {
                "compartmentId": self.compartment_id,
                "compartments": self.compartments,
                "compartmentPaths": self.compartment_paths,
                "dynamicGroup": self.dynamic_group,
            }
        )

    def _compartment(
        self, name: str, args: OciBaseArgs, parent: pulumi.Input[str], title: str, description: str
    ) -> identity.Compartment:
        return identity.Compartment(
            name,
            name=title,
            compartment_id=parent,
            description=description,
            # Without it a destroy leaves the compartment, and the next create takes it over.
            enable_delete=not args.get("keep_compartments", False),
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _group(self, name: str, args: OciBaseArgs, plan: OciBasePlan, regions: dict[str, identity.Compartment]) -> None:
        ids = pulumi.Output.all(*[each.id for each in regions.values()])
        identity.DynamicGroup(
            f"{name}-machines",
            name=plan.group,
            compartment_id=args["tenancy"],
            description="Machines in the compartments of the regions",
            matching_rule=ids.apply(machine_rule),
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _policies(
        self,
        name: str,
        args: OciBaseArgs,
        plan: OciBasePlan,
        root: identity.Compartment,
        regions: dict[str, identity.Compartment],
    ) -> None:
        for region, compartment in regions.items():
            rights = plan.rights[region]
            identity.Policy(
                f"{name}-{region}-policy",
                name=plan.policies[region],
                compartment_id=root.id,
                description=f"What machines and services may do in {region}",
                statements=compartment.id.apply(
                    lambda each, rights=rights: region_statements(plan.subject, each, rights)
                ),
                freeform_tags=args["labels"],
                opts=pulumi.ResourceOptions(parent=self),
            )
        if args.get("instance_pools"):
            identity.Policy(
                f"{name}-pools-policy",
                name=plan.pools_policy,
                compartment_id=args["tenancy"],
                description="What Oracle's compute management needs for pools and cluster networks",
                statements=tenancy_statements(),
                freeform_tags=args["labels"],
                opts=pulumi.ResourceOptions(parent=self),
            )
