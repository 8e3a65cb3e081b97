"""Cloud Routers and Cloud NAT.

Owns their ids, what Compute Engine fills in, which BGP numbers a router may have, and the rules of NAT addresses and
ports. BGP sessions are in `bgp.py`.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import UNKNOWN, Values
from podwright.emulator.gcp import errors, links, rdma
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.network import NETWORK, network_reference
from podwright.emulator.gcp.ranges import SUBNETWORK
from podwright.emulator.gcp.tables import TABLES

ROUTER = "gcp:compute/router:Router"
PRIVATE_ASNS = ((64512, 65534), (4200000000, 4294967294))
"""The numbers that anybody may give a router of his own (RFC 6996)."""
PARTNER_ASN = 16550
"""Google's own, for Partner Interconnect."""


class Router(GoogleKind):
    """A Cloud Router."""

    title, noun = "Router", "router"
    template = "projects/{project}/regions/{region}/routers/{name}"
    link_base = links.COMPUTE

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`, the BGP number, and that nothing is chosen for a default advertisement."""
        return [*check_rules(TABLES, self.token, inputs), *_check_bgp(inputs)]

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its network."""
        return network_reference(inputs, identity)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Not in a network with a network profile."""
        rdma.check_router(call.tx.get(NETWORK, links.network(str(inputs["network"]), identity.project)))

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The network as a link, and the session settings that nobody chose."""
        network = links.COMPUTE + links.network(str(inputs["network"]), identity.project)
        bgp = values.mapping(inputs, "bgp")
        found: Values = {**self.common(call, identity, inputs, old), "network": network}
        return {**found, "bgp": {"advertiseMode": "DEFAULT", "keepaliveInterval": 20, **bgp}} if bgp else found


class RouterNat(GoogleKind):
    """A NAT, which in the cloud is a part of its router and goes with it."""

    title, noun = "RouterNat", "router"
    template = "{project}/{region}/{router}/{name}"

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The router may be given by name or link."""
        return {**super().place(scope, inputs), "router": links.last(str(inputs.get("router")))}

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`, and those that depend on a value."""
        return [*check_rules(TABLES, self.token, inputs), *_check_nat(inputs)]

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its router, and the subnetworks it names."""
        router = links.regional(str(inputs["router"]), identity.project, identity.location, "routers")
        found = [Reference("router", ROUTER, router, errors.not_found(router), on_delete="cascade")]
        for path, text in values.each(inputs, "subnetworks[*].name"):
            subnet = links.regional(str(text), identity.project, identity.location, "subnetworks")
            found.append(Reference(path, SUBNETWORK, subnet, errors.not_found(subnet)))
        return found

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The provider's own timeouts and port numbers."""
        return {
            **self.common(call, identity, inputs, old),
            "router": links.last(str(inputs["router"])),
            "natIpAllocateOption": values.string(inputs, "natIpAllocateOption")
            or ("MANUAL_ONLY" if values.given(inputs, "natIps") else "AUTO_ONLY"),
            "icmpIdleTimeoutSec": values.number(inputs, "icmpIdleTimeoutSec") or 30,
            "tcpEstablishedIdleTimeoutSec": values.number(inputs, "tcpEstablishedIdleTimeoutSec") or 1200,
            "tcpTransitoryIdleTimeoutSec": values.number(inputs, "tcpTransitoryIdleTimeoutSec") or 30,
            "tcpTimeWaitTimeoutSec": values.number(inputs, "tcpTimeWaitTimeoutSec") or 120,
            "udpIdleTimeoutSec": values.number(inputs, "udpIdleTimeoutSec") or 30,
            "type": values.string(inputs, "type") or "PUBLIC",
        }


def _check_bgp(inputs: Values) -> list[PropertyError]:
    """Source: hashicorp/terraform-provider-google-beta resource_compute_router.go, verify/validation.go."""
    found: list[PropertyError] = []
    asn = values.number(inputs, "bgp.asn")
    if asn is not None and asn != PARTNER_ASN and not any(least <= asn <= most for least, most in PRIVATE_ASNS):
        ranges = ", ".join(f"[{least}..{most}]" for least, most in PRIVATE_ASNS)
        found.append(
            PropertyError(
                "bgp.asn",
                f'expected "bgp.0.asn" to be a RFC6996-compliant Local ASN:\nmust be either in the private ASN ranges:'
                f" {ranges};\nor be the value of [{PARTNER_ASN}], got {asn}",
            )
        )
    if values.string(inputs, "bgp.advertiseMode") in (None, "DEFAULT"):
        for name, path in (("advertised_groups", "advertisedGroups"), ("advertised_ip_ranges", "advertisedIpRanges")):
            if values.given(inputs, f"bgp.{path}") and values.get(inputs, "bgp.advertiseMode") is not UNKNOWN:
                message = f"Error in bgp: {name} cannot be specified when using advertise_mode DEFAULT"
                found.append(PropertyError(f"bgp.{path}", message))
    return found


def _check_nat(inputs: Values) -> list[PropertyError]:
    """Sources: SDK docstrings of compute/router_nat.py, Google Cloud documentation on Cloud NAT ports (2026-11-23)."""
    found: list[PropertyError] = []
    listed = values.string(inputs, "sourceSubnetworkIpRangesToNat") == "LIST_OF_SUBNETWORKS"
    if values.string(inputs, "sourceSubnetworkIpRangesToNat") and listed != values.given(inputs, "subnetworks"):
        found.append(
            PropertyError("subnetworks", "must be given exactly when the ranges to NAT are LIST_OF_SUBNETWORKS")
        )
    allocate = values.string(inputs, "natIpAllocateOption")
    if allocate == "AUTO_ONLY" and values.given(inputs, "natIps"):
        found.append(PropertyError("natIps", "must not be given when natIpAllocateOption is AUTO_ONLY"))
    if allocate == "MANUAL_ONLY" and not (values.given(inputs, "natIps") or values.given(inputs, "initialNatIps")):
        found.append(PropertyError("natIps", "must be given when natIpAllocateOption is MANUAL_ONLY"))
    dynamic = values.flag(inputs, "enableDynamicPortAllocation")
    if values.number(inputs, "maxPortsPerVm") is not None and not dynamic:
        found.append(PropertyError("maxPortsPerVm", "can only be given with enableDynamicPortAllocation"))
    if dynamic and values.flag(inputs, "enableEndpointIndependentMapping"):
        found.append(
            PropertyError("enableEndpointIndependentMapping", "cannot be used with enableDynamicPortAllocation")
        )
    return found + [
        error for path in ("minPortsPerVm", "maxPortsPerVm") for error in _check_power(inputs, path, dynamic)
    ]


def _check_power(inputs: Values, path: str, dynamic: bool) -> list[PropertyError]:
    ports = values.number(inputs, path)
    if ports is None or not dynamic or (ports > 0 and ports & (ports - 1) == 0):
        return []
    return [PropertyError(path, f"must be a power of two with enableDynamicPortAllocation, got {ports}")]
