"""Rules of the address range: it must hold every machine when every pool is full."""

from __future__ import annotations

from stacks.sizes import nodes_needed
from stacks.spec import parse
from tests.stacks.samples import region, rendered, with_vm


def test_system_nodes_and_vms_count() -> None:
    """2 slices of 16 hosts, one system node in each of 3 zones, one TPU VM of one host."""
    spec, _ = parse(with_vm(), None)
    assert spec is not None
    assert nodes_needed(spec) == 32 + 3 + 1


def test_a_range_that_is_too_small_names_one_that_is_not() -> None:
    """Addresses cannot be added later without a new network."""
    assert rendered(region(network={"cidr": "10.32.0.0/20"})) == [
        "error: network.cidr: pods 10.32.0.0/21 with 32 pods per node fits 32 nodes, the pools may reach 35\n"
        "  given:   10.32.0.0/20\n  allowed: a network that holds 35 nodes\n"
        "  fix:     use a /19, or maxPodsPerNode 16 with this one"
    ]


def test_a_range_must_start_at_its_border() -> None:
    """10.32.0.1/14 is a host and not a network."""
    assert rendered(region(network={"cidr": "10.32.0.1/14"})) == [
        "error: network.cidr: 10.32.0.1/14 does not start at a /14 border\n"
        "  given:   10.32.0.1/14\n  allowed: an IPv4 network from /8 to /20, such as 10.32.0.0/14\n"
        "  fix:     write 10.32.0.0/14"
    ]


def test_the_docker_bridge_is_always_taken() -> None:
    """Addresses in it never leave a node."""
    assert [text.splitlines()[0] for text in rendered(region(network={"cidr": "172.16.0.0/14"}))] == [
        "error: network.cidr: network.cidr 172.16.0.0/14 overlaps 172.17.0.0/16, the docker bridge of every node; "
        "traffic to it never leaves a node"
    ]
