"""What a VPN gateway is held to: its size, its subnet, its configurations, its BGP settings.

Owns the checks that look at one gateway and its subnet; what Azure's words are is said where each is made.
"""

from __future__ import annotations

from podwright.emulator.azure import bgp, errors, ids, ranges
from podwright.emulator.azure.addresses import SUBNET_TYPE
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

GATEWAY = "azure-native:network:VirtualNetworkGateway"
GATEWAY_TYPE = "Microsoft.Network/virtualNetworkGateways"
LOCAL_GATEWAY = "azure-native:network:LocalNetworkGateway"
LOCAL_GATEWAY_TYPE = "Microsoft.Network/localNetworkGateways"
SUBNET_NAME = "GatewaySubnet"
_LARGEST_PREFIX = 27


def configuration_id(gateway_id: str, block: Values) -> str:
    """The id of one of a gateway's IP configurations, which BGP settings name."""
    return f"{gateway_id}/ipConfigurations/{values.string(block, 'name') or ''}"


def custom_addresses(inputs: Values, configuration: str = "") -> list[str]:
    """The link-local BGP addresses of a gateway, or of one of its configurations."""
    return [
        address
        for block in values.blocks(inputs, "bgpSettings.bgpPeeringAddresses")
        if not configuration or ids.same(values.string(block, "ipconfigurationId") or "", configuration)
        for address in values.strings(block, "customBgpIpAddresses")
    ]


def check_subnet(call: Call, identity: Identity, inputs: Values, kind: str) -> None:
    """The one subnet that is called so, large enough, with nothing in the way, and of one gateway of a kind."""
    names = {ids.normal(str(each), SUBNET_TYPE) for _, each in values.each(inputs, "ipConfigurations[*].subnet.id")}
    for target in sorted(names):
        if ids.last(target) != SUBNET_NAME:
            raise bgp.invalid(
                "SubnetNameNotGatewaySubnet",
                f"Subnet {target} referenced by gateway {identity.id} must be named {SUBNET_NAME}.",
            )
        subnet = call.tx.get(ranges.SUBNET, target)
        if subnet is None:
            continue
        for each in ranges.of_subnet(subnet.inputs, subnet.id):
            if each.version == 4 and each.prefixlen > _LARGEST_PREFIX:
                raise errors.bad_request(
                    f"Subnet {target} with address prefix {each} is too small for gateway {identity.id}. It must be"
                    f" /{_LARGEST_PREFIX} or larger.",
                    code="GatewaySubnetTooSmall",
                    note="source: learn.microsoft.com, VPN Gateway settings; built the same way as Azure's words",
                )
        if values.given(subnet.inputs, "delegations"):
            raise bgp.invalid(
                "GatewaySubnetDelegated", f"Subnet {target} of gateway {identity.id} must not be delegated."
            )
        for user in call.tx.users(ranges.SUBNET, subnet.id):
            same_kind = values.string(user.inputs, "gatewayType") == kind
            if user.token == GATEWAY and same_kind and not ids.same(user.id, identity.id):
                # sample: MicrosoftDocs/architecture-center issue 1529; the code is built
                raise errors.bad_request(
                    "A virtual network can't be associated with more than one gateway.",
                    code="VirtualNetworkHasGateway",
                    note=f"it has {user.id}",
                )


def check_size(identity: Identity, inputs: Values, old: Record | None) -> None:
    """Sizes with AZ in their names are the only ones that can be made since November 2025, and want routes."""
    rule = TABLES.table("vpn.yaml")
    size = values.string(inputs, "sku.name") or ""
    if size in rule.texts("retired") and (old is None or values.string(old.inputs, "sku.name") != size):
        raise errors.bad_request(
            "VpnGw1-5 non-AZ SKUs are no longer supported for VPN gateways. Only VpnGw1-5AZ SKUs can be created going"
            " forward.",
            code="NonAzSkusNotAllowedForVPNGateway",
        )
    sizes = rule.texts("sizes")
    if size not in (*sizes, *rule.texts("retired")):
        # sample: hashicorp/terraform-provider-azurerm issue 8132
        raise errors.bad_request(
            f"The specified gateway size is not valid, supported gateway sizes are {','.join(sizes)}.",
            code="InvalidGatewaySize",
            note=f"it was '{size}'",
        )
    tier = values.string(inputs, "sku.tier")
    if tier and tier != size:
        raise bgp.invalid(
            "InvalidGatewaySize", f"Gateway {identity.id} has the sku name {size} and another sku tier {tier}."
        )
    if values.string(inputs, "vpnType") not in (None, "RouteBased"):
        raise bgp.invalid(
            "VpnTypeNotSupported", f"Gateway {identity.id} of sku {size} must have the VPN type RouteBased."
        )


def check_configurations(identity: Identity, inputs: Values) -> None:
    """One configuration with a public address, two for an active-active gateway, three with clients of people."""
    blocks = values.blocks(inputs, "ipConfigurations")
    is_double = values.flag(inputs, "activeActive")
    if is_double and values.given(inputs, "vpnClientConfiguration.vpnClientAddressPool"):
        wanted = 3
    else:
        wanted = 2 if is_double else 1
    if is_double and len(blocks) != wanted:
        words = {2: "Two", 3: "Three"}[wanted]
        # sample: Azure/azure-cli issue 25124
        raise errors.bad_request(
            f"Gateway has {len(blocks)} IP configurations specified for gateway {identity.id}. ActiveActive Gateway"
            f" must be created with {words.lower()} IP configurations.",
            code=f"ActiveActive{'P2S' if wanted == 3 else ''}GatewayMustHaveExactly{words}IpConfigurations",
        )
    if len(blocks) != wanted:
        raise bgp.invalid(
            "GatewayMustHaveExactlyOneIpConfiguration",
            f"Gateway has {len(blocks)} IP configurations specified for gateway {identity.id}. A gateway that is not"
            " ActiveActive must be created with one IP configuration.",
        )
    for block in blocks:
        for path, what in (("subnet.id", "Subnet"), ("publicIPAddress.id", "Public IP address")):
            if not values.given(block, path):
                # sample: MicrosoftDocs/azure-docs issue 52229
                raise errors.bad_request(
                    f"{what} reference is required for ipconfiguration {configuration_id(identity.id, block)}.",
                    code=f"{what.replace(' ', '')}ReferenceRequired",
                    note="the words are Azure's, the code is built",
                )


def check_bgp(identity: Identity, inputs: Values) -> None:
    """A number that is free, and link-local addresses of Azure's part, each once."""
    bgp.check_asn(identity.id, inputs, own=True)
    known = {configuration_id(identity.id, each).lower() for each in values.blocks(inputs, "ipConfigurations")}
    for block in values.blocks(inputs, "bgpSettings.bgpPeeringAddresses"):
        named = values.string(block, "ipconfigurationId") or ""
        if named.lower() not in known:
            raise errors.invalid_reference(named, identity.id)
        for address in values.strings(block, "customBgpIpAddresses"):
            bgp.check_apipa(identity.id, address)
    every = custom_addresses(inputs)
    twice = sorted({each for each in every if every.count(each) > 1})
    if twice:
        raise bgp.invalid(
            "DuplicateCustomBgpIpAddress",
            f"The custom BGP IP address {twice[0]} is used more than once on gateway {identity.id}.",
        )


def check_peer(identity: Identity, inputs: Values, address: str | None) -> None:
    """The other side's networks, or its BGP peer, which is not the gateway's own address."""
    if not values.given(inputs, "bgpSettings"):
        if not values.given(inputs, "localNetworkAddressSpace.addressPrefixes"):
            raise bgp.invalid(
                "InvalidRequestFormat",
                f"Local network gateway {identity.id} must have address prefixes or BGP settings.",
            )
        return
    bgp.check_asn(identity.id, inputs, own=False)
    peer = values.string(inputs, "bgpSettings.bgpPeeringAddress")
    if bgp.asn_of(inputs) is None or peer is None or bgp.parse(peer) is None:
        raise bgp.invalid(
            "InvalidBgpSettings",
            f"The BGP settings of local network gateway {identity.id} must have an ASN and a BGP peering address.",
        )
    if peer == address:
        raise bgp.invalid(
            "InvalidBgpSettings",
            f"The BGP peering address {peer} of local network gateway {identity.id} must not be its gateway IP"
            " address.",
        )
