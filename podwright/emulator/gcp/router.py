"""Cloud Routers and Cloud NAT.

Owns their ids, what Compute Engine fills in, and the rules of NAT addresses and ports.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links, rdma
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.network import NETWORK, network_reference
from podwright.emulator.gcp.ranges import SUBNETWORK
from podwright.emulator.gcp.tables import TABLES

ROUTER = "gcp:compute/router:Router"


class Router(GoogleKind):
    """A Cloud Router."""

    title, noun = "Router", "router"
    template = "projects/{project}/regions/{region}/routers/{name}"
    link_base = links.COMPUTE

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its network."""
        return network_reference(inputs, identity)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Not in a network with a network profile."""
        rdma.check_router(call.tx.get(NETWORK, links.network(str(inputs["network"]), identity.project)))

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The network as a link."""
        network = links.COMPUTE + links.network(str(inputs["network"]), identity.project)
        return {**self.common(call, identity, inputs, old), "network": network}


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
