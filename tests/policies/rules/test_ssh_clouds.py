"""Nobody on the internet reaches SSH on Azure and Oracle Cloud."""

from __future__ import annotations

import pytest

from policies.rules.ssh_clouds import AZURE_ADMIN_RULE, AZURE_GROUP, AZURE_RULE, ORACLE_LISTS, ORACLE_RULE
from policies.rules.ssh_ingress import NO_SSH_FROM_INTERNET
from tests.policies.rules.subjects import UNKNOWN, Props, violations

AZURE_REMEDY = "name the ranges that may come in, or let people in through Azure Bastion"
ORACLE_REMEDY = "name the ranges that may come in, or let people in through the Bastion service"


def azure(source: str | None = "*", port: str | None = "22", **more: object) -> Props:
    """A rule of a network security group."""
    rule: Props = {"direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourcePortRange": "*"}
    return {
        **rule,
        **({"sourceAddressPrefix": source} if source else {}),
        **({"destinationPortRange": port} if port else {}),
        **more,
    }


@pytest.mark.parametrize(
    ("props", "source"),
    [
        (azure(), "*"),
        (azure("Internet"), "Internet"),
        (azure("0.0.0.0/0", "*", protocol="*"), "0.0.0.0/0"),
        (azure("::/0", "20-25"), "::/0"),
        (azure("AzureCloud"), "AzureCloud"),
        (azure("35.235.240.0/20"), "35.235.240.0/20"),
        (azure("34.0.0.0/8", None, destinationPortRanges=["443", "22"]), "34.0.0.0/8"),
        (azure(None, sourceAddressPrefixes=["10.0.0.0/8", "0.0.0.0/1"]), "0.0.0.0/1"),
        (azure(None), "0.0.0.0/0"),
    ],
)
def test_open_to_the_internet_on_azure(props: Props, source: str) -> None:
    """One prefix or several, ranges and names: the internet, half of it, and machines that anybody can rent."""
    assert violations(NO_SSH_FROM_INTERNET, AZURE_RULE, props, "open") == [
        f"open ({AZURE_RULE}) lets SSH (port 22) in from {source}; {AZURE_REMEDY}"
    ]
    inside: Props = {"securityRules": [azure("10.0.0.0/8"), props]}
    assert violations(NO_SSH_FROM_INTERNET, AZURE_GROUP, inside, "group") == [
        f"securityRules[1] of group ({AZURE_GROUP}) lets SSH (port 22) in from {source}; {AZURE_REMEDY}"
    ]


@pytest.mark.parametrize(
    "props",
    [
        azure("10.0.0.0/8"),
        azure("VirtualNetwork", "*", protocol="*"),
        azure("AzureLoadBalancer"),
        azure(None, sourceAddressPrefixes=["203.0.113.0/24", "fd00::/8"]),
        azure("*", "443"),
        azure("*", None, destinationPortRanges=["80", "8000-9000"]),
        azure("*", protocol="Udp"),
        azure("*", access="Deny"),
        azure("*", direction="Outbound"),
        azure(None, sourceApplicationSecurityGroups=[{"id": UNKNOWN}]),
    ],
)
def test_closed_on_azure(props: Props) -> None:
    """Private ranges, the network itself, other ports and denials."""
    assert violations(NO_SSH_FROM_INTERNET, AZURE_RULE, props) == []
    assert violations(NO_SSH_FROM_INTERNET, AZURE_GROUP, {"securityRules": [props]}) == []


def test_admin_rules_of_azure() -> None:
    """A network manager's rule that always allows wins over every group below it."""
    props: Props = {
        "direction": "Inbound",
        "access": "AlwaysAllow",
        "protocol": "Tcp",
        "destinationPortRanges": ["22"],
        "sources": [{"addressPrefix": "*", "addressPrefixType": "IPPrefix"}],
    }
    assert violations(NO_SSH_FROM_INTERNET, AZURE_ADMIN_RULE, props, "open") == [
        f"open ({AZURE_ADMIN_RULE}) lets SSH (port 22) in from *; {AZURE_REMEDY}"
    ]
    assert violations(NO_SSH_FROM_INTERNET, AZURE_ADMIN_RULE, {**props, "access": "Deny"}) == []


def test_an_unknown_source_on_azure_does_not_pass() -> None:
    """In a list it is one of several, and still nobody's."""
    props = azure(None, sourceAddressPrefixes=["10.0.0.0/8", UNKNOWN])
    assert violations(NO_SSH_FROM_INTERNET, AZURE_RULE, props, "open") == [
        f"not evaluated: sourceAddressPrefixes.1 of open ({AZURE_RULE}) is not known before the update; set it from"
        " plain text or from an output of a stack that is already applied, or apply what it comes from first"
    ]


def oracle(source: str, least: int | None = 22, most: int | None = 22, **more: object) -> Props:
    """A rule of a network security group."""
    ports: Props = {"tcpOptions": {"destinationPortRange": {"min": least, "max": most}}} if least else {}
    return {"direction": "INGRESS", "protocol": "6", "source": source, "sourceType": "CIDR_BLOCK", **ports, **more}


@pytest.mark.parametrize(
    "props", [oracle("0.0.0.0/0"), oracle("0.0.0.0/0", None), oracle("0.0.0.0/0", 1, 65535, protocol="all")]
)
def test_open_to_the_internet_on_oracle_cloud(props: Props) -> None:
    """Without ports a rule is for all of them."""
    assert violations(NO_SSH_FROM_INTERNET, ORACLE_RULE, props, "open") == [
        f"open ({ORACLE_RULE}) lets SSH (port 22) in from 0.0.0.0/0; {ORACLE_REMEDY}"
    ]


@pytest.mark.parametrize(
    "props",
    [
        oracle("10.0.0.0/8"),
        oracle("203.0.113.0/24"),
        oracle("0.0.0.0/0", 443, 443),
        oracle("0.0.0.0/0", protocol="17"),
        oracle("all-ord-services-in-oracle-services-network", sourceType="SERVICE_CIDR_BLOCK"),
        oracle("ocid1.networksecuritygroup.oc1..nodes", sourceType="NETWORK_SECURITY_GROUP"),
        {"direction": "EGRESS", "protocol": "all", "destination": "0.0.0.0/0"},
    ],
)
def test_closed_on_oracle_cloud(props: Props) -> None:
    """Groups and Oracle's own services are no internet."""
    assert violations(NO_SSH_FROM_INTERNET, ORACLE_RULE, props) == []


@pytest.mark.parametrize("kind", sorted(ORACLE_LISTS))
def test_a_security_list_of_oracle_cloud_is_looked_into(kind: str) -> None:
    """The list that comes with a VCN lets SSH in from everywhere; an empty one lets nothing in."""
    rules = [{"protocol": "6", "source": "0.0.0.0/0", "tcpOptions": {"min": 22, "max": 22}}]
    assert violations(NO_SSH_FROM_INTERNET, kind, {"ingressSecurityRules": rules}, "list") == [
        f"ingressSecurityRules[0] of list ({kind}) lets SSH (port 22) in from 0.0.0.0/0; {ORACLE_REMEDY}"
    ]
    assert violations(NO_SSH_FROM_INTERNET, kind, {"ingressSecurityRules": []}) == []


def test_coreweave_has_no_rule_to_open() -> None:
    """Its VPC has ranges and switches, and no firewall."""
    assert (
        violations(NO_SSH_FROM_INTERNET, "coreweave:index/networkingVpc:NetworkingVpc", {"zone": "US-EAST-04A"}) == []
    )
