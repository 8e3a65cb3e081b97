"""What a zone's pools need of CoreWeave's quota, compared with what the operator states, and what to ask for.

Owns no resource: CoreWeave has no interface that reads or sets a quota. The operator reads it in the Cloud Console and
states it; a support ticket asks for more. Pools above their quota do not fail, their nodes wait, so a shortage stops
nothing: it is an output that names the request.
"""

from typing import TypedDict

import pulumi

from components.checks import Checks
from podwright.catalog.coreweave import check_zone
from podwright.catalog.coreweave_quotas import check_coreweave_limits, check_limits, coreweave_quota, request
from podwright.catalog.coreweave_rules import check_instance_type


class CoreWeaveQuotaArgs(TypedDict):
    """Arguments of `CoreWeaveQuota`."""

    organization: str
    """Id of the organization whose quota it is."""
    zone: str
    """Zone that the quota is for."""
    needed: dict[str, int]
    """Nodes that all pools of the zone may reach, by instance type."""
    granted: dict[str, int]
    """Nodes that CoreWeave has granted, by instance type, as the Cloud Console shows them."""


class CoreWeaveQuota(pulumi.ComponentResource):
    """The quota of one zone; it has no children."""

    needed: pulumi.Output[dict[str, int]]
    """Nodes that are needed, by instance type."""
    waiting: pulumi.Output[dict[str, int]]
    """Nodes that will wait for quota, by instance type; those with enough are left out."""
    actions: pulumi.Output[dict[str, str]]
    """What a person must ask for, by instance type."""

    def __init__(self, name: str, args: CoreWeaveQuotaArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        _check(name, args)
        super().__init__("podwright:index:CoreWeaveQuota", name, {}, opts)
        needs = [
            each
            for kind, nodes in sorted(args["needed"].items())
            for each in coreweave_quota(kind, args["zone"], nodes)
        ]
        for problem in check_coreweave_limits(needs, args["granted"]):
            pulumi.log.warn(f"{problem.message}: {problem.fix}", resource=self)
        short = {
            each.quota_id or "": each.amount - args["granted"].get(each.quota_id or "", 0)
            for each in needs
            if each.amount > args["granted"].get(each.quota_id or "", 0)
        }
        who = args["organization"]
        asked = {each.quota_id or "": f"{request(each)}, organization {who}" for each in needs}
        self.needed = pulumi.Output.from_input(dict(sorted(args["needed"].items())))
        self.waiting = pulumi.Output.from_input(short)
        self.actions = pulumi.Output.from_input({kind: asked[kind] for kind in short})
        self.register_outputs({"needed": self.needed, "waiting": self.waiting, "actions": self.actions})


def _check(name: str, args: CoreWeaveQuotaArgs) -> None:
    checks = Checks("CoreWeaveQuota", name)
    checks.take(check_zone(args["zone"], dedicated=True))
    for kind, nodes in args["needed"].items():
        checks.take(check_instance_type(kind), f"needed.{kind}")
        if nodes < 0:
            checks.add(f"needed.{kind}", "is no number of nodes", given=str(nodes), allowed="0 or more")
    for problem in check_limits(args["granted"]):
        checks.take(problem, f"granted.{problem.subject}")
    checks.done()
