"""Ranges of a region on Azure: fixed parts of one CIDR, none of them where Azure has its own network."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InputError
from podwright.plan.cidr_azure import plan_azure_ranges


def test_a_region_is_divided() -> None:
    """The numbers that the operator's guide promises."""
    ranges = plan_azure_ranges("10.64.0.0/14", 500)
    assert ranges.space == ("10.66.0.0/18", "10.67.0.0/16")
    assert ranges.subnets == {
        "nodes": "10.66.0.0/18",
        "machines": "10.67.0.0/18",
        "storage": "10.67.64.0/18",
        "endpoints": "10.67.128.0/18",
    }
    assert (ranges.pods, ranges.services, ranges.dns_service) == ("10.64.0.0/15", "10.66.64.0/20", "10.66.64.10")
    assert ranges.max_nodes == 512
    assert ranges.gateway == "10.67.192.0/26"


@given(st.integers(8, 20), st.integers(0, 255))
def test_no_part_touches_another(prefix: int, second: int) -> None:
    """AKS refuses pods and services inside of the network; subnets must lie inside of it."""
    network = IPv4Network((10 << 24 | second << 16, prefix), strict=False)
    ranges = plan_azure_ranges(str(network), 0)
    space = [IPv4Network(each) for each in ranges.space]
    apart = [*space, IPv4Network(ranges.pods), IPv4Network(ranges.services)]
    assert not any(one.overlaps(other) for one, other in combinations(apart, 2))
    assert all(each.subnet_of(network) for each in apart)
    subnets = [IPv4Network(each) for each in (*ranges.subnets.values(), ranges.gateway)]
    assert not any(one.overlaps(other) for one, other in combinations(subnets, 2))
    assert all(any(each.subnet_of(outer) for outer in space) for each in subnets)


def test_the_network_of_infiniband_is_taken() -> None:
    """A range that holds it is as bad as one inside of it."""
    with pytest.raises(InputError) as caught:
        plan_azure_ranges("172.16.0.0/14", 0)
    assert str(caught.value) == (
        "error: cidr: 172.16.0.0/14 overlaps 172.16.0.0/16, which Azure uses for the RDMA network;"
        " MPI traffic would fail\n"
        "  given:   172.16.0.0/14\n"
        "  fix:     use a part of 10.0.0.0/8"
    )


def test_too_many_nodes_are_refused_with_a_range_that_holds_them() -> None:
    """Each node takes a /24 of the pods, whatever runs on it."""
    with pytest.raises(InputError) as caught:
        plan_azure_ranges("10.64.0.0/18", 40)
    assert str(caught.value) == (
        "error: cidr: 10.64.0.0/18 holds 32 nodes, the pools may reach 40\n"
        "  given:   10.64.0.0/18\n"
        "  allowed: a network that holds 40 nodes\n"
        "  fix:     use a /17"
    )
    with pytest.raises(InputError) as caught:
        plan_azure_ranges("10.64.0.0/18", 10_000_000)
    assert caught.value.problems[0].fix == "divide the pools over several regions: no network is large enough"
