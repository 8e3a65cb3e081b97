"""The network of one Azure region: resource group, virtual network, subnets, way out, private DNS, flow logs, peerings.

Everything is planned from one CIDR, so two regions whose CIDRs differ can be peered. Machines have private addresses
only and reach the rest of the world through one NAT gateway; Azure's own services are reached by private endpoints,
which belong to whoever owns the service. Does not own the network that the other half of a peering lies in.
"""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import network, resources

from components.azure.network_parts import flow_log, private_zones, security_groups
from components.azure.network_plan import ROUTED, AzureNetworkPlan, plan_azure_network
from components.outputs import gathered


class AzureFlowLogsArgs(TypedDict):
    """What is recorded of the traffic."""

    retention_days: NotRequired[int]
    """Days to keep it, 30 when left out; 0 is for ever."""
    account: NotRequired[pulumi.Input[str]]
    """Id of the storage account in the region that holds the logs; one of its own when left out."""


class AzurePeerBackArgs(TypedDict):
    """The other network's own side of a peering, in a subscription that this stack may write to."""

    resource_group: str
    """Resource group of the other network."""
    network: str
    """Name of the other network."""


class AzurePeerArgs(TypedDict):
    """A network to peer with."""

    network: pulumi.Input[str]
    """Id of the other network."""
    ranges: list[str]
    """Its address ranges, which are let in."""
    use_gateways: NotRequired[bool]
    """Reach other places through its gateways; off when left out."""
    back: NotRequired[AzurePeerBackArgs]
    """Make the other half too; whoever owns the other network makes it when left out."""


class AzureNetworkArgs(TypedDict):
    """Arguments of `AzureNetwork`."""

    region: str
    """Region of the network, such as norwayeast."""
    prefix: str
    """Leading part of every cloud name, and the name of the resource group."""
    labels: dict[str, str]
    """Tags of everything that takes some."""
    cidr: str
    """IPv4 range that all ranges of the region are cut from, such as 10.64.0.0/14; never in 172.16.0.0/16."""
    nodes_needed: int
    """Kubernetes nodes that must fit."""
    nat_addresses: NotRequired[int]
    """Public addresses of the NAT gateway, 1 when left out; each gives 64,512 ports."""
    nat_zone: NotRequired[str]
    """The one zone of the NAT gateway; Azure chooses when left out."""
    dns_zone: NotRequired[str]
    """A private DNS zone in which the region's machines are registered, such as no.lab.internal."""
    allow_from: NotRequired[dict[str, str]]
    """Private ranges beyond the region that may connect, by a name of your own, such as those behind a VPN."""
    vpn: NotRequired[bool]
    """Make the subnet of a VPN gateway, which `AzureVpnGateway` stands in; none when left out."""
    peers: NotRequired[dict[str, AzurePeerArgs]]
    """Networks to peer with, such as a hub, by a key that is the identity of each."""
    flow_logs: NotRequired[AzureFlowLogsArgs]
    """Record who talks to whom; nothing is recorded when left out."""


class AzureNetwork(pulumi.ComponentResource):
    """The network of one region. To use a finished network, depend on the component, not on one of its parts."""

    resource_group: pulumi.Output[str]
    """Name of the region's resource group."""
    network_id: pulumi.Output[str]
    """Id of the virtual network."""
    network_name: pulumi.Output[str]
    """Name of the virtual network."""
    subnets: pulumi.Output[dict[str, str]]
    """Id of each subnet: nodes, machines, storage, endpoints, gateway; known when each has its security group."""
    zones: pulumi.Output[dict[str, str]]
    """Id of each private DNS zone: blob, vault, registry, and own; known when the network is linked to it."""
    pods_range: pulumi.Output[str]
    """CIDR of pods, outside of the virtual network."""
    services_range: pulumi.Output[str]
    """CIDR of Kubernetes services, outside of the virtual network."""
    dns_service: pulumi.Output[str]
    """Address of the cluster's own DNS."""
    nat_addresses: pulumi.Output[list[str]]
    """Public addresses that the region's machines come from, for allow lists of others."""

    def __init__(self, name: str, args: AzureNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_network(name, args)
        super().__init__("podwright:index:AzureNetwork", name, {}, opts)
        group = resources.ResourceGroup(
            f"{name}-group",
            resource_group_name=plan.group,
            location=args["region"],
            tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        own = network.VirtualNetwork(
            f"{name}-vnet",
            virtual_network_name=plan.network,
            resource_group_name=group.name,
            location=args["region"],
            tags=args["labels"],
            address_space=network.AddressSpaceArgs(address_prefixes=list(plan.ranges.space)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        place = (args, plan, group)
        subnets = self._subnets(name, place, own)
        self._peerings(name, place, own, list(subnets.values()))
        self.resource_group, self.network_id, self.network_name = group.name, own.id, own.name
        self.subnets = gathered({role: each.id for role, each in subnets.items()})
        self.zones = gathered(private_zones(name, place, own, self))
        flow_log(name, place, own, self)
        self.pods_range = pulumi.Output.from_input(plan.ranges.pods)
        self.services_range = pulumi.Output.from_input(plan.ranges.services)
        self.dns_service = pulumi.Output.from_input(plan.ranges.dns_service)
        self.nat_addresses = pulumi.Output.all(*self._addresses)
        self.register_outputs(
            {
                "resourceGroup": self.resource_group,
                "networkId": self.network_id,
                "networkName": self.network_name,
                "subnets": self.subnets,
                "zones": self.zones,
                "podsRange": self.pods_range,
                "servicesRange": self.services_range,
                "dnsService": self.dns_service,
                "natAddresses": self.nat_addresses,
            }
        )

    def _subnets(
        self,
        name: str,
        place: tuple[AzureNetworkArgs, AzureNetworkPlan, resources.ResourceGroup],
        own: network.VirtualNetwork,
    ) -> Mapping[str, network.Subnet]:
        _, plan, group = place
        nat, guards = self._way_out(name, place), security_groups(name, place, self)
        found = {
            role: network.Subnet(
                f"{name}-{role}",
                subnet_name=subnet,
                resource_group_name=group.name,
                virtual_network_name=own.name,
                address_prefix=cidr,
                network_security_group=network.NetworkSecurityGroupArgs(id=guards[role].id),
                nat_gateway=network.SubResourceArgs(id=nat.id) if role in ROUTED else None,
                # Azure's own way out of a subnet is closed: traffic goes through NAT or not at all.
                default_outbound_access=False,
                private_endpoint_network_policies="Enabled",
                opts=pulumi.ResourceOptions(parent=self),
            )
            for role, (subnet, cidr) in plan.subnets.items()
        }
        return found | ({"gateway": self._gateway_subnet(name, place, own)} if place[0].get("vpn") else {})

    def _gateway_subnet(
        self,
        name: str,
        place: tuple[AzureNetworkArgs, AzureNetworkPlan, resources.ResourceGroup],
        own: network.VirtualNetwork,
    ) -> network.Subnet:
        """The subnet of VPN gateways: its name is Azure's, and it takes no security group and no NAT."""
        _, plan, group = place
        return network.Subnet(
            f"{name}-gateway",
            subnet_name="GatewaySubnet",
            resource_group_name=group.name,
            virtual_network_name=own.name,
            address_prefix=plan.ranges.gateway,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _way_out(
        self, name: str, place: tuple[AzureNetworkArgs, AzureNetworkPlan, resources.ResourceGroup]
    ) -> network.NatGateway:
        args, plan, group = place
        zones = [plan.nat_zone] if plan.nat_zone else None
        addresses = [
            network.PublicIPAddress(
                f"{name}-nat-{index}",
                public_ip_address_name=address,
                resource_group_name=group.name,
                location=args["region"],
                tags=args["labels"],
                sku=network.PublicIPAddressSkuArgs(name="Standard"),
                public_ip_allocation_method="Static",
                zones=zones,
                opts=pulumi.ResourceOptions(parent=self),
            )
            for index, address in enumerate(plan.nat_addresses)
        ]
        self._addresses = [each.ip_address.apply(lambda found: found or "") for each in addresses]
        return network.NatGateway(
            f"{name}-nat",
            nat_gateway_name=plan.nat,
            resource_group_name=group.name,
            location=args["region"],
            tags=args["labels"],
            sku=network.NatGatewaySkuArgs(name="Standard"),
            public_ip_addresses=[network.SubResourceArgs(id=each.id) for each in addresses],
            idle_timeout_in_minutes=10,
            zones=zones,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _peerings(
        self,
        name: str,
        place: tuple[AzureNetworkArgs, AzureNetworkPlan, resources.ResourceGroup],
        own: network.VirtualNetwork,
        subnets: list[network.Subnet],
    ) -> None:
        """Last of all, because a network that changes while it is being peered leaves the two halves out of step."""
        args, plan, group = place
        for key, peer in args.get("peers", {}).items():
            there = network.VirtualNetworkPeering(
                f"{name}-to-{key}",
                virtual_network_peering_name=plan.peerings[key],
                resource_group_name=group.name,
                virtual_network_name=own.name,
                remote_virtual_network=network.SubResourceArgs(id=peer["network"]),
                allow_virtual_network_access=True,
                allow_forwarded_traffic=True,
                use_remote_gateways=peer.get("use_gateways", False),
                opts=pulumi.ResourceOptions(parent=self, depends_on=list(subnets)),
            )
            back = peer.get("back")
            if back is None:
                continue
            network.VirtualNetworkPeering(
                f"{name}-from-{key}",
                virtual_network_peering_name=plan.network,
                resource_group_name=back["resource_group"],
                virtual_network_name=back["network"],
                remote_virtual_network=network.SubResourceArgs(id=own.id),
                allow_virtual_network_access=True,
                allow_forwarded_traffic=True,
                allow_gateway_transit=peer.get("use_gateways", False),
                opts=pulumi.ResourceOptions(parent=self, depends_on=[there]),
            )
