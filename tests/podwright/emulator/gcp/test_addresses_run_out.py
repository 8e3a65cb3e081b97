"""A subnetwork has so many addresses and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.emulator.gcp.address_use import block_size
from podwright.plan.cidr import pod_block_prefix
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.gcp.everything import Inputs

POOL, VM = "gcp:container/nodePool:NodePool", "gcp:compute/instance:Instance"


@given(st.integers(8, 256))
def test_a_nodes_block_is_the_one_that_is_planned_with(pods: int) -> None:
    """The plan of a network and the cloud must count alike."""
    assert block_size(pods) == 2 ** (32 - pod_block_prefix(pods))


@pytest.fixture
def small(gcp: Client, network: Made) -> Made:
    """Four addresses that are free, and pods for two nodes."""
    return gcp.create(
        "gcp:compute/subnetwork:Subnetwork",
        "small",
        {
            "name": "small",
            "network": "net",
            "ipCidrRange": "10.0.0.0/29",
            "secondaryIpRanges": [
                {"rangeName": "pods", "ipCidrRange": "10.4.0.0/23"},
                {"rangeName": "services", "ipCidrRange": "10.8.0.0/24"},
            ],
        },
    )


@pytest.fixture
def tight(gcp: Client, small: Made) -> Made:
    """A cluster in it."""
    return gcp.create(
        "gcp:container/cluster:Cluster",
        "tight",
        {
            "name": "tight",
            "location": "europe-west4",
            "network": "net",
            "subnetwork": "small",
            "removeDefaultNodePool": True,
            "initialNodeCount": 1,
            "ipAllocationPolicy": {"clusterSecondaryRangeName": "pods", "servicesSecondaryRangeName": "services"},
            "deletionProtection": False,
        },
    )


def _pool(cluster: Made, name: str, count: int, pods: int) -> Inputs:
    where: Inputs = {"cluster": cluster.id, "nodeLocations": ["europe-west4-a"]}
    return {**where, "name": name, "nodeCount": count, "maxPodsPerNode": pods}


def test_nodes_take_blocks_of_the_pods_range(gcp: Client, tight: Made) -> None:
    """A /23 holds two nodes of 110 pods each."""
    gcp.create(POOL, "p", _pool(tight, "p", 1, 110))
    assert refused(lambda: gcp.create(POOL, "q", _pool(tight, "q", 2, 110))) == (
        "Error waiting for creating GKE NodePool: Google Compute Engine: Not all instances running in IGM after"
        " 35m4.033429035s. Expected 2, running 1, transitioning 1. Current errors: [IP_SPACE_EXHAUSTED]: Instance"
        " 'gke-tight-q-9cedb083-5491' creation failed: IP space of"
        " 'projects/lab/regions/europe-west4/subnetworks/small-pods-dc5c85ba45994048' is exhausted.\n"
        "  note: 2 nodes asked, range pods of small has room for 1"
    )


def test_nodes_take_addresses_of_the_primary_range(gcp: Client, tight: Made) -> None:
    """Of eight Google keeps four."""
    assert refused(lambda: gcp.create(POOL, "q", _pool(tight, "q", 5, 8))).splitlines()[1] == (
        "  note: 5 nodes asked, the primary range of small has room for 4"
    )
    assert gcp.create(POOL, "q", _pool(tight, "q", 4, 8)).out("nodeCount") == 4


def test_vms_take_them_too(gcp: Client, small: Made) -> None:
    """The fifth finds none; one that is deleted gives its address back."""

    def vm(name: str) -> Made:
        boot: Inputs = {"initializeParams": {"image": "debian-12"}}
        inputs: Inputs = {"machineType": "n2-standard-4", "bootDisk": boot}
        return gcp.create(VM, name, {**inputs, "name": name, "networkInterfaces": [{"subnetwork": "small"}]})

    made = [vm(f"v{number}") for number in range(4)]
    assert refused(lambda: vm("v4")) == (
        "Error waiting for instance to create: IP space of 'projects/lab/regions/europe-west4/subnetworks/small' is"
        " exhausted."
    )
    gcp.delete(made[0])
    assert vm("v4").out("currentStatus") == "RUNNING"
