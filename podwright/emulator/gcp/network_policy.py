"""Global network firewall policies, their rules, and the networks they are attached to.

The same as the regional ones (`firewall_policy.py`) without a region; owns their ids and that a network takes one
global policy (Google Cloud documentation: global network firewall policies).
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.network import NETWORK
from podwright.emulator.gcp.pointers import Pointer, in_project, network

POLICY = "gcp:compute/networkFirewallPolicy:NetworkFirewallPolicy"
_ORDINARY = "VPC_POLICY"
_POLICIES = in_project("global/firewallPolicies")


class NetworkPolicy(GoogleKind):
    """A policy."""

    title, noun = "NetworkFirewallPolicy", "firewall policy"
    template = "projects/{project}/global/firewallPolicies/{name}"
    link_base = links.COMPUTE

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """A number of its own."""
        number = old.outputs.get("networkFirewallPolicyId") if old else None
        number = number or str(numbers.numeric_id(call, self.token, identity.id))
        return {
            **self.common(call, identity, inputs, old),
            "networkFirewallPolicyId": number,
            "selfLinkWithId": f"{links.COMPUTE}{identity.id.rsplit('/', 1)[0]}/{number}",
            "policyType": values.string(inputs, "policyType") or _ORDINARY,
            "fingerprint": numbers.fingerprint(identity.id, sorted(map(str, inputs.items()))),
        }


class NetworkPolicyRule(GoogleKind):
    """A rule of a policy; its priority is its name."""

    title, noun = "NetworkFirewallPolicyRule", "firewall policy rule"
    template = "projects/{project}/global/firewallPolicies/{policy}/{name}"
    name_property = "priority"
    auto_name = None
    pointers = (Pointer("firewallPolicy", POLICY, _POLICIES, on_delete="cascade"),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The policy may be given by name or id."""
        return {**super().place(scope, inputs), "policy": links.last(str(values.get(inputs, "firewallPolicy")))}

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What kind of thing it is."""
        found = self.common(call, identity, inputs, old)
        del found["priority"]  # here it would be text
        return {
            **found,
            "kind": "compute#firewallPolicyRule",
            "ruleTupleCount": 2,
            "targetType": values.string(inputs, "targetType") or "INSTANCES",
        }


class NetworkPolicyAssociation(GoogleKind):
    """A policy attached to a network."""

    title, noun = "NetworkFirewallPolicyAssociation", "firewall policy association"
    template = "projects/{project}/global/firewallPolicies/{policy}/associations/{name}"
    pointers = (
        Pointer("firewallPolicy", POLICY, _POLICIES),
        Pointer("attachmentTarget", NETWORK, network),
    )

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The policy may be given by name or id."""
        return {**super().place(scope, inputs), "policy": links.last(str(values.get(inputs, "firewallPolicy")))}

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """One policy for a network; the words are ours. RDMA networks take none but regional ones of their type."""
        target = links.network(str(inputs["attachmentTarget"]), identity.project)
        record = call.tx.get(NETWORK, target)
        profile = links.last(values.string(record.inputs, "networkProfile") or "") if record else ""
        if profile:
            raise errors.invalid(
                f"Firewall policy '{links.last(identity.id.split('/associations/')[0])}' of type {_ORDINARY} cannot be"
                f" associated with network '{links.last(target)}' with network profile {profile}."
            )
        for other in call.tx.records(self.token):
            theirs = links.network(str(other.inputs.get("attachmentTarget")), other.project)
            if other.id != identity.id and theirs == target:
                policy = links.last(str(other.inputs["firewallPolicy"]))
                raise errors.invalid(f"Network '{target}' is already associated with the firewall policy '{policy}'.")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The policy's short name."""
        policy = links.last(str(inputs["firewallPolicy"]))
        return {**self.common(call, identity, inputs, old), "shortName": policy}
