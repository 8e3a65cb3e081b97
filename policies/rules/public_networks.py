"""No machine with an accelerator is put where another resource of the stack gives it a public address.

Some machines cannot say that they want none: nodes of OKE get what their subnet gives, machines of Azure what their
interface has. Both are resources of their own, so the whole stack is looked at. One of another stack is not seen.
"""

from __future__ import annotations

from pulumi_policy import (
    EnforcementLevel,
    PolicyResource,
    ReportViolation,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

from policies.rules.accelerators import azure_gpu, oracle_gpu
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
    for subnet in _among(pool, "nodeConfigDetails", SUBNET):
        with known(subnet, report):
            if subnet.props.get("prohibitPublicIpOnVnic") is not True:
                report(
                    f"{named(pool)} puts its accelerator nodes into {named(subnet)}, which gives machines public"
                    " addresses; set prohibitPublicIpOnVnic of the subnet to true, or take a private one",
                    pool.urn,
                )


def _interfaces(machine: PolicyResource, report: ReportViolation) -> None:
    for interface in _among(machine, "networkProfile", INTERFACE):
        with known(interface, report):
            if any(each.get("publicIPAddress") is not None for each in blocks(interface.props, "ipConfigurations")):
                report(
                    f"{named(machine)} gets a public address by {named(interface)}; remove"
                    " ipConfigurations.publicIPAddress of the interface and reach the internet through a NAT gateway",
                    machine.urn,
                )


def _among(resource: PolicyResource, key: str, kind: str) -> list[PolicyResource]:
    return [each for each in resource.property_dependencies.get(key, []) if each.resource_type == kind]


NO_PUBLIC_NETWORK = StackValidationPolicy(
    name="no-public-network-on-accelerators",
    description="Machines with accelerators are not put where a subnet or an interface gives them public addresses.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    remediation_steps="Use private subnets and interfaces, and NAT.",
)
