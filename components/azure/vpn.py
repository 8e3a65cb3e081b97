"""The VPN of a region's network on Azure: an active-active gateway that speaks BGP, and connections to peers.

Two components, because either side of a VPN needs the other's addresses: first the gateways of all sides, then a
connection for each peer. Does not own the network nor its GatewaySubnet (`AzureNetwork` with `vpn`), nor the security
groups: who may connect from behind a tunnel is said there. A gateway takes Azure 30 to 45 minutes, and a network has
one VPN gateway at most.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import network

from components.azure.vpn_plan import (
    INSTANCES,
    AzureVpnConnectionPlan,
    AzureVpnGatewayPlan,
    plan_azure_vpn_connection,
    plan_azure_vpn_gateway,
    zones_of,
)
from components.vpn_args import VpnTunnelArgs, secret_of

_TIMEOUTS = pulumi.CustomTimeouts(create="2h", update="2h", delete="2h")
"""A gateway takes most of an hour, and changes to it wait for each other."""
_DPD_SECONDS = 45
_POLICY = {
    "ike_encryption": "AES256",
    "ike_integrity": "SHA384",
    "dh_group": "ECP384",
    "ipsec_encryption": "GCMAES256",
    "ipsec_integrity": "GCMAES256",
    "pfs_group": "ECP384",
}
"""What all three clouds have; stated, because Azure otherwise offers weaker ones too."""


class AzureVpnGatewayArgs(TypedDict):
    """Arguments of `AzureVpnGateway`."""

    region: pulumi.Input[str]
    """Region of the gateway."""
    resource_group: pulumi.Input[str]
    """Resource group of the network."""
    subnet: pulumi.Input[str]
    """Id of the network's GatewaySubnet."""
    prefix: str
    """Leading part of every cloud name."""
    labels: NotRequired[dict[str, str]]
    """Tags of the gateway and its addresses."""
    asn: int
    """Number by which BGP knows the network: 64512 to 65534, or 4200000000 to 4294967294, none that Azure reserves."""
    inside_addresses: dict[str, list[str]]
    """Inside addresses of instance `0` and instance `1`, all in 169.254.21.0 to 169.254.22.255."""
    size: NotRequired[str]
    """Size of the gateway, VpnGw2AZ when left out (1 Gb/s of all tunnels together)."""


class AzureVpnConnectionArgs(TypedDict):
    """Arguments of `AzureVpnConnection`."""

    region: pulumi.Input[str]
    """Region of the gateway."""
    resource_group: pulumi.Input[str]
    """Resource group of the gateway."""
    gateway: pulumi.Input[str]
    """Id of the gateway."""
    prefix: str
    """Leading part of every cloud name; that of the gateway."""
    labels: NotRequired[dict[str, str]]
    """Tags of gateways and connections."""
    peer: str
    """Name of the other side."""
    asn: int
    """Number of the other side."""
    addresses: pulumi.Input[list[str]]
    """Public addresses of the other side."""
    tunnels: dict[str, VpnTunnelArgs]
    """Tunnels by a key that is the identity of each; both instances of the gateway must have one."""


class AzureVpnGateway(pulumi.ComponentResource):
    """A gateway with two instances that both carry traffic, each with a public address of its own."""

    gateway_id: pulumi.Output[str]
    """Id of the gateway, known when it can take connections."""
    addresses: pulumi.Output[list[str]]
    """Public addresses of instance 0 and instance 1, known long before the gateway is."""

    def __init__(self, name: str, args: AzureVpnGatewayArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_vpn_gateway(name, args)
        super().__init__("podwright:index:AzureVpnGateway", name, {}, opts)
        zones = pulumi.Output.from_input(args["region"]).apply(zones_of)
        addresses = [
            network.PublicIPAddress(
                f"{name}-address-{instance}",
                public_ip_address_name=plan.addresses[instance],
                resource_group_name=args["resource_group"],
                location=args["region"],
                tags=args.get("labels"),
                sku=network.PublicIPAddressSkuArgs(name="Standard"),
                public_ip_allocation_method="Static",
                zones=zones,
                opts=pulumi.ResourceOptions(parent=self),
            )
            for instance in range(INSTANCES)
        ]
        gateway = self._gateway(name, args, plan, addresses)
        self.gateway_id = gateway.id
        self.addresses = pulumi.Output.all(*[each.ip_address for each in addresses])
        self.register_outputs({"gatewayId": self.gateway_id, "addresses": self.addresses})

    def _gateway(
        self,
        name: str,
        args: AzureVpnGatewayArgs,
        plan: AzureVpnGatewayPlan,
        addresses: list[network.PublicIPAddress],
    ) -> network.VirtualNetworkGateway:
        # The gateway's settings name its own parts by id, which follows from that of the network.
        own = pulumi.Output.from_input(args["subnet"]).apply(lambda subnet: _gateway_id(subnet, plan.gateway))
        return network.VirtualNetworkGateway(
            f"{name}-gateway",
            virtual_network_gateway_name=plan.gateway,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args.get("labels"),
            gateway_type="Vpn",
            vpn_type="RouteBased",
            vpn_gateway_generation="Generation2",
            sku=network.VirtualNetworkGatewaySkuArgs(name=plan.size, tier=plan.size),
            active_active=True,
            enable_bgp=True,
            ip_configurations=[
                network.VirtualNetworkGatewayIPConfigurationArgs(
                    name=_instance(instance),
                    private_ip_allocation_method="Dynamic",
                    public_ip_address=network.SubResourceArgs(id=address.id),
                    subnet=network.SubResourceArgs(id=args["subnet"]),
                )
                for instance, address in enumerate(addresses)
            ],
            bgp_settings=network.BgpSettingsArgs(
                asn=args["asn"],
                bgp_peering_addresses=[
                    network.IPConfigurationBgpPeeringAddressArgs(
                        ipconfiguration_id=_part_id(own, instance),
                        custom_bgp_ip_addresses=args["inside_addresses"][str(instance)],
                    )
                    for instance in range(INSTANCES)
                ],
            ),
            opts=pulumi.ResourceOptions(parent=self, custom_timeouts=_TIMEOUTS),
        )


class AzureVpnConnection(pulumi.ComponentResource):
    """All tunnels to one peer: a connection for each of the peer's addresses, with a BGP session."""

    tunnels: pulumi.Output[list[str]]
    """Names of the connections, in the order of their keys."""

    def __init__(self, name: str, args: AzureVpnConnectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_vpn_connection(name, args)
        super().__init__("podwright:index:AzureVpnConnection", name, {}, opts)
        made = [self._tunnel(name, key, args, plan) for key in plan.tunnels]
        self.tunnels = pulumi.Output.all(*[each.name for each in made])
        self.register_outputs({"tunnels": self.tunnels})

    def _tunnel(
        self, name: str, key: str, args: AzureVpnConnectionArgs, plan: AzureVpnConnectionPlan
    ) -> network.VirtualNetworkGatewayConnection:
        wanted, cloud_name = args["tunnels"][key], plan.tunnels[key]
        gateway = pulumi.Output.from_input(args["gateway"])
        there = network.LocalNetworkGateway(
            f"{name}-peer-{key}",
            local_network_gateway_name=cloud_name,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args.get("labels"),
            gateway_ip_address=pulumi.Output.from_input(args["addresses"])[wanted["peer_interface"]],
            bgp_settings=network.BgpSettingsArgs(asn=args["asn"], bgp_peering_address=wanted["peer_address"]),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return network.VirtualNetworkGatewayConnection(
            f"{name}-tunnel-{key}",
            virtual_network_gateway_connection_name=cloud_name,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args.get("labels"),
            connection_type="IPsec",
            connection_protocol="IKEv2",
            enable_bgp=True,
            virtual_network_gateway1=network.VirtualNetworkGatewayArgs(id=gateway),
            local_network_gateway2=network.LocalNetworkGatewayArgs(id=there.id),
            shared_key=secret_of(wanted),
            gateway_custom_bgp_ip_addresses=[
                network.GatewayCustomBgpIpAddressIpConfigurationArgs(
                    ip_configuration_id=_part_id(gateway, instance), custom_bgp_ip_address=address
                )
                for instance, address in enumerate(plan.inside_addresses[key])
            ],
            ipsec_policies=[
                network.IpsecPolicyArgs(**_POLICY, sa_life_time_seconds=3600, sa_data_size_kilobytes=102400000)
            ],
            dpd_timeout_seconds=_DPD_SECONDS,
            opts=pulumi.ResourceOptions(parent=self, custom_timeouts=_TIMEOUTS),
        )


def _gateway_id(subnet: str, gateway: str) -> str:
    return f"{subnet.partition('/virtualNetworks/')[0]}/virtualNetworkGateways/{gateway}"


def _part_id(gateway: pulumi.Output[str], instance: int) -> pulumi.Output[str]:
    return pulumi.Output.concat(gateway, f"/ipConfigurations/{_instance(instance)}")


def _instance(number: int) -> str:
    return f"instance-{number}"
