"""Peerings: both sides, and address spaces that overlap."""

from __future__ import annotations

from tests.podwright.emulator.client import Client, Made, refused

NETWORK = "azure-native:network:VirtualNetwork"
PEERING = "azure-native:network:VirtualNetworkPeering"


def _network(azure: Client, name: str, prefix: str) -> Made:
    space = {"addressSpace": {"addressPrefixes": [prefix]}}
    return azure.create(NETWORK, name, {"resourceGroupName": "lab", "virtualNetworkName": name, **space})


def _peer(azure: Client, one: Made, other: Made) -> Made:
    name = f"to-{other.out('name')}"
    return azure.create(
        PEERING,
        name,
        {
            "resourceGroupName": "lab",
            "virtualNetworkName": one.out("name"),
            "virtualNetworkPeeringName": name,
            "remoteVirtualNetwork": {"id": other.id},
        },
    )


def test_a_peering_is_connected_once_both_sides_are_there(azure: Client, group: Made) -> None:
    """The first side hears of the second."""
    one, two = _network(azure, "one", "10.1.0.0/16"), _network(azure, "two", "10.2.0.0/16")
    there = _peer(azure, one, two)
    assert there.out("peeringState") == "Initiated"
    assert _peer(azure, two, one).out("peeringState") == "Connected"
    seen = azure.refresh(there)
    assert seen is not None
    assert seen.out("peeringState") == "Connected"


def test_networks_that_overlap_cannot_be_peered(azure: Client, group: Made) -> None:
    """ARM names both and the ranges."""
    one, two = _network(azure, "one", "10.1.0.0/16"), _network(azure, "two", "10.1.128.0/17")
    assert refused(lambda: _peer(azure, one, two)) == (
        'Status=400 Code="VnetAddressSpacesOverlap" Message="Cannot create or update peering'
        f" {one.id}/virtualNetworkPeerings/to-two. Virtual networks {one.id} and {two.id} cannot be peered because"
        " their address spaces overlap. Overlapping address prefixes: 10.1.0.0/16. For more information please refer"
        ' to https://aka.ms/VnetPeeringInfo"'
    )


def test_a_peer_of_the_peer_counts(azure: Client, group: Made) -> None:
    """The remote network could not tell the two apart."""
    hub = _network(azure, "hub", "10.0.0.0/16")
    one, two = _network(azure, "one", "10.1.0.0/16"), _network(azure, "two", "10.1.0.0/17")
    _peer(azure, hub, one)
    assert refused(lambda: _peer(azure, two, hub)) == (
        'Status=400 Code="VnetAddressSpaceOverlapsWithAlreadyPeeredVnet" Message="Cannot create or update peering'
        f" {two.id}/virtualNetworkPeerings/to-hub. Virtual networks {two.id} and {hub.id} cannot be peered because"
        f" address space of the first virtual network overlaps with address space of virtual network {one.id} already"
        " peered with the second virtual network. Overlapping address prefixes: 10.1.0.0/17. For more information"
        ' please refer to https://aka.ms/VnetPeeringInfo"'
    )


def test_a_peered_network_does_not_grow_into_its_peer(azure: Client, group: Made) -> None:
    """The overlap may come later."""
    one, two = _network(azure, "one", "10.1.0.0/16"), _network(azure, "two", "10.2.0.0/16")
    peering = _peer(azure, one, two)
    wider = {
        "resourceGroupName": "lab",
        "virtualNetworkName": "one",
        "addressSpace": {"addressPrefixes": ["10.1.0.0/16", "10.2.0.0/24"]},
    }
    assert refused(lambda: azure.update(one, wider)) == (
        f'Status=400 Code="VnetAddressSpacesOverlap" Message="Cannot create or update peering {peering.id}. Virtual'
        f" networks {one.id} and {two.id} cannot be peered because their address spaces overlap. Overlapping address"
        ' prefixes: 10.2.0.0/24. For more information please refer to https://aka.ms/VnetPeeringInfo"'
    )
