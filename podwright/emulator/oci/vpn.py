"""Site-to-Site VPN: the other side's device (CPE), the IPsec connection to it, and its two tunnels.

Owns that a connection has two tunnels, each with a public address of Oracle's, and what a program that takes a tunnel
over may say of it. A tunnel is made with its connection and goes with it: giving up its management deletes nothing in
the real cloud. Here a tunnel that nobody manages is as it was made.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, ip_address, ip_network

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.store import Record, Transaction
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors, ocids, tunnels
from podwright.emulator.oci.base import OracleKind, go_time, region_of, tenancy_of
from podwright.emulator.oci.drg import DRG

CPE = "oci:Core/cpe:Cpe"
CONNECTION = "oci:Core/ipsec:Ipsec"
TUNNEL = "oci:Core/ipsecConnectionTunnelManagement:IpsecConnectionTunnelManagement"


class Cpe(OracleKind):
    """What Oracle knows of the other side's device: its address."""

    ocid, noun = "cpe", "CPE"

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """One IPv4 address, a public one unless it says that it is private."""
        super().admit(call, identity, inputs, old)
        text = values.string(inputs, "ipAddress") or ""
        try:
            found = ip_address(text)
        except ValueError:
            found = None
        if not isinstance(found, IPv4Address):
            raise errors.invalid(f"The CPE IP address {text} is not a valid IPv4 address.")
        if any(found in ip_network(each) for each in tunnels.PRIVATE) and not values.flag(inputs, "isPrivate"):
            raise errors.invalid(f"The CPE IP address {text} must be a public IP address.")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What was asked for."""
        found = self.common(call, identity, inputs, old)
        return {**found, "isPrivate": values.flag(inputs, "isPrivate")}


class IpsecConnection(OracleKind):
    """A connection between a DRG and a CPE, of two tunnels."""

    ocid, noun = "ipsecconnection", "IPSec Connection"
    points_at = (("cpeId", CPE), ("drgId", DRG))
    operations = {  # noqa: RUF012
        "creating": "CreateIPSecConnection",
        "updating": "UpdateIPSecConnection",
        "deleting": "DeleteIPSecConnection",
    }

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Routes for a tunnel with static routing, which every tunnel has until it is told otherwise."""
        super().admit(call, identity, inputs, old)
        routes = values.strings(inputs, "staticRoutes")
        if len(routes) > tunnels.MOST_ROUTES:
            raise errors.invalid(
                f"An IPSec connection can have up to {tunnels.MOST_ROUTES} static routes, {len(routes)} were specified."
            )
        for route in routes:
            tunnels.check_route(route)
        if not routes and not (old and _all_dynamic(call.tx, identity.id)):
            raise errors.invalid(
                "At least one static route must be specified for an IPSec connection with a tunnel that uses static"
                " routing.",
                note="a new connection's tunnels use static routing: give a route now, it may go when both use BGP",
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Known by the device's address unless it has another name."""
        cpe = call.tx.get(CPE, str(inputs.get("cpeId")))
        address = values.string(cpe.outputs, "ipAddress") if cpe else None
        return {
            **self.common(call, identity, inputs, old),
            "cpeLocalIdentifier": values.string(inputs, "cpeLocalIdentifier") or address or "",
            "cpeLocalIdentifierType": values.string(inputs, "cpeLocalIdentifierType") or "IP_ADDRESS",
            "transportType": "INTERNET",
        }


class TunnelManagement(OracleKind):
    """A tunnel of a connection that a program takes over by its id."""

    ocid, noun, idempotent = "ipsectunnel", "IPSec Tunnel", True
    operations = {  # noqa: RUF012
        "creating": "UpdateIPSecConnectionTunnel",
        "updating": "UpdateIPSecConnectionTunnel",
        "deleting": "UpdateIPSecConnectionTunnel",
    }

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """The tunnel's own id."""
        region, tunnel = region_of(scope), str(values.get(inputs, "tunnelId"))
        return Identity(tunnel, tenancy_of(scope), self.label(inputs), region.name)

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """It is there already."""
        return identity

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its connection, with which it goes."""
        connection = values.string(inputs, "ipsecId") or ""
        return [self.reference(identity, "ipsecId", CONNECTION, connection, "cascade")]

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """One of the connection's two, with routing that fits what is said, and a key that can be typed."""
        connection = call.tx.get(CONNECTION, str(inputs.get("ipsecId")))
        if connection is None or identity.id not in tunnel_ids(connection):
            raise errors.not_found("tunnelId is none of the connection's tunnels: see getIpsecConnectionTunnels")
        tunnels.check_secret(values.string(inputs, "sharedSecret"))
        routing = values.string(inputs, "routing") or tunnels.STATIC
        tunnels.check_session(routing, values.mapping(inputs, "bgpSessionInfo"))
        if routing == tunnels.STATIC and not values.strings(connection.inputs, "staticRoutes"):
            raise errors.invalid(
                f"The IPSec connection {connection.id} must have a static route for a tunnel that uses static routing."
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What the tunnel is; see `described`."""
        connection = call.tx.get(CONNECTION, str(inputs.get("ipsecId")))
        return described(call, connection, identity.id, inputs) if connection else {}


def tunnel_ids(connection: Record) -> list[str]:
    """The OCIDs of a connection's two tunnels, in order."""
    realm = connection.id.split(".")[2]
    return [ocids.make("ipsectunnel", realm, connection.location, number, connection.id) for number in (1, 2)]


def managed(tx: Transaction, connection: Record) -> list[tuple[str, Values]]:
    """The tunnels of a connection with what programs say of them."""
    found = [(each, tx.get(TUNNEL, each)) for each in tunnel_ids(connection)]
    return [(tunnel, record.inputs if record else {}) for tunnel, record in found]


def described(call: Call, connection: Record, tunnel: str, said: Values) -> Values:
    """All that a tunnel is: up as soon as it is there, with what `said` says."""
    number = tunnel_ids(connection).index(tunnel) + 1
    cpe = call.tx.get(CPE, str(connection.inputs.get("cpeId")))
    routing = values.string(said, "routing") or tunnels.STATIC
    generated = numbers.text(tunnels.GENERATED, tunnels.LETTERS, "secret", tunnel)
    dpds = values.blocks(said, "dpdConfigs")
    dpd: Values = dpds[0] if dpds else {}
    mode, timeout = values.string(dpd, "dpdMode"), values.number(dpd, "dpdTimeoutInSec")
    return {
        "ipsecId": connection.id,
        "tunnelId": tunnel,
        "compartmentId": connection.outputs.get("compartmentId"),
        "displayName": values.string(said, "displayName") or f"ipsectunnel{call.now:%Y%m%d%H%M%S}-{number}",
        "cpeIp": values.string(cpe.outputs, "ipAddress") if cpe else "",
        "vpnIp": tunnels.address(connection.id, number),
        "routing": routing,
        "ikeVersion": values.string(said, "ikeVersion") or "V1",
        "sharedSecret": values.string(said, "sharedSecret") or generated,
        "natTranslationEnabled": values.string(said, "natTranslationEnabled") or "AUTO",
        "oracleCanInitiate": values.string(said, "oracleCanInitiate") or "INITIATOR_OR_RESPONDER",
        "dpdMode": mode or "INITIATE_AND_RESPOND",
        "dpdTimeoutInSec": timeout or 20,
        "dpdConfigs": [{"dpdMode": mode or "INITIATE_AND_RESPOND", "dpdTimeoutInSec": timeout or 20}],
        "bgpSessionInfo": tunnels.session(routing, values.mapping(said, "bgpSessionInfo"), connection.location),
        "encryptionDomainConfig": {
            "cpeTrafficSelectors": values.strings(said, "encryptionDomainConfig.cpeTrafficSelectors"),
            "oracleTrafficSelectors": values.strings(said, "encryptionDomainConfig.oracleTrafficSelectors"),
        },
        "phaseOneDetails": tunnels.phase_one(values.mapping(said, "phaseOneDetails"), go_time(call)),
        "phaseTwoDetails": tunnels.phase_two(values.mapping(said, "phaseTwoDetails"), go_time(call)),
        "associatedVirtualCircuits": [],
        "state": "AVAILABLE",
        "status": "UP",
        "timeCreated": connection.outputs.get("timeCreated"),
        "timeStatusUpdated": go_time(call),
    }


def _all_dynamic(tx: Transaction, connection_id: str) -> bool:
    connection = tx.get(CONNECTION, connection_id)
    return connection is not None and all(
        values.string(said, "routing") == "BGP" for _, said in managed(tx, connection)
    )
