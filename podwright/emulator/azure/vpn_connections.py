"""Connections between VPN gateways: the tunnels, their keys, and whether BGP runs in them.

Owns what the two sides must have for BGP, which keys there may be, and what keeps a gateway from going.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

import re

from podwright.emulator.azure import bgp, errors, ids
from podwright.emulator.azure.base import ArmKind, guid, network_etag
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.azure.vpn_rules import (
    GATEWAY,
    GATEWAY_TYPE,
    LOCAL_GATEWAY,
    LOCAL_GATEWAY_TYPE,
    custom_addresses,
)
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

CONNECTION = "azure-native:network:VirtualNetworkGatewayConnection"
_OTHER_SIDE = {"IPsec": "localNetworkGateway2.id", "Vnet2Vnet": "virtualNetworkGateway2.id"}
_KEY = re.compile(r"[!-~]{1,128}")
"""Printable ASCII without spaces; hyphen and tilde are left out as well (learn.microsoft.com, VPN Gateway FAQ)."""


class VirtualNetworkGatewayConnection(ArmKind):
    """A connection of a gateway to another one, or to what a local network gateway stands for."""

    arm_type = "Microsoft.Network/connections"
    keys = ("virtualNetworkGatewayConnectionName",)
    pointers = (
        Pointer("virtualNetworkGateway1.id", GATEWAY, GATEWAY_TYPE),
        Pointer("virtualNetworkGateway2.id", GATEWAY, GATEWAY_TYPE),
        Pointer("localNetworkGateway2.id", LOCAL_GATEWAY, LOCAL_GATEWAY_TYPE),
    )

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Both sides, the key, the place, and BGP on both if it is wanted."""
        kind = values.string(inputs, "connectionType") or ""
        other = _OTHER_SIDE.get(kind)
        if kind == "ExpressRoute":
            return
        if other is None:
            raise bgp.invalid(
                "InvalidRequestFormat",
                f"Connection {identity.id} has the connection type '{kind}'. It must be IPsec, Vnet2Vnet or"
                " ExpressRoute.",
            )
        for path in ("virtualNetworkGateway1.id", other):
            if not values.given(inputs, path):
                raise bgp.invalid(
                    "InvalidRequestFormat",
                    f"Connection {identity.id} of type {kind} must reference a {path.removesuffix('.id')}.",
                )
        _check_key(identity, inputs)
        _check_policies(identity, inputs)
        here, there = _sides(call, inputs, other)
        if here is None or there is None:
            return
        self._check_place(call, identity, inputs, here)
        self._check_twin(call, identity, inputs, (here, there), other)
        if values.flag(inputs, "enableBgp"):
            _check_sessions(identity, inputs, here, there)
        elif values.blocks(inputs, "gatewayCustomBgpIpAddresses"):
            raise bgp.invalid(
                "InvalidRequestFormat",
                f"Connection {identity.id} has custom BGP IP addresses and does not enable BGP.",
            )

    def _check_place(self, call: Call, identity: Identity, inputs: Values, here: Record) -> None:
        location = self.located(call, identity, inputs)
        if location != here.location:
            raise bgp.invalid(
                "InvalidResourceLocation",
                f"Connection {identity.id} in {location} must be in the location {here.location} of gateway {here.id}.",
            )

    def _check_twin(
        self, call: Call, identity: Identity, inputs: Values, sides: tuple[Record, Record], other: str
    ) -> None:
        """No second connection between the same two."""
        for record in call.tx.users(GATEWAY, sides[0].id):
            if record.token != self.token or ids.same(record.id, identity.id):
                continue
            if ids.same(values.string(record.inputs, other) or "", sides[1].id):
                raise bgp.invalid(
                    "VpnConnectionAlreadyExists",
                    f"Connection {record.id} already exists between {sides[0].id} and {sides[1].id}.",
                )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Connected as soon as it is there; the gateways as references."""
        return {
            "etag": network_etag(call, identity),
            "resourceGuid": guid(call, old, "resourceGuid", identity.id),
            "connectionStatus": "Connected",
            "connectionProtocol": values.string(inputs, "connectionProtocol") or "IKEv2",
            "connectionMode": values.string(inputs, "connectionMode") or "Default",
            "dpdTimeoutSeconds": values.number(inputs, "dpdTimeoutSeconds") or 45,
            "enableBgp": values.flag(inputs, "enableBgp"),
            "routingWeight": values.number(inputs, "routingWeight") or 0,
            "egressBytesTransferred": 0,
            "ingressBytesTransferred": 0,
            "tunnelConnectionStatus": [],
            "usePolicyBasedTrafficSelectors": values.flag(inputs, "usePolicyBasedTrafficSelectors"),
        }


def _sides(call: Call, inputs: Values, other: str) -> tuple[Record | None, Record | None]:
    is_local = other.startswith("local")
    here = ids.normal(values.string(inputs, "virtualNetworkGateway1.id") or "", GATEWAY_TYPE)
    there = ids.normal(values.string(inputs, other) or "", LOCAL_GATEWAY_TYPE if is_local else GATEWAY_TYPE)
    return call.tx.get(GATEWAY, here), call.tx.get(LOCAL_GATEWAY if is_local else GATEWAY, there)


def _check_key(identity: Identity, inputs: Values) -> None:
    key = values.string(inputs, "sharedKey")
    if key is not None and (not _KEY.fullmatch(key) or set(key) & {"-", "~"}):
        raise bgp.invalid(
            "InvalidSharedKey",
            f"The shared key of connection {identity.id} is not valid. It must have 1 to 128 printable ASCII characters"
            " other than space, hyphen (-) and tilde (~).",
        )


def _check_policies(identity: Identity, inputs: Values) -> None:
    """One policy for the connection, with life times that Azure takes."""
    policies = values.blocks(inputs, "ipsecPolicies")
    if len(policies) > 1:
        raise bgp.invalid(
            "InvalidRequestFormat", f"Connection {identity.id} has {len(policies)} IPsec policies, one is allowed."
        )
    for policy in policies:
        for name, least in (("saLifeTimeSeconds", 300), ("saDataSizeKilobytes", 1024)):
            given = values.number(policy, name)
            if given is not None and given < least:
                raise bgp.invalid(
                    "InvalidRequestFormat",
                    f"{name} {given} of the IPsec policy of connection {identity.id} must be at least {least}.",
                )


def _check_sessions(identity: Identity, inputs: Values, here: Record, there: Record) -> None:
    """BGP on both sides, different numbers, and link-local addresses on both or on none."""
    for side in (here, there):
        has_it = values.flag(side.inputs, "enableBgp") if side.token == GATEWAY else bool(bgp.asn_of(side.inputs))
        if not has_it:
            raise bgp.invalid(
                "BgpNotEnabledOnGateway",
                f"Connection {identity.id} cannot enable BGP because BGP is not enabled on {side.id}.",
            )
    numbers = [bgp.asn_of(side.outputs) for side in (here, there)]
    if numbers[0] == numbers[1]:
        raise bgp.invalid(
            "BgpAsnConflict",
            f"Connection {identity.id} cannot enable BGP because {here.id} and {there.id} have the same ASN"
            f" {numbers[0]}.",
        )
    peer = values.string(there.inputs, "bgpSettings.bgpPeeringAddress")
    if peer and bgp.is_link_local(peer) and not custom_addresses(here.inputs):
        raise bgp.invalid(
            "CustomBgpIpAddressRequired",
            f"Connection {identity.id} cannot reach the BGP peer {peer} because gateway {here.id} has no custom BGP IP"
            " address.",
        )
    for block in values.blocks(inputs, "gatewayCustomBgpIpAddresses"):
        address, named = (values.string(block, key) or "" for key in ("customBgpIpAddress", "ipConfigurationId"))
        if address not in custom_addresses(here.inputs, named):
            raise errors.bad_request(
                f"The custom BGP IP address {address} of connection {identity.id} is not one of {named}.",
                code="InvalidCustomBgpIpAddress",
                note=bgp.NOTE,
            )
