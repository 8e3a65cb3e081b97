"""VCNs, and the route table, security list and DHCP options that come with each.

Owns the VCN's address blocks and its default resources. Those are there from the start, under ids that the VCN's
outputs name, and go with it; `routing.py` and `security.py` let a program take them over.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Link, Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import cidrs, errors, limits, ocids
from podwright.emulator.oci.base import OracleKind, region_of

VCN = "oci:Core/vcn:Vcn"
SUBNET = "oci:Core/subnet:Subnet"
ROUTE_TABLE = "oci:Core/routeTable:RouteTable"
SECURITY_LIST = "oci:Core/securityList:SecurityList"
DHCP_OPTIONS = "oci:Core/dhcpOptions:DhcpOptions"

GATEWAYS = frozenset(
    {
        "oci:Core/internetGateway:InternetGateway",
        "oci:Core/natGateway:NatGateway",
        "oci:Core/serviceGateway:ServiceGateway",
        "oci:Core/localPeeringGateway:LocalPeeringGateway",
        "oci:Core/drgAttachment:DrgAttachment",
    }
)
_DEFAULTS = (
    ("defaultDhcpOptionsId", DHCP_OPTIONS, "dhcpoptions", "DHCP Options"),
    ("defaultRouteTableId", ROUTE_TABLE, "routetable", "Route Table"),
    ("defaultSecurityListId", SECURITY_LIST, "securitylist", "Security List"),
)
_PREFIXES = (16, 30)
"""Shortest and longest prefix of a VCN's block (Oracle documentation: VCNs and subnets)."""

DEFAULT_DHCP: list[Values] = [
    {"type": "DomainNameServer", "serverType": "VcnLocalPlusInternet", "customDnsServers": [], "searchDomainNames": []}
]
_ANY: Values = {"protocol": "all", "stateless": False}
DEFAULT_EGRESS: list[Values] = [{**_ANY, "destination": "0.0.0.0/0", "destinationType": "CIDR_BLOCK"}]
_INGRESS: Values = {"sourceType": "CIDR_BLOCK", "stateless": False}


def default_ingress(blocks: list[str]) -> list[Values]:
    """SSH from anywhere and the ICMP messages that path discovery needs (Oracle documentation: security lists)."""
    ssh: Values = {**_INGRESS, "protocol": "6", "source": "0.0.0.0/0", "tcpOptions": {"min": 22, "max": 22}}
    unreachable: Values = {**_INGRESS, "protocol": "1", "source": "0.0.0.0/0", "icmpOptions": {"type": 3, "code": 4}}
    inside = [{**_INGRESS, "protocol": "1", "source": block, "icmpOptions": {"type": 3}} for block in blocks]
    return [ssh, unreachable, *inside]


def blocks_of(inputs: Values) -> list[str]:
    """A VCN's IPv4 blocks, written either way."""
    single = values.string(inputs, "cidrBlock")
    return values.strings(inputs, "cidrBlocks") or ([single] if single else [])


class Vcn(OracleKind):
    """A virtual cloud network."""

    ocid, noun = "vcn", "VCN"

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The blocks must be networks of the right size that do not overlap; the default resources are made here."""
        blocks = blocks_of(inputs)
        if values.given(inputs, "cidrBlock") and values.given(inputs, "cidrBlocks"):
            raise errors.invalid("cidrBlock and cidrBlocks cannot both be specified.")
        if not blocks:
            raise errors.invalid("One of cidrBlock and cidrBlocks must be specified.")
        for index, block in enumerate(blocks):
            cidrs.check(block, *_PREFIXES)
            for other in blocks[:index]:
                if cidrs.overlap(block, other):
                    raise errors.invalid(f"The requested CIDR {block} is invalid: it overlaps with CIDR {other}.")
        cidrs.check_label(values.string(inputs, "dnsLabel"))
        if old is None:
            self._make_defaults(call, identity, inputs)
        else:
            _check_edit(call, identity, blocks_of(old.inputs), blocks)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> list[Need]:
        """One of the region's VCNs."""
        return [limits.need(call, "vcn", "vcn-count", 1)]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Both forms of the blocks, the domain name and the ids of the default resources."""
        blocks, label = blocks_of(inputs), values.string(inputs, "dnsLabel")
        return {
            **self.common(call, identity, inputs, old),
            "cidrBlock": blocks[0],
            "cidrBlocks": blocks,
            "ipv6privateCidrBlocks": values.strings(inputs, "ipv6privateCidrBlocks"),
            "isIpv6enabled": values.flag(inputs, "isIpv6enabled"),
            "vcnDomainName": f"{label}.oraclevcn.com" if label else "",
            **{name: self._default_id(call, identity, kind) for name, _, kind, _ in _DEFAULTS},
        }

    def in_use(self, record: Record, user: Record, user_noun: str) -> CloudError:
        """A gateway is not named (oracle/oci-cli issue 1108)."""
        if user.token in GATEWAYS:
            note = f"it is {user.id}"
            return errors.service_error(
                409, "IncorrectState", f"{record.id} is associated with Gateway that is in use", note=note
            )
        return super().in_use(record, user, user_noun)

    def _default_id(self, call: Call, identity: Identity, kind: str) -> str:
        region = region_of(call.scope)
        return ocids.make(kind, region.realm, region.name, "default", identity.id)

    def _make_defaults(self, call: Call, identity: Identity, inputs: Values) -> None:
        for _, token, kind, title in _DEFAULTS:
            name = f"Default {title} for {values.string(inputs, 'displayName') or 'vcn'}"
            asked: Values = {
                "compartmentId": values.string(inputs, "compartmentId"),
                "vcnId": identity.id,
                "displayName": name,
                **default_contents(token, blocks_of(inputs)),
            }
            made = {**self.common(call, identity, asked, None), **asked}
            resource_id = self._default_id(call, identity, kind)
            now = call.timestamp()
            record = Record(token, resource_id, identity.project, name, identity.location, asked, made, now, now)
            call.tx.put(record)
            call.tx.set_links(token, resource_id, [Link(token, resource_id, "vcnId", VCN, identity.id, "cascade")])


def default_contents(token: str, blocks: list[str]) -> Values:
    """What a default resource of that type holds when nobody has changed it."""
    if token == DHCP_OPTIONS:
        return {"options": DEFAULT_DHCP, "domainNameType": "VCN_DOMAIN"}
    if token == ROUTE_TABLE:
        return {"routeRules": []}
    return {"egressSecurityRules": DEFAULT_EGRESS, "ingressSecurityRules": default_ingress(blocks)}


def _check_edit(call: Call, identity: Identity, before: list[str], after: list[str]) -> None:
    """The provider takes one change at a time (`core_vcn_resource.go`); a block with subnets cannot go."""
    gone, new = [block for block in before if block not in after], [block for block in after if block not in before]
    kept = [block for block in after if block in before]
    if len(gone) > 1 or len(new) > 1 or kept != [block for block in before if block in after]:
        raise CloudError(
            "only one add/remove or modification is allowed at once, new cidr_block must be added at the end of list"
        )
    for link in call.tx.links_to(VCN, identity.id):
        subnet = call.tx.get(SUBNET, link.id) if link.token == SUBNET else None
        block = values.string(subnet.outputs, "cidrBlock") if subnet else None
        if subnet and block and not any(cidrs.within(block, each) for each in after):
            raise errors.conflict(f"The CIDR {gone[0]} is used by subnet {subnet.id} with CIDR {block}.")
