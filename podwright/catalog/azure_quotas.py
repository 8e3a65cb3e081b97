"""What machines of Azure draw from which quota: vCPUs of a family and of the region, or the one bucket of spot.

Owns the arithmetic, surge nodes of an AKS upgrade included, and the comparison of family names. No resource of the
provider sets a limit, so the exact requests that a person sends are made here too. Sources: learn.microsoft.com,
"Quotas - Create Or Update" (2023-02-01) and "Submit an Azure Quota Group limit increase request" (2025-03-01); AKS
upgrade settings in pulumi-azure-native 3.29 (`max_surge` is 10 % when nobody says otherwise).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from urllib.parse import quote

from podwright.catalog.cloud_gpus import cloud_gpus
from podwright.catalog.data import load
from podwright.catalog.quotas import QuotaNeed, sum_needs
from podwright.errors import InputError, Problem

SERVICE = "Microsoft.Compute"
REGIONAL, SPOT = "cores", "lowPriorityCores"
DEFAULT_SURGE = "10%"
_SURGE = re.compile(r"(\d+)(%?)")


@dataclass(frozen=True, slots=True)
class SizeQuota:
    """What one machine of a size draws."""

    vcpus: int
    family: str
    verified: bool
    source: str


def family_key(name: str) -> str:
    """What two spellings of one family have in common: the API writes it with and without spaces, in any case."""
    return name.replace(" ", "").casefold()


def surge_nodes(nodes: int, max_surge: str = DEFAULT_SURGE) -> int:
    """Machines that an upgrade of a pool adds: a share is rounded up, so it is one at least; "0" is none.

    Raises `InputError` (subject `maxSurge`) for a text that AKS does not take.
    """
    found = _SURGE.fullmatch(max_surge)
    if not found or (found[2] and not 1 <= int(found[1]) <= 100):
        allowed = 'a number of machines such as "1", or a share such as "10%"; "0" takes machines away instead'
        raise InputError(Problem("maxSurge", f'"{max_surge}" is no surge', max_surge, allowed, None))
    if not nodes:
        return 0
    return -(-nodes * int(found[1]) // 100) if found[2] else int(found[1])


def azure_quota(size: str, region: str, count: int, *, spot: bool = False) -> list[QuotaNeed]:
    """What `count` machines draw, surge included by the caller; empty for a size that the catalog does not know."""
    one = size_quotas().get(size.lower())
    if one is None or not count:
        return []
    title = {SPOT: "Total Regional Spot vCPUs", REGIONAL: "Total Regional vCPUs"}
    return [
        QuotaNeed(
            service=SERVICE,
            quota_id=name,
            display_name=title.get(name, f"{name} vCPUs"),
            dimensions={"region": region},
            amount=count * one.vcpus,
            unit="vcpus",
            verified=one.verified,
            source=one.source,
        )
        for name in ((SPOT,) if spot else (one.family, REGIONAL))
    ]


def any_size_quota(sizes: Iterable[str], region: str, count: int, *, spot: bool = False) -> list[QuotaNeed]:
    """Enough for `count` machines to be of any one of the sizes; what sizes share is needed once."""
    largest: dict[str, QuotaNeed] = {}
    for size in sizes:
        for need in azure_quota(size, region, count, spot=spot):
            before = largest.get(need.quota_id or "")
            largest[need.quota_id or ""] = need if before is None or need.amount > before.amount else before
    return sum_needs(largest.values())


def check_azure_limits(
    needs: Iterable[QuotaNeed], limits: Mapping[str, int], reasons: Mapping[str, str] | None = None
) -> list[Problem]:
    """The needs that are above a known limit (subject: the family); families are compared as `family_key` says.

    `limits` are those of one region and subscription, by family; a family that is not there is not checked. `reasons`
    say by family what adds up to the need.
    """
    known = {family_key(name): limit for name, limit in limits.items()}
    found: list[Problem] = []
    for need in needs:
        name = need.quota_id or need.display_name
        limit = known.get(family_key(name))
        if limit is None or need.amount <= limit:
            continue
        region = need.dimensions.get("region", "")
        sums = (reasons or {}).get(name, f"{need.amount} vCPU needed")
        what = f"{region}: {sums}; quota {name} is {limit}, short by {need.amount - limit}"
        found.append(
            Problem(name, what, str(limit), f"{need.amount} or more", "ask for a higher limit, or run fewer machines")
        )
    return found


def limit_request(subscription: str, need: QuotaNeed) -> str:
    """The request that asks for a subscription's limit, ready to be sent by `az rest`."""
    name, region = need.quota_id or "", need.dimensions.get("region", "")
    scope = f"/subscriptions/{subscription}/providers/{SERVICE}/locations/{region}"
    path = f"{scope}/providers/Microsoft.Quota/quotas/{quote(name)}"
    url = f"https://management.azure.com{path}?api-version=2023-02-01"
    limit = {"limitObjectType": "LimitValue", "value": need.amount}
    return _rest("PUT", url, {"limit": limit, "name": {"value": name}})


def group_limit_request(management_group: str, group: str, region: str, needs: Iterable[QuotaNeed]) -> str:
    """The request that asks for the limits of a quota group in one region."""
    path = (
        f"/providers/Microsoft.Management/managementGroups/{management_group}/providers/Microsoft.Quota/groupQuotas/"
        f"{group}/resourceProviders/{SERVICE}/groupQuotaLimits/{region}"
    )
    value = [{"properties": {"resourceName": need.quota_id, "limit": need.amount}} for need in needs]
    return _rest("PATCH", f"https://management.azure.com{path}?api-version=2025-03-01", {"value": value})


def limit_requests(
    subscription: str,
    needs: Iterable[QuotaNeed],
    limits: Mapping[str, Mapping[str, int]],
    group: tuple[str, str] | None = None,
) -> dict[str, str]:
    """The requests for what is not known to be granted, by `<region>/<family>`; `<region>` with a quota group.

    `limits` are those that are known, by region and family; `group` is its management group and its name.
    """
    known = {region: {family_key(name): limit for name, limit in each.items()} for region, each in limits.items()}
    missing: dict[str, list[QuotaNeed]] = {}
    for need in needs:
        region = need.dimensions["region"]
        if need.amount > known.get(region, {}).get(family_key(need.quota_id or ""), -1):
            missing.setdefault(region, []).append(need)
    if group is not None:
        return {region: group_limit_request(*group, region, each) for region, each in missing.items()}
    return {
        f"{region}/{need.quota_id}": limit_request(subscription, need)
        for region, each in missing.items()
        for need in each
    }


@cache
def size_quotas() -> Mapping[str, SizeQuota]:
    """All sizes that the catalog knows, by name in lower case."""
    data = load("azure_sizes.yaml")
    found = {
        each.text("name").replace("{n}", str(vcpus)).lower(): SizeQuota(
            vcpus, each.text("family"), True, data.text("source")
        )
        for each in data.records("series")
        for vcpus in each.numbers("vcpus")
    }
    for size, gpu in cloud_gpus("azure").items():
        found[size.lower()] = SizeQuota(gpu.cpu or 0, gpu.quota_key or "", gpu.verified, gpu.source)
    return MappingProxyType(found)


@cache
def quota_families() -> tuple[str, ...]:
    """The names of all quotas that machines draw, as the catalog spells them."""
    return tuple(dict.fromkeys((REGIONAL, SPOT, *(each.family for each in size_quotas().values()))))


def _rest(method: str, url: str, properties: Mapping[str, object]) -> str:
    return f"az rest --method {method.lower()} --url '{url}' --body '{json.dumps({'properties': properties})}'"
