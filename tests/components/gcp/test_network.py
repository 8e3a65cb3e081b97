"""The network of a region: everything from one CIDR, private machines, no way in from the internet."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.gcp.network import Network, NetworkArgs
from components.gcp.network_plan import plan_network
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


EVERYTHING: NetworkArgs = {
    **arguments(),
    "labels": {"owner": "serving", "cost-centre": "cc-2107"},
    "iap_ssh": True,
    "allow_from": {"tokyo": "10.48.0.0/14"},
    "flow_logs": 0.1,
    "nat": {"addresses": 2, "min_ports": 128, "max_ports": 8192},
    "proxies": True,
    "private_services": True,
    "private_google_apis": True,
    "dns_zone": "nl.lab.internal",
    "peers": {"research": "projects/research/global/networks/core"},
}

CASES: dict[str, NetworkArgs] = {
    "region": arguments(),
    "iap_ssh": {**arguments(), "iap_ssh": True},
    "everything": EVERYTHING,
}


def test_every_inventory_belongs_to_a_case() -> None:
    """An inventory nobody reads proves nothing."""
    assert {file.stem for file in INVENTORIES.glob("*.yaml")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_registers(case: str) -> None:
    """The whole network, with the least and with the most that can be asked for."""
    check_inventory(deploy(lambda: Network("network", CASES[case])), INVENTORIES / f"{case}.yaml", "network")


def test_nothing_comes_in_from_the_internet() -> None:
    """Every source that is let in is of the region, named by its owner, or Google's own; all else ends at the deny."""
    deployment = deploy(lambda: Network("network", CASES["everything"]))
    rules = {rule.inputs["priority"]: rule.inputs for rule in deployment.of_type(":NetworkFirewallPolicyRule")}
    last = rules.pop(max(rules))
    assert (last["action"], last["match"]["srcIpRanges"], last["enableLogging"]) == ("deny", ["0.0.0.0/0"], True)
    assert {rule["action"] for rule in rules.values()} == {"allow"}
    sources = [ip_network(source) for rule in rules.values() for source in rule["match"]["srcIpRanges"]]
    assert {str(source) for source in sources if not source.is_private} == {
        "35.235.240.0/20",
        "35.191.0.0/16",
        "130.211.0.0/22",
    }


def test_the_firewall_is_attached_when_it_is_whole() -> None:
    """A network with half of the rules would refuse its own machines, or let in strangers."""
    resources = deploy(lambda: Network("network", CASES["everything"])).resources
    rules = {name for name in resources if name.startswith("network-rule-")}
    assert rules <= resources["network-firewall-use"].depends_on


def test_private_services_are_told_of_when_they_are_connected() -> None:
    """A filesystem that is made before the connection is refused; a peering at the same time is too."""

    def unknown(preview: bool) -> object:
        return deploy(lambda: Network("network", EVERYTHING), preview=preview).outputs["network"][
            "privateServicesRange"
        ]

    assert (unknown(True), unknown(False)) == ("__unknown__", "gcp-europe-west4-services")
    resources = deploy(lambda: Network("network", EVERYTHING)).resources
    assert "network-connection" in resources["network-to-research"].depends_on


def test_no_flow_logs() -> None:
    """A share of 0 is written as no log at all, because Google refuses a sampling of 0 beside the other settings."""
    resources = deploy(lambda: Network("network", {**arguments(), "flow_logs": 0})).resources
    assert "logConfig" not in resources["network-nodes"].inputs


@given(nodes=st.integers(1, 100), pods=st.sampled_from([8, 16, 32, 64, 110]))
def test_ranges_follow_from_the_cidr_alone(nodes: int, pods: int) -> None:
    """Growing a stack must not move a range: that would replace the subnet under everything that runs."""
    args: NetworkArgs = {**arguments(), "nodes_needed": nodes, "max_pods_per_node": pods}
    mine, before = plan_network("network", args).ranges, plan_network("network", arguments()).ranges
    names = ("nodes", "pods", "services", "control_plane", "proxies", "serverless", "private_services", "reserved")
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


def test_options_are_refused_together() -> None:
    """What is wrong with ways out, names and neighbours is reported in one run, in the spelling of arguments."""
    wrong: NetworkArgs = {
        **arguments(),
        "cidr": "10.32.0.0/18",
        "private_services": True,
        "flow_logs": 50,
        "nat": {"addresses": 1, "min_ports": 100, "max_ports": 64},
        "dns_zone": "lab",
        "peers": {"own": "projects/lab/global/networks/gcp-europe-west4-net", "x" * 60: "core"},
        "allow_from": {"tokyo": "10.32.0.0/16"},
    }
    with pytest.raises(InputError) as caught:
        plan_network("network", wrong)
    assert [line for line in str(caught.value).splitlines() if line.startswith("error")] == [
        "error: Network network.flow_logs: 50 is no share of the flows",
        "error: Network network.nat.min_ports: 100 is no number of ports that NAT can give a machine",
        "error: Network network.dns_zone: lab is no name of a private DNS zone",
        "error: Network network.peers.own: is the region's own network",
        f"error: Network network.peers.{'x' * 60}: core is no id of a network",
        "error: Network network.private_services: their part of 10.32.0.0/18 is 10.32.48.0/21, too small for the"
        " filesystems of a region",
        "error: Network network.allow_from.tokyo: allowFrom.tokyo 10.32.0.0/16 contains cidr 10.32.0.0/18",
        f'error: Network network.peers.{"x" * 60}: the name "gcp-europe-west4-to-{"x" * 60}" has 80 characters',
    ]


def test_the_docker_bridge_is_refused() -> None:
    """Traffic to it never leaves a node, whatever the routes say."""
    with pytest.raises(InputError) as caught:
        plan_network("network", {**arguments(), "cidr": "172.16.0.0/14"})
    assert str(caught.value) == (
        "error: Network network.cidr: cidr 172.16.0.0/14 overlaps 172.17.0.0/16, the docker bridge of every node;"
        " traffic to it never leaves a node\n"
        "  given:   172.16.0.0/14\n"
        "  fix:     the next free /14 is 10.0.0.0/14"
    )


def test_a_prefix_must_leave_room_for_the_endpoint() -> None:
    """Google gives the endpoint of its APIs 20 letters and digits, and a name that is cut could be another stack's."""
    args: NetworkArgs = {**arguments(), "prefix": "gcp-research-and-serving", "private_google_apis": True}
    with pytest.raises(InputError) as caught:
        plan_network("network", args)
    assert str(caught.value) == (
        'error: Network network.prefix: the endpoint name "gcpresearchandserving" has 21 characters\n'
        "  given:   gcpresearchandserving\n"
        "  allowed: at most 20 characters\n"
        '  fix:     shorten "gcpresearchandserving" by 1'
    )
