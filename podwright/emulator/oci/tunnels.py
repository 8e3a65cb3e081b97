"""What a tunnel of Site-to-Site VPN may be told, and what Oracle says of it.

Owns the rules of keys, inside addresses and numbers, and the settings that Oracle chooses. Sources: Oracle's API
reference (CreateIPSecTunnelBgpSessionDetails, UpdateIPSecConnectionTunnelSharedSecretDetails) and the page "Setting Up
Site-to-Site VPN" (ranges that are not valid inside a tunnel). No public sample of the refusals was found; they are
built like Oracle's others.
"""

from __future__ import annotations

import re
import string
from ipaddress import IPv4Address, IPv4Interface, ip_interface, ip_network

from podwright.emulator.core import values
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import cidrs, errors
from podwright.emulator.oci.gateways import public_address

STATIC = "STATIC"
ROUTINGS = ("BGP", STATIC, "POLICY")
LETTERS = string.ascii_letters + string.digits
GENERATED = 64
"""How long a key is that Oracle makes."""
MOST_ROUTES = 10
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16")
_ASN, _ASN_OF_SERBIA = 31898, 14544
"""Oracle's own number, and the one in Serbia Central (Jovanovac)."""
_CLASS_E = ip_network("240.0.0.0/4")
_KEY = re.compile(r"[A-Za-z0-9 ]+")
_RESERVED = tuple(
    (IPv4Address(first), IPv4Address(last))
    for first, last in (
        ("169.254.10.0", "169.254.19.255"),
        ("169.254.100.0", "169.254.109.255"),
        ("169.254.192.0", "169.254.201.255"),
    )
)


def address(connection: str, number: int) -> str:
    """Oracle's public address of a connection's first or second tunnel; the two differ."""
    first = public_address(connection, 1)
    if number == 1:
        return first
    return next(found for again in range(2, 300) if (found := public_address(connection, again)) != first)


def check_route(route: str) -> None:
    """An address block that routes can lead to."""
    if not cidrs.is_cidr(route):
        raise errors.invalid(f"The static route {route} is not a valid CIDR block.")
    network = ip_network(route, strict=False)
    if network.is_multicast or (network.version == 4 and network.overlaps(_CLASS_E)):  # pyright: ignore[reportArgumentType]
        raise errors.invalid(f"The static route {route} must not be a multicast or a class E address.")


def check_secret(secret: str | None) -> None:
    """Letters, digits and spaces."""
    if secret is not None and not _KEY.fullmatch(secret):
        raise errors.invalid("The shared secret is not valid. Only numbers, letters, and spaces are allowed.")


def check_session(routing: str, session: Values) -> None:
    """With BGP a number and both inside addresses; with static routing no number."""
    if routing not in ROUTINGS:
        raise errors.invalid(f"The routing type {routing} is not valid, it must be one of {', '.join(ROUTINGS)}.")
    asn = values.string(session, "customerBgpAsn")
    if routing == STATIC and asn:
        raise errors.invalid("customerBgpAsn must be null for a tunnel that uses STATIC routing.")
    own, theirs = (values.string(session, f"{side}InterfaceIp") for side in ("oracle", "customer"))
    if routing == "BGP":
        missing = [
            name for name in ("customerBgpAsn", "customerInterfaceIp", "oracleInterfaceIp") if not session.get(name)
        ]
        if missing:
            raise errors.invalid(f"{', '.join(missing)} must be specified for a tunnel that uses BGP routing.")
        _check_asn(asn or "")
    ends = [_inside(name, text) for name, text in (("oracle", own), ("customer", theirs)) if text]
    if len(ends) == 2 and (ends[0].network != ends[1].network or ends[0].ip == ends[1].ip):
        raise errors.invalid(
            f"oracleInterfaceIp {own} and customerInterfaceIp {theirs} must be two addresses of the same subnet."
        )


def _check_asn(asn: str) -> None:
    number = int(asn) if asn.isdigit() else 0
    if not 1 <= number <= 4294967294:
        raise errors.invalid(f"customerBgpAsn {asn} is not a valid ASN.")
    if number in (_ASN, _ASN_OF_SERBIA):
        raise errors.invalid(f"customerBgpAsn {asn} must not be Oracle's own ASN.")


def _inside(side: str, text: str) -> IPv4Interface:
    """One end of the inside of a tunnel: an address that a host may have, in a subnet of two or four."""
    name = f"{side}InterfaceIp"
    try:
        found = ip_interface(text)
    except ValueError:
        found = None
    if not isinstance(found, IPv4Interface) or found.network.prefixlen not in (30, 31) or "/" not in text:
        raise errors.invalid(f"{name} {text} is not valid. The value must be a /30 or /31.")
    is_host = found.network.prefixlen == 31 or found.ip in set(found.network.hosts())
    if not is_host:
        raise errors.invalid(f"{name} {text} is not a host address of {found.network}.")
    for first, last in _RESERVED:
        if first <= found.ip <= last:
            raise errors.invalid(f"{name} {text} is not valid. {first} to {last} cannot be used inside of a tunnel.")
    return found


def session(routing: str, said: Values, region: str) -> Values:
    """The session with Oracle's side of it."""
    asn = _ASN_OF_SERBIA if region == "eu-jovanovac-1" else _ASN
    names = (
        "customerBgpAsn",
        "customerInterfaceIp",
        "customerInterfaceIpv6",
        "oracleInterfaceIp",
        "oracleInterfaceIpv6",
    )
    state = "UP" if routing == "BGP" else "DOWN"
    found: Values = {name: values.string(said, name) or "" for name in names}
    return {**found, "oracleBgpAsn": str(asn), "bgpState": state, "bgpIpv6State": "DOWN", "bgpIpv6state": "DOWN"}


def phase_one(said: Values, now: str) -> Values:
    """The keys' exchange: Oracle's proposal unless another was asked for."""
    return {
        **_phase(said, now, 28800),
        "isIkeEstablished": True,
        "customDhGroup": said.get("customDhGroup") or "",
        "isCustomPhaseOneConfig": values.flag(said, "isCustomPhaseOneConfig"),
    }


def phase_two(said: Values, now: str) -> Values:
    """The traffic's encryption: Oracle's proposal unless another was asked for."""
    return {
        **_phase(said, now, 3600),
        "isEspEstablished": True,
        "dhGroup": said.get("dhGroup") or "GROUP5",
        "isPfsEnabled": said.get("isPfsEnabled") is not False,
        "isCustomPhaseTwoConfig": values.flag(said, "isCustomPhaseTwoConfig"),
    }


def _phase(said: Values, now: str, lifetime: int) -> Values:
    authentication = values.string(said, "customAuthenticationAlgorithm") or ""
    encryption = values.string(said, "customEncryptionAlgorithm") or ""
    seconds = values.number(said, "lifetime") or lifetime
    return {
        "customAuthenticationAlgorithm": authentication,
        "customEncryptionAlgorithm": encryption,
        "lifetime": seconds,
        "negotiatedAuthenticationAlgorithm": authentication or "SHA2_384",
        "negotiatedDhGroup": values.string(said, "customDhGroup") or values.string(said, "dhGroup") or "GROUP5",
        "negotiatedEncryptionAlgorithm": encryption or "AES_256_CBC",
        "remainingLifetime": f"PT{seconds}S",
        "remainingLifetimeInt": seconds,
        "remainingLifetimeLastRetrieved": now,
    }
