"""What the arguments of a CoreWeave network become: its name and ranges. Pure, no Pulumi resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from podwright.catalog.coreweave import check_zone, coreweave_zones
from podwright.plan.cidr_coreweave import LOAD_BALANCERS, PODS, SERVICES, check_prefixes, plan_vpc_ranges
from podwright.plan.names_coreweave import coreweave_name

if TYPE_CHECKING:
    from components.coreweave.network import CoreWeaveNetworkArgs

PLANNED = (PODS, SERVICES, LOAD_BALANCERS)


@dataclass(frozen=True, slots=True)
class CoreWeaveNetworkPlan:
    """The VPC with every default filled in."""

    name: str
    hosts: str | None
    """None: the zone's own range."""
    prefixes: dict[str, str]
    """Name -> CIDR, the planned ones first and the further ones in the order they are written."""


def plan_coreweave_network(name: str, args: CoreWeaveNetworkArgs) -> CoreWeaveNetworkPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("CoreWeaveNetwork", name)
    zone = args["zone"]
    checks.take(check_zone(zone, dedicated=args.get("dedicated_access", False)))
    vpc = checks.attempt(lambda: coreweave_name("vpc", args["prefix"], "vpc"), field="prefix")
    ranges = checks.attempt(lambda: plan_vpc_ranges(args.get("cidr"), args["nodes_needed"]))
    prefixes: dict[str, str] = {}
    if ranges:
        prefixes = {PODS: ranges.pods, SERVICES: ranges.services, LOAD_BALANCERS: ranges.load_balancers}
        for key, cidr in args.get("load_balancer_ranges", {}).items():
            if key in PLANNED:
                checks.add(f"load_balancer_ranges.{key}", "is the name of a planned range", fix="take another name")
            else:
                prefixes[key] = cidr
        place = coreweave_zones().get(zone)
        hosts = ranges.nodes or (place.hosts if place else None)
        for problem in check_prefixes(prefixes, hosts):
            field = problem.subject if problem.subject in PLANNED else f"load_balancer_ranges.{problem.subject}"
            checks.take(problem, field)
    checks.done()
    if not vpc or not ranges:
        raise AssertionError("a plan without a problem is complete")
    return CoreWeaveNetworkPlan(vpc, ranges.nodes, prefixes)
