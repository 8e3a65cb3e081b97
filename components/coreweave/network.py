"""The VPC of one CoreWeave zone, with the ranges that a cluster takes by name.

Owns the VPC. All ranges are fixed parts of `cidr` (`podwright.plan.cidr_coreweave`), or CoreWeave's defaults without
one. Further ranges for load balancers come at the end and may be added at any time; one that a cluster uses never goes
again. Nothing inside is reachable from the internet unless `public_services` says so. There is no peering and no
firewall to declare: CoreWeave has no resource for either.
"""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_coreweave as coreweave
from pulumi_coreweave.outputs import NetworkingVpcHostPrefix

from components.coreweave.network_plan import CoreWeaveNetworkPlan, plan_coreweave_network


class CoreWeaveNetworkArgs(TypedDict):
    """Arguments of `CoreWeaveNetwork`."""

    zone: str
    """Availability zone, such as US-EAST-04A; clusters in the VPC must be in it too."""
    prefix: str
    """Leading part of the VPC's name, which has 30 characters at most."""
    nodes_needed: int
    """Machines that must fit into the nodes' range."""
    cidr: NotRequired[str]
    """IPv4 network that all ranges are cut from, a /14 or larger; CoreWeave's defaults when left out."""
    load_balancer_ranges: NotRequired[dict[str, str]]
    """Further ranges for load balancers, by name, as CIDR; they are added to the one that is planned."""
    dedicated_access: NotRequired[bool]
    """CoreWeave has agreed to this Dedicated Access zone; off when left out."""
    public_services: NotRequired[bool]
    """Let services of the clusters have public addresses; off when left out."""
    internet_access: NotRequired[bool]
    """Let pods and nodes reach the internet, which images usually need; on when left out."""
    dns_servers: NotRequired[list[str]]
    """DNS servers that DHCP names to the nodes; CoreWeave's own when left out."""


class CoreWeaveNetwork(pulumi.ComponentResource):
    """The VPC of a zone."""

    vpc_id: pulumi.Output[str]
    """Id of the VPC."""
    vpc_name: pulumi.Output[str]
    """Name of the VPC."""
    ranges: pulumi.Output[dict[str, str]]
    """The ranges that a cluster can take, by name: pods, services, load-balancers and the further ones."""
    host_range: pulumi.Output[str]
    """The range of the nodes."""

    def __init__(self, name: str, args: CoreWeaveNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_coreweave_network(name, args)
        super().__init__("podwright:index:CoreWeaveNetwork", name, {}, opts)
        vpc = self._vpc(name, args, plan)
        self.vpc_id, self.vpc_name = vpc.id, vpc.name
        self.ranges = pulumi.Output.from_input(plan.prefixes)
        self.host_range = vpc.host_prefixes.apply(_primary)
        self.register_outputs(
            {
                "vpcId": self.vpc_id,
                "vpcName": self.vpc_name,
                "ranges": self.ranges,
                "hostRange": self.host_range,
            }
        )

    def _vpc(self, name: str, args: CoreWeaveNetworkArgs, plan: CoreWeaveNetworkPlan) -> coreweave.NetworkingVpc:
        servers = args.get("dns_servers")
        return coreweave.NetworkingVpc(
            f"{name}-vpc",
            name=plan.name,
            zone=args["zone"],
            # A change of the nodes' range replaces the VPC: as a fixed part of the CIDR, it changes with that alone.
            host_prefixes=[coreweave.NetworkingVpcHostPrefixArgs(name="primary", type="PRIMARY", prefixes=[plan.hosts])]
            if plan.hosts
            else None,
            vpc_prefixes=[
                coreweave.NetworkingVpcVpcPrefixArgs(name=key, value=value) for key, value in plan.prefixes.items()
            ],
            ingress=coreweave.NetworkingVpcIngressArgs(disable_public_services=not args.get("public_services", False)),
            egress=coreweave.NetworkingVpcEgressArgs(disable_public_access=not args.get("internet_access", True)),
            dhcp=coreweave.NetworkingVpcDhcpArgs(dns=coreweave.NetworkingVpcDhcpDnsArgs(servers=servers))
            if servers
            else None,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _primary(prefixes: Sequence[NetworkingVpcHostPrefix] | None) -> str:
    """The first range of the nodes."""
    found = [each.prefixes[0] for each in prefixes or [] if each.type == "PRIMARY" and each.prefixes]
    return found[0] if found else ""
