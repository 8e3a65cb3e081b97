"""What machines need of Azure's quota, and who has to be asked for it. Pure, no Pulumi resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.azure.shared import take_name
from components.checks import Checks
from podwright.catalog.azure_quotas import (
    any_size_quota,
    check_azure_limits,
    limit_requests,
    size_quotas,
    surge_nodes,
)
from podwright.catalog.quotas import QuotaNeed, sum_needs
from podwright.catalog.regions import check_region

if TYPE_CHECKING:
    from components.azure.quota import AzureQuotaArgs, AzureQuotaNeedArgs


@dataclass(frozen=True, slots=True)
class AzureQuotaPlan:
    """What is needed, and the commands that ask for it."""

    needed: dict[str, dict[str, int]]
    """By region and family."""
    actions: dict[str, str]


def plan_azure_quota(name: str, args: AzureQuotaArgs) -> AzureQuotaPlan:
    """The plan, or an `InputError` with everything that is wrong, limits that are too low included."""
    checks = Checks("AzureQuota", name)
    needs, reasons = list[QuotaNeed](), dict[str, dict[str, list[str]]]()
    for key, each in args["needs"].items():
        surge = _check_need(checks, f"needs.{key}", each)
        spot = each.get("spot", False)
        sizes = [each["machine_type"], *each.get("other_types", [])]
        for need in any_size_quota(sizes, each["region"], each["nodes"] + (0 if spot else surge), spot=spot):
            needs.append(need)
            reasons.setdefault(each["region"], {}).setdefault(need.quota_id or "", []).append(_reason(each, surge))
    wanted = args.get("group")
    if wanted:
        take_name(checks, "quota_group", wanted["name"], field="group.name")
    total = sum_needs(needs)
    limits = args.get("limits", {})
    for region, known in limits.items():
        checks.take(check_region("azure", region), field=f"limits.{region}")
        here = [need for need in total if need.dimensions["region"] == region]
        sums = {family: " + ".join(words) for family, words in reasons.get(region, {}).items()}
        for problem in check_azure_limits(here, known, sums):
            checks.take(problem, f"limits.{region}.{problem.subject}")
    checks.done()
    needed: dict[str, dict[str, int]] = {}
    for need in total:
        needed.setdefault(need.dimensions["region"], {})[need.quota_id or ""] = need.amount
    return AzureQuotaPlan(needed, _actions(args, total))


def _check_need(checks: Checks, place: str, need: AzureQuotaNeedArgs) -> int:
    checks.take(check_region("azure", need["region"]), field=f"{place}.region")
    for field, size in (
        ("machine_type", need["machine_type"]),
        *(("other_types", each) for each in need.get("other_types", [])),
    ):
        if size.lower() not in size_quotas():
            what = "is no size whose vCPUs and quota family the catalog knows"
            checks.add(f"{place}.{field}", what, given=size)
    if need["nodes"] < 0:
        checks.add(f"{place}.nodes", "is no number of machines", given=str(need["nodes"]), allowed="0 or more")
    surge = need.get("max_surge", "0")
    return checks.attempt(lambda: surge_nodes(max(need["nodes"], 0), surge), field=f"{place}.max_surge") or 0


def _reason(need: AzureQuotaNeedArgs, surge: int) -> str:
    one = size_quotas()[need["machine_type"].lower()].vcpus
    text = f"{need['nodes']} x {need['machine_type'].removeprefix('Standard_')} = {need['nodes'] * one} vCPU"
    if not surge or need.get("spot", False):
        return text
    nodes = f"{surge} node" if surge == 1 else f"{surge} nodes"
    return f"{text} and {surge * one} for max_surge {need.get('max_surge')} ({nodes})"


def _actions(args: AzureQuotaArgs, total: list[QuotaNeed]) -> dict[str, str]:
    """One request for each limit that is not known to be enough; with a group, one for each region."""
    group = args.get("group")
    where = (group["management_group"], group["name"]) if group else None
    return limit_requests(args["subscription"], total, args.get("limits", {}), where)
