"""The VPN of a region's network on Oracle Cloud: IPSec connections from its dynamic routing gateway to a peer.

One component: the gateway is the region's own (`OciNetwork` with `vpn`), and Oracle gives its public addresses only to
a connection whose other side is known. So the peers' gateways come first, then this, then the peers' connections. For
each public address of the peer there is an IPSec connection with two tunnels, which end at different machines of
Oracle's. Who may connect from behind a tunnel is said by the network's security groups.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_oci import core

from components.oci.vpn_plan import ENDS, OciVpnConnectionPlan, plan_oci_vpn_connection
from components.vpn_args import VpnTunnelArgs, secret_of

_PHASE_ONE = core.IpsecConnectionTunnelManagementPhaseOneDetailsArgs(
    is_custom_phase_one_config=True,
    custom_authentication_algorithm="SHA2_384",
    custom_encryption_algorithm="AES_256_CBC",
    custom_dh_group="GROUP20",
    lifetime=28800,
)
_PHASE_TWO = core.IpsecConnectionTunnelManagementPhaseTwoDetailsArgs(
    is_custom_phase_two_config=True,
    custom_encryption_algorithm="AES_256_GCM",
    is_pfs_enabled=True,
    dh_group="GROUP20",
    lifetime=3600,
)
"""What all three clouds have; stated, because Oracle otherwise takes weaker ones too."""


class OciVpnConnectionArgs(TypedDict):
    """Arguments of `OciVpnConnection`."""

    compartment: pulumi.Input[str]
    """OCID of the compartment of the network."""
    gateway: pulumi.Input[str]
    """OCID of the dynamic routing gateway."""
    prefix: str
    """Leading part of every display name."""
    labels: NotRequired[dict[str, str]]
    """Freeform tags of what takes some."""
    peer: str
    """Name of the other side."""
    asn: int
    """Number of the other side."""
    addresses: pulumi.Input[list[str]]
    """Public addresses of the other side."""
    ranges: pulumi.Input[list[str]]
    """Address ranges of the other side: Oracle makes no connection without a static route. BGP replaces them."""
    tunnels: dict[str, VpnTunnelArgs]
    """Tunnels by a key that is the identity of each; `interface` 0 and 1 are the ends of the IPSec connection to the
    peer's address 0, 2 and 3 those to address 1."""


class OciVpnConnection(pulumi.ComponentResource):
    """All tunnels to one peer, each with a BGP session."""

    addresses: pulumi.Output[list[str]]
    """Oracle's public addresses, by the `interface` of the tunnels."""
    tunnels: pulumi.Output[list[str]]
    """OCIDs of the tunnels, in the order of their keys."""

    def __init__(self, name: str, args: OciVpnConnectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_oci_vpn_connection(name, args)
        super().__init__("podwright:index:OciVpnConnection", name, {}, opts)
        made = [self._connection(name, place, args, plan) for place in range(len(plan.connections))]
        ends = [end for connection in made for end in _ends(self, connection)]
        tunnels = [self._tunnel(name, key, (args, plan), made, ends) for key in plan.tunnels]
        # From the look-up and not from the tunnels: the peer's side needs no more to begin.
        self.addresses = pulumi.Output.all(*[end.apply(lambda each: each[1]) for end in ends])
        self.tunnels = pulumi.Output.all(*[each.tunnel_id for each in tunnels])
        self.register_outputs({"addresses": self.addresses, "tunnels": self.tunnels})

    def _connection(self, name: str, place: int, args: OciVpnConnectionArgs, plan: OciVpnConnectionPlan) -> core.Ipsec:
        own = pulumi.ResourceOptions(parent=self)
        device = core.Cpe(
            f"{name}-device-{place}",
            compartment_id=args["compartment"],
            ip_address=pulumi.Output.from_input(args["addresses"])[place],
            display_name=plan.connections[place],
            freeform_tags=args.get("labels"),
            opts=own,
        )
        return core.Ipsec(
            f"{name}-connection-{place}",
            compartment_id=args["compartment"],
            drg_id=args["gateway"],
            cpe_id=device.id,
            static_routes=args["ranges"],
            display_name=plan.connections[place],
            freeform_tags=args.get("labels"),
            opts=own,
        )

    def _tunnel(
        self,
        name: str,
        key: str,
        wish: tuple[OciVpnConnectionArgs, OciVpnConnectionPlan],
        made: list[core.Ipsec],
        ends: list[pulumi.Output[tuple[str, str]]],
    ) -> core.IpsecConnectionTunnelManagement:
        args, plan = wish
        wanted = args["tunnels"][key]
        return core.IpsecConnectionTunnelManagement(
            f"{name}-tunnel-{key}",
            ipsec_id=made[wanted["interface"] // ENDS].id,
            tunnel_id=ends[wanted["interface"]].apply(lambda each: each[0]),
            display_name=plan.tunnels[key],
            routing="BGP",
            ike_version="V2",
            oracle_can_initiate="INITIATOR_OR_RESPONDER",
            shared_secret=secret_of(wanted),
            bgp_session_info=core.IpsecConnectionTunnelManagementBgpSessionInfoArgs(
                customer_bgp_asn=str(args["asn"]),
                customer_interface_ip=f"{wanted['peer_address']}/30",
                oracle_interface_ip=f"{wanted['address']}/30",
            ),
            phase_one_details=_PHASE_ONE,
            phase_two_details=_PHASE_TWO,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _ends(owner: pulumi.Resource, connection: core.Ipsec) -> list[pulumi.Output[tuple[str, str]]]:
    """OCID and public address of both tunnels of a connection; Oracle makes them with it."""
    found = core.get_ipsec_connection_tunnels_output(
        ipsec_id=connection.id, opts=pulumi.InvokeOutputOptions(parent=owner)
    )
    # Nobody promises an order, and one that changed would swap the tunnels' keys.
    in_order = found.ip_sec_connection_tunnels.apply(
        lambda tunnels: sorted((tunnel.id, tunnel.vpn_ip) for tunnel in tunnels)
    )
    return [in_order.apply(lambda tunnels, number=number: tunnels[number]) for number in range(ENDS)]
