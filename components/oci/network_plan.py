"""What the arguments of a network on Oracle Cloud become: names, ranges, subnets and rules. Pure, no Pulumi."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from components.checks import Checks
from components.oci.network_rules import ANYWHERE, GROUPS, OciRule, rules
from components.oci.shared import take_place
from podwright.plan.cidr_oci import OciRanges, plan_oci_ranges
from podwright.plan.names_oci import dns_label, oci_name
from podwright.plan.overlap import PRIVATE

if TYPE_CHECKING:
    from components.oci.network import OciNetworkArgs


@dataclass(frozen=True, slots=True)
class OciSubnet:
    """One subnet; `role` is its identity."""

    role: str
    name: str
    cidr: str
    dns: str
    public: bool


@dataclass(frozen=True, slots=True)
class OciNetworkPlan:
    """Everything that is declared for one region's network."""

    ranges: OciRanges
    name: str
    dns: str
    subnets: tuple[OciSubnet, ...]
    rules: tuple[OciRule, ...]
    names: dict[str, str]
    """Of gateways, route tables, groups and logs, by role."""
    flow_logs: float
    """Share of the flows that is kept; 0: none."""
    routes: tuple[str, ...]
    """Ranges behind the dynamic routing gateway."""


def plan_oci_network(name: str, args: OciNetworkArgs) -> OciNetworkPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("OciNetwork", name)
    take_place(checks, args["region"], args["labels"])
    ranges = checks.attempt(
        lambda: plan_oci_ranges(args["cidr"], args.get("max_pods_per_node", 32), args["nodes_needed"])
    )
    share = args.get("flow_logs", 1.0)
    if not 0 <= share <= 1:
        checks.add("flow_logs", "is no share of the flows", given=str(share), allowed="0 to 1; 0 turns them off")
    routes = _routes(checks, args)
    roles = ("net", "internet", "nat", "services", "private", "public", "closed", "flows", "drg", "gateway", *GROUPS)
    names = checks.attempt(lambda: {role: oci_name("display", args["prefix"], role) for role in roles}, field="prefix")
    dns = checks.attempt(lambda: dns_label(args["region"]), field="region")
    checks.done()
    if not (ranges and names and dns):
        raise AssertionError("a plan without a problem is complete")
    public = args.get("internet", False)
    return OciNetworkPlan(
        ranges=ranges,
        name=names["net"],
        dns=dns,
        subnets=_subnets(args["prefix"], ranges, public=public),
        rules=rules(args.get("access_from", {}), public=public),
        names=names,
        flow_logs=share,
        routes=routes,
    )


def _routes(checks: Checks, args: OciNetworkArgs) -> tuple[str, ...]:
    """Ranges behind the gateway, after a look at all ranges of others."""
    if args.get("vpn") and "drg" in args:
        checks.add("vpn", "a VCN is attached to one dynamic routing gateway", fix="remove vpn, or drg")
    behind = args["drg"]["routes"] if "drg" in args else {}
    for title, ranges in (("drg.routes", behind), ("access_from", args.get("access_from", {}))):
        for key, cidr in ranges.items():
            _take_range(checks, f"{title}.{key}", cidr)
    return PRIVATE if args.get("vpn") else tuple(behind.values())


def _take_range(checks: Checks, field: str, cidr: str) -> None:
    try:
        IPv4Network(cidr)
    except ValueError:
        checks.add(field, f'"{cidr}" is not an IPv4 network', given=cidr, allowed="such as 10.0.0.0/8")
        return
    if cidr == ANYWHERE:
        checks.add(field, "is the whole internet", given=cidr, fix="name the ranges of your own networks")


def _subnets(prefix: str, ranges: OciRanges, *, public: bool) -> tuple[OciSubnet, ...]:
    wanted = {
        "endpoint": ranges.endpoint,
        "nodes": ranges.nodes,
        "pods": ranges.pods,
        "internal": ranges.internal,
        "storage": ranges.storage,
        **({"public": ranges.public} if public else {}),
    }
    return tuple(
        OciSubnet(role, oci_name("display", prefix, role), cidr, dns_label(role), public=role == "public")
        for role, cidr in wanted.items()
    )
