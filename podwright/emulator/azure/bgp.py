"""Numbers and addresses of BGP sessions: which ones Azure's VPN gateways take.

Owns the ranges and the refusals. Sources: learn.microsoft.com, VPN Gateway FAQ (BGP) and "About BGP and VPN Gateway".
No public sample of the refusals' own words was found, so they are built the same way as Azure's others.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from podwright.emulator.azure import errors
from podwright.emulator.core import values
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.wire import Values

DEFAULT_ASN = 65515
"""The number of an Azure gateway that was given none; nobody else may have it."""
OF_AZURE = (8074, 8075, 12076, 65515, 65517, 65518, 65519, 65520)
OF_IANA = ((0, 0), (23456, 23456), (64496, 64511), (65535, 65551), (4294967295, 4294967295))
APIPA = (IPv4Address("169.254.21.0"), IPv4Address("169.254.22.255"))
"""The link-local addresses that an Azure gateway can have."""
NOTE = "source: learn.microsoft.com, VPN Gateway FAQ; built the same way as Azure's words"


def asn_of(inputs: Values) -> int | None:
    """The number in `bgpSettings`."""
    return values.number(inputs, "bgpSettings.asn")


def check_asn(resource_id: str, inputs: Values, *, own: bool) -> None:
    """Refuses a reserved number; `own` says that it is a gateway of Azure's, which may have Azure's default."""
    asn = asn_of(inputs)
    if asn is None or (own and asn == DEFAULT_ASN):
        return
    if asn in OF_AZURE or any(least <= asn <= most for least, most in OF_IANA) or asn > OF_IANA[-1][1]:
        raise invalid(
            "InvalidBgpAsn",
            f"The BGP ASN {asn} of resource {resource_id} is reserved. ASNs reserved by Azure:"
            f" {', '.join(map(str, OF_AZURE))}; reserved by IANA: 23456, 64496-64511, 65535-65551.",
        )


def check_apipa(resource_id: str, address: str) -> None:
    """Refuses a custom address outside of Azure's part of 169.254.0.0/16."""
    found = parse(address)
    if not isinstance(found, IPv4Address) or not APIPA[0] <= found <= APIPA[1]:
        raise invalid(
            "InvalidCustomBgpIpAddress",
            f"The custom BGP IP address {address} of resource {resource_id} is not valid. It must be between"
            f" {APIPA[0]} and {APIPA[1]}.",
        )


def is_link_local(address: str) -> bool:
    """Whether it is an address of 169.254.0.0/16."""
    found = parse(address)
    return found is not None and found.is_link_local


def parse(text: str) -> IPv4Address | IPv6Address | None:
    """An IP address; None for any other text."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def invalid(code: str, message: str) -> CloudError:
    """400 in words that no public sample was found of."""
    return errors.bad_request(message, code=code, note=NOTE)
