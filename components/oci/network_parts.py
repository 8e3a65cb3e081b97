"""The parts of a network on Oracle Cloud that say what may pass and who has seen it: security groups and flow logs.

Owns the resources; which rules there are is the part of `network_rules`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_oci import core, logging

from components.oci.network_plan import OciNetworkPlan
from components.oci.network_rules import ICMP, SERVICES, TCP, UDP, OciRule

if TYPE_CHECKING:
    from components.oci.network import OciNetworkArgs

    Wish = tuple[OciNetworkArgs, OciNetworkPlan]
    """What was asked for, and what became of it."""
Side = tuple[pulumi.Output[str], str]
"""The other side of a rule and what kind of side it is."""
_RETENTION_DAYS = 30


def security_groups(
    owner: pulumi.Resource, name: str, wish: Wish, vcn: core.Vcn, services: pulumi.Output[str]
) -> dict[str, core.NetworkSecurityGroup]:
    """The groups by role, with all rules; `services` is the CIDR label of Oracle's services."""
    args, plan = wish
    groups = {
        role: core.NetworkSecurityGroup(
            f"{name}-{role}-group",
            compartment_id=args["compartment"],
            vcn_id=vcn.id,
            display_name=f"{args['prefix']}-{role}",
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=owner),
        )
        for role in dict.fromkeys(rule.group for rule in plan.rules)
    }
    for rule in plan.rules:
        group = groups.get(rule.other)
        other, kind = (
            (group.id, "NETWORK_SECURITY_GROUP")
            if group
            else (services, "SERVICE_CIDR_BLOCK")
            if rule.other == SERVICES
            else (pulumi.Output.from_input(rule.other), "CIDR_BLOCK")
        )
        _rule(owner, f"{name}-{rule.group}-{rule.key}", rule, groups[rule.group].id, (other, kind))
    return groups


def _rule(owner: pulumi.Resource, name: str, rule: OciRule, group: pulumi.Output[str], side: Side) -> None:
    other, kind = side
    enters = rule.direction == "INGRESS"
    core.NetworkSecurityGroupSecurityRule(
        name,
        network_security_group_id=group,
        direction=rule.direction,
        protocol=rule.protocol,
        description=rule.why,
        source=other if enters else None,
        source_type=kind if enters else None,
        destination=None if enters else other,
        destination_type=None if enters else kind,
        stateless=False,
        tcp_options=_tcp(rule),
        udp_options=_udp(rule),
        icmp_options=core.NetworkSecurityGroupSecurityRuleIcmpOptionsArgs(type=rule.ports[0], code=rule.ports[1])
        if rule.protocol == ICMP and rule.ports
        else None,
        opts=pulumi.ResourceOptions(parent=owner),
    )


def flow_logs(owner: pulumi.Resource, name: str, wish: Wish, vcn: core.Vcn) -> None:
    """One log of the VCN's flows, with a filter that says how many are kept."""
    args, plan = wish
    if not plan.flow_logs:
        return
    own = pulumi.ResourceOptions(parent=owner)
    group = logging.LogGroup(
        f"{name}-logs",
        compartment_id=args["compartment"],
        display_name=plan.names["flows"],
        description=f"Flow logs of {plan.name}",
        freeform_tags=args["labels"],
        opts=own,
    )
    sampling = core.CaptureFilter(
        f"{name}-sampling",
        compartment_id=args["compartment"],
        display_name=plan.names["flows"],
        filter_type="FLOWLOG",
        flow_log_capture_filter_rules=[
            core.CaptureFilterFlowLogCaptureFilterRuleArgs(
                is_enabled=True, priority=0, sampling_rate=max(round(1 / plan.flow_logs), 1)
            )
        ],
        freeform_tags=args["labels"],
        opts=own,
    )
    logging.Log(
        f"{name}-flows",
        display_name=plan.names["flows"],
        log_group_id=group.id,
        log_type="SERVICE",
        configuration=logging.LogConfigurationArgs(
            compartment_id=args["compartment"],
            source=logging.LogConfigurationSourceArgs(
                source_type="OCISERVICE",
                service="flowlogs",
                category="vcn",
                resource=vcn.id,
                parameters={"capture_filter": sampling.id},
            ),
        ),
        is_enabled=True,
        retention_duration=_RETENTION_DAYS,
        freeform_tags=args["labels"],
        opts=own,
    )


def _tcp(rule: OciRule) -> core.NetworkSecurityGroupSecurityRuleTcpOptionsArgs | None:
    if rule.protocol != TCP or rule.ports is None:
        return None
    least, most = rule.ports
    return core.NetworkSecurityGroupSecurityRuleTcpOptionsArgs(
        destination_port_range=core.NetworkSecurityGroupSecurityRuleTcpOptionsDestinationPortRangeArgs(
            min=least, max=most
        )
    )


def _udp(rule: OciRule) -> core.NetworkSecurityGroupSecurityRuleUdpOptionsArgs | None:
    if rule.protocol != UDP or rule.ports is None:
        return None
    least, most = rule.ports
    return core.NetworkSecurityGroupSecurityRuleUdpOptionsArgs(
        destination_port_range=core.NetworkSecurityGroupSecurityRuleUdpOptionsDestinationPortRangeArgs(
            min=least, max=most
        )
    )
