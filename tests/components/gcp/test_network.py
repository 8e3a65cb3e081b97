"""The network of a region: everything from one CIDR, private machines, no way in from the internet."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.gcp.network import Network, NetworkArgs, plan_network
from podwright.errors import InputError
from tests.components.harness import check_inventory, deploy

INVENTORIES = Path(__file__).parent / "network"


def arguments() -> NetworkArgs:
    return {
        "project": "lab",
        "region": "europe-west4",
        "prefix": "gcp-europe-west4",
        "cidr": "10.32.0.0/14",
        "nodes_needed": 40,
        "max_pods_per_node": 32,
    }


CASES: dict[str, NetworkArgs] = {"region": arguments(), "iap_ssh": {**arguments(), "iap_ssh": True}}


def test_every_inventory_belongs_to_a_case() -> None:
    """An inventory nobody reads proves nothing."""
    assert {file.stem for file in INVENTORIES.glob("*.yaml")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_registers(case: str) -> None:
    """The whole network, with and without SSH through Identity-Aware Proxy."""
    check_inventory(deploy(lambda: Network("network", CASES[case])), INVENTORIES / f"{case}.yaml", "network")


def test_nothing_comes_in_from_the_internet() -> None:
    """Every source of every rule is the region's own range or Google's proxy."""
    deployment = deploy(lambda: Network("network", CASES["iap_ssh"]))
    sources = {source for rule in deployment.of_type(":Firewall") for source in rule.inputs["sourceRanges"]}
    assert sources == {"10.32.0.0/14", "35.235.240.0/20"}


@given(nodes=st.integers(1, 100), pods=st.sampled_from([8, 16, 32, 64, 110]))
def test_ranges_follow_from_the_cidr_alone(nodes: int, pods: int) -> None:
    """Growing a stack must not move a range: that would replace the subnet under everything that runs."""
    args: NetworkArgs = {**arguments(), "nodes_needed": nodes, "max_pods_per_node": pods}
    mine, before = plan_network("network", args).ranges, plan_network("network", arguments()).ranges
    names = ("nodes", "pods", "services", "control_plane")
    assert [getattr(mine, name) for name in names] == [getattr(before, name) for name in names]
    parts = [ip_network(cast("str", getattr(mine, name))) for name in names]
    assert all(not one.overlaps(other) for one in parts for other in parts if one is not other)


def test_all_problems_at_once() -> None:
    """A wrong region and a CIDR that cannot be cut are reported in one run."""
    wrong: NetworkArgs = {**arguments(), "region": "europe-west44", "cidr": "10.32.0.0/24"}
    with pytest.raises(InputError) as caught:
        deploy(lambda: Network("network", wrong))
    lines = str(caught.value).splitlines()
    assert [line for line in lines if line.startswith("error")] == [
        'error: Network network.region: Google Cloud has no region "europe-west44"',
        "error: Network network.cidr: 10.32.0.0/24 is too small for the ranges of a cluster's nodes, pods and services",
    ]


def test_a_public_range_is_refused() -> None:
    """The rule for internal traffic would be open to whoever has those addresses."""
    with pytest.raises(InputError) as caught:
        plan_network("network", {**arguments(), "cidr": "8.16.0.0/14"})
    assert str(caught.value) == (
        "error: Network network.cidr: 8.16.0.0/14 is not private, and everything in it would be let in as a machine of"
        " the stack\n"
        "  given:   8.16.0.0/14\n"
        "  allowed: a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10\n"
        "  fix:     use a private /14, such as 10.0.0.0/14"
    )
