"""Network security groups and their rules.

Owns the six rules that every group has, and that no two rules share direction and priority.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Iterator

from podwright.emulator.azure import children, errors, ids
from podwright.emulator.azure.base import ArmKind, guid, network_etag
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

GROUP = "azure-native:network:NetworkSecurityGroup"
RULE = "azure-native:network:SecurityRule"
_LOWEST, _HIGHEST = 100, 4096
_CHOICES = {
    "access": {"allow", "deny"},
    "direction": {"inbound", "outbound"},
    "protocol": {"tcp", "udp", "icmp", "esp", "ah", "*"},
}

# (name, direction, priority, access, source, destination); source: learn.microsoft.com, "Network security groups",
# default security rules
_DEFAULTS = (
    ("AllowVnetInBound", "Inbound", 65000, "Allow", "VirtualNetwork", "VirtualNetwork"),
    ("AllowAzureLoadBalancerInBound", "Inbound", 65001, "Allow", "AzureLoadBalancer", "*"),
    ("DenyAllInBound", "Inbound", 65500, "Deny", "*", "*"),
    ("AllowVnetOutBound", "Outbound", 65000, "Allow", "VirtualNetwork", "VirtualNetwork"),
    ("AllowInternetOutBound", "Outbound", 65001, "Allow", "*", "Internet"),
    ("DenyAllOutBound", "Outbound", 65500, "Deny", "*", "*"),
)


class SecurityRule(ArmKind):
    """A rule, of its own or written inside its group."""

    arm_type = "Microsoft.Network/networkSecurityGroups/securityRules"
    keys = ("networkSecurityGroupName", "securityRuleName")
    parent = GROUP
    regional = False

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Good values, and no rule of the same direction and priority."""
        check_rule(inputs)
        for other in rules(call, self.parent_id(identity) or ""):
            if not ids.same(other.id, identity.id):
                check_conflict(identity.name, inputs, other.name, other.inputs)

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Lists that ARM shows empty when single values are given."""
        lists = (
            "sourcePortRanges",
            "destinationPortRanges",
            "sourceAddressPrefixes",
            "destinationAddressPrefixes",
        )
        return {
            "etag": network_etag(call, identity),
            "type": self.arm_type,
            **{name: values.strings(inputs, name) for name in lists},
        }


class NetworkSecurityGroup(ArmKind):
    """A network security group."""

    arm_type = "Microsoft.Network/networkSecurityGroups"
    keys = ("networkSecurityGroupName",)
    rule_kind = SecurityRule(RULE)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The rules that are written inside are good and do not conflict."""
        inline = values.blocks(inputs, "securityRules")
        for at, block in enumerate(inline):
            check_rule(block)
            for other in inline[:at]:
                check_conflict(str(block.get("name")), block, str(other.get("name")), other)
        if old and values.given(inputs, "securityRules"):
            kept = [str(block.get("name")) for block in inline]
            children.remove(call, self.rule_kind, rules(call, identity.id), kept)

    def in_use(self, record: Record, user: Record) -> CloudError:
        """ARM's words name who uses it."""
        return errors.bad_request(
            f"Network security group {record.id} cannot be deleted because it is in use by the following resources:"
            f" {user.id}. In order to delete the Network security group, remove the association with the resource(s)."
            " To learn how to do this, see aka.ms/deletensg.",
            code="InUseNetworkSecurityGroupCannotBeDeleted",
        )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The default rules, and the user's, which become resources here."""
        names = {"resourceGroupName": inputs.get("resourceGroupName"), "networkSecurityGroupName": identity.name}
        written = [
            children.write(call, self.rule_kind, identity, block, {**names, "securityRuleName": block.get("name")})
            for block in values.blocks(inputs, "securityRules")
        ]
        shown = written or (rules(call, identity.id) if old else [])
        return {
            "etag": network_etag(call, identity),
            "resourceGuid": guid(call, old, "resourceGuid", identity.id),
            "securityRules": [_inner(each) for each in shown],
            "defaultSecurityRules": list(_default_rules(call, identity)),
        }


def rules(call: Call, group_id: str) -> list[Record]:
    """The user's rules of a group."""
    found = (call.tx.get(RULE, link.id) for link in call.tx.links_to(GROUP, group_id) if link.token == RULE)
    return [each for each in found if each]


def check_rule(rule: Values) -> None:
    """Refuses values that ARM cannot take."""
    for name, allowed in _CHOICES.items():
        if str(rule.get(name)).lower() not in allowed:
            raise errors.bad_request(
                "Cannot parse the request.",
                code="InvalidRequestFormat",
                note=f'the rule\'s {name} is "{rule.get(name)}", Azure knows {", ".join(sorted(allowed))}',
            )
    priority = values.number(rule, "priority")
    if priority is None or not _LOWEST <= priority <= _HIGHEST:
        raise errors.bad_request(
            f"Security rule has invalid Priority. Value provided: {priority} Allowed range {_LOWEST}-{_HIGHEST}.",
            code="SecurityRuleInvalidPriority",
        )


def check_conflict(name: str, rule: Values, other_name: str, other: Values) -> None:
    """Refuses two rules of one direction and priority."""
    one, two = ((str(each.get("direction")).lower(), values.number(each, "priority")) for each in (rule, other))
    if one == two:
        raise errors.bad_request(
            f"Security rule {name} conflicts with rule {other_name}. Rules cannot have the same Priority and Direction."
            " To learn more, see aka.ms/nsgrules.",
            code="SecurityRuleConflict",
        )


def _inner(record: Record) -> Values:
    hidden = {"resourceGroupName", "networkSecurityGroupName", "securityRuleName", "azureApiVersion", "systemData"}
    return {**{key: value for key, value in record.outputs.items() if key not in hidden}, "id": record.id}


def _default_rules(call: Call, identity: Identity) -> Iterator[Values]:
    for name, direction, priority, access, source, destination in _DEFAULTS:
        yield {
            "name": name,
            "id": f"{identity.id}/defaultSecurityRules/{name}",
            "type": "Microsoft.Network/networkSecurityGroups/defaultSecurityRules",
            "etag": network_etag(call, identity),
            "provisioningState": "Succeeded",
            "direction": direction,
            "priority": priority,
            "access": access,
            "protocol": "*",
            "sourcePortRange": "*",
            "destinationPortRange": "*",
            "sourceAddressPrefix": source,
            "destinationAddressPrefix": destination,
        }
