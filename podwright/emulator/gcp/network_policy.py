"""Global network firewall policies, their rules, and the networks they are attached to.

The same as the regional ones (`firewall_policy.py`) without a region; owns their ids and that a network takes one
global policy (Google Cloud documentation: global network firewall policies).
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.firewall_policy import ORDINARY, FirewallPolicy, FirewallPolicyRule, PolicyAssociation
from podwright.emulator.gcp.network import NETWORK
from podwright.emulator.gcp.pointers import Pointer, in_project, network

POLICY = "gcp:compute/networkFirewallPolicy:NetworkFirewallPolicy"
_POLICIES = in_project("global/firewallPolicies")


class NetworkPolicy(FirewallPolicy):
    """A policy."""

    title = "NetworkFirewallPolicy"
    template = "projects/{project}/global/firewallPolicies/{name}"
    number_key = "networkFirewallPolicyId"


class NetworkPolicyRule(FirewallPolicyRule):
    """A rule of a policy; its priority is its name."""

    title = "NetworkFirewallPolicyRule"
    template = "projects/{project}/global/firewallPolicies/{policy}/{name}"
    pointers = (Pointer("firewallPolicy", POLICY, _POLICIES, on_delete="cascade"),)


class NetworkPolicyAssociation(PolicyAssociation):
    """A policy attached to a network."""

    title = "NetworkFirewallPolicyAssociation"
    template = "projects/{project}/global/firewallPolicies/{policy}/associations/{name}"
    pointers = (
        Pointer("firewallPolicy", POLICY, _POLICIES),
        Pointer("attachmentTarget", NETWORK, network),
    )
    ranked = False

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """One policy for a network; the words are ours. RDMA networks take none but regional ones of their type."""
        target = links.network(str(inputs["attachmentTarget"]), identity.project)
        record = call.tx.get(NETWORK, target)
        profile = links.last(values.string(record.inputs, "networkProfile") or "") if record else ""
        if profile:
            raise errors.invalid(
                f"Firewall policy '{links.last(identity.id.split('/associations/')[0])}' of type {ORDINARY} cannot be"
                f" associated with network '{links.last(target)}' with network profile {profile}."
            )
        for other in call.tx.records(self.token):
            theirs = links.network(str(other.inputs.get("attachmentTarget")), other.project)
            if other.id != identity.id and theirs == target:
                policy = links.last(str(other.inputs["firewallPolicy"]))
                raise errors.invalid(f"Network '{target}' is already associated with the firewall policy '{policy}'.")
