"""Quota groups: a name for quota that several subscriptions share, and the subscriptions in it.

Owns their ids below a management group. In this API a group has no limit and moves none: that is asked of Azure in
another way, so nothing here changes what a subscription may use.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import errors
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.core import values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Reference, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import UNKNOWN, Values

GROUP_QUOTA = "azure-native:quota:GroupQuota"


def _group_id(inputs: Values) -> str:
    management, group = (_text(inputs, key) for key in ("managementGroupId", "groupQuotaName"))
    return (
        f"/providers/Microsoft.Management/managementGroups/{management}/providers/Microsoft.Quota/groupQuotas/{group}"
    )


def _text(inputs: Values, key: str) -> str:
    value = inputs.get(key)
    return str(UNKNOWN) if value is UNKNOWN else str(value or "")


class GroupQuota(ArmKind):
    """A quota group."""

    arm_type = "Microsoft.Quota/groupQuotas"
    keys = ("groupQuotaName",)
    regional = False

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Below its management group."""
        return Identity(_group_id(inputs), scope.project or "", _text(inputs, "groupQuotaName"), "")

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """None: the management group is not emulated."""
        return ()

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The state, in the block of properties."""
        return {"properties": {**values.mapping(inputs, "properties"), "provisioningState": "Succeeded"}}


class GroupQuotaSubscription(ArmKind):
    """The provider's own subscription as a member of a quota group."""

    arm_type = "Microsoft.Quota/groupQuotas/subscriptions"
    keys = ("groupQuotaName",)
    regional = False

    @property
    def auto_name(self) -> AutoName | None:  # pyright: ignore[reportIncompatibleVariableOverride]
        """It has no name of its own."""
        return None

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """The subscription below the group."""
        subscription = scope.project or ""
        return Identity(f"{_group_id(inputs)}/subscriptions/{subscription}", subscription, subscription, "")

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The group, which cannot go before its members."""
        group = _group_id(inputs)
        return [Reference("groupQuotaName", GROUP_QUOTA, group, errors.parent_not_found(group), "refuse")]

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The member and its state."""
        return {"properties": {"subscriptionId": identity.project, "provisioningState": "Succeeded"}}
