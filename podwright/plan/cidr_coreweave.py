"""Plans the address ranges of one CoreWeave VPC from a single CIDR, or takes the ranges of CoreWeave's console.

The layout is that of `cidr.py`, a fixed division into sixteenths, so that growing a stack never moves a range: host
ranges cannot be changed without replacing the VPC and all that is in it.

    sixteenths 0-7    pods              (half of the network)
    sixteenth  8      nodes             (its start: a /18, which CoreWeave asks for)
    sixteenth  9      services          (its start: a /22)
    sixteenth  10     load balancers    (its start: a /22)
    sixteenths 11-15  free              (further ranges for load balancers)

How many addresses of the pods range a node takes is not published, so only nodes are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import combinations

from podwright.catalog.coreweave import default_ranges
from podwright.errors import InputError, Problem
from podwright.plan.cidr import check_cidr

PODS, SERVICES, LOAD_BALANCERS, HOSTS = "pods", "services", "load-balancers", "nodes"
"""Names of the ranges; a cluster takes them by name, spaces and case included."""
LARGEST_PREFIX, SMALLEST_PREFIX = 8, 14
_HOST_PREFIX = 18
_SERVICE_PREFIX = 22


@dataclass(frozen=True, slots=True)
class VpcRanges:
    """The ranges of one VPC, as CIDR texts."""

    nodes: str | None
    """None: the zone's own, which CoreWeave gives."""
    pods: str
    services: str
    load_balancers: str
    max_nodes: int | None
    """Nodes that the range of the nodes holds; None: the zone's own range, a /18."""


def plan_vpc_ranges(cidr: str | None, nodes_needed: int) -> VpcRanges:
    """The ranges inside `cidr`, or CoreWeave's defaults without one; one `InputError` (subject `cidr`)."""
    if cidr is None:
        known = default_ranges()
        return VpcRanges(None, known["pods"], known["services"], known["load_balancers"], None)
    problem = check_vpc_cidr(cidr)
    if problem:
        raise InputError(problem)
    ranges = _divide(IPv4Network(cidr))
    if ranges.max_nodes is not None and nodes_needed > ranges.max_nodes:
        what = f"the nodes' range {ranges.nodes} holds {ranges.max_nodes} nodes, the pools may reach {nodes_needed}"
        raise InputError(Problem("cidr", what, cidr, None, "divide the pools over several zones"))
    return ranges


def check_vpc_cidr(cidr: str) -> Problem | None:
    """Whether the text is a private network that CoreWeave's ranges can be cut from (subject `cidr`)."""
    try:
        given = IPv4Network(cidr)
    except ValueError:
        return check_cidr(cidr)
    if given.prefixlen > SMALLEST_PREFIX:
        what = f"{cidr} is too small: CoreWeave takes a /{_HOST_PREFIX} for nodes, a sixteenth of the network"
        allowed = f"an IPv4 network from /{LARGEST_PREFIX} to /{SMALLEST_PREFIX}, such as 10.32.0.0/14"
        wider = given.supernet(new_prefix=SMALLEST_PREFIX)
        return Problem("cidr", what, cidr, allowed, f"use a /{SMALLEST_PREFIX}, such as {wider}")
    return check_cidr(cidr)


def check_prefixes(prefixes: Mapping[str, str], hosts: str | None) -> list[Problem]:
    """Named ranges that are none, or that overlap one another or the nodes' range (subject: the name); CW-VPC."""
    found: list[Problem] = []
    networks: dict[str, IPv4Network] = {}
    named = {**({HOSTS: hosts} if hosts else {}), **prefixes}
    for name, text in named.items():
        try:
            networks[name] = IPv4Network(text)
        except ValueError:
            what = f'"{text}" is not an IPv4 network that starts at its border'
            found.append(Problem(name, what, text, "such as 10.32.208.0/22", None))
    for (one, first), (two, second) in combinations(networks.items(), 2):
        if first.overlaps(second):
            found.append(Problem(two, f"{second} overlaps {one} ({first})", str(second), None, "take a free range"))
    return found


def check_range_names(names: Mapping[str, str], known: Mapping[str, str]) -> list[Problem]:
    """Ranges that a cluster takes (field -> name) and its VPC does not have; CW-VPC."""
    found: list[Problem] = []
    for field, name in names.items():
        if name not in known:
            near = next((each for each in known if each.casefold().strip() == name.casefold().strip()), None)
            what = f'"{name}" is no range of the VPC; names are matched exactly, spaces included'
            fix = f'write "{near}"' if near else None
            found.append(Problem(field, what, name, ", ".join(f'"{each}"' for each in known), fix))
    return found


def _divide(network: IPv4Network) -> VpcRanges:
    parts = list(network.subnets(new_prefix=network.prefixlen + 4))
    nodes = next(parts[8].subnets(new_prefix=_HOST_PREFIX))
    return VpcRanges(
        nodes=str(nodes),
        pods=str(next(network.subnets(prefixlen_diff=1))),
        services=str(next(parts[9].subnets(new_prefix=_SERVICE_PREFIX))),
        load_balancers=str(next(parts[10].subnets(new_prefix=_SERVICE_PREFIX))),
        max_nodes=nodes.num_addresses - 2,
    )
