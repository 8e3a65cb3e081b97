"""From where rules of Azure and Oracle Cloud let SSH in.

CoreWeave has nothing to look at: its nodes have no addresses on the internet and its VPC has no firewall that could be
opened. What a service of Kubernetes exposes there is the affair of the VPC's `ingress`, of which another rule speaks.
"""

from __future__ import annotations

from policies.rules.evaluation import Props, block, blocks, items, text, texts
from policies.rules.internet import is_internet

SSH = 22
EVERYBODY = "0.0.0.0/0"
ANY_PROTOCOL_OF_SSH = frozenset({"all", "tcp", "6", "*"})
_INSIDE_TAGS = frozenset({"virtualnetwork", "azureloadbalancer", "gatewaymanager"})
"""Service tags that are no strangers. Others stand for the internet, or for machines that anybody can rent."""
_LETTING_IN = frozenset({"allow", "alwaysallow"})

AZURE_GROUP = "azure-native:network:NetworkSecurityGroup"
AZURE_RULE = "azure-native:network:SecurityRule"
AZURE_ADMIN_RULE = "azure-native:network:AdminRule"
ORACLE_RULE = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule"
ORACLE_LISTS = frozenset({"oci:Core/securityList:SecurityList", "oci:Core/defaultSecurityList:DefaultSecurityList"})

Found = tuple[str, list[str]]
"""The place of a rule inside of its resource, empty for the resource itself, and the sources it lets in."""


def cloud_sources(kind: str, props: Props) -> list[Found]:
    """The rules of one resource of Azure or Oracle Cloud; empty for other types."""
    if kind == AZURE_GROUP:
        rules = enumerate(blocks(props, "securityRules"))
        return [(f"securityRules[{index}]", _azure_rule(rule, _azure_prefixes(rule))) for index, rule in rules]
    if kind == AZURE_RULE:
        return [("", _azure_rule(props, _azure_prefixes(props)))]
    if kind == AZURE_ADMIN_RULE:
        prefixes = [prefix for each in blocks(props, "sources") if (prefix := text(each, "addressPrefix"))]
        return [("", _azure_rule(props, prefixes))]
    if kind == ORACLE_RULE and props.get("direction") != "EGRESS":
        return [("", _oracle_rule(props, block(props, "tcpOptions", "destinationPortRange")))]
    if kind in ORACLE_LISTS:
        rules = enumerate(blocks(props, "ingressSecurityRules"))
        return [
            (f"ingressSecurityRules[{index}]", _oracle_rule(rule, block(rule, "tcpOptions"))) for index, rule in rules
        ]
    return []


def _azure_prefixes(rule: Props) -> list[str]:
    single = text(rule, "sourceAddressPrefix")
    return [*([single] if single else []), *texts(rule, "sourceAddressPrefixes")]


def _azure_rule(rule: Props, prefixes: list[str]) -> list[str]:
    """The sources on the internet from which a rule of Azure lets SSH in; ranges and service tags are one list."""
    if (text(rule, "direction") or "").lower() == "outbound" or (text(rule, "access") or "").lower() not in _LETTING_IN:
        return []
    if (text(rule, "protocol") or "*").lower() not in ANY_PROTOCOL_OF_SSH:
        return []
    single = text(rule, "destinationPortRange")
    ports = [*([single] if single else []), *texts(rule, "destinationPortRanges")]
    if ports and not any(_azure_port(port) for port in ports):
        return []
    if not prefixes:
        return [] if items(rule, "sourceApplicationSecurityGroups") else [EVERYBODY]
    return [prefix for prefix in prefixes if prefix.lower() not in _INSIDE_TAGS and is_internet(prefix, "azure")]


def _azure_port(port: str) -> bool:
    return port == "*" or contains_ssh(port)


def _oracle_rule(rule: Props, ports: Props) -> list[str]:
    """The same for a rule of Oracle Cloud, whose source is one range, group or service; `ports` may be empty."""
    if (text(rule, "protocol") or "").lower() not in ANY_PROTOCOL_OF_SSH:
        return []
    if (text(rule, "sourceType") or "CIDR_BLOCK") != "CIDR_BLOCK":
        return []
    least, most = ports.get("min"), ports.get("max")
    if isinstance(least, (int, float)) and isinstance(most, (int, float)) and not least <= SSH <= most:
        return []
    source = text(rule, "source") or EVERYBODY
    return [source] if is_internet(source, "oci") else []


def contains_ssh(port: object) -> bool:
    """Whether a port or a range of ports such as `20-25` has that of SSH."""
    if isinstance(port, (int, float)):
        return port == SSH
    first, _, last = str(port).partition("-")
    try:
        return int(first) <= SSH <= int(last or first)
    except ValueError:
        return True  # what cannot be read cannot be called another port
