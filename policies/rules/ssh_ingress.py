"""No firewall rule lets SSH in from the internet.

CIS Google Cloud Platform Foundation Benchmark 5.0, control 3.6.
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

SSH = 22
_ANY_PROTOCOL_OF_SSH = frozenset({"all", "tcp", "6"})
_INTERNET_SCOPES = frozenset({"INTERNET", "NON_VPC"})
_REACHING = ("srcRegionCodes", "srcThreatIntelligences", "srcAddressGroups", "srcFqdns")
"""Sources that are on the internet, or whose addresses nobody can read from the rule."""
_INSIDE = ("srcSecureTags", "srcNetworks")
_LETTING_IN = frozenset({"allow", "apply_security_profile_group"})
"""Inspection lets in what it finds harmless, and a login is."""
_REMEDY = "name the ranges that may come in, or let people in through Identity-Aware Proxy (35.235.240.0/20)"

_EVERYBODY = "0.0.0.0/0"

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

ORACLE_RULE = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule"
ORACLE_LISTS = frozenset({"oci:Core/securityList:SecurityList", "oci:Core/defaultSecurityList:DefaultSecurityList"})


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
    elif args.resource_type == ORACLE_RULE and args.props.get("direction") != "EGRESS":
        ports = block(args.props, "tcpOptions", "destinationPortRange")
        _report(args, named(args), _oracle_rule(args.props, ports), report)
    elif args.resource_type in ORACLE_LISTS:
        for index, rule in enumerate(blocks(args.props, "ingressSecurityRules")):
            who = f"ingressSecurityRules[{index}] of {named(args)}"
            _report(args, who, _oracle_rule(rule, block(rule, "tcpOptions")), report)


def _report(args: ResourceValidationArgs, who: str, sources: list[str], report: ReportViolation) -> None:
    for source in sources:
        report(f"{who} lets SSH (port {SSH}) in from {source}; {_REMEDY}", args.urn)


def _firewall(props: Props) -> list[str]:
    """The sources on the internet from which a classic rule lets SSH in."""
    if props.get("direction") == "EGRESS" or props.get("disabled") is True:
        return []
    if not any(_opens_ssh(text(rule, "protocol"), rule) for rule in blocks(props, "allows")):
        return []
    sources = texts(props, "sourceRanges")
    # A rule that names no source at all lets everybody in.
    if not sources and not items(props, "sourceTags") and not items(props, "sourceServiceAccounts"):
        return [_EVERYBODY]
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
        return [_EVERYBODY]
    return [
        *(source for source in ranges if is_internet(source)),
        *(f"{key} {scope}" for key, scope in scopes.items() if scope.upper() in _INTERNET_SCOPES),
        *(f"{key} {', '.join(found)}" for key, found in reaching.items()),
    ]


def _oracle_rule(rule: Props, ports: Props) -> list[str]:
    """The same for a rule of Oracle Cloud, whose source is one range, group or service; `ports` may be empty."""
    if (text(rule, "protocol") or "").lower() not in _ANY_PROTOCOL_OF_SSH:
        return []
    if (text(rule, "sourceType") or "CIDR_BLOCK") != "CIDR_BLOCK":
        return []
    least, most = ports.get("min"), ports.get("max")
    if isinstance(least, (int, float)) and isinstance(most, (int, float)) and not least <= SSH <= most:
        return []
    source = text(rule, "source") or _EVERYBODY
    return [source] if is_internet(source) else []


def _opens_ssh(protocol: str | None, rule: Props) -> bool:
    if protocol is None or protocol.lower() not in _ANY_PROTOCOL_OF_SSH:
        return False
    ports = items(rule, "ports")
    return not ports or any(_contains_ssh(port) for port in ports)


def _contains_ssh(port: object) -> bool:
    if isinstance(port, (int, float)):
        return port == SSH
    first, _, last = str(port).partition("-")
    try:
        return int(first) <= SSH <= int(last or first)
    except ValueError:
        return True  # what cannot be read cannot be called another port


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
    remediation_steps=_REMEDY,
)
