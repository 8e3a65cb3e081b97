"""Subnets.

Owns their place in the VCN: inside its blocks, apart from the others, with a host name of their own.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import cidrs, errors
from podwright.emulator.oci.base import OracleKind, domain_of
from podwright.emulator.oci.vcn import DHCP_OPTIONS, ROUTE_TABLE, SECURITY_LIST, SUBNET, VCN, blocks_of

_PREFIXES = (16, 30)
_SECURITY_LISTS = 5
"""At most this many on one subnet (Oracle documentation: security lists)."""
_OWN = (("routeTableId", ROUTE_TABLE), ("securityListIds[*]", SECURITY_LIST), ("dhcpOptionsId", DHCP_OPTIONS))


class Subnet(OracleKind):
    """A subnet, of one availability domain or of the whole region."""

    ocid, noun = "subnet", "Subnet"
    points_at = (("vcnId", VCN), *_OWN)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Oracle's order: the block itself, the VCN's blocks, the other subnets, then the rest."""
        vcn = call.tx.get(VCN, str(inputs.get("vcnId")))
        block = _block(inputs)
        if block is None:
            raise errors.invalid("One of cidrBlock and ipv4CidrBlocks must be specified.")
        cidrs.check(block, *_PREFIXES)
        blocks = blocks_of(vcn.outputs) if vcn else []
        if not any(cidrs.within(block, each) for each in blocks):
            raise errors.invalid(
                f"The requested CIDR {block} is invalid: not contained in the VCN CIDR blocks {', '.join(blocks)}."
            )
        cidrs.check_label(values.string(inputs, "dnsLabel"))
        if values.given(inputs, "availabilityDomain"):
            domain_of(call, inputs)
        _check_siblings(call, identity, inputs, block)
        _check_same_vcn(call, inputs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The router's addresses, and the VCN's default resources where none were named."""
        vcn = call.tx.get(VCN, str(inputs.get("vcnId")))
        default = vcn.outputs if vcn else {}
        block, label = _block(inputs) or "", values.string(inputs, "dnsLabel")
        parent = values.string(default, "vcnDomainName")
        network = cidrs.check(block, *_PREFIXES)
        lists = values.strings(inputs, "securityListIds") or [str(default.get("defaultSecurityListId"))]
        digits = numbers.hex_digits(6, "router", identity.id).upper()
        return {
            **self.common(call, identity, inputs, old),
            "availabilityDomain": domain_of(call, inputs) if values.given(inputs, "availabilityDomain") else "",
            "cidrBlock": block,
            "ipv4cidrBlocks": values.strings(inputs, "ipv4cidrBlocks") or [block],
            "ipv6cidrBlocks": values.strings(inputs, "ipv6cidrBlocks"),
            "dhcpOptionsId": values.string(inputs, "dhcpOptionsId") or default.get("defaultDhcpOptionsId"),
            "routeTableId": values.string(inputs, "routeTableId") or default.get("defaultRouteTableId"),
            "securityListIds": lists,
            "prohibitInternetIngress": values.flag(inputs, "prohibitInternetIngress")
            or values.flag(inputs, "prohibitPublicIpOnVnic"),
            "prohibitPublicIpOnVnic": values.flag(inputs, "prohibitPublicIpOnVnic")
            or values.flag(inputs, "prohibitInternetIngress"),
            "subnetDomainName": f"{label}.{parent}" if label and parent else "",
            "virtualRouterIp": str(network[1]),
            "virtualRouterMac": f"00:00:17:{digits[:2]}:{digits[2:4]}:{digits[4:]}",
        }


def _block(inputs: Values) -> str | None:
    several = values.strings(inputs, "ipv4cidrBlocks")
    return values.string(inputs, "cidrBlock") or (several[0] if several else None)


def _check_siblings(call: Call, identity: Identity, inputs: Values, block: str) -> None:
    """The sentence about an overlap is the one that public clients look for before they try the next block."""
    label = values.string(inputs, "dnsLabel")
    for link in call.tx.links_to(VCN, str(inputs.get("vcnId"))):
        if link.token != SUBNET or link.id == identity.id:
            continue
        other = call.tx.get(SUBNET, link.id)
        taken = values.string(other.outputs, "cidrBlock") if other else None
        if other and taken and cidrs.overlap(block, taken):
            raise errors.invalid(
                f"The requested CIDR {block} is invalid: subnet {other.id} with CIDR {taken} overlaps with this CIDR."
            )
        if other and label and label.lower() == (values.string(other.outputs, "dnsLabel") or "").lower():
            raise errors.conflict(f"The dnsLabel {label} is already used by subnet {other.id} in this VCN.")


def _check_same_vcn(call: Call, inputs: Values) -> None:
    vcn = values.string(inputs, "vcnId")
    for path, token in _OWN:
        for place, resource_id in values.each(inputs, path):
            found = call.tx.get(token, str(resource_id))
            if found and values.string(found.outputs, "vcnId") != vcn:
                raise errors.invalid(f"{place} {resource_id} does not belong to VCN {vcn}.")
    count = len(values.strings(inputs, "securityListIds"))
    if count > _SECURITY_LISTS:
        raise errors.invalid(f"A subnet can have at most {_SECURITY_LISTS} security lists, {count} were specified.")
