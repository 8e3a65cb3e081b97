"""No machine with an accelerator is put where another resource of the stack gives it a public address.

Some machines cannot say that they want none: nodes of OKE get what their subnet gives, machines of Azure what their
interface has. Both are resources of their own, so the whole stack is looked at. One of another stack is not seen.

The engine says which resources a property may come from, not which it does come from: where those are several and no
id is known yet, machines are judged when all of them are public, and again once the ids are known.
"""

from __future__ import annotations

from collections.abc import Callable

from pulumi_policy import (
    EnforcementLevel,
    PolicyResource,
    ReportViolation,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

from policies.rules.accelerators import azure_gpu, oracle_gpu
from policies.rules.demand_model import known_or_none
from policies.rules.evaluation import block, blocks, known, named, text
from policies.rules.public_clouds import VIRTUAL_MACHINE

NODE_POOL = "oci:ContainerEngine/nodePool:NodePool"
SUBNET = "oci:Core/subnet:Subnet"
INTERFACE = "azure-native:network:NetworkInterface"


def check(args: StackValidationArgs, report: ReportViolation) -> None:
    """Follow node pools to their subnets, and machines to their interfaces."""
    for each in args.resources:
        with known(each, report):
            if each.resource_type == NODE_POOL and oracle_gpu(text(each.props, "nodeShape")):
                _subnets(each, report)
            elif each.resource_type == VIRTUAL_MACHINE and azure_gpu(
                text(block(each.props, "hardwareProfile"), "vmSize")
            ):
                _interfaces(each, report)


def _subnets(pool: PolicyResource, report: ReportViolation) -> None:
    subnets = [each for each in pool.property_dependencies.get("nodeConfigDetails", []) if each.resource_type == SUBNET]
    places = blocks(block(pool.props, "nodeConfigDetails"), "placementConfigs")
    ids = known_or_none(lambda: {text(place, "subnetId") for place in places})
    own = known_or_none(lambda: [each for each in subnets if text(each.props, "id") in (ids or set[str]())])
    for subnet in _public(own or subnets, _gives_addresses, report, all_of_them=not own):
        report(
            f"{named(pool)} puts its accelerator nodes into {named(subnet)}, which gives machines public"
            " addresses; set prohibitPublicIpOnVnic of the subnet to true, or take a private one",
            pool.urn,
        )


def _gives_addresses(subnet: PolicyResource) -> bool:
    return subnet.props.get("prohibitPublicIpOnVnic") is not True


def _interfaces(machine: PolicyResource, report: ReportViolation) -> None:
    profile = machine.property_dependencies.get("networkProfile", [])
    interfaces = [each for each in profile if each.resource_type == INTERFACE]
    places = blocks(block(machine.props, "networkProfile"), "networkInterfaces")
    names = known_or_none(lambda: {(text(place, "id") or "").rsplit("/", 1)[-1].lower() for place in places})
    # A machine has all the interfaces of its profile, so without a name each of them is its own.
    own = [each for each in interfaces if not names or _name(each) is None or _name(each) in names]
    for interface in _public(own, _has_address, report, all_of_them=False):
        report(
            f"{named(machine)} gets a public address by {named(interface)}; remove"
            " ipConfigurations.publicIPAddress of the interface and reach the internet through a NAT gateway",
            machine.urn,
        )


def _name(interface: PolicyResource) -> str | None:
    name = known_or_none(lambda: text(interface.props, "networkInterfaceName"))
    return name.lower() if name else None


def _has_address(interface: PolicyResource) -> bool:
    return any(each.get("publicIPAddress") is not None for each in blocks(interface.props, "ipConfigurations"))


def _public(
    resources: list[PolicyResource],
    judge: Callable[[PolicyResource], bool],
    report: ReportViolation,
    *,
    all_of_them: bool,
) -> list[PolicyResource]:
    """Those that give public addresses; with `all_of_them` none where another does not."""
    found: list[PolicyResource] = []
    for each in resources:
        with known(each, report):
            if judge(each):
                found.append(each)
    return [] if all_of_them and len(found) < len(resources) else found


NO_PUBLIC_NETWORK = StackValidationPolicy(
    name="no-public-network-on-accelerators",
    description="Machines with accelerators are not put where a subnet or an interface gives them public addresses.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    remediation_steps="Use private subnets and interfaces, and NAT.",
)
