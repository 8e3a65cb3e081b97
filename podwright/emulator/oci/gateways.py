"""The ways out of a VCN: internet, NAT and service gateways.

Owns their number per VCN, their addresses, and the services that a service gateway leads to.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_network

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors, ocids
from podwright.emulator.oci.base import OracleKind
from podwright.emulator.oci.regions import Region, regions
from podwright.emulator.oci.vcn import ROUTE_TABLE, VCN

INTERNET_GATEWAY = "oci:Core/internetGateway:InternetGateway"
NAT_GATEWAY = "oci:Core/natGateway:NatGateway"
SERVICE_GATEWAY = "oci:Core/serviceGateway:ServiceGateway"
_DOCUMENTATION = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
"""RFC 5737: no real machine has such an address."""


@dataclass(frozen=True, slots=True)
class Service:
    """What a service gateway can lead to."""

    id: str
    name: str
    cidr_block: str
    """The label that route rules take for it."""


def services(region: Region) -> list[Service]:
    """Object Storage alone, and all services of the region."""
    key = region.key
    found = (
        (f"OCI {key} Object Storage", f"oci-{key.lower()}-objectstorage"),
        (f"All {key} Services In Oracle Services Network", f"all-{key.lower()}-services-in-oracle-services-network"),
    )
    return [Service(ocids.make("service", region.realm, region.name, label), name, label) for name, label in found]


def public_address(*parts: object) -> str:
    """An address of RFC 5737, the same for the same parts."""
    block = ip_network(_DOCUMENTATION[numbers.pick(len(_DOCUMENTATION), *parts)])
    return str(block[1 + numbers.pick(254, "host", *parts)])


class Gateway(OracleKind):
    """What the three have in common: a VCN may have one of each."""

    what: str = ""
    """How Oracle's sentence about their number calls them."""
    points_at = (("vcnId", VCN), ("routeTableId", ROUTE_TABLE))

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """One per VCN."""
        vcn = str(inputs.get("vcnId"))
        for link in call.tx.links_to(VCN, vcn):
            if link.token == self.token and link.id != identity.id:
                raise errors.per_vcn(1, self.what, vcn)


class InternetGateway(Gateway):
    """An internet gateway."""

    ocid, noun, what = "internetgateway", "Internet Gateway", "Internet gateway"

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Open unless it was switched off."""
        return {**self.common(call, identity, inputs, old), "enabled": values.get(inputs, "enabled") is not False}


class NatGateway(Gateway):
    """A NAT gateway."""

    ocid, noun, what = "natgateway", "NAT Gateway", "NAT gateway"

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its public address, which stays."""
        region = regions()[identity.location]
        ephemeral = ocids.make("publicip", region.realm, region.name, identity.id)
        return {
            **self.common(call, identity, inputs, old),
            "blockTraffic": values.flag(inputs, "blockTraffic"),
            "natIp": public_address(identity.id),
            "publicIpId": values.string(inputs, "publicIpId") or ephemeral,
        }


class ServiceGateway(Gateway):
    """A service gateway."""

    ocid, noun, what = "servicegateway", "Service Gateway", "Service gateway"

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The services must be the region's."""
        super().admit(call, identity, inputs, old)
        known = {each.id for each in services(regions()[identity.location])}
        for service in values.blocks(inputs, "services"):
            if service.get("serviceId") not in known:
                raise errors.not_found("take the service's id from oci.core.get_services()")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The services by name."""
        names = {each.id: each.name for each in services(regions()[identity.location])}
        given = values.blocks(inputs, "services")
        return {
            **self.common(call, identity, inputs, old),
            "blockTraffic": False,
            "services": [{**each, "serviceName": names[str(each.get("serviceId"))]} for each in given],
            "routeTableId": values.string(inputs, "routeTableId") or "",
        }
