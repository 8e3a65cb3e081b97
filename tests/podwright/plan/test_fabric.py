"""Ranges of the networks between GPUs: fixed slots that overlap neither each other nor a region's network."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.plan.cidr import usable_addresses
from podwright.plan.fabric import (
    FABRIC_RANGE,
    HOST_SLOT,
    MAX_MACHINES,
    SLOTS,
    check_fabric_machines,
    check_fabric_range,
    fabric_slot,
)


def test_slots_are_the_documented_ones() -> None:
    """A range that moved would replace the networks of every GPU cluster."""
    assert [fabric_slot(slot) for slot in (0, 7, HOST_SLOT, SLOTS - 1)] == [
        "192.168.0.0/20",
        "192.168.112.0/20",
        "192.168.128.0/20",
        "192.168.240.0/20",
    ]


def test_slots_fill_the_range_without_overlapping() -> None:
    """All interfaces of a machine are in different slots."""
    slots = [IPv4Network(fabric_slot(slot)) for slot in range(SLOTS)]
    assert all(not one.overlaps(other) for one, other in combinations(slots, 2))
    assert sum(each.num_addresses for each in slots) == IPv4Network(FABRIC_RANGE).num_addresses


@pytest.mark.parametrize("slot", [-1, SLOTS])
def test_there_is_no_slot_beyond(slot: int) -> None:
    """A component that asked for one would lie about how many interfaces there can be."""
    with pytest.raises(ValueError, match=f"there is no slot {slot}: a fabric has 16"):
        fabric_slot(slot)


@given(st.integers(min_value=8, max_value=20), st.integers(min_value=0))
def test_no_network_of_ten_is_in_the_way(prefix: int, place: int) -> None:
    """The toolkit's own advice for a region's range never collides with a fabric."""
    base = IPv4Network(
        (int(IPv4Network("10.0.0.0/8").network_address) + place % 2**24 & ~(2 ** (32 - prefix) - 1), prefix)
    )
    assert check_fabric_range(str(base)) is None


@given(st.integers(min_value=0, max_value=10_000))
def test_a_slot_holds_as_many_machines_as_it_has_addresses(machines: int) -> None:
    """Four addresses of a subnet belong to the cloud."""
    fits = machines <= usable_addresses(fabric_slot(0))
    assert (check_fabric_machines(machines) is None) == fits


def test_a_region_in_the_same_range_is_refused() -> None:
    """A node with two interfaces in overlapping ranges loses its way."""
    problem = check_fabric_range("192.168.128.0/17")
    assert problem is not None
    assert problem.render() == (
        "error: cidr: 192.168.128.0/17 overlaps 192.168.0.0/16, which the networks between GPUs use\n"
        "  given:   192.168.128.0/17\n"
        "  allowed: a range outside of 192.168.0.0/16\n"
        "  fix:     use a private /17 elsewhere, such as 10.32.0.0/17"
    )
    assert check_fabric_range("no range") is None


def test_too_many_machines_are_refused() -> None:
    """The networks would be full long after the first machines have come up."""
    problem = check_fabric_machines(MAX_MACHINES + 1)
    assert problem is not None
    assert problem.render() == (
        "error: nodes: each subnet of the GPU networks holds 4092 machines, the cluster may reach 4093\n"
        "  given:   4093\n"
        "  allowed: up to 4092\n"
        "  fix:     divide it into several clusters"
    )
