"""BGP sessions of a Cloud Router: its interfaces in VPN tunnels, and the peers on them.

Owns their ids, which addresses they may have, and that a peer needs its interface and a router with a number of its
own. In the cloud both are parts of the router: what the API refuses it calls by their place in it.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, ip_address, ip_interface, ip_network

from podwright.emulator.core import claims, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.pointers import Pointer, in_region
from podwright.emulator.gcp.ranges import SUBNETWORK
from podwright.emulator.gcp.router import ROUTER
from podwright.emulator.gcp.vpn import TUNNEL

INTERFACE = "gcp:compute/routerInterface:RouterInterface"
PEER = "gcp:compute/routerPeer:RouterPeer"
_LINK_LOCAL = IPv4Network("169.254.0.0/16")


class _PartOfRouter(GoogleKind):
    """What belongs to a router and goes with it."""

    pointers = (Pointer("router", ROUTER, in_region("routers"), on_delete="cascade"),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The router may be given by name or link."""
        return {**super().place(scope, inputs), "router": links.last(str(inputs.get("router")))}

    def router_of(self, call: Call, identity: Identity, inputs: Values) -> Record | None:
        """The router."""
        return call.tx.get(
            ROUTER, links.regional(str(inputs["router"]), identity.project, identity.location, "routers")
        )


class RouterInterface(_PartOfRouter):
    """An interface of a router. Its id has the project in front, in the longer of the two forms that an import takes:
    the provider's own leaves it out, and then two projects' could not be told apart."""

    title, noun = "RouterInterface", "router"
    template = "{project}/{region}/{router}/{name}"
    pointers = (
        *_PartOfRouter.pointers,
        Pointer("vpnTunnel", TUNNEL, in_region("vpnTunnels")),
        Pointer("subnetwork", SUBNETWORK, in_region("subnetworks")),
    )

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """In the router's region."""
        place = self.place(scope, inputs)
        return Identity(self.template.format_map(place), place["project"], place["name"], place["region"])

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """One interface for a tunnel, with a range that no other session of the network has."""
        self._check_tunnel(call, identity, inputs)
        given = values.string(inputs, "ipRange")
        if given is None or values.given(inputs, "subnetwork") or values.given(inputs, "interconnectAttachment"):
            return
        cidr = _session_range(given)
        router = self.router_of(call, identity, inputs)
        space = f"bgp {router.outputs.get('network')}" if router else identity.id
        others = claims.overlapping(call.tx, [space], cidr, besides=(self.token, identity.id))
        if others:
            name = links.last(others[0].id)
            raise errors.api_error(
                400,
                f"Invalid value for field 'resource.interfaces[0].ipRange': '{given}'. IP range {cidr} overlaps with"
                f" the range {others[0].cidr} of interface '{name}'.",
                "invalid",
                note="a range must be unique among all Cloud Routers in all regions of a network",
            )
        claims.set_claims(call.tx, self.token, identity.id, [(space, cidr)])

    def _check_tunnel(self, call: Call, identity: Identity, inputs: Values) -> None:
        tunnel = values.string(inputs, "vpnTunnel")
        if tunnel is None:
            return
        wanted = in_region("vpnTunnels")(tunnel, identity)
        for other in call.tx.records(INTERFACE, identity.project):
            place = Identity(other.id, other.project, other.name, other.location)
            theirs = values.string(other.inputs, "vpnTunnel")
            is_same = theirs is not None and in_region("vpnTunnels")(theirs, place) == wanted
            if other.id != identity.id and is_same and _version(other.inputs) == _version(inputs):
                # hashicorp/terraform-provider-google issue 17380
                raise errors.invalid(
                    f"Invalid value for field 'resource.interfaces[1].linkedVpnTunnel': '{links.COMPUTE}{wanted}'."
                    " Cannot link multiple interfaces with the same IP version to the same VPN tunnel."
                )
        found, router = call.tx.get(TUNNEL, str(wanted)), self.router_of(call, identity, inputs)
        theirs = values.string(found.inputs, "router") if found else None
        own = links.regional(theirs, identity.project, identity.location, "routers") if theirs else None
        if router and own and own != router.id:
            raise errors.invalid(
                f"Invalid value for field 'resource.interfaces[0].linkedVpnTunnel': '{links.COMPUTE}{wanted}'. The VPN"
                f" tunnel belongs to router '{own}'."
            )

    def in_use(self, record: Record, user: Record) -> CloudError:
        """A peer keeps its interface."""
        return errors.api_error(
            400,
            f"Invalid value for field 'resource.bgpPeers[0].interfaceName': '{record.name}'. BGP peer '{user.name}'"
            " references an interface that does not exist.",
            "invalid",
            note=f"delete {user.id} first; built after the documented rule",
        )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The tunnel as a link."""
        found: Values = {
            **self.common(call, identity, inputs, old),
            "region": identity.location,
            "router": links.last(str(inputs["router"])),
            "ipRange": values.string(inputs, "ipRange") or "",
            "ipVersion": _version(inputs),
            "redundantInterface": values.string(inputs, "redundantInterface") or "",
        }
        tunnel = values.string(inputs, "vpnTunnel")
        return (
            {**found, "vpnTunnel": f"{links.COMPUTE}{in_region('vpnTunnels')(tunnel, identity)}"} if tunnel else found
        )


class RouterPeer(_PartOfRouter):
    """A BGP peer on an interface of a router."""

    title, noun = "RouterBgpPeer", "router"
    template = "projects/{project}/regions/{region}/routers/{router}/{name}"
    defaults = (("advertiseMode", "DEFAULT"), ("enable", True), ("enableIpv6", False))
    secret_paths = ("md5AuthenticationKey.key",)

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its router and its interface."""
        interface = f"{identity.project}/{identity.location}/{links.last(str(inputs['router']))}/{inputs['interface']}"
        missing = errors.invalid(
            f"Invalid value for field 'resource.bgpPeers[0].interfaceName': '{inputs['interface']}'. BGP peer"
            f" '{identity.name}' references an interface that does not exist."
        )
        return [*super().references(scope, inputs, identity), Reference("interface", INTERFACE, interface, missing)]

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The router must have a number, and the addresses must be two of the interface's range."""
        router = self.router_of(call, identity, inputs)
        if router and values.number(router.outputs, "bgp.asn") is None:
            raise errors.api_error(
                400,
                f"Invalid value for field 'resource.bgp.asn': ''. Router '{router.name}' must have a BGP ASN to have"
                " BGP peers.",
                "invalid",
                note="give the router bgp.asn; built after the documented rule",
            )
        self._check_addresses(identity, inputs, self._interface_range(call, identity, inputs))

    def _interface_range(self, call: Call, identity: Identity, inputs: Values) -> str | None:
        router = links.last(str(inputs["router"]))
        key = f"{identity.project}/{identity.location}/{router}/{inputs['interface']}"
        interface = call.tx.get(INTERFACE, key)
        return values.string(interface.outputs, "ipRange") if interface else None

    def _check_addresses(self, identity: Identity, inputs: Values, range_: str | None) -> None:
        own, peer = values.string(inputs, "ipAddress"), values.string(inputs, "peerIpAddress")
        field = f"Invalid value for field 'resource.bgpPeers[0].{'ipAddress' if own else 'peerIpAddress'}'"
        if range_ is None:
            if peer and not own:
                # hashicorp/terraform-provider-google issue 7662
                raise errors.invalid(
                    f"Invalid value for field 'resource.bgpPeers[0]': '{{  \"name\": \"{identity.name}\"...'. In BGP"
                    f' Peer "{identity.name}", peer IP address {peer} is specified, but IP address is not specified.'
                )
            return
        interface = ip_interface(range_)
        if own and own != str(interface.ip):
            # hashicorp/terraform issue 29594
            raise errors.invalid(
                f"{field}: '{own}'. BGP Peer \"{identity.name}\" has IP address {own} different from interface IP"
                f" address {interface.ip}"
            )
        if peer and (ip_address(peer) not in interface.network or peer == str(interface.ip)):
            raise errors.invalid(
                f"Invalid value for field 'resource.bgpPeers[0].peerIpAddress': '{peer}'. BGP Peer"
                f' "{identity.name}" has peer IP address {peer} that is not another address of the interface\'s range'
                f" {interface.network}."
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Both addresses: of a range of four, Google has one and its peer the other."""
        range_ = self._interface_range(call, identity, inputs)
        own = str(ip_interface(range_).ip) if range_ else ""
        peer = (
            next((str(host) for host in ip_interface(range_).network.hosts() if str(host) != own), "") if range_ else ""
        )
        return {
            **self.common(call, identity, inputs, old),
            "region": identity.location,
            "router": links.last(str(inputs["router"])),
            "ipAddress": values.string(inputs, "ipAddress") or own,
            "peerIpAddress": values.string(inputs, "peerIpAddress") or peer,
            "enableIpv4": inputs.get("enableIpv4") is not False,
            "bfd": values.mapping(inputs, "bfd") or {"sessionInitializationMode": "DISABLED"},
            **{
                name: values.string(inputs, name) or ""
                for name in (
                    "ipv4NexthopAddress",
                    "ipv6NexthopAddress",
                    "peerIpv4NexthopAddress",
                    "peerIpv6NexthopAddress",
                )
            },
            "isAdvertisedRoutePrioritySet": values.given(inputs, "advertisedRoutePriority"),
            "isCustomLearnedPrioritySet": values.given(inputs, "customLearnedRoutePriority"),
            "managementType": "MANAGED_BY_USER",
        }


def _version(inputs: Values) -> str:
    return values.string(inputs, "ipVersion") or ("IPV6" if ":" in str(inputs.get("ipRange") or "") else "IPV4")


def _session_range(given: str) -> str:
    """The range of a session: at least four link-local addresses, one of which is Google's."""
    field = f"Invalid value for field 'resource.interfaces[0].ipRange': '{given}'."
    try:
        interface = ip_interface(given)
    except ValueError:
        raise errors.invalid(f"{field} Must be an address with its range, such as 169.254.0.1/30") from None
    network = interface.network
    if not isinstance(network, IPv4Network):
        return str(network)
    if not network.subnet_of(_LINK_LOCAL):
        raise errors.invalid(f"{field} The IP range must be in the RFC3927 link-local IP space {_LINK_LOCAL}.")
    if network.prefixlen > 30 or interface.ip in (network.network_address, network.broadcast_address):
        raise errors.api_error(
            400,
            f"{field} The IP address must be a host address of a range of at least /30.",
            "invalid",
            note="built after the documented rule",
        )
    return str(ip_network(network))
