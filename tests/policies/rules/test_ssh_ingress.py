"""Nobody on the internet reaches SSH, however the rule spells ports, protocols and ranges."""

from __future__ import annotations

import pytest

from policies.rules.ssh_ingress import (
    FIREWALL,
    NO_SSH_FROM_INTERNET,
    POLICIES_WITH_RULES,
    POLICY_RULES,
)
from tests.policies.rules.subjects import UNKNOWN, Props, violations

REMEDY = "name the ranges that may come in, or let people in through Identity-Aware Proxy (35.235.240.0/20)"
POLICY_RULE = "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule"


def firewall(sources: list[str], protocol: str, *ports: str) -> Props:
    allow: Props = {"protocol": protocol, "ports": list(ports)} if ports else {"protocol": protocol}
    return {"direction": "INGRESS", "sourceRanges": sources, "allows": [allow]}


@pytest.mark.parametrize(
    ("source", "protocol", "ports"),
    [
        ("0.0.0.0/0", "tcp", ["22"]),
        ("0.0.0.0/0", "tcp", ["80", "20-25"]),
        ("0.0.0.0/0", "TCP", []),
        ("0.0.0.0/0", "all", []),
        ("0.0.0.0/0", "6", ["22"]),
        ("::/0", "tcp", ["22"]),
        ("0.0.0.0/1", "tcp", ["22"]),
        ("not a range", "tcp", ["22"]),
        ("34.0.0.0/8", "tcp", ["22"]),
        ("8.8.0.0/14", "tcp", ["22"]),
        ("0.0.0.0/8", "tcp", ["22"]),
        ("203.0.112.0/23", "tcp", ["22"]),
        ("35.235.240.0/19", "tcp", ["22"]),
        ("2001:4860::/32", "tcp", ["22"]),
        ("0.0.0.0/0", "tcp", ["ssh"]),
        ("0.0.0.0/0", "tcp", ["443", "22-"]),
    ],
)
def test_open_to_the_internet(source: str, protocol: str, ports: list[str]) -> None:
    """All protocols, ranges of ports and half of the internet are the same hole as port 22 from everywhere."""
    assert violations(NO_SSH_FROM_INTERNET, FIREWALL, firewall([source], protocol, *ports), "open") == [
        f"open ({FIREWALL}) lets SSH (port 22) in from {source}; {REMEDY}"
    ]


@pytest.mark.parametrize(
    "props",
    [
        firewall(["35.235.240.0/20"], "tcp", "22"),
        firewall(["10.0.0.0/8"], "all"),
        firewall(["198.51.100.0/24", "100.64.0.0/10", "2001:db8:7::/48", "fd00::/8"], "tcp", "22"),
        firewall(["0.0.0.0/0"], "tcp", "443", "8000-9000"),
        firewall(["0.0.0.0/0"], "icmp"),
        {**firewall(["0.0.0.0/0"], "tcp", "22"), "direction": "EGRESS"},
        {**firewall(["0.0.0.0/0"], "tcp", "22"), "disabled": True},
        {"direction": "INGRESS", "sourceTags": ["bastion"], "allows": [{"protocol": "tcp", "ports": ["22"]}]},
        {"direction": "INGRESS", "sourceRanges": ["0.0.0.0/0"], "denies": [{"protocol": "tcp", "ports": ["22"]}]},
    ],
)
def test_closed(props: Props) -> None:
    """Private ranges, other ports, egress and denials are fine."""
    assert violations(NO_SSH_FROM_INTERNET, FIREWALL, props) == []


def test_a_rule_without_any_source_lets_everybody_in() -> None:
    """Google's default for an absent source is every address."""
    props: Props = {"allows": [{"protocol": "tcp", "ports": ["22"]}]}
    assert violations(NO_SSH_FROM_INTERNET, FIREWALL, props, "open") == [
        f"open ({FIREWALL}) lets SSH (port 22) in from 0.0.0.0/0; {REMEDY}"
    ]


def test_rules_of_firewall_policies_count_too() -> None:
    """A firewall policy opens a network as well as a classic rule does."""
    props: Props = {
        "direction": "INGRESS",
        "action": "allow",
        "match": {"srcIpRanges": ["0.0.0.0/0"], "layer4Configs": [{"ipProtocol": "tcp", "ports": ["22"]}]},
    }
    assert violations(NO_SSH_FROM_INTERNET, POLICY_RULE, props, "open") == [
        f"open ({POLICY_RULE}) lets SSH (port 22) in from 0.0.0.0/0; {REMEDY}"
    ]
    assert violations(NO_SSH_FROM_INTERNET, POLICY_RULE, {**props, "action": "deny"}) == []


def test_an_unknown_source_does_not_pass() -> None:
    """At a preview the SDK would call this an advisory remark and let the mandatory rule pass."""
    assert violations(NO_SSH_FROM_INTERNET, FIREWALL, firewall([UNKNOWN], "tcp", "22"), "open") == [
        f"not evaluated: sourceRanges.0 of open ({FIREWALL}) is not known before the update; set it from plain text or"
        " from an output of a stack that is already applied, or apply what it comes from first"
    ]


def test_what_does_not_matter_may_be_unknown() -> None:
    """Our own firewall knows its network only after the update; the rule must not ask for it."""
    props: Props = {**firewall(["10.0.0.0/8"], "tcp", "22"), "network": UNKNOWN}
    assert violations(NO_SSH_FROM_INTERNET, FIREWALL, props) == []


def policy_rule(**match: object) -> Props:
    layers = [{"ipProtocol": "tcp", "ports": ["22"]}]
    return {"direction": "INGRESS", "action": "allow", "match": {"layer4Configs": layers, **match}}


@pytest.mark.parametrize(
    ("match", "source"),
    [
        ({}, "0.0.0.0/0"),
        ({"srcNetworkScope": "INTERNET"}, "srcNetworkScope INTERNET"),
        ({"srcNetworkScope": "NON_VPC"}, "srcNetworkScope NON_VPC"),
        ({"srcNetworkContext": "INTERNET"}, "srcNetworkContext INTERNET"),
        ({"srcRegionCodes": ["US", "NL"]}, "srcRegionCodes US, NL"),
        ({"srcThreatIntelligences": ["iplist-tor-exit-nodes"]}, "srcThreatIntelligences iplist-tor-exit-nodes"),
        ({"srcAddressGroups": ["offices"]}, "srcAddressGroups offices"),
        ({"srcFqdns": ["example.com"]}, "srcFqdns example.com"),
    ],
)
def test_every_way_to_name_the_internet(match: Props, source: str) -> None:
    """Policies name sources by more than ranges, and each of these lets strangers in."""
    assert violations(NO_SSH_FROM_INTERNET, POLICY_RULE, policy_rule(**match), "open") == [
        f"open ({POLICY_RULE}) lets SSH (port 22) in from {source}; {REMEDY}"
    ]


@pytest.mark.parametrize(
    "match",
    [
        {"srcSecureTags": [{"name": "tagValues/1"}]},
        {"srcNetworkScope": "INTRA_VPC"},
        {"srcNetworkScope": "VPC_NETWORKS", "srcNetworks": ["net"]},
        {"srcIpRanges": ["10.0.0.0/8"]},
    ],
)
def test_sources_inside_are_fine(match: Props) -> None:
    """Tags, networks and private ranges are nobody from outside."""
    assert violations(NO_SSH_FROM_INTERNET, POLICY_RULE, policy_rule(**match)) == []


@pytest.mark.parametrize("kind", sorted(POLICIES_WITH_RULES))
def test_policies_that_carry_their_rules_are_judged(kind: str) -> None:
    """They are the same rules in one resource."""
    rules = [policy_rule(srcIpRanges=["10.0.0.0/8"]), policy_rule(srcIpRanges=["0.0.0.0/0"])]
    assert violations(NO_SSH_FROM_INTERNET, kind, {"rules": rules}, "open") == [
        f"rules[1] of open ({kind}) lets SSH (port 22) in from 0.0.0.0/0; {REMEDY}"
    ]


@pytest.mark.parametrize("kind", sorted(POLICIES_WITH_RULES))
def test_policies_whose_rules_are_sound_pass(kind: str) -> None:
    """Google's proxy, private ranges, and a last rule that denies everybody."""
    deny = {**policy_rule(srcIpRanges=["0.0.0.0/0"]), "action": "deny"}
    rules = [policy_rule(srcIpRanges=["35.235.240.0/20"]), policy_rule(srcIpRanges=["10.0.0.0/8"]), deny]
    assert violations(NO_SSH_FROM_INTERNET, kind, {"rules": rules}) == []


@pytest.mark.parametrize("kind", sorted(POLICY_RULES))
def test_every_kind_of_rule_is_judged(kind: str) -> None:
    """Global, regional and hierarchical rules are the same hole, and the same door for Google's proxy."""
    assert violations(NO_SSH_FROM_INTERNET, kind, policy_rule(srcIpRanges=["0.0.0.0/0"]), "open") == [
        f"open ({kind}) lets SSH (port 22) in from 0.0.0.0/0; {REMEDY}"
    ]
    assert violations(NO_SSH_FROM_INTERNET, kind, policy_rule(srcIpRanges=["35.235.240.0/20"])) == []


def test_googles_health_checks_are_let_in_but_not_on_ssh() -> None:
    """A proxy load balancer carries the internet's traffic from these ranges."""
    ranges = {"srcIpRanges": ["35.191.0.0/16", "130.211.0.0/22"]}
    assert len(violations(NO_SSH_FROM_INTERNET, POLICY_RULE, policy_rule(**ranges))) == 2
    ports: Props = {**policy_rule(), "match": {**ranges, "layer4Configs": [{"ipProtocol": "tcp", "ports": ["443"]}]}}
    assert violations(NO_SSH_FROM_INTERNET, POLICY_RULE, ports) == []
