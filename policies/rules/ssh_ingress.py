"""No firewall rule lets SSH in from the internet.

CIS Google Cloud Platform Foundation Benchmark 5.0, control 3.6; the same on Azure is 7.2 of CIS Microsoft Azure
Foundations 6.0, on Oracle Cloud 2.1 and 2.3 of CIS Oracle Cloud Infrastructure Foundations 3.1. Rules of those two are
read in `ssh_clouds`.
"""

from __future__ import annotations

from pulumi_policy import (
    EnforcementLevel,
    PolicyComplianceFramework,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from policies.rules.evaluation import Props, block, blocks, evaluated, items, named, text, texts
from policies.rules.internet import is_internet
from policies.rules.ssh_clouds import ANY_PROTOCOL_OF_SSH, EVERYBODY, SSH, cloud_sources, contains_ssh

_INTERNET_SCOPES = frozenset({"INTERNET", "NON_VPC"})
_REACHING = ("srcRegionCodes", "srcThreatIntelligences", "srcAddressGroups", "srcFqdns")
"""Sources that are on the internet, or whose addresses nobody can read from the rule."""
_INSIDE = ("srcSecureTags", "srcNetworks")
_LETTING_IN = frozenset({"allow", "apply_security_profile_group"})
"""Inspection lets in what it finds harmless, and a login is."""
_DOORS = {
    "gcp": "Identity-Aware Proxy (35.235.240.0/20)",
    "azure-native": "Azure Bastion",
    "oci": "the Bastion service",
}
"""How each cloud lets people in who are signed on, without a range."""

FIREWALL = "gcp:compute/firewall:Firewall"
POLICY_RULES = frozenset(
    {
        "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule",
        "gcp:compute/regionNetworkFirewallPolicyRule:RegionNetworkFirewallPolicyRule",
        "gcp:compute/firewallPolicyRule:FirewallPolicyRule",
    }
)
POLICIES_WITH_RULES = frozenset(
    {
        "gcp:compute/networkFirewallPolicyWithRules:NetworkFirewallPolicyWithRules",
        "gcp:compute/regionNetworkFirewallPolicyWithRules:RegionNetworkFirewallPolicyWithRules",
        "gcp:compute/firewallPolicyWithRules:FirewallPolicyWithRules",
    }
)


@evaluated
def check(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Look at one firewall rule, or a policy with its rules; other types are none of its business."""
    if args.resource_type == FIREWALL:
        _report(args, named(args), _firewall(args.props), report)
    elif args.resource_type in POLICY_RULES:
        _report(args, named(args), _policy_rule(args.props), report)
    elif args.resource_type in POLICIES_WITH_RULES:
        for index, rule in enumerate(blocks(args.props, "rules")):
            _report(args, f"rules[{index}] of {named(args)}", _policy_rule(rule), report)
    else:
        for place, sources in cloud_sources(args.resource_type, args.props):
            _report(args, f"{place} of {named(args)}" if place else named(args), sources, report)


def _report(args: ResourceValidationArgs, who: str, sources: list[str], report: ReportViolation) -> None:
    door = _DOORS.get(args.resource_type.partition(":")[0], "")
    for source in sources:
        report(
            f"{who} lets SSH (port {SSH}) in from {source}; name the ranges that may come in, or let people in"
            f" through {door}",
            args.urn,
        )


def _firewall(props: Props) -> list[str]:
    """The sources on the internet from which a classic rule lets SSH in."""
    if props.get("direction") == "EGRESS" or props.get("disabled") is True:
        return []
    if not any(_opens_ssh(text(rule, "protocol"), rule) for rule in blocks(props, "allows")):
        return []
    sources = texts(props, "sourceRanges")
    # A rule that names no source at all lets everybody in.
    if not sources and not items(props, "sourceTags") and not items(props, "sourceServiceAccounts"):
        return [EVERYBODY]
    return [source for source in sources if is_internet(source)]


def _policy_rule(props: Props) -> list[str]:
    """The same for a rule of a firewall policy."""
    if props.get("direction") == "EGRESS" or props.get("disabled") is True:
        return []
    if (text(props, "action") or "").lower() not in _LETTING_IN:
        return []
    match = block(props, "match")
    if not any(_opens_ssh(text(layer, "ipProtocol"), layer) for layer in blocks(match, "layer4Configs")):
        return []
    ranges = texts(match, "srcIpRanges")
    # Google renamed the first to the second; the SDK has both.
    scopes = {key: scope for key in ("srcNetworkContext", "srcNetworkScope") if (scope := text(match, key))}
    reaching = {key: found for key in _REACHING if (found := texts(match, key))}
    if not ranges and not scopes and not reaching and not any(items(match, key) for key in _INSIDE):
        return [EVERYBODY]
    return [
        *(source for source in ranges if is_internet(source)),
        *(f"{key} {scope}" for key, scope in scopes.items() if scope.upper() in _INTERNET_SCOPES),
        *(f"{key} {', '.join(found)}" for key, found in reaching.items()),
    ]


def _opens_ssh(protocol: str | None, rule: Props) -> bool:
    if protocol is None or protocol.lower() not in ANY_PROTOCOL_OF_SSH:
        return False
    ports = items(rule, "ports")
    return not ports or any(contains_ssh(port) for port in ports)


NO_SSH_FROM_INTERNET = ResourceValidationPolicy(
    name="no-ssh-from-internet",
    description="Nobody on the internet can reach SSH.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    framework=PolicyComplianceFramework(
        name="CIS Google Cloud Platform Foundation Benchmark",
        version="5.0",
        reference="3.6",
        specification="Ensure that SSH access is restricted from the internet",
    ),
    remediation_steps="Name the ranges that may come in, or let people in through the cloud's bastion or proxy.",
)
