"""The network of one region: VPC, subnet with pod and service ranges, way out to the internet, firewall.

Everything is planned from one CIDR, so two regions whose CIDRs differ can be peered. Machines have private addresses
only: Google's services are reached by Private Google Access, the rest of the world through Cloud NAT. Does not own
the fabric networks of GPU machines, peering, or private service access.
"""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import compute

from components.checks import Checks
from podwright.catalog.regions import check_region
from podwright.plan.cidr import NetworkRanges, plan_ranges
from podwright.plan.names import cloud_name

MTU = 8896
"""Jumbo frames: the largest MTU of a Google VPC, what TPU and GPU traffic between slices wants."""
IAP_RANGE = "35.235.240.0/20"
"""Where Identity-Aware Proxy connects from (Google Cloud, using IAP for TCP forwarding)."""
PODS_RANGE = "pods"
SERVICES_RANGE = "services"


class NetworkArgs(TypedDict):
    """Arguments of `Network`."""

    project: str
    """Project that owns the network."""
    region: str
    """Region of the subnet, the router and NAT."""
    prefix: str
    """Leading part of every cloud name."""
    cidr: str
    """IPv4 range that all ranges of the region are cut from, such as 10.32.0.0/14."""
    nodes_needed: int
    """Machines that must fit, in nodes and in pod blocks."""
    max_pods_per_node: NotRequired[int]
    """Pods on a node, 32 when left out; decides how large a block of the pods range each node takes."""
    iap_ssh: NotRequired[bool]
    """Allow SSH through Identity-Aware Proxy; off when left out."""


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """Cloud names and ranges of one region's network."""

    ranges: NetworkRanges
    network: str
    subnetwork: str
    router: str
    nat: str
    internal_rule: str
    iap_rule: str | None


def plan_network(name: str, args: NetworkArgs) -> NetworkPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("Network", name)
    checks.take(check_region("gcp", args["region"]))
    ranges = checks.attempt(lambda: plan_ranges(args["cidr"], args.get("max_pods_per_node", 32), args["nodes_needed"]))
    roles = ("net", "nodes", "router", "nat", "internal", "iap-ssh")
    names = checks.attempt(lambda: [cloud_name(args["prefix"], role) for role in roles], field="prefix")
    checks.done()
    if not (ranges and names):
        raise AssertionError("a plan without a problem is complete")
    network, subnetwork, router, nat, internal, iap = names
    return NetworkPlan(ranges, network, subnetwork, router, nat, internal, iap if args.get("iap_ssh") else None)


class Network(pulumi.ComponentResource):
    """VPC and subnet of one region. To use a finished network, depend on the component, not on one of its parts."""

    network_id: pulumi.Output[str]
    """`projects/<project>/global/networks/<name>`."""
    network_name: pulumi.Output[str]
    """Name of the VPC."""
    subnetwork_id: pulumi.Output[str]
    """`projects/<project>/regions/<region>/subnetworks/<name>`."""
    subnetwork_name: pulumi.Output[str]
    """Name of the subnet of the nodes."""
    nodes_range: pulumi.Output[str]
    """CIDR of the nodes."""
    pods_range: pulumi.Output[str]
    """CIDR of the secondary range `pods`."""
    services_range: pulumi.Output[str]
    """CIDR of the secondary range `services`."""
    control_plane_range: pulumi.Output[str]
    """The /28 kept for a GKE control plane; no subnet holds it."""

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_network(name, args)
        super().__init__("podwright:index:Network", name, {}, opts)
        network = compute.Network(
            f"{name}-vpc",
            name=plan.network,
            project=args["project"],
            auto_create_subnetworks=False,
            mtu=MTU,
            routing_mode="GLOBAL",
            opts=pulumi.ResourceOptions(parent=self),
        )
        subnetwork = self._subnetwork(name, args, plan, network)
        self._way_out(name, args, plan, network)
        self._firewall(name, args, plan, network)
        self.network_id, self.network_name = network.id, network.name
        self.subnetwork_id, self.subnetwork_name = subnetwork.id, subnetwork.name
        self.nodes_range = pulumi.Output.from_input(plan.ranges.nodes)
        self.pods_range = pulumi.Output.from_input(plan.ranges.pods)
        self.services_range = pulumi.Output.from_input(plan.ranges.services)
        self.control_plane_range = pulumi.Output.from_input(plan.ranges.control_plane)
        self.register_outputs(
            {
                "networkId": self.network_id,
                "networkName": self.network_name,
                "subnetworkId": self.subnetwork_id,
                "subnetworkName": self.subnetwork_name,
                "nodesRange": self.nodes_range,
                "podsRange": self.pods_range,
                "servicesRange": self.services_range,
                "controlPlaneRange": self.control_plane_range,
            }
        )

    def _subnetwork(
        self, name: str, args: NetworkArgs, plan: NetworkPlan, network: compute.Network
    ) -> compute.Subnetwork:
        secondary = ((PODS_RANGE, plan.ranges.pods), (SERVICES_RANGE, plan.ranges.services))
        return compute.Subnetwork(
            f"{name}-nodes",
            name=plan.subnetwork,
            project=args["project"],
            region=args["region"],
            network=network.id,
            ip_cidr_range=plan.ranges.nodes,
            secondary_ip_ranges=[
                compute.SubnetworkSecondaryIpRangeArgs(range_name=each, ip_cidr_range=cidr) for each, cidr in secondary
            ],
            private_ip_google_access=True,
            # Half of the flows in ten-minute steps: enough to find who talks to whom, cheap enough to leave on.
            log_config=compute.SubnetworkLogConfigArgs(
                aggregation_interval="INTERVAL_10_MIN", flow_sampling=0.5, metadata="INCLUDE_ALL_METADATA"
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _way_out(self, name: str, args: NetworkArgs, plan: NetworkPlan, network: compute.Network) -> None:
        router = compute.Router(
            f"{name}-router",
            name=plan.router,
            project=args["project"],
            region=args["region"],
            network=network.id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        compute.RouterNat(
            f"{name}-nat",
            name=plan.nat,
            project=args["project"],
            region=args["region"],
            router=router.name,
            source_subnetwork_ip_ranges_to_nat="ALL_SUBNETWORKS_ALL_IP_RANGES",
            nat_ip_allocate_option="AUTO_ONLY",
            # Image and checkpoint pulls open thousands of ports at once. Dynamic ports exclude endpoint-independent
            # mapping, and both bounds must be powers of two.
            enable_dynamic_port_allocation=True,
            enable_endpoint_independent_mapping=False,
            min_ports_per_vm=64,
            max_ports_per_vm=4096,
            log_config=compute.RouterNatLogConfigArgs(enable=True, filter="ERRORS_ONLY"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _firewall(self, name: str, args: NetworkArgs, plan: NetworkPlan, network: compute.Network) -> None:
        compute.Firewall(
            f"{name}-internal",
            name=plan.internal_rule,
            project=args["project"],
            network=network.id,
            direction="INGRESS",
            source_ranges=[args["cidr"]],
            allows=[compute.FirewallAllowArgs(protocol="all")],
            opts=pulumi.ResourceOptions(parent=self),
        )
        if plan.iap_rule is None:
            return
        compute.Firewall(
            f"{name}-iap-ssh",
            name=plan.iap_rule,
            project=args["project"],
            network=network.id,
            direction="INGRESS",
            source_ranges=[IAP_RANGE],
            allows=[compute.FirewallAllowArgs(protocol="tcp", ports=["22"])],
            opts=pulumi.ResourceOptions(parent=self),
        )
