"""Ranges of a CoreWeave VPC: fixed parts of one CIDR, no two of which overlap, or those of the console."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InputError
from podwright.plan.cidr_coreweave import VpcRanges, check_prefixes, check_range_names, check_vpc_cidr, plan_vpc_ranges


@given(st.integers(8, 14), st.integers(0, 63))
def test_ranges_are_parts_of_the_network_and_apart(prefix: int, place: int) -> None:
    """A VPC with two ranges that overlap is refused by CoreWeave when the first cluster comes."""
    start = place % 2 ** (prefix - 8) * 2 ** (32 - prefix)
    network = IPv4Network(f"{IPv4Network('10.0.0.0/8')[start]}/{prefix}")
    found = plan_vpc_ranges(str(network), 0)
    ranges = [IPv4Network(each) for each in (found.nodes, found.pods, found.services, found.load_balancers) if each]
    assert len(ranges) == 4
    assert all(each.subnet_of(network) for each in ranges)
    assert not any(one.overlaps(other) for one, other in combinations(ranges, 2))
    assert IPv4Network(str(found.nodes)).prefixlen == 18
    assert plan_vpc_ranges(str(network), 1000) == found


def test_without_a_network_the_ranges_are_those_of_the_console() -> None:
    """The nodes' range is the zone's own then, which nobody has to write."""
    assert plan_vpc_ranges(None, 100) == VpcRanges(None, "10.0.0.0/13", "10.16.0.0/22", "10.16.4.0/22", None)


def test_a_network_that_is_too_small_is_refused_with_one_that_is_not() -> None:
    """CoreWeave takes a /18 for nodes, whatever their number."""
    problem = check_vpc_cidr("10.33.0.0/16")
    assert problem is not None
    assert problem.render() == (
        "error: cidr: 10.33.0.0/16 is too small: CoreWeave takes a /18 for nodes, a sixteenth of the network\n"
        "  given:   10.33.0.0/16\n"
        "  allowed: an IPv4 network from /8 to /14, such as 10.32.0.0/14\n"
        "  fix:     use a /14, such as 10.32.0.0/14"
    )
    public = check_vpc_cidr("11.0.0.0/14")
    assert public is not None
    assert "is not private" in public.message


def test_more_nodes_than_addresses() -> None:
    """The nodes' range never grows."""
    with pytest.raises(InputError) as caught:
        plan_vpc_ranges("10.32.0.0/14", 20_000)
    assert str(caught.value) == (
        "error: cidr: the nodes' range 10.34.0.0/18 holds 16382 nodes, the pools may reach 20000\n"
        "  given:   10.32.0.0/14\n"
        "  fix:     divide the pools over several zones"
    )


def test_ranges_that_overlap_are_named() -> None:
    """Which two, and not only that there are some."""
    given_ranges = {"pods": "10.0.0.0/13", "services": "10.4.0.0/22", "lb": "10.176.200.0/22", "more": "nothing"}
    assert [each.render() for each in check_prefixes(given_ranges, "10.176.192.0/18")] == [
        'error: more: "nothing" is not an IPv4 network that starts at its border\n'
        "  given:   nothing\n"
        "  allowed: such as 10.32.208.0/22",
        "error: lb: 10.176.200.0/22 overlaps nodes (10.176.192.0/18)\n"
        "  given:   10.176.200.0/22\n"
        "  fix:     take a free range",
        "error: services: 10.4.0.0/22 overlaps pods (10.0.0.0/13)\n"
        "  given:   10.4.0.0/22\n"
        "  fix:     take a free range",
    ]
    assert check_prefixes({"pods": "10.0.0.0/13"}, None) == []


def test_a_range_that_the_vpc_does_not_have() -> None:
    """Names are matched exactly: a space or a capital too many, and the API refuses the cluster."""
    known = {"pod cidr": "10.0.0.0/13", "service cidr": "10.16.0.0/22"}
    assert [each.render() for each in check_range_names({"services": "Service CIDR", "pods": "pod cidr"}, known)] == [
        'error: services: "Service CIDR" is no range of the VPC; names are matched exactly, spaces included\n'
        "  given:   Service CIDR\n"
        '  allowed: "pod cidr", "service cidr"\n'
        '  fix:     write "service cidr"'
    ]
