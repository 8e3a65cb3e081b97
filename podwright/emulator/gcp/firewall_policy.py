"""Regional network firewall policies, their rules, and the networks they are attached to.

Owns their ids and the rule that a policy's type must fit the network's profile: an RDMA network takes only a policy of
its own type (Google Cloud documentation: firewall rules for RoCE VPC networks, 2026-06-25).
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
from podwright.emulator.gcp.pointers import Pointer, in_region, network

POLICY = "gcp:compute/regionNetworkFirewallPolicy:RegionNetworkFirewallPolicy"
_TYPES = (("vpc-roce", "RDMA_ROCE_POLICY"), ("vpc-falcon", "RDMA_FALCON_POLICY"))
ORDINARY = "VPC_POLICY"


class FirewallPolicy(GoogleKind):
    """A policy."""

    title, noun = "RegionNetworkFirewallPolicy", "firewall policy"
    template = "projects/{project}/regions/{region}/firewallPolicies/{name}"
    link_base = links.COMPUTE
    number_key = "regionNetworkFirewallPolicyId"
    """The output that has its number."""

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """A number of its own."""
        number = old.outputs.get(self.number_key) if old else None
        number = number or str(numbers.numeric_id(call, self.token, identity.id))
        return {
            **self.common(call, identity, inputs, old),
            self.number_key: number,
            "selfLinkWithId": f"{links.COMPUTE}{identity.id.rsplit('/', 1)[0]}/{number}",
            "policyType": values.string(inputs, "policyType") or ORDINARY,
            "fingerprint": numbers.fingerprint(identity.id, sorted(map(str, inputs.items()))),
        }


class FirewallPolicyRule(GoogleKind):
    """A rule of a policy; its priority is its name."""

    title, noun = "RegionNetworkFirewallPolicyRule", "firewall policy rule"
    template = "projects/{project}/regions/{region}/firewallPolicies/{policy}/{name}"
    name_property = "priority"
    auto_name = None
    pointers = (Pointer("firewallPolicy", POLICY, in_region("firewallPolicies"), on_delete="cascade"),)

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


class PolicyAssociation(GoogleKind):
    """A policy attached to a network."""

    title, noun = "RegionNetworkFirewallPolicyAssociation", "firewall policy association"
    template = "projects/{project}/regions/{region}/firewallPolicies/{policy}/associations/{name}"
    pointers = (
        Pointer("firewallPolicy", POLICY, in_region("firewallPolicies")),
        Pointer("attachmentTarget", NETWORK, network),
    )
    ranked = True
    """Whether the cloud gives it a priority among the policies of the network."""

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The policy may be given by name or id."""
        return {**super().place(scope, inputs), "policy": links.last(str(values.get(inputs, "firewallPolicy")))}

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The policy's type must be the one that the network's profile asks for."""
        target = call.tx.get(NETWORK, links.network(str(inputs["attachmentTarget"]), identity.project))
        policy = call.tx.get(POLICY, identity.id.split("/associations/")[0])
        if target is None or policy is None:
            return
        profile = links.last(values.string(target.inputs, "networkProfile") or "")
        wanted = next((kind for part, kind in _TYPES if part in profile), ORDINARY)
        given = values.string(policy.inputs, "policyType") or ORDINARY
        if given != wanted:
            raise errors.invalid(
                f"Firewall policy '{policy.name}' of type {given} cannot be associated with network '{target.name}'"
                f"{f' with network profile {profile}' if profile else ''}: it takes policies of type {wanted}."
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The policy's short name."""
        policy = links.last(str(inputs["firewallPolicy"]))
        priority: Values = {"priority": values.number(inputs, "priority") or 1000} if self.ranked else {}
        return {**self.common(call, identity, inputs, old), "shortName": policy, **priority}
