"""Route tables and DHCP options, also the ones that come with a VCN.

Owns the rules' targets. A default resource is taken over by its id and never made or deleted: taking it over replaces
what it holds, and giving it back empties it, as the provider does.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import cidrs, errors, ocids
from podwright.emulator.oci.base import OracleKind, region_of, tenancy_of
from podwright.emulator.oci.gateways import INTERNET_GATEWAY, NAT_GATEWAY, SERVICE_GATEWAY, services
from podwright.emulator.oci.vcn import DHCP_OPTIONS, ROUTE_TABLE, VCN, default_contents

_TARGETS = {
    "internetgateway": INTERNET_GATEWAY,
    "natgateway": NAT_GATEWAY,
    "servicegateway": SERVICE_GATEWAY,
    "drg": "oci:Core/drg:Drg",
    "localpeeringgateway": "oci:Core/localPeeringGateway:LocalPeeringGateway",
    "privateip": "oci:Core/privateIp:PrivateIp",
}
"""What a rule may lead to, by the type in its OCID (SDK docstring, core/_inputs.py: RouteTableRouteRuleArgs)."""


class DefaultResource(OracleKind):
    """A resource of a VCN that a program takes over by its id."""

    idempotent = True
    manages: str = ""
    """The type that it is."""
    contents: tuple[str, ...] = ()
    """The properties that taking it over replaces."""

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """The managed resource's own id."""
        region, managed = region_of(scope), str(values.get(inputs, "manageDefaultResourceId"))
        return Identity(managed, tenancy_of(scope), self.label(inputs), region.name)

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """It is there already."""
        return identity

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """What it manages must be there, and what its rules lead to."""
        managed = self.reference(identity, "manageDefaultResourceId", self.manages, identity.id, "cascade")
        return [managed, *rule_references(self, identity, inputs)]

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Writes what is asked for into the managed resource."""
        self._write(call, identity.id, {name: values.get(inputs, name) or [] for name in self.contents})

    def leave(self, call: Call, record: Record) -> None:
        """Empties the managed resource; it stays until its VCN goes."""
        self._write(call, record.id, {name: [] for name in self.contents})

    def _write(self, call: Call, resource_id: str, contents: Values) -> None:
        managed = call.tx.get(self.manages, resource_id)
        if managed:
            call.tx.put(
                replace(
                    managed,
                    inputs={**managed.inputs, **contents},
                    outputs={**managed.outputs, **contents},
                    updated=call.timestamp(),
                )
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The managed resource's compartment and name unless others were asked for."""
        managed = call.tx.get(self.manages, identity.id)
        found = self.common(call, identity, inputs, old)
        for name in ("compartmentId", "displayName"):
            if managed and not values.given(inputs, name):
                found[name] = managed.outputs.get(name)
        return {**found, **{name: values.get(inputs, name) or [] for name in self.contents}}


class RouteTable(OracleKind):
    """A route table of a VCN."""

    ocid, noun = "routetable", "Route Table"
    points_at = (("vcnId", VCN),)

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its VCN, and what its rules lead to."""
        return [*super().references(scope, inputs, identity), *rule_references(self, identity, inputs)]

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """See `check_rules`."""
        check_route_rules(call, str(inputs.get("vcnId")), inputs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The rules in full."""
        return {**self.common(call, identity, inputs, old), "routeRules": full_rules(inputs)}


class DefaultRouteTable(DefaultResource):
    """The route table that came with a VCN."""

    ocid, noun, manages, contents = "routetable", "Route Table", ROUTE_TABLE, ("routeRules",)
    operations = {"creating": "UpdateRouteTable", "updating": "UpdateRouteTable", "deleting": "UpdateRouteTable"}  # noqa: RUF012

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The rules are checked as those of any other table."""
        managed = call.tx.get(ROUTE_TABLE, identity.id)
        if managed:
            check_route_rules(call, str(managed.outputs.get("vcnId")), inputs)
        super().admit(call, identity, inputs, old)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The rules in full."""
        return {**super().outputs(call, identity, inputs, old), "routeRules": full_rules(inputs)}


class DhcpOptions(OracleKind):
    """DHCP options of a VCN."""

    ocid, noun = "dhcpoptions", "DHCP Options"
    points_at = (("vcnId", VCN),)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The kind of domain name."""
        kind = values.string(inputs, "domainNameType") or "CUSTOM_DOMAIN"
        return {**self.common(call, identity, inputs, old), "domainNameType": kind}


class DefaultDhcpOptions(DefaultResource):
    """The DHCP options that came with a VCN."""

    ocid, noun, manages, contents = "dhcpoptions", "DHCP Options", DHCP_OPTIONS, ("options",)
    operations = {"creating": "UpdateDhcpOptions", "updating": "UpdateDhcpOptions", "deleting": "UpdateDhcpOptions"}  # noqa: RUF012

    def leave(self, call: Call, record: Record) -> None:
        """Gets its first contents back: DHCP options cannot be empty."""
        self._write(call, record.id, default_contents(DHCP_OPTIONS, []))


def rule_references(kind: OracleKind, identity: Identity, inputs: Values) -> list[Reference]:
    """What the rules lead to; something that cannot be led to is not found."""
    found: list[Reference] = []
    for index, rule in enumerate(values.blocks(inputs, "routeRules")):
        target = values.string(rule, "networkEntityId") or ""
        token = _TARGETS.get(ocids.type_of(target) or "", INTERNET_GATEWAY)
        found.append(kind.reference(identity, f"routeRules[{index}].networkEntityId", token, target))
    return found


def check_route_rules(call: Call, vcn: str, inputs: Values) -> None:
    """The target must be of the VCN, the destination an address block, or a service's label for a service gateway."""
    labels = {each.cidr_block for each in services(region_of(call.scope))}
    seen: set[str] = set()
    for rule in values.blocks(inputs, "routeRules"):
        target = values.string(rule, "networkEntityId") or ""
        destination = values.string(rule, "destination") or values.string(rule, "cidrBlock") or ""
        gateway = call.tx.get(_TARGETS.get(ocids.type_of(target) or "", ""), target)
        if gateway and values.string(gateway.outputs, "vcnId") not in (None, vcn):
            raise errors.invalid(f"The network entity {target} does not belong to VCN {vcn}.")
        if destination in seen:
            raise errors.invalid(f"Duplicate route rule destination {destination}.")
        seen.add(destination)
        is_label = values.string(rule, "destinationType") == "SERVICE_CIDR_BLOCK"
        if is_label and destination not in labels:
            raise errors.invalid(
                f"The service CIDR block {destination} is invalid.", note=f"this region has {', '.join(sorted(labels))}"
            )
        if not is_label and not cidrs.is_cidr(destination):
            raise errors.invalid(f"The destination {destination} of a route rule is not a valid CIDR block.")


def full_rules(inputs: Values) -> list[Values]:
    """The rules with what the service fills in."""
    found: list[Values] = []
    for rule in values.blocks(inputs, "routeRules"):
        destination = values.string(rule, "destination") or values.string(rule, "cidrBlock")
        kind = values.string(rule, "destinationType") or "CIDR_BLOCK"
        found.append(
            {"description": "", "routeType": "STATIC", **rule, "destination": destination, "destinationType": kind}
        )
    return found
