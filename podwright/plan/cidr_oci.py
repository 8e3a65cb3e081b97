"""Plans the address ranges of one region on Oracle Cloud from a single CIDR, in the sixteenths of `cidr`.

Owns what goes into the VCN. Pods have addresses of a subnet of their own (VCN-native), one for each pod that a node may
hold; services have none, and Oracle refuses their range inside of a VCN, so the VCN's blocks leave it out.

    sixteenths 0-7    pods            (a block)
    sixteenth  8      nodes           (a block)
    sixteenth  9      services        (its start: /20, or all of it when that is smaller; not in the VCN)
    sixteenth  10     endpoint, public load balancers, internal load balancers  (a block, with the next)
    sixteenth  11     storage         (mount targets, Lustre, private endpoints)
    sixteenths 12-15  free
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network

from podwright.errors import InputError, Problem
from podwright.plan.cidr import check_cidr

LARGEST_PREFIX = 15
"""Oracle's blocks are /16 to /30 (Oracle documentation, VCNs and Subnets), and half of the network is one block."""
RESERVED_ADDRESSES = 3
"""The first two addresses of a subnet and its last."""
MOST_PODS = 110
_SERVICES_PREFIX = 20
_ENDPOINT_PREFIX = 28


@dataclass(frozen=True, slots=True)
class OciRanges:
    """The ranges of one region's network, as CIDR texts."""

    blocks: tuple[str, ...]
    """Blocks of the VCN, in this order for ever."""
    pods: str
    nodes: str
    services: str
    """Of Kubernetes; no subnet."""
    endpoint: str
    """Of the control plane's address."""
    public: str
    """Public load balancers, where they are asked for."""
    internal: str
    """Internal load balancers."""
    storage: str
    max_nodes: int
    """Nodes that both the node subnet and the pod subnet hold."""


def plan_oci_ranges(cidr: str, max_pods_per_node: int, nodes_needed: int) -> OciRanges:
    """The ranges inside `cidr`, or one `InputError` (subjects `cidr`, `maxPodsPerNode`) with all problems."""
    problems = [problem for problem in (_check_size(cidr), check_oci_pods(max_pods_per_node)) if problem]
    if problems:
        raise InputError(problems)
    ranges = _divide(IPv4Network(cidr), max_pods_per_node)
    if nodes_needed > ranges.max_nodes:
        raise InputError(_too_small(cidr, ranges, max_pods_per_node, nodes_needed))
    return ranges


def check_oci_pods(max_pods: int) -> Problem | None:
    """Whether OKE takes that many pods on one node (subject `maxPodsPerNode`)."""
    if 1 <= max_pods <= MOST_PODS:
        return None
    what = f"{max_pods} pods on one node is outside what OKE takes"
    return Problem("maxPodsPerNode", what, str(max_pods), f"1 to {MOST_PODS}", "leave it out for 32")


def usable(cidr: str) -> int:
    """Addresses of a subnet that machines and pods can have."""
    return max(IPv4Network(cidr).num_addresses - RESERVED_ADDRESSES, 0)


def _check_size(cidr: str) -> Problem | None:
    problem = check_cidr(cidr)
    if problem:
        return problem
    prefix = IPv4Network(cidr).prefixlen
    if prefix >= LARGEST_PREFIX:
        return None
    return Problem(
        subject="cidr",
        message=f"{cidr} is too large: its half is the pods' block, and no block of a VCN is larger than a /16",
        given=cidr,
        allowed=f"a network from /{LARGEST_PREFIX} to /20",
        fix=f"use its first part, {next(IPv4Network(cidr).subnets(new_prefix=LARGEST_PREFIX))}",
    )


def _divide(network: IPv4Network, max_pods: int) -> OciRanges:
    sixteenth = network.prefixlen + 4
    parts = list(network.subnets(new_prefix=sixteenth))
    pods, nodes = next(network.subnets(prefixlen_diff=1)), parts[8]
    rest = parts[10].supernet()
    quarters = list(parts[10].subnets(prefixlen_diff=2))
    return OciRanges(
        blocks=(str(pods), str(nodes), str(rest)),
        pods=str(pods),
        nodes=str(nodes),
        services=str(next(parts[9].subnets(new_prefix=max(sixteenth, _SERVICES_PREFIX)))),
        endpoint=str(next(quarters[0].subnets(new_prefix=_ENDPOINT_PREFIX))),
        public=str(quarters[1]),
        internal=str(quarters[2].supernet()),
        storage=str(parts[11]),
        max_nodes=min(usable(str(pods)) // max_pods, usable(str(nodes))),
    )


def _too_small(cidr: str, ranges: OciRanges, max_pods: int, needed: int) -> Problem:
    network = IPv4Network(cidr)
    larger = range(network.prefixlen - 1, LARGEST_PREFIX - 1, -1)
    prefix = next((each for each in larger if _divide(IPv4Network((0, each)), max_pods).max_nodes >= needed), None)
    fewer = (usable(ranges.pods)) // needed if needed <= usable(ranges.nodes) else 0
    ways = [f"use a /{prefix}" if prefix is not None else "", f"maxPodsPerNode {fewer} with this one" if fewer else ""]
    nodes = "1 node" if ranges.max_nodes == 1 else f"{ranges.max_nodes} nodes"
    return Problem(
        subject="cidr",
        message=f"pods {ranges.pods} with {max_pods} pods per node fits {nodes}, the pools may reach {needed}",
        given=cidr,
        allowed=f"a network that holds {needed} nodes",
        fix=", or ".join(way for way in ways if way) or "divide the pools over several regions",
    )
