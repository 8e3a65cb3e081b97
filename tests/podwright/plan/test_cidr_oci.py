"""Address ranges on Oracle Cloud: what the VCN holds, what it leaves out, and what does not fit."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InputError
from podwright.plan.cidr_oci import plan_oci_ranges

NETWORKS = st.integers(15, 20).flatmap(
    lambda prefix: st.integers(0, 2 ** (prefix - 8) - 1).map(
        lambda number: str(IPv4Network((10 * 2**24 + number * 2 ** (32 - prefix), prefix)))
    )
)


@given(NETWORKS, st.integers(1, 110))
def test_subnets_lie_apart_in_blocks_and_services_in_none(cidr: str, max_pods: int) -> None:
    """Oracle refuses overlapping subnets, a subnet that spans blocks, and services inside of the VCN."""
    ranges = plan_oci_ranges(cidr, max_pods, 0)
    blocks = [IPv4Network(each) for each in ranges.blocks]
    names = ("pods", "nodes", "endpoint", "public", "internal", "storage")
    subnets = [IPv4Network(str(getattr(ranges, name))) for name in names]
    services = IPv4Network(ranges.services)
    for one, other in combinations([*subnets, services], 2):
        assert not one.overlaps(other)
    for subnet in subnets:
        assert sum(subnet.subnet_of(block) for block in blocks) == 1
        assert 16 <= subnet.prefixlen <= 30
    assert not any(services.overlaps(block) for block in blocks)
    assert all(block.prefixlen >= 16 and block.subnet_of(IPv4Network(cidr)) for block in blocks)
    assert services.subnet_of(IPv4Network(cidr))


@given(NETWORKS, st.integers(1, 110))
def test_every_node_has_room_for_all_of_its_pods(cidr: str, max_pods: int) -> None:
    """A node takes the addresses of all pods that it may have, and Oracle keeps three of each subnet."""
    ranges = plan_oci_ranges(cidr, max_pods, 0)
    assert ranges.max_nodes * max_pods + 3 <= IPv4Network(ranges.pods).num_addresses
    plan_oci_ranges(cidr, max_pods, ranges.max_nodes)
    with pytest.raises(InputError):
        plan_oci_ranges(cidr, max_pods, ranges.max_nodes + 1)


def test_a_network_that_is_too_small_says_what_would_do() -> None:
    """Either way out is one edit."""
    with pytest.raises(InputError) as caught:
        plan_oci_ranges("10.64.0.0/20", 32, 100)
    assert str(caught.value) == (
        "error: cidr: pods 10.64.0.0/21 with 32 pods per node fits 63 nodes, the pools may reach 100\n"
        "  given:   10.64.0.0/20\n"
        "  allowed: a network that holds 100 nodes\n"
        "  fix:     use a /19, or maxPodsPerNode 20 with this one"
    )


def test_a_network_that_is_too_large_is_refused() -> None:
    """Half of it is the pods' block, and Oracle's blocks end at /16."""
    with pytest.raises(InputError) as caught:
        plan_oci_ranges("10.64.0.0/14", 200, 1)
    assert str(caught.value) == (
        "error: cidr: 10.64.0.0/14 is too large: its half is the pods' block, and no block of a VCN is larger than a"
        " /16\n"
        "  given:   10.64.0.0/14\n"
        "  allowed: a network from /15 to /20\n"
        "  fix:     use its first part, 10.64.0.0/15\n"
        "error: maxPodsPerNode: 200 pods on one node is outside what OKE takes\n"
        "  given:   200\n"
        "  allowed: 1 to 110\n"
        "  fix:     leave it out for 32"
    )
