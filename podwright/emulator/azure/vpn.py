"""VPN gateways: Azure's own and what it knows of the other side's.

Owns which public addresses a gateway may have, and the private ones of its BGP sessions; what else it is held to is in
`vpn_rules.py`. Connections between the two are in `vpn_connections.py`. An ExpressRoute gateway is held to its subnet
only.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.azure import bgp, errors, ids, locations, ranges, vpn_rules
from podwright.emulator.azure.addresses import SUBNET_TYPE
from podwright.emulator.azure.base import ArmKind, guid, network_etag
from podwright.emulator.azure.gateways import ADDRESS, ADDRESS_TYPE
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values


class VirtualNetworkGateway(ArmKind):
    """A gateway of a virtual network."""

    arm_type = vpn_rules.GATEWAY_TYPE
    keys = ("virtualNetworkGatewayName",)
    pointers = (
        Pointer("ipConfigurations[*].subnet.id", ranges.SUBNET, SUBNET_TYPE),
        Pointer("ipConfigurations[*].publicIPAddress.id", ADDRESS, ADDRESS_TYPE),
    )

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Kind, size, subnet, addresses and BGP must fit together."""
        kind = values.string(inputs, "gatewayType")
        if kind not in ("Vpn", "ExpressRoute"):
            raise bgp.invalid(
                "InvalidRequestFormat",
                f"Gateway {identity.id} has the gateway type '{kind or ''}'. It must be Vpn or ExpressRoute.",
            )
        vpn_rules.check_subnet(call, identity, inputs, kind)
        if kind == "Vpn":
            vpn_rules.check_size(identity, inputs, old)
            vpn_rules.check_configurations(identity, inputs)
            for _, address in values.each(inputs, "ipConfigurations[*].publicIPAddress.id"):
                self._check_address(call, identity, ids.normal(str(address), ADDRESS_TYPE))
            vpn_rules.check_bgp(identity, inputs)

    def _check_address(self, call: Call, identity: Identity, target: str) -> None:
        """A public address that nothing else holds, of the Standard SKU and in the region's zones."""
        for link in call.tx.links_to(ADDRESS, target):
            if not ids.same(link.id, identity.id):
                raise errors.bad_request(
                    f"Resource {identity.id} is referencing public IP address {target} that is already allocated to"
                    f" resource {link.id}.",
                    code="PublicIPAddressInUse",
                )
        address = call.tx.get(ADDRESS, target)
        if address is None:
            return
        if values.string(address.inputs, "sku.name") != "Standard":
            raise bgp.invalid(
                "VpnGatewayMustHaveStandardPublicIps",
                f"Gateway {identity.id} with an AZ VPN sku cannot use public IP address {target} of the Basic sku.",
            )
        if not values.given(address.inputs, "zones") and address.location not in locations.without_zones():
            # sample: Azure/ResourceModules issue 2609
            raise errors.bad_request(
                "Standard Public IPs associated with VPN Gateways with AZ VPN skus must have zones configured.",
                code="VmssVpnGatewayPublicIpsMustHaveZonesConfigured",
                note=f'{target} has none: give it zones ["1", "2", "3"]',
            )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The configurations with their ids, and the addresses of the BGP sessions."""
        size = values.string(inputs, "sku.name") or ""
        found: Values = {
            "etag": network_etag(call, identity),
            "resourceGuid": guid(call, old, "resourceGuid", identity.id),
            "ipConfigurations": [
                {
                    "privateIPAllocationMethod": "Dynamic",
                    **block,
                    "id": vpn_rules.configuration_id(identity.id, block),
                    "etag": network_etag(call, identity),
                    "privateIPAddress": "",
                    "provisioningState": "Succeeded",
                }
                for block in values.blocks(inputs, "ipConfigurations")
            ],
            "activeActive": values.flag(inputs, "activeActive"),
            "enableBgp": values.flag(inputs, "enableBgp"),
            "vpnGatewayGeneration": values.string(inputs, "vpnGatewayGeneration") or _generation(size),
            "sku": {"capacity": 2, "name": size, "tier": values.string(inputs, "sku.tier") or size},
        }
        if values.string(inputs, "gatewayType") == "Vpn":
            found["bgpSettings"] = _bgp_settings(call, identity, inputs)
        return found


class LocalNetworkGateway(ArmKind):
    """What Azure knows of the other side's gateway."""

    arm_type = vpn_rules.LOCAL_GATEWAY_TYPE
    keys = ("localNetworkGatewayName",)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """One way to reach it, and something to reach behind it: networks or a BGP peer."""
        address, name = (values.string(inputs, path) for path in ("gatewayIpAddress", "fqdn"))
        if (address is None) == (name is None):
            raise bgp.invalid(
                "InvalidRequestFormat",
                f"Local network gateway {identity.id} must have either a gateway IP address or an FQDN.",
            )
        found = bgp.parse(address) if address else None
        if address and (found is None or found.version != 4):
            raise bgp.invalid(
                "InvalidIPAddressFormat", f"The gateway IP address {address} of {identity.id} is no IPv4 address."
            )
        for text in values.strings(inputs, "localNetworkAddressSpace.addressPrefixes"):
            ranges.parse(text, identity.id)
        vpn_rules.check_peer(identity, inputs, address)

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What ARM fills in."""
        found: Values = {
            "etag": network_etag(call, identity),
            "resourceGuid": guid(call, old, "resourceGuid", identity.id),
        }
        settings = values.mapping(inputs, "bgpSettings")
        return {**found, "bgpSettings": {"peerWeight": 0, **settings}} if settings else found


def _generation(size: str) -> str:
    return "Generation2" if size[5:6] in ("4", "5") else "Generation1"


def _bgp_settings(call: Call, identity: Identity, inputs: Values) -> Values:
    """The private addresses that Azure picks: the first two of the subnet for two machines, the last one for one."""
    blocks = values.blocks(inputs, "ipConfigurations")
    addresses = [_default_address(call, block, number, len(blocks)) for number, block in enumerate(blocks)]
    return {
        "asn": bgp.asn_of(inputs) or bgp.DEFAULT_ASN,
        "peerWeight": values.number(inputs, "bgpSettings.peerWeight") or 0,
        "bgpPeeringAddress": ",".join(addresses[:2]),
        "bgpPeeringAddresses": [
            {
                "ipconfigurationId": vpn_rules.configuration_id(identity.id, block),
                "defaultBgpIpAddresses": [address],
                "customBgpIpAddresses": vpn_rules.custom_addresses(
                    inputs, vpn_rules.configuration_id(identity.id, block)
                ),
                "tunnelIpAddresses": _public_address(call, block),
            }
            for block, address in zip(blocks, addresses, strict=True)
        ],
    }


def _default_address(call: Call, block: Values, number: int, count: int) -> str:
    target = ids.normal(values.string(block, "subnet.id") or "", SUBNET_TYPE)
    subnet = call.tx.get(ranges.SUBNET, target)
    space = ranges.of_subnet(subnet.inputs, subnet.id) if subnet else []
    return str(space[0][-2] if count == 1 else space[0][4 + number]) if space else ""


def _public_address(call: Call, block: Values) -> list[str]:
    target = ids.normal(values.string(block, "publicIPAddress.id") or "", ADDRESS_TYPE)
    address = call.tx.get(ADDRESS, target)
    found = values.string(address.outputs, "ipAddress") if address else None
    return [found] if found else []
