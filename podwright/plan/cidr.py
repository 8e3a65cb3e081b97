"""Plans the address ranges of one region's network from a single CIDR.

The layout is a fixed division of the CIDR into sixteenths, so a range depends on nothing but the CIDR: adding nodes or
changing the pods per node never moves a range, which would replace the network and all that is in it. What is needed is
only compared with what the ranges hold.

    sixteenths 0-7    pods              (half of the network)
    sixteenth  8      nodes             (subnet primary range)
    sixteenth  9      services          (its start: /20, or the whole sixteenth when that is smaller)
    sixteenth  10     control plane     (its start: /28)
    sixteenth  11     proxies           (start of its first half: /23, or the whole half when that is smaller)
                      serverless        (start of its third quarter: /26)
                      endpoint          (one address of its last quarter, for Google's APIs)
    sixteenths 12-13  private services  (an eighth; services that Google runs beside the network, such as filesystems)
    sixteenths 14-15  reserved          (nobody's yet)

Every range is planned in every network, also those that a stack does not use: turning something on later never asks for
addresses that somebody took meanwhile. Overlaps between networks are in `overlap.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network

from podwright.errors import InputError, Problem
from podwright.plan.overlap import PRIVATE, SHARED, next_free, overlaps

__all__ = [
    "NetworkRanges",
    "check_cidr",
    "check_max_pods",
    "check_private_services",
    "node_capacity",
    "overlaps",
    "plan_ranges",
    "pod_block_prefix",
    "usable_addresses",
]

LARGEST_PREFIX = 8
SMALLEST_PREFIX = 20
"""The smallest network is a /20: 32 nodes at 32 pods, 256 services."""
RESERVED_ADDRESSES = 4
"""Addresses Google Cloud keeps in every primary range: network, gateway, second-to-last, broadcast."""
MAX_PODS_CHOICES = (8, 16, 32, 64, 110, 256)
"""One value for each block size from /28 to /23, the largest that uses it (GKE's limit is 256; 110 is its default)."""

PRIVATE_SERVICES_PREFIX = 20
"""The smallest range worth giving to private services: Filestore and Lustre take a block of their own for each instance
(cluster-toolkit's private-service-access module, 2026-11-26)."""

_SERVICES_PREFIX = 20
_CONTROL_PLANE_PREFIX = 28
_PROXIES_PREFIX = 23
"""What Google recommends for a proxy-only subnet; a /26 is the least (VPC documentation: proxy-only subnets)."""
_SERVERLESS_PREFIX = 26
"""What Cloud Run's direct egress asks for (Cloud Run documentation: direct VPC egress)."""


@dataclass(frozen=True, slots=True)
class NetworkRanges:
    """The ranges of one region's network, as CIDR texts."""

    nodes: str
    pods: str
    services: str
    control_plane: str
    proxies: str
    """For a subnet of regional load balancers' proxies."""
    serverless: str
    """For a subnet of Cloud Run and the like."""
    endpoint: str
    """One address, outside of every subnet: the Private Service Connect endpoint of Google's APIs."""
    private_services: str
    """For Private Service Access."""
    reserved: str
    """Never used by Podwright."""
    max_nodes: int
    """Nodes that both the pod range and the node range hold."""


def plan_ranges(cidr: str, max_pods_per_node: int, nodes_needed: int) -> NetworkRanges:
    """The ranges inside `cidr`, or one `InputError` (subjects `cidr`, `maxPodsPerNode`) with all problems.

    `nodes_needed` is the largest number of nodes all pools may reach together.
    """
    problems = [problem for problem in (check_cidr(cidr), check_max_pods(max_pods_per_node)) if problem]
    if problems:
        raise InputError(problems)
    network = IPv4Network(cidr)
    ranges = _divide(network, max_pods_per_node)
    if nodes_needed > ranges.max_nodes:
        raise InputError(_too_small(network, ranges, max_pods_per_node, nodes_needed))
    return ranges


def check_cidr(cidr: str) -> Problem | None:
    """Whether the text is a private IPv4 network of a size that can be divided (subject `cidr`)."""
    allowed = f"an IPv4 network from /{LARGEST_PREFIX} to /{SMALLEST_PREFIX}, such as 10.32.0.0/14"
    try:
        network = IPv4Network(cidr, strict=False)
    except ValueError:
        network = None
    if network is None or not cidr.endswith(f"/{network.prefixlen}"):
        return Problem("cidr", f'"{cidr}" is not an IPv4 network', cidr, allowed, None)
    if str(network) != cidr:
        what = f"{cidr} does not start at a /{network.prefixlen} border"
        return Problem("cidr", what, cidr, allowed, f"write {network}")
    if not LARGEST_PREFIX <= network.prefixlen <= SMALLEST_PREFIX:
        size = "small" if network.prefixlen > SMALLEST_PREFIX else "large"
        what = f"{cidr} is too {size} for the ranges of a cluster's nodes, pods and services"
        border = SMALLEST_PREFIX if size == "small" else LARGEST_PREFIX
        return Problem("cidr", what, cidr, allowed, f"use a /{border}, or a /14 for a region with large slices")
    return _check_private(network)


def _check_private(network: IPv4Network) -> Problem | None:
    """The firewall trusts the whole range, so it must be one that nobody on the internet has."""
    own = (*PRIVATE, SHARED)
    if any(network.subnet_of(IPv4Network(each)) for each in own):
        return None
    free = next_free(network.prefixlen, ())
    return Problem(
        subject="cidr",
        message=f"{network} is not private, and everything in it would be let in as a machine of the stack",
        given=str(network),
        allowed=f"a part of {', '.join(own[:-1])} or {own[-1]}",
        fix=f"use a private /{network.prefixlen}, such as {free}",
    )


def check_max_pods(max_pods: int) -> Problem | None:
    """Whether GKE takes that many pods on one node (subject `maxPodsPerNode`)."""
    low, high = MAX_PODS_CHOICES[0], MAX_PODS_CHOICES[-1]
    if low <= max_pods <= high:
        return None
    what = f"{max_pods} pods on one node is outside what GKE takes"
    return Problem("maxPodsPerNode", what, str(max_pods), f"{low} to {high}", "leave it out for 32")


def check_private_services(cidr: str) -> Problem | None:
    """Whether the private services' share of a usable network is large enough (subject `privateServices`)."""
    share = IPv4Network(_divide(IPv4Network(cidr), MAX_PODS_CHOICES[0]).private_services)
    if share.prefixlen <= PRIVATE_SERVICES_PREFIX:
        return None
    return Problem(
        subject="privateServices",
        message=f"their part of {cidr} is {share}, too small for the filesystems of a region",
        given=cidr,
        allowed=f"a /{PRIVATE_SERVICES_PREFIX} or larger, which is an eighth of a /{PRIVATE_SERVICES_PREFIX - 3}",
        fix=f"use a /{PRIVATE_SERVICES_PREFIX - 3} or larger for the region, or turn privateServices off",
    )


def pod_block_prefix(max_pods: int) -> int:
    """Prefix length of the block of pod addresses each node takes: 110 -> 24, 32 -> 26, 8 -> 28.

    GKE gives a node at least twice as many addresses as it may have pods: /(31 - ceil(log2(max_pods))).
    """
    problem = check_max_pods(max_pods)
    if problem:
        raise InputError(problem)
    return 31 - (max_pods - 1).bit_length()


def node_capacity(pods: str, max_pods: int) -> int:
    """Nodes whose blocks fit into a pod range."""
    room = pod_block_prefix(max_pods) - IPv4Network(pods).prefixlen
    return 2**room if room >= 0 else 0


def usable_addresses(cidr: str) -> int:
    """Addresses of a subnet's primary range that instances can have."""
    return max(IPv4Network(cidr).num_addresses - RESERVED_ADDRESSES, 0)


def _divide(network: IPv4Network, max_pods: int) -> NetworkRanges:
    sixteenth = network.prefixlen + 4
    parts = list(network.subnets(new_prefix=sixteenth))
    pods = next(network.subnets(prefixlen_diff=1))
    nodes = parts[8]
    services = next(parts[9].subnets(new_prefix=max(sixteenth, _SERVICES_PREFIX)))
    control_plane = next(parts[10].subnets(new_prefix=_CONTROL_PLANE_PREFIX))
    quarters = list(parts[11].subnets(prefixlen_diff=2))
    proxies = next(parts[11].subnets(new_prefix=max(sixteenth + 1, _PROXIES_PREFIX)))
    eighths = list(network.subnets(prefixlen_diff=3))
    return NetworkRanges(
        nodes=str(nodes),
        pods=str(pods),
        services=str(services),
        control_plane=str(control_plane),
        proxies=str(proxies),
        serverless=str(next(quarters[2].subnets(new_prefix=_SERVERLESS_PREFIX))),
        # not the first address of the block, which people take for the name of the block
        endpoint=str(quarters[3][1]),
        private_services=str(eighths[6]),
        reserved=str(eighths[7]),
        max_nodes=min(node_capacity(str(pods), max_pods), usable_addresses(str(nodes))),
    )


def _too_small(network: IPv4Network, ranges: NetworkRanges, max_pods: int, needed: int) -> Problem:
    held = f"pods {ranges.pods} with {max_pods} pods per node fits {_nodes(ranges.max_nodes)}"
    return Problem(
        subject="cidr",
        message=f"{held}, the pools may reach {needed}",
        given=str(network),
        allowed=f"a network that holds {_nodes(needed)}",
        fix=_remedy(network, max_pods, needed),
    )


def _remedy(network: IPv4Network, max_pods: int, needed: int) -> str:
    """A larger network, fewer pods on each node, or both, whichever would do."""
    larger = range(network.prefixlen - 1, LARGEST_PREFIX - 1, -1)
    prefix = next((each for each in larger if _holds(each, max_pods, needed)), None)
    fewer = [each for each in reversed(MAX_PODS_CHOICES) if each < max_pods]
    pods = next((each for each in fewer if _holds(network.prefixlen, each, needed)), None)
    ways = [f"use a /{prefix}" if prefix is not None else "", f"maxPodsPerNode {pods} with this one" if pods else ""]
    return (
        ", or ".join(way for way in ways if way) or "divide the pools over several regions: no network is large enough"
    )


def _holds(prefix: int, max_pods: int, needed: int) -> bool:
    return _divide(IPv4Network((0, prefix)), max_pods).max_nodes >= needed


def _nodes(count: int) -> str:
    return f"{count} node" if count == 1 else f"{count} nodes"
