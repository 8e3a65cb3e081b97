"""Address plans: ranges inside the network, never overlapping, never moving, and large enough for the nodes."""

from __future__ import annotations

from dataclasses import asdict, replace
from ipaddress import IPv4Network
from itertools import combinations
from math import ceil, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InputError
from podwright.plan.cidr import (
    LARGEST_PREFIX,
    SMALLEST_PREFIX,
    NetworkRanges,
    check_private_services,
    node_capacity,
    plan_ranges,
    pod_block_prefix,
    usable_addresses,
)


def network(start: int, prefix: int) -> str:
    """The network of that size around an address."""
    return str(IPv4Network((start, prefix), strict=False))


def parts(private: str) -> st.SearchStrategy[str]:
    """Networks of every size that are part of a private one."""
    whole = IPv4Network(private)
    return st.builds(
        network,
        st.integers(int(whole.network_address), int(whole.broadcast_address)),
        st.integers(max(LARGEST_PREFIX, whole.prefixlen), SMALLEST_PREFIX),
    )


networks = st.one_of(*map(parts, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
pods_per_node = st.integers(min_value=8, max_value=256)

ALLOWED = "an IPv4 network from /8 to /20, such as 10.32.0.0/14"


def every(ranges: NetworkRanges) -> list[IPv4Network]:
    """All ranges as networks, the endpoint's address too."""
    return [IPv4Network(value) for value in asdict(ranges).values() if isinstance(value, str)]


def refusal(cidr: str, max_pods: int, nodes: int) -> str:
    """The whole text a user sees for a network that is refused."""
    with pytest.raises(InputError) as caught:
        plan_ranges(cidr, max_pods, nodes)
    return str(caught.value)


def test_a_plan_of_a_usual_network() -> None:
    """The numbers a reader can check by hand."""
    assert plan_ranges("10.32.0.0/14", 32, 500) == NetworkRanges(
        nodes="10.34.0.0/18",
        pods="10.32.0.0/15",
        services="10.34.64.0/20",
        control_plane="10.34.128.0/28",
        proxies="10.34.192.0/23",
        serverless="10.34.224.0/26",
        endpoint="10.34.240.1",
        private_services="10.35.0.0/17",
        reserved="10.35.128.0/17",
        max_nodes=2048,
    )


@given(networks, pods_per_node)
def test_ranges_are_inside_the_network_and_apart(cidr: str, max_pods: int) -> None:
    """Two ranges that overlap, or one outside the fleet's plan, cannot be corrected without a new network."""
    ranges = every(plan_ranges(cidr, max_pods, 1))
    assert len(ranges) == 9
    assert all(each.subnet_of(IPv4Network(cidr)) for each in ranges)
    assert not any(one.overlaps(other) for one, other in combinations(ranges, 2))


@given(networks, pods_per_node, pods_per_node, st.integers(min_value=0, max_value=8))
def test_ranges_never_move(cidr: str, before: int, after: int, nodes: int) -> None:
    """Growing the pools or changing the pods per node must not replace the network."""
    first, second = plan_ranges(cidr, before, 0), plan_ranges(cidr, after, min(nodes, 4))
    assert replace(first, max_nodes=0) == replace(second, max_nodes=0)


@given(networks, pods_per_node)
def test_the_ranges_hold_the_nodes_they_promise(cidr: str, max_pods: int) -> None:
    """A node needs an address of its own and a block of pod addresses with twice its pods."""
    ranges = plan_ranges(cidr, max_pods, 0)
    block = 2 ** (32 - pod_block_prefix(max_pods))
    assert ranges.max_nodes * block <= IPv4Network(ranges.pods).num_addresses
    assert ranges.max_nodes <= IPv4Network(ranges.nodes).num_addresses - 4
    assert plan_ranges(cidr, max_pods, ranges.max_nodes) == ranges


@given(networks, pods_per_node)
def test_one_node_more_than_promised_is_refused(cidr: str, max_pods: int) -> None:
    """The border is exact: GKE would fail at this very node."""
    with pytest.raises(InputError):
        plan_ranges(cidr, max_pods, plan_ranges(cidr, max_pods, 0).max_nodes + 1)


@pytest.mark.parametrize(("max_pods", "prefix"), [(110, 24), (64, 25), (32, 26), (15, 27), (8, 28), (256, 23)])
def test_blocks_are_those_of_gke(max_pods: int, prefix: int) -> None:
    """Google Cloud documentation: flexible pod CIDR."""
    assert pod_block_prefix(max_pods) == prefix


@given(pods_per_node)
def test_blocks_follow_the_published_formula(max_pods: int) -> None:
    """Whole numbers are used here; the formula is written with a logarithm."""
    assert pod_block_prefix(max_pods) == 31 - ceil(log2(max_pods))


def test_a_range_counts_the_nodes_it_holds() -> None:
    """The example everybody meets: a /20 with 110 pods on a node is full at 16."""
    assert (node_capacity("10.0.0.0/20", 110), node_capacity("10.0.0.0/28", 110)) == (16, 0)


def test_four_addresses_of_a_subnet_are_taken() -> None:
    """Network, gateway, second-to-last and broadcast."""
    assert (usable_addresses("10.0.0.0/24"), usable_addresses("10.0.0.0/31")) == (252, 0)


@pytest.mark.parametrize("prefix", range(LARGEST_PREFIX, 17))
def test_services_get_a_20_where_there_is_room(prefix: int) -> None:
    """4096 services are GKE's own default."""
    assert IPv4Network(plan_ranges(f"10.0.0.0/{prefix}", 32, 1).services).prefixlen == 20


def test_too_few_pod_addresses_are_refused_with_both_remedies() -> None:
    """Both numbers, and either a larger network or fewer pods on each node."""
    assert refusal("10.32.0.0/16", 110, 200) == (
        "error: cidr: pods 10.32.0.0/17 with 110 pods per node fits 128 nodes, the pools may reach 200\n"
        "  given:   10.32.0.0/16\n"
        "  allowed: a network that holds 200 nodes\n"
        "  fix:     use a /15, or maxPodsPerNode 64 with this one"
    )


def test_fewer_pods_are_not_offered_where_they_would_not_do() -> None:
    """Already at the smallest block only a larger network helps."""
    assert refusal("10.32.0.0/20", 8, 200) == (
        "error: cidr: pods 10.32.0.0/21 with 8 pods per node fits 128 nodes, the pools may reach 200\n"
        "  given:   10.32.0.0/20\n"
        "  allowed: a network that holds 200 nodes\n"
        "  fix:     use a /19"
    )


def test_more_nodes_than_any_network_holds_are_refused_without_a_false_remedy() -> None:
    """No prefix in the message would be accepted."""
    assert refusal("10.0.0.0/8", 8, 10**7) == (
        "error: cidr: pods 10.0.0.0/9 with 8 pods per node fits 524288 nodes, the pools may reach 10000000\n"
        "  given:   10.0.0.0/8\n"
        "  allowed: a network that holds 10000000 nodes\n"
        "  fix:     divide the pools over several regions: no network is large enough"
    )


@given(networks, pods_per_node, st.integers(min_value=1, max_value=100_000))
def test_the_remedies_of_a_refusal_are_accepted(cidr: str, max_pods: int, nodes: int) -> None:
    """A remedy that is refused in turn would be worse than none."""
    try:
        plan_ranges(cidr, max_pods, nodes)
    except InputError as error:
        fix = error.problems[0].fix or ""
        words = fix.replace(",", "").split()
        if "a" in words and words[0] == "use":
            prefix = int(words[words.index("a") + 1].removeprefix("/"))
            assert plan_ranges(f"10.0.0.0/{prefix}", max_pods, nodes).max_nodes >= nodes
        if "maxPodsPerNode" in words:
            fewer = int(words[words.index("maxPodsPerNode") + 1])
            assert plan_ranges(cidr, fewer, nodes).max_nodes >= nodes


@pytest.mark.parametrize(
    "text",
    ["", "net", "10.0.0.0", "10.0.0.0/33", "10.0.0/14", "fd00::/20", "10.0.0.0/255.252.0.0", "10.0.0.0/14/2"],
)
def test_a_text_that_is_no_network_is_refused(text: str) -> None:
    """IPv6 and netmasks are other ways to write a network; one is enough."""
    assert refusal(text, 32, 1) == (
        f'error: cidr: "{text}" is not an IPv4 network\n  given:   {text}\n  allowed: {ALLOWED}'
    )


def test_an_address_inside_a_network_is_refused_with_its_start() -> None:
    """10.33.0.0/14 reads like another network than 10.32.0.0/14 and is the same one."""
    assert refusal("10.33.0.0/14", 32, 1) == (
        "error: cidr: 10.33.0.0/14 does not start at a /14 border\n"
        "  given:   10.33.0.0/14\n"
        f"  allowed: {ALLOWED}\n"
        "  fix:     write 10.32.0.0/14"
    )


def test_a_network_too_small_to_divide_is_refused() -> None:
    """Below a /20 the services and the control plane find no room."""
    assert refusal("10.0.0.0/24", 32, 1) == (
        "error: cidr: 10.0.0.0/24 is too small for the ranges of a cluster's nodes, pods and services\n"
        "  given:   10.0.0.0/24\n"
        f"  allowed: {ALLOWED}\n"
        "  fix:     use a /20, or a /14 for a region with large slices"
    )


@pytest.mark.parametrize("max_pods", [-1, 0, 7, 257])
def test_pods_per_node_outside_gke_are_refused(max_pods: int) -> None:
    """The cloud refuses them when the node pool is made."""
    assert refusal("10.0.0.0/14", max_pods, 1) == (
        f"error: maxPodsPerNode: {max_pods} pods on one node is outside what GKE takes\n"
        f"  given:   {max_pods}\n"
        "  allowed: 8 to 256\n"
        "  fix:     leave it out for 32"
    )


def test_a_wrong_network_and_wrong_pods_are_reported_together() -> None:
    """One run shows all problems."""
    with pytest.raises(InputError) as caught:
        plan_ranges("10.0.0.0/24", 1, 1)
    assert [problem.subject for problem in caught.value.problems] == ["cidr", "maxPodsPerNode"]


@pytest.mark.parametrize(
    "cidr",
    ["8.16.0.0/14", "127.0.0.0/14", "224.0.0.0/14", "0.0.0.0/8", "172.0.0.0/11", "192.168.0.0/15"],
)
def test_a_range_that_is_not_private_is_refused(cidr: str) -> None:
    """The firewall lets everything in from the range: strangers on the internet must not be in it."""
    prefix = cidr.rpartition("/")[2]
    whole = str(IPv4Network(cidr, strict=False))
    assert refusal(whole, 32, 1) == (
        f"error: cidr: {whole} is not private, and everything in it would be let in as a machine of the stack\n"
        f"  given:   {whole}\n"
        "  allowed: a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10\n"
        f"  fix:     use a private /{prefix}, such as 10.0.0.0/{prefix}"
    )


@given(networks, pods_per_node, st.integers(min_value=1, max_value=131072))
def test_a_plan_holds_the_largest_number_of_nodes(cidr: str, max_pods: int, nodes: int) -> None:
    """Either every node has its block of pod addresses and an address of its own, or the plan is refused."""
    try:
        ranges = plan_ranges(cidr, max_pods, nodes)
    except InputError:
        return
    assert node_capacity(ranges.pods, max_pods) >= nodes
    assert usable_addresses(ranges.nodes) >= nodes


def test_what_google_asks_of_the_smaller_ranges() -> None:
    """In the smallest network still: a /26 for proxies, a /26 for Cloud Run, a /28 for a control plane."""
    ranges = plan_ranges("10.0.0.0/20", 32, 1)
    assert (ranges.proxies, ranges.serverless, ranges.control_plane, ranges.endpoint) == (
        "10.0.11.0/25",
        "10.0.11.128/26",
        "10.0.10.0/28",
        "10.0.11.193",
    )


def test_private_services_need_a_usual_network() -> None:
    """Filesystems take blocks of their own out of it, and a range that is full cannot grow."""
    assert check_private_services("10.0.0.0/17") is None
    problem = check_private_services("10.0.0.0/18")
    assert problem is not None
    assert problem.render() == (
        "error: privateServices: their part of 10.0.0.0/18 is 10.0.48.0/21, too small for the filesystems of a region\n"
        "  given:   10.0.0.0/18\n"
        "  allowed: a /20 or larger, which is an eighth of a /17\n"
        "  fix:     use a /17 or larger for the region, or turn privateServices off"
    )
