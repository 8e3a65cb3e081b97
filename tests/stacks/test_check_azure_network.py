"""Rules of an Azure network: the RDMA network's range, room for machines, options and neighbours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.azure_samples import with_network
from tests.stacks.samples import rendered

PEER = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub"


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_network(cidr="172.16.0.0/14"),
            None,
            "error: network.cidr: 172.16.0.0/14 overlaps 172.16.0.0/16, which Azure uses for the RDMA"
            " network; MPI traffic would fail\n"
            "  given:   172.16.0.0/14\n"
            "  fix:     use a part of 10.0.0.0/8",
        ),
        (
            with_network(cidr="10.80.0.0/20"),
            None,
            "error: network.cidr: 10.80.0.0/20 holds 8 nodes, the pools may reach 11\n"
            "  given:   10.80.0.0/20\n"
            "  allowed: a network that holds 11 nodes\n"
            "  fix:     use a /19",
        ),
        (
            with_network(allowFrom={"old": "172.16.0.0/12"}),
            None,
            "error: network.allowFrom.old: allowFrom.old 172.16.0.0/12 overlaps 172.17.0.0/16, the"
            " docker bridge of every node; traffic to it never leaves a node\n"
            "  given:   172.16.0.0/12\n"
            "  fix:     the next free /12 is 10.0.0.0/12\n"
            "error: network.allowFrom.old: 172.16.0.0/12 overlaps 172.16.0.0/16, which Azure uses for"
            " the RDMA network; MPI traffic would fail\n"
            "  given:   172.16.0.0/12\n"
            "  fix:     use a part of 10.0.0.0/8",
        ),
    ],
)
def test_ranges_hold_all_machines_and_leave_rdma_alone(values: dict[str, Any], stack: str | None, said: str) -> None:
    """172.16.0.0/16 belongs to InfiniBand, wherever it is written."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_network(hub="lab-hub", privateServices=True, privateGoogleApis=True, proxies=True),
            None,
            "error: network.proxies: says nothing on Azure\n"
            "  allowed: cidr, maxPodsPerNode, flowLogs, nat, dnsZone, vpn, peers, allowFrom\n"
            "  fix:     remove it\n"
            "error: network.privateServices: says nothing on Azure\n"
            "  allowed: cidr, maxPodsPerNode, flowLogs, nat, dnsZone, vpn, peers, allowFrom\n"
            "  fix:     remove it: storage has private endpoints in every region's network\n"
            "error: network.privateGoogleApis: says nothing on Azure\n"
            "  allowed: cidr, maxPodsPerNode, flowLogs, nat, dnsZone, vpn, peers, allowFrom\n"
            "  fix:     remove it: storage has private endpoints in every region's network\n"
            "error: network.hub: says nothing on Azure\n"
            "  allowed: cidr, maxPodsPerNode, flowLogs, nat, dnsZone, vpn, peers, allowFrom\n"
            "  fix:     remove it, and name the hub's virtual network under peers",
        ),
        (
            with_network(nat={"addresses": 17, "minPorts": 64}),
            None,
            "error: network.nat.minPorts: says nothing on Azure\n"
            "  allowed: addresses\n"
            "  fix:     remove it\n"
            "error: network.nat.addresses: is more than a NAT gateway has\n"
            "  given:   17\n"
            "  allowed: 1 to 16",
        ),
        (
            with_network(maxPodsPerNode=256),
            None,
            "error: network.maxPodsPerNode: is no number of pods that AKS takes on a node\n"
            "  given:   256\n"
            "  allowed: 10 to 250",
        ),
        (
            with_network(dnsZone="lab"),
            None,
            "error: network.dnsZone: lab is no name of a private DNS zone\n"
            "  given:   lab\n"
            "  allowed: two or more labels of lower-case letters, digits and dashes, such as nl.lab.internal",
        ),
    ],
)
def test_options_that_azure_does_not_have(values: dict[str, Any], stack: str | None, said: str) -> None:
    """A word is refused with what to write instead."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_network(peers={"hub": "projects/p/global/networks/n"}),
            None,
            "error: network.peers.hub: is no id of a virtual network\n"
            "  given:   projects/p/global/networks/n\n"
            "  allowed:"
            " /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<name>",
        ),
        (
            with_network(peers={"hub": PEER}),
            None,
            "warning: network.peers.hub: is peered with, and nothing of it is let in\n"
            "  given:   /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub\n"
            "  fix:     add hub: <its range> to allowFrom, if its machines should reach the region's",
        ),
        (
            with_network(peers={"hub": PEER, "again": PEER}, allowFrom={"hub": "10.0.0.0/16"}),
            None,
            "error: network.peers.again: is the network of peers.hub; two networks have one peering\n"
            "  given:   /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub\n"
            "  fix:     remove one of them",
        ),
        (
            with_network(allowFrom={"web": "8.8.8.0/24"}),
            None,
            "error: network.allowFrom.web: 8.8.8.0/24 is not private, and machines of the internet would"
            " be let in\n"
            "  given:   8.8.8.0/24\n"
            "  allowed: a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10\n"
            "  fix:     let people in through Azure Bastion",
        ),
    ],
)
def test_neighbours_are_named_and_private(values: dict[str, Any], stack: str | None, said: str) -> None:
    """A peer is an id, and nothing of it is let in by itself."""
    assert "\n".join(rendered(values, stack)) == said
