"""Plans the address ranges of one region's Azure network from a single CIDR.

The same fixed division into sixteenths as on Google Cloud, so that a range depends on nothing but the CIDR. Pods have
an overlay: their range and that of services are of the region, so that no two regions share them, but lie outside of
the virtual network's own space, as AKS demands.

    sixteenths 0-7    pods        (half of the CIDR; every node takes a /24 of it)
    sixteenth  8      nodes       (subnet)
    sixteenth  9      services    (its start: /20, or the whole sixteenth when that is smaller)
    sixteenths 10-11  free
    sixteenth  12     machines    (subnet of machines without Kubernetes)
    sixteenth  13     storage     (subnet of file systems)
    sixteenth  14     endpoints   (subnet of private endpoints)
    sixteenth  15     gateway     (its start: a /26, the subnet of VPN gateways; the rest is free)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

from podwright.catalog.azure_rules import check_rdma_ranges
from podwright.errors import InputError, Problem
from podwright.plan.cidr import check_cidr

RESERVED_ADDRESSES = 5
"""Azure keeps five addresses of every subnet (learn.microsoft.com, Virtual Network FAQ)."""
POD_BLOCK_PREFIX = 24
"""AKS gives each node of an overlay a /24, whatever its maximum of pods (learn.microsoft.com, Azure CNI Overlay)."""
_SERVICES_PREFIX = 20
_GATEWAY_PREFIX = 26
"""Azure asks for a /27 at least, and a subnet with a gateway in it cannot grow (learn.microsoft.com, About VPN Gateway
configuration settings, gateway subnet)."""


@dataclass(frozen=True, slots=True)
class AzureRanges:
    """The ranges of one region, as CIDR texts."""

    space: tuple[str, ...]
    """Of the virtual network."""
    subnets: Mapping[str, str]
    """By role: nodes, machines, storage, endpoints."""
    pods: str
    services: str
    dns_service: str
    """Address of the cluster's own DNS, the tenth of the services."""
    gateway: str
    """Kept for the subnet of VPN gateways, which no other subnet may take."""
    max_nodes: int
    """Nodes that both the pods range and the subnet hold."""


def plan_azure_ranges(cidr: str, nodes_needed: int) -> AzureRanges:
    """The ranges inside `cidr`, or one `InputError` (subject `cidr`) with all problems."""
    problem = check_cidr(cidr)
    problems = [problem] if problem else check_rdma_ranges({"cidr": cidr})
    if problems:
        raise InputError(problems)
    ranges = _divide(IPv4Network(cidr))
    if nodes_needed > ranges.max_nodes:
        what = f"{cidr} holds {ranges.max_nodes} nodes, the pools may reach {nodes_needed}"
        raise InputError(
            Problem("cidr", what, cidr, f"a network that holds {nodes_needed} nodes", _remedy(nodes_needed))
        )
    return ranges


def usable_addresses(cidr: str) -> int:
    """Addresses of a subnet that machines can have."""
    return max(IPv4Network(cidr).num_addresses - RESERVED_ADDRESSES, 0)


def _divide(network: IPv4Network) -> AzureRanges:
    sixteenth = network.prefixlen + 4
    parts = list(network.subnets(new_prefix=sixteenth))
    pods = next(network.subnets(prefixlen_diff=1))
    services = next(parts[9].subnets(new_prefix=max(sixteenth, _SERVICES_PREFIX)))
    last_quarter = list(network.subnets(prefixlen_diff=2))[3]
    subnets = {"nodes": parts[8], "machines": parts[12], "storage": parts[13], "endpoints": parts[14]}
    blocks = 2 ** max(POD_BLOCK_PREFIX - pods.prefixlen, 0)
    return AzureRanges(
        space=(str(parts[8]), str(last_quarter)),
        subnets={role: str(each) for role, each in subnets.items()},
        pods=str(pods),
        services=str(services),
        dns_service=str(services[10]),
        gateway=str(next(parts[15].subnets(new_prefix=_GATEWAY_PREFIX))),
        max_nodes=min(blocks, usable_addresses(str(parts[8]))),
    )


def _remedy(needed: int) -> str:
    prefixes = (each for each in range(20, 7, -1) if _divide(IPv4Network((0, each))).max_nodes >= needed)
    found = next(prefixes, None)
    return f"use a /{found}" if found else "divide the pools over several regions: no network is large enough"
