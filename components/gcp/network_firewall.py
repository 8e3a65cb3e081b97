"""The firewall of a region's network: a global network firewall policy whose last rule denies and logs.

A policy and not classic rules: one object that says in order what comes in, that can be read and changed as a whole,
whose rules can name more than ranges later, and whose last rule shows what was refused. It is asked after the classic
rules (Google's default order), so the rules that GKE makes for its own load balancers and control planes go on working.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp import compute

if TYPE_CHECKING:
    from components.gcp.network_plan import FirewallRule
    from components.gcp.network_site import Site


def firewall(site: Site) -> None:
    """The policy with its rules, then its association: a network never has half of the rules."""
    policy = compute.NetworkFirewallPolicy(
        f"{site.name}-firewall",
        name=site.plan.firewall,
        project=site.project,
        description=f"What may come into {site.plan.network}",
        opts=pulumi.ResourceOptions(parent=site.parent),
    )
    rules = [_rule(site, rule, policy) for rule in site.plan.rules]
    compute.NetworkFirewallPolicyAssociation(
        f"{site.name}-firewall-use",
        name=site.plan.firewall,
        project=site.project,
        firewall_policy=policy.name,
        attachment_target=site.network.id,
        opts=pulumi.ResourceOptions(parent=site.parent, depends_on=rules),
    )


def _rule(site: Site, rule: FirewallRule, policy: compute.NetworkFirewallPolicy) -> pulumi.Resource:
    protocol = "all" if rule.tcp_ports is None else "tcp"
    ports = list(rule.tcp_ports) if rule.tcp_ports else None
    return compute.NetworkFirewallPolicyRule(
        f"{site.name}-rule-{rule.role}",
        rule_name=rule.role,
        project=site.project,
        firewall_policy=policy.name,
        priority=rule.priority,
        direction="INGRESS",
        action=rule.action,
        description=rule.description,
        enable_logging=rule.is_logged,
        match=compute.NetworkFirewallPolicyRuleMatchArgs(
            src_ip_ranges=list(rule.sources),
            layer4_configs=[compute.NetworkFirewallPolicyRuleMatchLayer4ConfigArgs(ip_protocol=protocol, ports=ports)],
        ),
        opts=pulumi.ResourceOptions(parent=site.parent),
    )
