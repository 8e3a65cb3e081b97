"""Address ranges: of networks, of subnets, and what may not overlap.

Owns the arithmetic and ARM's words for it. Azure keeps five addresses of every subnet for itself (source:
learn.microsoft.com, "Azure Virtual Network frequently asked questions").
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network

from podwright.emulator.azure import errors
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

NETWORK = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
RESERVED = 5
_SMALLEST = 29

Range = IPv4Network | IPv6Network


def parse(text: str, resource_id: str) -> Range:
    """A range in CIDR notation; CloudError in ARM's words for any other text."""
    try:
        wide = ip_network(text, strict=False)
    except ValueError:
        wide = None
    if wide is None or "/" not in text:
        raise errors.bad_request(
            f"Address prefix {text} of resource {resource_id} is not formatted correctly. It should follow CIDR"
            " notation, for example 10.0.0.0/24.",
            code="InvalidAddressPrefixFormat",
        )
    if str(wide) != text and text.split("/", maxsplit=1)[0] != str(wide.network_address):
        raise errors.bad_request(
            f"The address prefix {text} in resource {resource_id} has an invalid CIDR notation. For the given prefix"
            f" length, the address prefix should be {wide}.",
            code="InvalidCIDRNotation",
        )
    return wide


def of_network(inputs: Values, resource_id: str) -> list[Range]:
    """The address space of a virtual network."""
    return [parse(text, resource_id) for text in values.strings(inputs, "addressSpace.addressPrefixes")]


def of_subnet(inputs: Values, resource_id: str) -> list[Range]:
    """The ranges of a subnet, which are given as one or as several."""
    single = values.string(inputs, "addressPrefix")
    texts = [single] if single else values.strings(inputs, "addressPrefixes")
    return [parse(text, resource_id) for text in texts]


def usable(ranges: Sequence[Range]) -> int:
    """How many addresses resources can have."""
    return max(sum(each.num_addresses - RESERVED for each in ranges if each.version == 4), 0)


def overlap(one: Range, other: Range) -> bool:
    """Whether two ranges have an address in common."""
    return one.version == other.version and one.overlaps(other)


def contains(space: Sequence[Range], inner: Range) -> bool:
    """Whether a range lies within one of an address space."""
    return any(
        inner.subnet_of(outer)  # pyright: ignore[reportArgumentType]
        for outer in space
        if outer.version == inner.version
    )


def subnets(call: Call, network_id: str) -> list[Record]:
    """The subnets of a virtual network."""
    links = call.tx.links_to(NETWORK, network_id)
    found = (call.tx.get(SUBNET, link.id) for link in links if link.token == SUBNET)
    return [each for each in found if each]


def check_subnet(
    name: str, network: str, wanted: Sequence[Range], space: Sequence[Range], others: Sequence[Range]
) -> CloudError | None:
    """Why a subnet cannot have its ranges; None when it can."""
    where = f"virtual network '{network}'"
    if not wanted or any(each.version == 4 and each.prefixlen > _SMALLEST for each in wanted):
        return errors.bad_request(f"Subnet '{name}' is not valid in {where}.", code="NetcfgInvalidSubnet")
    if not all(contains(space, each) for each in wanted):
        return errors.bad_request(
            f"Subnet '{name}' is not valid because its IP address range is outside the IP address range of {where}.",
            code="NetcfgSubnetRangeOutsideVnet",
        )
    if any(overlap(one, other) for one in wanted for other in others):
        return errors.bad_request(
            f"Subnet '{name}' is not valid because its IP address range overlaps with that of an existing subnet in"
            f" {where}.",
            code="NetcfgSubnetRangesOverlap",
        )
    return None
