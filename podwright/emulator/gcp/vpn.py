"""HA VPN: gateways of Google's side and of the other side, and the tunnels between them.

Owns their ids, the gateways' addresses, which interfaces a tunnel may use and what keeps a gateway or a tunnel from
going. The BGP sessions that run in a tunnel are in `bgp.py`. Classic VPN gateways are a generic type.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

import hashlib

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.address import documentation_address
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.network import NETWORK
from podwright.emulator.gcp.pointers import Pointer, in_project, in_region, network
from podwright.emulator.gcp.router import ROUTER

HA_GATEWAY = "gcp:compute/haVpnGateway:HaVpnGateway"
EXTERNAL_GATEWAY = "gcp:compute/externalVpnGateway:ExternalVpnGateway"
TUNNEL = "gcp:compute/vPNTunnel:VPNTunnel"
INTERFACES = 2
"""A Google gateway has two, 0 and 1, each with an address of its own."""
REDUNDANCY = {"SINGLE_IP_INTERNALLY_REDUNDANT": 1, "TWO_IPS_REDUNDANCY": 2, "FOUR_IPS_REDUNDANCY": 4}
"""How many interfaces the other side's gateway has (SDK docstring, compute/_inputs.py: ExternalVpnGatewayInterface)."""


class HaVpnGateway(GoogleKind):
    """Google's side of highly available VPN: two addresses, deterministic ones of the documentation blocks."""

    title, noun = "HaVpnGateway", "vpn_gateway"
    template = "projects/{project}/regions/{region}/vpnGateways/{name}"
    link_base, labels = links.COMPUTE, "labels"
    defaults = (("gatewayIpVersion", "IPV4"), ("stackType", "IPV4_ONLY"))
    pointers = (Pointer("network", NETWORK, network),)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """An address for each interface, which stays for the life of the gateway."""
        if old:
            interfaces = old.outputs.get("vpnInterfaces")
        else:
            given = {values.number(each, "id") or 0: each for each in values.blocks(inputs, "vpnInterfaces")}
            interfaces = [
                {"id": number, "ipAddress": self._address(identity, number), **given.get(number, {})}
                for number in range(INTERFACES)
            ]
        return {
            **self.common(call, identity, inputs, old),
            "network": links.COMPUTE + links.network(str(inputs["network"]), identity.project),
            "vpnInterfaces": interfaces,
        }

    def _address(self, identity: Identity, number: int) -> str:
        taken = [documentation_address(identity.id, each) for each in range(number)]
        found, again = documentation_address(identity.id, number), 0
        while found in taken:
            again += 1
            found = documentation_address(identity.id, number, again)
        return found


class ExternalVpnGateway(GoogleKind):
    """What Google knows of the other side's gateway: its addresses."""

    title, noun = "ExternalVpnGateway", "external_vpn_gateway"
    template = "projects/{project}/global/externalVpnGateways/{name}"
    link_base, labels = links.COMPUTE, "labels"

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """As many interfaces as its redundancy says, numbered from 0."""
        redundancy = values.string(inputs, "redundancyType") or ""
        wanted = REDUNDANCY.get(redundancy)
        if wanted is None:
            raise errors.invalid(
                f"Invalid value for field 'resource.redundancyType': '{redundancy}'."
                f" Must be one of {', '.join(REDUNDANCY)}."
            )
        interfaces = values.blocks(inputs, "interfaces")
        ids = sorted(values.number(each, "id") or 0 for each in interfaces)
        if ids != list(range(wanted)):
            raise errors.api_error(
                400,
                f"Invalid value for field 'resource.interfaces': '{ids}'. Redundancy type {redundancy} requires"
                f" {wanted} interface(s) with ids {list(range(wanted))}.",
                "invalid",
                note="built after the documented rule",
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What was asked for."""
        return self.common(call, identity, inputs, old)


class VpnTunnel(GoogleKind):
    """A tunnel of an HA VPN gateway; one of a classic gateway is taken with little looked at."""

    title, noun = "VpnTunnel", "vpn_tunnel"
    template = "projects/{project}/regions/{region}/vpnTunnels/{name}"
    link_base, labels = links.COMPUTE, "labels"
    defaults = (("ikeVersion", 2),)
    untold = ("sharedSecret", "sharedSecretWo", "sharedSecretWoVersion")
    pointers = (
        Pointer("vpnGateway", HA_GATEWAY, in_region("vpnGateways")),
        Pointer("peerGcpGateway", HA_GATEWAY, in_region("vpnGateways")),
        Pointer("peerExternalGateway", EXTERNAL_GATEWAY, in_project("global/externalVpnGateways")),
        Pointer("router", ROUTER, in_region("routers")),
    )

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Gateway, router and peer must fit together."""
        if old is None and values.given(inputs, "vpnGateway"):
            _check_gateway(call, identity, inputs)
            _check_peer(call, identity, inputs)
            _check_twin(call, identity, inputs)

    def in_use(self, record: Record, user: Record) -> CloudError:
        """A router's interface keeps it from going; the API names the router."""
        router = values.string(user.inputs, "router")
        name = links.regional(router, user.project, user.location, "routers") if router else user.id
        return errors.in_use(self.noun, record.id, name)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The addresses of both ends, all traffic, and established as soon as it is there."""
        secret = values.string(inputs, "sharedSecret") or values.string(inputs, "sharedSecretWo") or ""
        number = str(numbers.numeric_id(call, self.token, identity.id))
        return {
            **self.common(call, identity, inputs, old),
            "peerIp": values.string(inputs, "peerIp") or _peer_address(call, identity, inputs),
            "localTrafficSelectors": values.strings(inputs, "localTrafficSelectors") or ["0.0.0.0/0"],
            "remoteTrafficSelectors": values.strings(inputs, "remoteTrafficSelectors") or ["0.0.0.0/0"],
            "sharedSecretHash": hashlib.sha1(secret.encode(), usedforsecurity=False).hexdigest(),
            "detailedStatus": "Tunnel is up and running.",
            "tunnelId": old.outputs.get("tunnelId") if old else number,
        }


def gateway_of(call: Call, identity: Identity, inputs: Values, path: str = "vpnGateway") -> Record | None:
    """The Google gateway that a tunnel's property names."""
    target = in_region("vpnGateways")(str(inputs.get(path)), identity)
    return call.tx.get(HA_GATEWAY, target) if target else None


def _check_gateway(call: Call, identity: Identity, inputs: Values) -> None:
    """Interface 0 or 1, and a router in the region and the network of the gateway."""
    interface = inputs.get("vpnGatewayInterface")
    if values.number(inputs, "vpnGatewayInterface") not in range(INTERFACES):
        raise errors.invalid(
            f"Invalid value for field 'resource.vpnGatewayInterface': '{'' if interface is None else interface}'."
            f" Must be between 0 and {INTERFACES - 1}"
        )
    if not values.given(inputs, "router"):
        raise errors.invalid(
            "Invalid value for field 'resource.router': ''. Router must be specified for a tunnel of an HA VPN gateway."
        )
    router_id = in_region("routers")(str(inputs["router"]), identity) or ""
    router, gateway = call.tx.get(ROUTER, router_id), gateway_of(call, identity, inputs)
    if router is None or gateway is None:
        return
    if router.location != identity.location:
        raise errors.invalid(
            f"Invalid value for field 'resource.router': '{router_id}'. Router must be in the region"
            f" {identity.location} of the tunnel."
        )
    if router.outputs.get("network") != gateway.outputs.get("network"):
        raise errors.invalid(
            f"Invalid value for field 'resource.router': '{router_id}'. Router must be in the same network as the"
            f" VPN gateway '{gateway.id}'."
        )


def _check_peer(call: Call, identity: Identity, inputs: Values) -> None:
    """Exactly one peer, and the interface of it that is named must exist."""
    peer_ip = values.string(inputs, "peerIp")
    external, google = (values.string(inputs, f"peer{kind}Gateway") for kind in ("External", "Gcp"))
    if peer_ip and not external:
        # hashicorp/terraform-provider-google issue 7639
        raise errors.invalid(
            f"Invalid value for field 'resource.peerIp': '{peer_ip}'. Cannot specify peer IP for HA VPN tunnel"
            " creation, please specify peerExternalGateway or peerGcpGateway instead."
        )
    if not external and not google:
        raise errors.invalid(
            "Invalid value for field 'resource': ''. Either peerExternalGateway or peerGcpGateway must be specified"
            " for a tunnel of an HA VPN gateway."
        )
    if external:
        target = in_project("global/externalVpnGateways")(external, identity)
        gateway = call.tx.get(EXTERNAL_GATEWAY, target) if target else None
        _check_interface(gateway, inputs)


def _check_interface(gateway: Record | None, inputs: Values) -> None:
    number = values.number(inputs, "peerExternalGatewayInterface")
    ids = [values.number(each, "id") or 0 for each in values.blocks(gateway.outputs, "interfaces")] if gateway else []
    if gateway and number not in ids:
        given = "" if number is None else number
        raise errors.invalid(
            f"Invalid value for field 'resource.peerExternalGatewayInterface': '{given}'. The external VPN gateway"
            f" '{gateway.id}' has the interfaces {', '.join(map(str, ids))}."
        )


def _check_twin(call: Call, identity: Identity, inputs: Values) -> None:
    """No second tunnel between the same two interfaces (hashicorp/terraform-provider-google issue 16619)."""
    ends = _ends(identity, inputs)
    for other in call.tx.records(TUNNEL, identity.project):
        place = Identity(other.id, other.project, other.name, other.location)
        if other.id != identity.id and _ends(place, other.inputs) == ends:
            number = inputs.get("peerExternalGatewayInterface")
            raise errors.api_error(
                400,
                f"Invalid value for field 'resource.peerExternalGatewayInterface': '{number}'. A tunnel with same peer"
                " external VPN gateway interface already exists.",
                "invalid",
                note=f"it is {other.id}",
            )


def _ends(identity: Identity, inputs: Values) -> tuple[object, ...]:
    external = values.string(inputs, "peerExternalGateway")
    gateway = values.string(inputs, "vpnGateway")
    if external is None or gateway is None:
        return (identity.id,)
    return (
        in_region("vpnGateways")(gateway, identity),
        values.number(inputs, "vpnGatewayInterface"),
        in_project("global/externalVpnGateways")(external, identity),
        values.number(inputs, "peerExternalGatewayInterface"),
    )


def _peer_address(call: Call, identity: Identity, inputs: Values) -> str:
    external = values.string(inputs, "peerExternalGateway")
    if external:
        target = in_project("global/externalVpnGateways")(external, identity)
        gateway, number = call.tx.get(EXTERNAL_GATEWAY, str(target)), "peerExternalGatewayInterface"
        listed = values.blocks(gateway.outputs, "interfaces") if gateway else []
    else:
        gateway, number = gateway_of(call, identity, inputs, "peerGcpGateway"), "vpnGatewayInterface"
        listed = values.blocks(gateway.outputs, "vpnInterfaces") if gateway else []
    wanted = values.number(inputs, number) or 0
    return next((str(each.get("ipAddress") or "") for each in listed if (values.number(each, "id") or 0) == wanted), "")
