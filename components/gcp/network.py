"""The network of one region: VPC, subnets, way out to the internet, firewall, private access to services, names.

Everything is planned from one CIDR, so two regions whose CIDRs differ can be peered. Machines have private addresses
only: Google's services are reached by Private Google Access or by an endpoint in the network, the rest of the world
through Cloud NAT. Does not own the fabric networks of GPU machines, nor the hub and its spokes (`hub.py`).
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import compute

from components.gcp.network_dns import private_dns
from components.gcp.network_firewall import firewall
from components.gcp.network_plan import plan_network
from components.gcp.network_router import way_out
from components.gcp.network_site import Site
from components.gcp.private_access import google_apis, private_services

MTU = 8896
"""Jumbo frames: the largest MTU of a Google VPC, what TPU and GPU traffic between slices wants."""
PODS_RANGE = "pods"
SERVICES_RANGE = "services"


class NatArgs(TypedDict):
    """How machines reach the internet."""

    addresses: NotRequired[int]
    """Static addresses, for allow lists of others; Google gives addresses as needed when left out."""
    min_ports: NotRequired[int]
    """Ports a machine starts with, a power of two; 64 when left out."""
    max_ports: NotRequired[int]
    """Ports a machine can get, a power of two; 4096 when left out."""


class NetworkArgs(TypedDict):
    """Arguments of `Network`."""

    project: str
    """Project that owns the network."""
    region: str
    """Region of the subnets, the router and NAT."""
    prefix: str
    """Leading part of every cloud name."""
    labels: NotRequired[dict[str, str]]
    """Labels of addresses, endpoints and zones; networks and firewalls have none."""
    cidr: str
    """IPv4 range that all ranges of the region are cut from, such as 10.32.0.0/14."""
    nodes_needed: int
    """Machines that must fit, in nodes and in pod blocks."""
    max_pods_per_node: NotRequired[int]
    """Pods on a node, 32 when left out; decides how large a block of the pods range each node takes."""
    iap_ssh: NotRequired[bool]
    """Allow SSH through Identity-Aware Proxy; off when left out."""
    allow_from: NotRequired[dict[str, str]]
    """Private ranges beyond the region that may connect, by a name of your own; peering alone lets nobody in."""
    flow_logs: NotRequired[float]
    """Share of flows that are sampled, 0.5 when left out; 0 turns flow logs off."""
    nat: NotRequired[NatArgs]
    """How machines reach the internet."""
    proxies: NotRequired[bool]
    """Make the subnet of regional load balancers' proxies; off when left out."""
    private_services: NotRequired[bool]
    """Private Service Access, which Filestore and Lustre need; off when left out."""
    private_google_apis: NotRequired[bool]
    """An endpoint for Google's APIs in the network, and names that lead to it; off when left out."""
    dns_zone: NotRequired[str]
    """Private DNS zone of the region, such as nl.lab.internal."""
    peers: NotRequired[dict[str, str]]
    """Networks to peer with, by a name of your own: projects/<project>/global/networks/<name>."""


class Network(pulumi.ComponentResource):
    """VPC and subnets of one region. To use a finished network, depend on the component, not on one of its parts.

    The ids do not wait for the rest: they identify what other resources would be replaced for, and adding a peer must
    not make them unknown in a preview.
    """

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
    serverless_range: pulumi.Output[str]
    """The /26 kept for a subnet of Cloud Run and the like; no subnet holds it."""
    private_services_range: pulumi.Output[str]
    """Name of the range reserved for private services, known when they can be used; empty where they are off."""
    apis_address: pulumi.Output[str]
    """Address of the endpoint for Google's APIs, known when it answers; empty where it is off."""
    dns_zone: pulumi.Output[str]
    """Cloud name of the region's private zone, to put records into; empty where there is none."""
    nat_addresses: pulumi.Output[list[str]]
    """Static addresses that the region's machines come from; empty where Google gives them."""

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
        site = Site(self, name, args, plan, network)
        subnetwork = self._subnetwork(site)
        self._proxies(site)
        self.nat_addresses = way_out(site)
        firewall(site)
        self.private_services_range, connection = private_services(site)
        self._peerings(site, connection)
        self.apis_address = google_apis(site)
        self.dns_zone = private_dns(site, self.apis_address)
        self.network_id, self.network_name = network.id, network.name
        self.subnetwork_id, self.subnetwork_name = subnetwork.id, subnetwork.name
        self.nodes_range = pulumi.Output.from_input(plan.ranges.nodes)
        self.pods_range = pulumi.Output.from_input(plan.ranges.pods)
        self.services_range = pulumi.Output.from_input(plan.ranges.services)
        self.control_plane_range = pulumi.Output.from_input(plan.ranges.control_plane)
        self.serverless_range = pulumi.Output.from_input(plan.ranges.serverless)
        self._register()

    def _register(self) -> None:
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
                "serverlessRange": self.serverless_range,
                "privateServicesRange": self.private_services_range,
                "apisAddress": self.apis_address,
                "dnsZone": self.dns_zone,
                "natAddresses": self.nat_addresses,
            }
        )

    def _subnetwork(self, site: Site) -> compute.Subnetwork:
        secondary = ((PODS_RANGE, site.plan.ranges.pods), (SERVICES_RANGE, site.plan.ranges.services))
        log_config = compute.SubnetworkLogConfigArgs(
            aggregation_interval="INTERVAL_10_MIN", flow_sampling=site.plan.flow_logs, metadata="INCLUDE_ALL_METADATA"
        )
        return compute.Subnetwork(
            f"{site.name}-nodes",
            name=site.plan.subnetwork,
            project=site.project,
            region=site.args["region"],
            network=site.network.id,
            ip_cidr_range=site.plan.ranges.nodes,
            secondary_ip_ranges=[
                compute.SubnetworkSecondaryIpRangeArgs(range_name=each, ip_cidr_range=cidr) for each, cidr in secondary
            ],
            private_ip_google_access=True,
            log_config=log_config if site.plan.flow_logs else None,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _proxies(self, site: Site) -> None:
        """Only proxies of load balancers take addresses here, so there are no flows of machines to log."""
        if site.plan.proxies is None:
            return
        compute.Subnetwork(
            f"{site.name}-proxies",
            name=site.plan.proxies,
            project=site.project,
            region=site.args["region"],
            network=site.network.id,
            ip_cidr_range=site.plan.ranges.proxies,
            purpose="REGIONAL_MANAGED_PROXY",
            role="ACTIVE",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _peerings(self, site: Site, connection: pulumi.Resource | None) -> None:
        """One side of each peering; the other side is whoever owns the peer's."""
        peers = site.args.get("peers", {})
        for key, peering in site.plan.peerings.items():
            compute.NetworkPeering(
                f"{site.name}-to-{key}",
                name=peering,
                network=site.network.id,
                peer_network=peers[key],
                # A network takes one change of its peerings at a time, and private services are a peering too.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[connection] if connection else []),
            )
