"""The network of one region on Oracle Cloud: VCN, subnets, gateways, routes, security groups, flow logs.

Everything is planned from one CIDR. Machines have private addresses only: Oracle's services are reached by the service
gateway, the rest of the world by NAT; an internet gateway is made only where load balancers must be public. What may
reach what is said by network security groups; the security list that comes with the VCN is emptied, so a subnet alone
lets nothing through. Does not own the compartment (an identity resource of the home region: `OciBase` makes those), nor
a dynamic routing gateway that other networks share, which it only joins; the one of `vpn` is its own. The RDMA network
between GPU machines is no part of a VCN.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_oci import core

from components.oci.network_parts import flow_logs, security_groups
from components.oci.network_plan import OciNetworkPlan, plan_oci_network
from components.oci.network_rules import ANYWHERE
from components.oci.shared import all_services
from components.outputs import gathered


class OciDrgArgs(TypedDict):
    """The dynamic routing gateway that joins this network with others."""

    id: pulumi.Input[str]
    """Its OCID."""
    routes: dict[str, str]
    """Ranges of the networks behind it, by a name."""


class OciNetworkArgs(TypedDict):
    """Arguments of `OciNetwork`."""

    compartment: pulumi.Input[str]
    """OCID of the compartment that owns the network."""
    region: str
    """Region of the network."""
    prefix: str
    """Leading part of every display name."""
    labels: dict[str, str]
    """Freeform tags of everything."""
    cidr: str
    """IPv4 range that all ranges of the region are cut from, such as 10.64.0.0/16."""
    nodes_needed: int
    """Machines that must fit, with all of their pods."""
    max_pods_per_node: NotRequired[int]
    """Pods on a node, 32 when left out; each takes an address of the pods' subnet."""
    internet: NotRequired[bool]
    """Make an internet gateway and a subnet for public load balancers; none when left out."""
    access_from: NotRequired[dict[str, str]]
    """Private ranges, by a name, that reach the API of Kubernetes and internal load balancers."""
    flow_logs: NotRequired[float]
    """Share of the flows that is logged, from 0 (off) to 1, which is the default."""
    drg: NotRequired[OciDrgArgs]
    """Join a dynamic routing gateway."""
    vpn: NotRequired[bool]
    """Make a dynamic routing gateway of the region's own, where `OciVpnConnection` ends; all private addresses that are
    not in the VCN are routed to it, and BGP tells it which of them are behind a tunnel."""


class OciNetwork(pulumi.ComponentResource):
    """VCN of one region. To use a finished network, depend on the component, not on one of its parts."""

    vcn_id: pulumi.Output[str]
    """OCID of the VCN."""
    subnets: pulumi.Output[dict[str, str]]
    """OCIDs of the subnets endpoint, nodes, pods, internal, storage and, where asked for, public."""
    groups: pulumi.Output[dict[str, str]]
    """OCIDs of the network security groups of the same names."""
    services_cidr: pulumi.Output[str]
    """Range kept for services of Kubernetes; it is in no block of the VCN."""
    drg_id: pulumi.Output[str]
    """OCID of the dynamic routing gateway, known when the VCN is attached to it; empty where there is none."""
    nodes_range: pulumi.Output[str]
    """CIDR of the nodes."""
    pods_range: pulumi.Output[str]
    """CIDR of the pods."""

    def __init__(self, name: str, args: OciNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_oci_network(name, args)
        super().__init__("podwright:index:OciNetwork", name, {}, opts)
        vcn = core.Vcn(
            f"{name}-vcn",
            compartment_id=args["compartment"],
            cidr_blocks=list(plan.ranges.blocks),
            display_name=plan.name,
            dns_label=plan.dns,
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        core.DefaultSecurityList(
            f"{name}-closed",
            compartment_id=args["compartment"],
            manage_default_resource_id=vcn.default_security_list_id,
            display_name=plan.names["closed"],
            freeform_tags=args["labels"],
            # No rule at all: what comes with a VCN lets SSH in from everywhere.
            ingress_security_rules=[],
            egress_security_rules=[],
            opts=pulumi.ResourceOptions(parent=self),
        )
        services = all_services(self)
        attached = self._gateway(name, args, plan, vcn)
        self.drg_id = attached or pulumi.Output.from_input("")
        tables = self._routes(name, (args, plan), vcn, services, attached)
        subnets = self._subnets(name, args, plan, vcn, tables)
        groups = security_groups(self, name, (args, plan), vcn, services.apply(lambda each: each[1]))
        flow_logs(self, name, (args, plan), vcn)
        self.vcn_id = vcn.id
        self.subnets = gathered({role: subnet.id for role, subnet in subnets.items()})
        self.groups = gathered({role: group.id for role, group in groups.items()})
        self.services_cidr = pulumi.Output.from_input(plan.ranges.services)
        self.nodes_range = pulumi.Output.from_input(plan.ranges.nodes)
        self.pods_range = pulumi.Output.from_input(plan.ranges.pods)
        self.register_outputs(
            {
                "vcnId": self.vcn_id,
                "subnets": self.subnets,
                "groups": self.groups,
                "servicesCidr": self.services_cidr,
                "drgId": self.drg_id,
                "nodesRange": self.nodes_range,
                "podsRange": self.pods_range,
            }
        )

    def _gateway(
        self, name: str, args: OciNetworkArgs, plan: OciNetworkPlan, vcn: core.Vcn
    ) -> pulumi.Output[str] | None:
        """The dynamic routing gateway once the VCN is attached, which it can be routed to only then."""
        own = pulumi.ResourceOptions(parent=self)
        drg = args["drg"]["id"] if "drg" in args else None
        if args.get("vpn"):
            drg = core.Drg(
                f"{name}-gateway",
                compartment_id=args["compartment"],
                display_name=plan.names["gateway"],
                freeform_tags=args["labels"],
                opts=own,
            ).id
        if drg is None:
            return None
        return core.DrgAttachment(
            f"{name}-drg",
            drg_id=drg,
            display_name=plan.names["drg"],
            network_details=core.DrgAttachmentNetworkDetailsArgs(type="VCN", id=vcn.id),
            freeform_tags=args["labels"],
            opts=own,
        ).drg_id

    def _routes(
        self,
        name: str,
        wish: tuple[OciNetworkArgs, OciNetworkPlan],
        vcn: core.Vcn,
        services: pulumi.Output[tuple[str, str]],
        attached: pulumi.Output[str] | None,
    ) -> dict[bool, core.RouteTable]:
        """Route tables by whether they are public."""
        args, plan = wish
        own = pulumi.ResourceOptions(parent=self)
        compartment, tags = args["compartment"], args["labels"]
        nat = core.NatGateway(
            f"{name}-nat",
            compartment_id=compartment,
            vcn_id=vcn.id,
            display_name=plan.names["nat"],
            freeform_tags=tags,
            opts=own,
        )
        gateway = core.ServiceGateway(
            f"{name}-services",
            compartment_id=compartment,
            vcn_id=vcn.id,
            display_name=plan.names["services"],
            services=[core.ServiceGatewayServiceArgs(service_id=services.apply(lambda each: each[0]))],
            freeform_tags=tags,
            opts=own,
        )
        private = [
            _route(ANYWHERE, nat.id, "the internet, by NAT"),
            core.RouteTableRouteRuleArgs(
                network_entity_id=gateway.id,
                destination=services.apply(lambda each: each[1]),
                destination_type="SERVICE_CIDR_BLOCK",
                description="Oracle's services",
            ),
        ]
        if attached is not None:
            private += [_route(cidr, attached, "another network of ours") for cidr in plan.routes]
        tables = {False: self._table(f"{name}-private-routes", args, plan.names["private"], vcn, private)}
        if args.get("internet"):
            internet = core.InternetGateway(
                f"{name}-internet",
                compartment_id=compartment,
                vcn_id=vcn.id,
                display_name=plan.names["internet"],
                freeform_tags=tags,
                opts=own,
            )
            rules = [_route(ANYWHERE, internet.id, "the internet")]
            tables[True] = self._table(f"{name}-public-routes", args, plan.names["public"], vcn, rules)
        return tables

    def _table(
        self, name: str, args: OciNetworkArgs, title: str, vcn: core.Vcn, rules: list[core.RouteTableRouteRuleArgs]
    ) -> core.RouteTable:
        return core.RouteTable(
            name,
            compartment_id=args["compartment"],
            vcn_id=vcn.id,
            display_name=title,
            route_rules=rules,
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _subnets(
        self,
        name: str,
        args: OciNetworkArgs,
        plan: OciNetworkPlan,
        vcn: core.Vcn,
        tables: dict[bool, core.RouteTable],
    ) -> dict[str, core.Subnet]:
        return {
            subnet.role: core.Subnet(
                f"{name}-{subnet.role}",
                compartment_id=args["compartment"],
                vcn_id=vcn.id,
                cidr_block=subnet.cidr,
                display_name=subnet.name,
                dns_label=subnet.dns,
                prohibit_public_ip_on_vnic=not subnet.public,
                prohibit_internet_ingress=not subnet.public,
                route_table_id=tables[subnet.public].id,
                freeform_tags=args["labels"],
                opts=pulumi.ResourceOptions(parent=self),
            )
            for subnet in plan.subnets
        }


def _route(cidr: str, target: pulumi.Output[str], why: str) -> core.RouteTableRouteRuleArgs:
    return core.RouteTableRouteRuleArgs(
        network_entity_id=target, destination=cidr, destination_type="CIDR_BLOCK", description=why
    )
