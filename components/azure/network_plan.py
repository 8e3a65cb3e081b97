"""What the arguments of an Azure network become: names, ranges, zones. Pure, no Pulumi resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from components.azure.shared import take_common, take_name
from components.checks import Checks
from podwright.catalog.azure_rules import azure_zone, check_rdma_ranges
from podwright.plan.cidr_azure import AzureRanges, plan_azure_ranges

if TYPE_CHECKING:
    from components.azure.network import AzureNetworkArgs

SERVICES: Mapping[str, str] = {
    "blob": "privatelink.blob.core.windows.net",
    "vault": "privatelink.vaultcore.azure.net",
    "registry": "privatelink.azurecr.io",
}
"""Private DNS zones (learn.microsoft.com, Azure Private Endpoint private DNS zone values)."""
ROUTED = ("nodes", "machines", "storage")
"""Subnets whose machines reach the internet through NAT; endpoints answer and never ask."""
EVERYBODY = "0.0.0.0/0"
MOST_ADDRESSES = 16
"""Public addresses of a NAT gateway (learn.microsoft.com, NAT gateway resource); each gives 64,512 ports."""


@dataclass(frozen=True, slots=True)
class AzureNetworkPlan:
    """Names, ranges and zones of one region's network, with every default filled in."""

    group: str
    network: str
    subnets: Mapping[str, tuple[str, str]]
    """By role: name and range."""
    security_groups: Mapping[str, str]
    """By role of the subnet."""
    ranges: AzureRanges
    nat: str
    nat_addresses: tuple[str, ...]
    nat_zone: str | None
    zones: Mapping[str, str]
    """Private DNS zones by the word of the service; `own` is the region's."""
    peerings: Mapping[str, str]
    flow_log: str | None
    flow_account: str | None
    flow_days: int
    trusted: tuple[str, ...]
    """Ranges that are let in: the region's own, those of its peers, and what else may connect."""


def plan_azure_network(name: str, args: AzureNetworkArgs) -> AzureNetworkPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("AzureNetwork", name)
    prefix, region = args["prefix"], args["region"]
    take_common(checks, region, args["labels"])
    ranges = checks.attempt(lambda: plan_azure_ranges(args["cidr"], args["nodes_needed"]))
    group = take_name(checks, "group", prefix)
    network = take_name(checks, "network", prefix, "net")
    zone = _nat_zone(checks, args)
    addresses = args.get("nat_addresses", 1)
    if not 1 <= addresses <= MOST_ADDRESSES:
        checks.add("nat_addresses", "is no number of addresses", given=str(addresses), allowed=f"1 to {MOST_ADDRESSES}")
    trusted = _trusted(checks, args)
    flow = args.get("flow_logs")
    days = flow.get("retention_days", 30) if flow is not None else 0
    if not 0 <= days <= 365:
        checks.add(
            "flow_logs.retention_days", "is no number of days", given=str(days), allowed="0 to 365; 0 is for ever"
        )
    account = take_name(checks, "account", prefix, "flow") if flow is not None and "account" not in flow else None
    peerings = {
        key: take_name(checks, "part", prefix, "to", key, field=f"peers.{key}") for key in args.get("peers", {})
    }
    zones = {each: SERVICES[each] for each in SERVICES} | ({"own": args["dns_zone"]} if "dns_zone" in args else {})
    checks.done()
    if not ranges:
        raise AssertionError("a plan without a problem is complete")
    return AzureNetworkPlan(
        group=group,
        network=network,
        subnets={role: (f"{prefix}-{role}", cidr) for role, cidr in ranges.subnets.items()},
        security_groups={role: f"{prefix}-{role}-nsg" for role in ranges.subnets},
        ranges=ranges,
        nat=f"{prefix}-nat",
        nat_addresses=tuple(f"{prefix}-nat-{index}" for index in range(addresses)),
        nat_zone=zone,
        zones=zones,
        peerings=peerings,
        flow_log=f"{prefix}-flow" if flow is not None else None,
        flow_account=account,
        flow_days=days,
        trusted=trusted,
    )


def _nat_zone(checks: Checks, args: AzureNetworkArgs) -> str | None:
    zone = args.get("nat_zone")
    if zone is None or not checks.clean:
        return None
    return checks.attempt(lambda: azure_zone(args["region"], zone), field="nat_zone")


def _trusted(checks: Checks, args: AzureNetworkArgs) -> tuple[str, ...]:
    """Peers are named with their ranges, because a rule for the whole VNet would let in whoever is peered later."""
    peers = {f"peers.{key}.ranges": peer["ranges"] for key, peer in args.get("peers", {}).items()}
    allowed = {f"allow_from.{key}": cidr for key, cidr in args.get("allow_from", {}).items()}
    for problem in check_rdma_ranges({**{field: each for field in peers for each in peers[field]}, **allowed}):
        checks.take(problem, problem.subject)
    for field, cidr in allowed.items():
        _take_range(checks, field, cidr)
    return (args["cidr"], *(each for ranges in peers.values() for each in ranges), *dict.fromkeys(allowed.values()))


def _take_range(checks: Checks, field: str, cidr: str) -> None:
    try:
        IPv4Network(cidr)
    except ValueError:
        checks.add(field, f'"{cidr}" is not an IPv4 network', given=cidr, allowed="such as 10.32.0.0/14")
        return
    if cidr == EVERYBODY:
        checks.add(field, "is the whole internet", given=cidr, fix="name the ranges of your own networks")
