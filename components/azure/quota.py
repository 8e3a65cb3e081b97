"""Quota on Azure: the group that shares it is declared, what is needed is computed, the limit is a person's request.

The provider has no resource that sets a limit, so none is faked: for each limit that is needed there is the exact
command that asks for it, and with a quota group the one command for the whole region. Azure answers in minutes or days.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import quota

from components.azure.quota_plan import plan_azure_quota


class AzureQuotaNeedArgs(TypedDict):
    """Machines that draw quota."""

    region: str
    """Region of the machines."""
    machine_type: str
    """VM size."""
    nodes: int
    """Machines."""
    spot: NotRequired[bool]
    """Spot machines, which share one limit of the region; off when left out."""
    max_surge: NotRequired[str]
    """Machines that an upgrade adds, such as 1 or 10%; 0 when left out."""
    other_types: NotRequired[list[str]]
    """Sizes that the machines may be of instead, as in a Compute Fleet: there is to be enough for any one of them."""


class AzureQuotaGroupArgs(TypedDict):
    """A quota group that the provider's subscription joins."""

    management_group: str
    """Id of the management group above the subscriptions."""
    name: str
    """Name of the quota group, 3 to 63 lower-case letters and digits."""
    display_name: NotRequired[str]
    """What people see; the name when left out."""
    adopt: NotRequired[bool]
    """The group belongs to another stack, and only the subscription joins; off when left out."""
    join: NotRequired[bool]
    """The subscription joins; off where another stack of the subscription has it join. On when left out."""


class AzureQuotaArgs(TypedDict):
    """Arguments of `AzureQuota`."""

    subscription: str
    """Id of the subscription that the provider works in."""
    needs: dict[str, AzureQuotaNeedArgs]
    """Machines by a key that is the identity of each."""
    limits: NotRequired[dict[str, dict[str, int]]]
    """Known limits by region and family; what is above one is refused, what is within needs no request."""
    group: NotRequired[AzureQuotaGroupArgs]
    """The group that shares quota between subscriptions."""


class AzureQuota(pulumi.ComponentResource):
    """The quota of one subscription."""

    needed: pulumi.Output[dict[str, dict[str, int]]]
    """vCPUs by region and family."""
    actions: pulumi.Output[dict[str, str]]
    """Commands that a person runs to ask for the limits, by `<region>/<family>`; `<region>` for a group."""
    group_id: pulumi.Output[str]
    """Id of the quota group; empty without one."""

    def __init__(self, name: str, args: AzureQuotaArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_quota(name, args)
        super().__init__("podwright:index:AzureQuota", name, {}, opts)
        self.needed = pulumi.Output.from_input(plan.needed)
        self.actions = pulumi.Output.from_input(plan.actions)
        self.group_id = self._group(name, args)
        self.register_outputs({"needed": self.needed, "actions": self.actions, "groupId": self.group_id})

    def _group(self, name: str, args: AzureQuotaArgs) -> pulumi.Output[str]:
        wanted = args.get("group")
        if wanted is None:
            return pulumi.Output.from_input("")
        member_of: pulumi.Input[str] = wanted["name"]
        found: pulumi.Output[str] = pulumi.Output.from_input(
            f"/providers/Microsoft.Management/managementGroups/{wanted['management_group']}"
            f"/providers/Microsoft.Quota/groupQuotas/{wanted['name']}"
        )
        waits: list[pulumi.Resource] = []
        if not wanted.get("adopt", False):
            group = quota.GroupQuota(
                f"{name}-group",
                management_group_id=wanted["management_group"],
                group_quota_name=wanted["name"],
                properties=quota.GroupQuotasEntityPropertiesArgs(
                    display_name=wanted.get("display_name", wanted["name"])
                ),
                opts=pulumi.ResourceOptions(parent=self),
            )
            found, waits = group.id, [group]
        if not wanted.get("join", True):
            return found
        # The subscription is that of the provider; there is no argument for another one.
        quota.GroupQuotaSubscription(
            f"{name}-member",
            management_group_id=wanted["management_group"],
            group_quota_name=member_of,
            opts=pulumi.ResourceOptions(parent=self, depends_on=waits),
        )
        return found
