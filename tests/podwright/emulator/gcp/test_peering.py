"""Peered networks have no range in common, whichever comes first."""

from __future__ import annotations

from tests.podwright.emulator.client import Client, Made, refused

NETWORK, SUBNETWORK = "gcp:compute/network:Network", "gcp:compute/subnetwork:Subnetwork"
PEERING = "gcp:compute/networkPeering:NetworkPeering"


def _network(gcp: Client, name: str, cidr: str | None) -> Made:
    made = gcp.create(NETWORK, name, {"name": name, "autoCreateSubnetworks": False})
    if cidr:
        gcp.create(SUBNETWORK, name, {"name": f"{name}-nodes", "network": name, "ipCidrRange": cidr})
    return made


def _peer(gcp: Client, one: str, other: str) -> Made:
    return gcp.create(PEERING, f"{one}-{other}", {"name": f"to-{other}", "network": one, "peerNetwork": other})


def test_a_peering_is_active_when_both_sides_are_there(gcp: Client) -> None:
    """And waits again when one goes."""
    _network(gcp, "a", "10.0.0.0/20")
    _network(gcp, "b", "10.1.0.0/20")
    one = _peer(gcp, "a", "b")
    assert (one.id, one.out("state")) == ("a/to-b", "INACTIVE")
    other = _peer(gcp, "b", "a")
    assert other.out("state") == "ACTIVE"
    seen = gcp.refresh(one)
    assert seen is not None
    assert seen.out("state") == "ACTIVE"
    gcp.delete(other)
    seen = gcp.refresh(one)
    assert seen is not None
    assert seen.out("state") == "INACTIVE"


def test_networks_with_a_range_in_common_cannot_be_peered(gcp: Client) -> None:
    """The answer names both ranges."""
    _network(gcp, "a", "10.0.0.0/20")
    _network(gcp, "b", "10.0.8.0/22")
    assert refused(lambda: _peer(gcp, "a", "b")) == (
        "Error waiting for Adding Network Peering: An IP range in the peer network (10.0.8.0/22) overlaps with an IP"
        " range in the local network (10.0.0.0/20) allocated by resource"
        " (projects/lab/regions/europe-west4/subnetworks/a-nodes).\n"
        "  note: the peer's range is of projects/lab/regions/europe-west4/subnetworks/b-nodes"
    )


def test_a_subnetwork_may_not_meet_a_peers_range(gcp: Client) -> None:
    """The rule holds after the peering too."""
    _network(gcp, "a", "10.0.0.0/20")
    _network(gcp, "b", None)
    _peer(gcp, "a", "b")
    late = {"name": "late", "network": "b", "ipCidrRange": "10.0.8.0/22"}
    assert refused(lambda: gcp.create(SUBNETWORK, "late", late)) == (
        "Error creating Subnetwork: googleapi: Error 400: An IP range in the peer network (10.0.0.0/20) overlaps with"
        " an IP range in the local network (10.0.8.0/22) allocated by resource"
        " (projects/lab/regions/europe-west4/subnetworks/late)., invalid"
    )


def test_the_peer_must_be_there(gcp: Client) -> None:
    """At least when it is of the same project."""
    _network(gcp, "a", None)
    assert refused(lambda: _peer(gcp, "a", "b")) == (
        "Error creating NetworkPeering: googleapi: Error 404: The resource 'projects/lab/global/networks/b' was not"
        " found, notFound"
    )
