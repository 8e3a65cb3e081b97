"""Network Connectivity Center: the hub that all regions' networks reach each other by, and a region's spoke on it.

The hub is one for a project and belongs to the global stack; a spoke belongs to the region whose network it links. With
the preset topology `mesh` every spoke reaches every other. A spoke opens no firewall: who may connect is said by
`allow_from` of `Network`.
"""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import networkconnectivity

from components.checks import Checks
from components.outputs import after
from podwright.plan.names import cloud_name


class HubArgs(TypedDict):
    """Arguments of `Hub`."""

    project: str
    """Project that owns the hub."""
    name: str
    """Name of the hub, which spokes refer to."""
    labels: NotRequired[dict[str, str]]
    """Labels of the hub."""
    export_psc: NotRequired[bool]
    """Let every spoke use the Private Service Connect endpoints of the others; off when left out."""
    accept_projects: NotRequired[list[str]]
    """Other projects whose networks may join without asking; the hub's own project always may."""


class HubSpokeArgs(TypedDict):
    """Arguments of `HubSpoke`."""

    project: str
    """Project of the network."""
    prefix: str
    """Leading part of the spoke's name."""
    hub: pulumi.Input[str]
    """Id of the hub: `projects/<project>/locations/global/hubs/<name>`."""
    network: pulumi.Input[str]
    """Id of the network to link."""
    exclude_ranges: NotRequired[list[str]]
    """Ranges of the network that the other spokes are not told of."""
    labels: NotRequired[dict[str, str]]
    """Labels of the spoke."""


@dataclass(frozen=True, slots=True)
class HubPlan:
    """What a hub is called."""

    name: str
    accept_projects: tuple[str, ...]


def hub_id(project: str, name: str) -> str:
    """Id of a hub."""
    return f"projects/{project}/locations/global/hubs/{name}"


def plan_hub(name: str, args: HubArgs) -> HubPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("Hub", name)
    checks.attempt(lambda: cloud_name(args["name"]), field="name")
    checks.labels(args.get("labels", {}))
    checks.done()
    return HubPlan(args["name"], tuple(sorted({*args.get("accept_projects", []), args["project"]})))


def plan_spoke(name: str, args: HubSpokeArgs) -> str:
    """The spoke's name, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("HubSpoke", name)
    spoke = checks.attempt(lambda: cloud_name(args["prefix"], "spoke"), field="prefix")
    checks.labels(args.get("labels", {}))
    checks.done()
    return spoke or ""


class Hub(pulumi.ComponentResource):
    """A hub in which every spoke reaches every other."""

    hub_id: pulumi.Output[str]
    """`projects/<project>/locations/global/hubs/<name>`; known when networks of all accepted projects may join."""
    hub_name: pulumi.Output[str]
    """Name of the hub."""

    def __init__(self, name: str, args: HubArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_hub(name, args)
        super().__init__("podwright:index:Hub", name, {}, opts)
        hub = networkconnectivity.Hub(
            f"{name}-hub",
            name=plan.name,
            project=args["project"],
            labels=args.get("labels"),
            policy_mode="PRESET",
            preset_topology="MESH",
            export_psc=args.get("export_psc", False),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.hub_id, self.hub_name = hub.id, hub.name
        if args.get("accept_projects"):
            # Spokes of the hub's own project join by themselves; those of others wait for a person, or for this.
            group = networkconnectivity.Group(
                f"{name}-members",
                name="default",
                project=args["project"],
                hub=hub.id,
                labels=args.get("labels"),
                auto_accept=networkconnectivity.GroupAutoAcceptArgs(auto_accept_projects=list(plan.accept_projects)),
                opts=pulumi.ResourceOptions(parent=self),
            )
            self.hub_id = after(hub.id, group.id)
        self.register_outputs({"hubId": self.hub_id, "hubName": self.hub_name})


class HubSpoke(pulumi.ComponentResource):
    """A network's place on a hub."""

    spoke_id: pulumi.Output[str]
    """`projects/<project>/locations/global/spokes/<name>`."""

    def __init__(self, name: str, args: HubSpokeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        spoke_name = plan_spoke(name, args)
        super().__init__("podwright:index:HubSpoke", name, {}, opts)
        spoke = networkconnectivity.Spoke(
            f"{name}-spoke",
            name=spoke_name,
            project=args["project"],
            location="global",
            hub=args["hub"],
            labels=args.get("labels"),
            linked_vpc_network=networkconnectivity.SpokeLinkedVpcNetworkArgs(
                uri=args["network"], exclude_export_ranges=args.get("exclude_ranges")
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.spoke_id = spoke.id
        self.register_outputs({"spokeId": self.spoke_id})
