"""Overlaps between ranges: every pair is found, named and given a block that is really free."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from podwright.plan.overlap import AUTO_MODE, DOCKER_BRIDGE, next_free, overlaps


def network(start: int, prefix: int) -> IPv4Network:
    """The network of that size around an address."""
    return IPv4Network((start, prefix), strict=False)


private_networks = st.builds(
    network,
    st.integers(min_value=int(IPv4Network("10.0.0.0/8")[0]), max_value=int(IPv4Network("10.0.0.0/8")[-1])),
    st.integers(min_value=10, max_value=28),
)


def rendered(named: dict[str, str]) -> list[str]:
    """The texts of all problems."""
    return [problem.render() for problem in overlaps(named)]


def test_networks_that_are_apart_pass() -> None:
    """The plan of a fleet: one block for each region."""
    assert rendered({"us": "10.16.0.0/14", "nl": "10.32.0.0/14", "jp": "10.48.0.0/14"}) == []


def test_a_range_inside_another_is_refused_with_both_names_and_the_next_free_block() -> None:
    """The later one has to move: the earlier may already be in use."""
    assert rendered({"pods": "10.4.0.0/14", "nodes": "10.5.0.0/20"}) == [
        "error: nodes: pods 10.4.0.0/14 contains nodes 10.5.0.0/20\n"
        "  given:   10.5.0.0/20\n"
        "  fix:     the next free /20 is 10.0.0.0/20"
    ]


def test_a_range_around_an_earlier_one_is_refused() -> None:
    """The same overlap, seen from the other side."""
    assert rendered({"nodes": "10.5.0.0/20", "pods": "10.4.0.0/14"}) == [
        "error: pods: pods 10.4.0.0/14 contains nodes 10.5.0.0/20\n"
        "  given:   10.4.0.0/14\n"
        "  fix:     the next free /14 is 10.0.0.0/14"
    ]


def test_the_same_range_twice_is_refused() -> None:
    """A copied stack file keeps the network of the first."""
    assert rendered({"us": "10.0.0.0/14", "nl": "10.0.0.0/14"}) == [
        "error: nl: nl 10.0.0.0/14 is the same range as us\n"
        "  given:   10.0.0.0/14\n"
        "  fix:     the next free /14 is 10.4.0.0/14"
    ]


def test_the_docker_bridge_is_refused() -> None:
    """Nodes answer such addresses themselves, so pods and services in it are never reached."""
    assert rendered({"nl": "172.16.0.0/14"}) == [
        "error: nl: nl 172.16.0.0/14 overlaps 172.17.0.0/16, the docker bridge of every node; "
        "traffic to it never leaves a node\n"
        "  given:   172.16.0.0/14\n"
        "  fix:     the next free /14 is 10.0.0.0/14"
    ]


def test_the_range_of_auto_mode_networks_is_a_warning() -> None:
    """It matters only to somebody who will peer with such a network."""
    assert rendered({"nl": "10.128.0.0/14"}) == [
        "warning: nl: nl 10.128.0.0/14 overlaps 10.128.0.0/9, the range of auto-mode networks; "
        "it cannot be peered with one\n"
        "  given:   10.128.0.0/14\n"
        "  fix:     the next free /14 is 10.0.0.0/14"
    ]


def test_a_size_of_which_nothing_is_free_is_said_so() -> None:
    """No block is offered that would overlap again."""
    assert rendered({"a": "10.0.0.0/9", "b": "10.0.0.0/9"}) == [
        "error: b: b 10.0.0.0/9 is the same range as a\n  given:   10.0.0.0/9\n  fix:     no private /9 is free"
    ]


def test_a_text_that_is_no_network_is_left_to_whoever_reads_it() -> None:
    """Its own check says what is wrong with it; here it has no range to compare."""
    assert rendered({"a": "ten", "b": "10.0.0.0/14"}) == []


@given(st.lists(private_networks, max_size=8))
def test_every_overlapping_pair_is_found_once(networks: list[IPv4Network]) -> None:
    """A pair that is missed here is found by the cloud in the middle of an update."""
    named = {f"n{index}": str(network) for index, network in enumerate(networks)}
    pairs = sum(one.overlaps(other) for one, other in combinations(networks, 2))
    assert sum(problem.severity == "error" for problem in overlaps(named)) == pairs


@given(st.lists(private_networks, max_size=8), st.integers(min_value=10, max_value=28))
def test_a_free_block_is_free_and_private(networks: list[IPv4Network], prefix: int) -> None:
    """The remedy of a message must not be the next problem."""
    taken = [*networks, IPv4Network(DOCKER_BRIDGE), IPv4Network(AUTO_MODE)]
    free = next_free(prefix, taken)
    assert free is None or (free.is_private and not any(free.overlaps(block) for block in taken))


@given(st.lists(private_networks, max_size=4), st.integers(min_value=10, max_value=14))
def test_a_free_block_is_the_first_one(networks: list[IPv4Network], prefix: int) -> None:
    """The same fleet always gets the same advice, and addresses are not wasted."""
    every = IPv4Network("10.0.0.0/8").subnets(new_prefix=prefix)
    first = next((block for block in every if not any(block.overlaps(other) for other in networks)), None)
    assert first is None or next_free(prefix, networks) == first
