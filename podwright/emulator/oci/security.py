"""Security lists and network security groups.

Owns what a rule may say. `stateless`, ports and the kind of the other side are checked as the service checks them,
after the provider has let them pass.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import assigned, numbers, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import cidrs, errors
from podwright.emulator.oci.base import OracleKind, go_time, region_of, tenancy_of
from podwright.emulator.oci.gateways import services
from podwright.emulator.oci.routing import DefaultResource
from podwright.emulator.oci.vcn import SECURITY_LIST, VCN

NSG = "oci:Core/networkSecurityGroup:NetworkSecurityGroup"
_PROTOCOLS = 254
_PORTS = 65535
_OPTIONS = {"tcpOptions": ("6",), "udpOptions": ("17",), "icmpOptions": ("1", "58")}
_LISTS = (("egressSecurityRules", "destination"), ("ingressSecurityRules", "source"))


def check_rule(call: Call, rule: Values, side: str, *, groups: bool = False) -> None:
    """Refuses a rule whose protocol, ports or other side (`source` or `destination`) the service does not take."""
    protocol = values.string(rule, "protocol") or str(values.get(rule, "protocol"))
    if protocol != "all" and not (protocol.isdigit() and int(protocol) <= _PROTOCOLS):
        raise errors.invalid(f"protocol {protocol} is invalid: it must be all or an IPv4 protocol number.")
    for name, allowed in _OPTIONS.items():
        if values.mapping(rule, name) and protocol not in allowed:
            raise errors.invalid(f"{name} can only be specified for protocol {' or '.join(allowed)}, not {protocol}.")
    for path in ("", ".sourcePortRange", ".destinationPortRange"):
        for name in ("tcpOptions", "udpOptions"):
            _check_ports(values.mapping(rule, f"{name}{path}"), f"{name}{path}")
    other, kind = values.string(rule, side), values.string(rule, f"{side}Type") or "CIDR_BLOCK"
    if kind == "SERVICE_CIDR_BLOCK":
        labels = {each.cidr_block for each in services(region_of(call.scope))}
        if other not in labels:
            raise errors.invalid(f"The service CIDR block {other} is invalid.")
    elif kind == "CIDR_BLOCK" and not cidrs.is_cidr(other or ""):
        raise errors.invalid(f"{side} {other} is not a valid CIDR block.")
    elif kind == "NETWORK_SECURITY_GROUP" and not groups:
        raise errors.invalid(f"{side}Type NETWORK_SECURITY_GROUP is not supported for security lists.")


def _check_ports(ports: Values, path: str) -> None:
    least, most = values.number(ports, "min"), values.number(ports, "max")
    if least is None or most is None:
        return
    if not 1 <= least <= most <= _PORTS:
        raise errors.invalid(f"{path} {least}-{most} is invalid: ports are from 1 to {_PORTS}, min not above max.")


def check_lists(call: Call, inputs: Values) -> None:
    """Every rule of a security list."""
    for name, side in _LISTS:
        for rule in values.blocks(inputs, name):
            check_rule(call, rule, side)


def full_lists(inputs: Values) -> Values:
    """The rules with what the service fills in."""
    return {
        name: [
            {"stateless": False, f"{side}Type": "CIDR_BLOCK", "description": "", **rule}
            for rule in values.blocks(inputs, name)
        ]
        for name, side in _LISTS
    }


class SecurityList(OracleKind):
    """A security list of a VCN."""

    ocid, noun = "securitylist", "Security List"
    points_at = (("vcnId", VCN),)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Every rule."""
        check_lists(call, inputs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The rules in full."""
        return {**self.common(call, identity, inputs, old), **full_lists(inputs)}


class DefaultSecurityList(DefaultResource):
    """The security list that came with a VCN."""

    ocid, noun, manages = "securitylist", "Security List", SECURITY_LIST
    contents = ("egressSecurityRules", "ingressSecurityRules")
    operations = {"creating": "UpdateSecurityList", "updating": "UpdateSecurityList", "deleting": "UpdateSecurityList"}  # noqa: RUF012

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Every rule."""
        check_lists(call, inputs)
        super().admit(call, identity, inputs, old)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The rules in full."""
        return {**super().outputs(call, identity, inputs, old), **full_lists(inputs)}


class NetworkSecurityGroup(OracleKind):
    """A network security group; its rules go with it."""

    ocid, noun = "networksecuritygroup", "Network Security Group"
    points_at = (("vcnId", VCN),)


class NetworkSecurityGroupSecurityRule(OracleKind):
    """One rule of a network security group."""

    noun = "Security Rule"
    operations = {  # noqa: RUF012
        "creating": "AddNetworkSecurityGroupSecurityRules",
        "updating": "UpdateNetworkSecurityGroupSecurityRules",
        "deleting": "RemoveNetworkSecurityGroupSecurityRules",
    }

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """A rule has no OCID: its id is the form that an import takes."""
        group = str(values.get(inputs, "networkSecurityGroupId"))
        rule = numbers.hex_digits(6, "rule", sorted((key, str(value)) for key, value in inputs.items())).upper()
        resource_id = f"networkSecurityGroups/{group}/securityRules/{rule}"
        return Identity(resource_id, tenancy_of(scope), rule, region_of(scope).name)

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """A number that no rule of the group had before."""
        group, own = identity.id.rsplit("/", 1)

        def numbered(number: int) -> str:
            return f"{group}/{own if number == 1 else numbers.hex_digits(6, 'rule', own, number).upper()}"

        return assigned.alike(call, self.token, identity, numbered)

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its group, and another one that it names as the other side."""
        group = str(values.get(inputs, "networkSecurityGroupId"))
        found = [self.reference(identity, "networkSecurityGroupId", NSG, group, "cascade")]
        for side in ("source", "destination"):
            other = values.string(inputs, side)
            if other and values.string(inputs, f"{side}Type") == "NETWORK_SECURITY_GROUP":
                found.append(self.reference(identity, side, NSG, other, "allow"))
        return found

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """INGRESS has a source, EGRESS a destination."""
        side = "source" if values.string(inputs, "direction") == "INGRESS" else "destination"
        wrong = "destination" if side == "source" else "source"
        direction = values.string(inputs, "direction")
        if not values.given(inputs, side) or values.given(inputs, wrong):
            raise _side_error(str(direction), side, wrong)
        check_rule(call, inputs, side, groups=True)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Times and the defaults of the fields that were left out."""
        side = "source" if values.string(inputs, "direction") == "INGRESS" else "destination"
        return {
            f"{side}Type": values.string(inputs, f"{side}Type") or "CIDR_BLOCK",
            "stateless": values.flag(inputs, "stateless"),
            "isValid": True,
            "timeCreated": old.outputs.get("timeCreated") if old else go_time(call),
        }


def _side_error(direction: str, side: str, wrong: str) -> CloudError:
    return errors.invalid(f"{side} must be specified and {wrong} must not for a rule with direction {direction}.")
