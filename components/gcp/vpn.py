"""The VPN of a region's network on Google Cloud: an HA VPN gateway whose routes come by BGP, and connections to peers.

Two components, because either side of a VPN needs the other's addresses: first the gateways of all sides, then a
connection for each peer. Does not own the network, whose subnets the gateway announces, nor its firewall: who may
connect from behind a tunnel is said there.
"""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import compute

from components.gcp.vpn_plan import VpnConnectionPlan, plan_vpn_connection, plan_vpn_gateway
from components.vpn_args import VpnTunnelArgs, secret_of

IKE_VERSION = 2


class VpnGatewayArgs(TypedDict):
    """Arguments of `VpnGateway`."""

    project: pulumi.Input[str]
    """Project of the network."""
    region: pulumi.Input[str]
    """Region of the gateway."""
    network: pulumi.Input[str]
    """Id of the network."""
    prefix: str
    """Leading part of every cloud name."""
    labels: NotRequired[dict[str, str]]
    """Labels of the gateway; a router has none."""
    asn: int
    """Number by which BGP knows the network: 64512 to 65534, or 4200000000 to 4294967294."""


class VpnConnectionArgs(TypedDict):
    """Arguments of `VpnConnection`."""

    project: pulumi.Input[str]
    """Project of the network."""
    region: pulumi.Input[str]
    """Region of the gateway."""
    gateway: pulumi.Input[str]
    """Id of the HA VPN gateway."""
    router: pulumi.Input[str]
    """Name of its Cloud Router."""
    prefix: str
    """Leading part of every cloud name; that of the gateway."""
    labels: NotRequired[dict[str, str]]
    """Labels of gateways and tunnels."""
    peer: str
    """Name of the other side."""
    asn: int
    """Number of the other side."""
    addresses: pulumi.Input[list[str]]
    """Public addresses of the other side: 1, 2 or 4."""
    tunnels: dict[str, VpnTunnelArgs]
    """Tunnels by a key that is the identity of each."""


class VpnGateway(pulumi.ComponentResource):
    """An HA VPN gateway with two interfaces, and the router that speaks BGP for it."""

    gateway_id: pulumi.Output[str]
    """Id of the gateway."""
    router_name: pulumi.Output[str]
    """Name of the Cloud Router."""
    addresses: pulumi.Output[list[str]]
    """Public addresses of interface 0 and interface 1."""

    def __init__(self, name: str, args: VpnGatewayArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_vpn_gateway(name, args)
        super().__init__("podwright:index:VpnGateway", name, {}, opts)
        own = pulumi.ResourceOptions(parent=self)
        gateway = compute.HaVpnGateway(
            f"{name}-gateway",
            name=plan.gateway,
            project=args["project"],
            region=args["region"],
            network=args["network"],
            stack_type="IPV4_ONLY",
            labels=args.get("labels"),
            opts=own,
        )
        router = compute.Router(
            f"{name}-router",
            name=plan.router,
            project=args["project"],
            region=args["region"],
            network=args["network"],
            # All subnets with their secondary ranges, and so pods; what is added later is announced by itself.
            bgp=compute.RouterBgpArgs(asn=args["asn"], advertise_mode="DEFAULT"),
            opts=own,
        )
        self.gateway_id, self.router_name = gateway.id, router.name
        self.addresses = gateway.vpn_interfaces.apply(_addresses)
        self.register_outputs(
            {"gatewayId": self.gateway_id, "routerName": self.router_name, "addresses": self.addresses}
        )


class VpnConnection(pulumi.ComponentResource):
    """All tunnels to one peer, each with a BGP session."""

    tunnels: pulumi.Output[list[str]]
    """Names of the tunnels, in the order of their keys."""

    def __init__(self, name: str, args: VpnConnectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_vpn_connection(name, args)
        super().__init__("podwright:index:VpnConnection", name, {}, opts)
        addresses = pulumi.Output.from_input(args["addresses"])
        peer = compute.ExternalVpnGateway(
            f"{name}-peer",
            name=plan.peer,
            project=args["project"],
            description=f"Gateway of {args['peer']}",
            redundancy_type=plan.redundancy,
            interfaces=[
                compute.ExternalVpnGatewayInterfaceArgs(id=each, ip_address=addresses[each])
                for each in range(plan.interfaces)
            ],
            labels=args.get("labels"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        made = [self._tunnel(name, key, (args, plan), peer) for key in plan.tunnels]
        self.tunnels = pulumi.Output.all(*[each.name for each in made])
        self.register_outputs({"tunnels": self.tunnels})

    def _tunnel(
        self,
        name: str,
        key: str,
        wish: tuple[VpnConnectionArgs, VpnConnectionPlan],
        peer: compute.ExternalVpnGateway,
    ) -> compute.VPNTunnel:
        args, plan = wish
        wanted, cloud_name = args["tunnels"][key], plan.tunnels[key]
        own = pulumi.ResourceOptions(parent=self)
        tunnel = compute.VPNTunnel(
            f"{name}-tunnel-{key}",
            name=cloud_name,
            project=args["project"],
            region=args["region"],
            vpn_gateway=args["gateway"],
            vpn_gateway_interface=wanted["interface"],
            peer_external_gateway=peer.id,
            peer_external_gateway_interface=wanted["peer_interface"],
            router=args["router"],
            ike_version=IKE_VERSION,
            shared_secret=secret_of(wanted),
            labels=args.get("labels"),
            opts=own,
        )
        interface = compute.RouterInterface(
            f"{name}-interface-{key}",
            name=cloud_name,
            project=args["project"],
            region=args["region"],
            router=args["router"],
            vpn_tunnel=tunnel.name,
            ip_range=f"{wanted['address']}/30",
            opts=own,
        )
        compute.RouterPeer(
            f"{name}-session-{key}",
            name=cloud_name,
            project=args["project"],
            region=args["region"],
            router=args["router"],
            interface=interface.name,
            peer_asn=args["asn"],
            peer_ip_address=wanted["peer_address"],
            opts=own,
        )
        return tunnel


def _addresses(interfaces: Sequence[compute.outputs.HaVpnGatewayVpnInterface]) -> list[str]:
    """Of interface 0 and 1; the numbers are the gateway's, the order of the list is nobody's promise."""
    found = {interface.id or 0: interface.ip_address or "" for interface in interfaces}
    return [found[number] for number in sorted(found)]
