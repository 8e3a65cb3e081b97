"""TPU node pools: a slice is whole, in one zone, on the right machines, or it is not."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.client import Client, Made, refused

POOL = "gcp:container/nodePool:NodePool"
Inputs = dict[str, object]
PREFIX = "Error creating NodePool: googleapi: Error 400: "


def _slice(topology: str | None, machine: str = "ct6e-standard-4t", **more: object) -> Inputs:
    placement = {"placementPolicy": {"type": "COMPACT", "tpuTopology": topology}} if topology else {}
    return {
        "name": "p",
        "cluster": "train",
        "location": "europe-west4",
        "nodeLocations": ["europe-west4-a"],
        "nodeConfig": {"machineType": machine},
        **placement,
        **more,
    }


def test_a_whole_slice_is_made(gcp: Client, cluster: Made, v6e_quota: Made) -> None:
    """8x8 on machines of 4 chips is 16 nodes."""
    assert gcp.create(POOL, "p", _slice("8x8", nodeCount=16)).out("nodeCount") == 16


@pytest.mark.parametrize("count", [1, 4, 15, 17])
def test_a_part_of_a_slice_is_refused(gcp: Client, cluster: Made, v6e_quota: Made, count: int) -> None:
    """A slice is atomic."""
    assert refused(lambda: gcp.create(POOL, "p", _slice("8x8", nodeCount=count))) == (
        f"{PREFIX}Node count {count} is not a valid size of TPU pod slice., badRequest\n"
        "  note: topology 8x8 on ct6e-standard-4t is 64 chips in exactly 16 hosts"
    )


def test_a_slice_cannot_be_resized(gcp: Client, cluster: Made, v6e_quota: Made) -> None:
    """A change of size is another pool."""
    made = gcp.create(POOL, "p", _slice("4x4", nodeCount=4))
    assert refused(lambda: gcp.update(made, _slice("4x4", nodeCount=8))) == (
        "Error updating NodePool: googleapi: Error 400: Node count 8 is not a valid size of TPU pod slice.,"
        " badRequest\n"
        "  note: topology 4x4 on ct6e-standard-4t is 16 chips in exactly 4 hosts"
    )


def test_a_single_host_pool_has_no_topology(gcp: Client, cluster: Made, v6e_quota: Made) -> None:
    """The machine type says it all."""
    assert refused(lambda: gcp.create(POOL, "p", _slice("2x4", "ct6e-standard-8t", nodeCount=1))) == (
        f"{PREFIX}Placement policy with TPU topology 2x4 is not supported for single-host TPU machine type"
        " ct6e-standard-8t., badRequest\n"
        "  note: drop placementPolicy: the machine type alone says the topology of a single-host pool"
    )
    assert gcp.create(POOL, "p", _slice(None, "ct6e-standard-8t", nodeCount=3)).out("nodeCount") == 3


def test_a_topology_of_another_generation_is_refused(gcp: Client, cluster: Made) -> None:
    """v6e has two dimensions."""
    message = refused(lambda: gcp.create(POOL, "p", _slice("4x4x4", nodeCount=16)))
    assert message.splitlines()[0] == (
        f'{PREFIX}Invalid TPU topology "4x4x4" for machine type "ct6e-standard-4t"., badRequest'
    )


def test_a_topology_needs_a_tpu_machine(gcp: Client, cluster: Made) -> None:
    """Whatever the machine is."""
    assert refused(lambda: gcp.create(POOL, "p", _slice("4x4", "a3-highgpu-8g", nodeCount=4))) == (
        f'{PREFIX}TPU topology "4x4" needs a TPU machine type, got "a3-highgpu-8g"., badRequest'
    )


def test_a_slice_is_in_one_zone(gcp: Client, cluster: Made, v6e_quota: Made) -> None:
    """Its chips are wired to each other; without zones of its own a pool is in all of the cluster's."""
    inputs = {key: value for key, value in _slice("4x4", nodeCount=4).items() if key != "nodeLocations"}
    assert refused(lambda: gcp.create(POOL, "p", inputs)) == (
        f"{PREFIX}A multi-host TPU slice node pool must be in exactly one zone, got europe-west4-a, europe-west4-b,"
        " europe-west4-c., badRequest"
    )


def test_autoscaling_of_a_slice_has_its_hosts_as_the_maximum(gcp: Client, cluster: Made) -> None:
    """totalMaxNodeCount leaves the per-zone maximum at 0 (vllm-project/ci-infra #545)."""
    flex: Inputs = {"machineType": "ct6e-standard-4t", "flexStart": True}
    size: Inputs = {"totalMinNodeCount": 0, "totalMaxNodeCount": 4, "locationPolicy": "ANY"}
    assert refused(lambda: gcp.create(POOL, "p", _slice("4x4", nodeConfig=flex, autoscaling=size))) == (
        f"{PREFIX}Maximum node count 0 is not a valid size of TPU pod slice., badRequest\n"
        "  note: topology 4x4 on ct6e-standard-4t has 4 hosts: autoscaling.maxNodeCount must be 4, and not"
        " totalMaxNodeCount"
    )


def test_a_flex_start_slice_begins_empty_and_draws_nothing(gcp: Client, cluster: Made) -> None:
    """Its nodes come when the capacity does; no quota is set in this test."""
    flex: Inputs = {"machineType": "ct6e-standard-4t", "flexStart": True}
    size: Inputs = {"minNodeCount": 0, "maxNodeCount": 4, "locationPolicy": "ANY"}
    assert gcp.create(POOL, "p", _slice("4x4", nodeConfig=flex, autoscaling=size)).out("nodeCount") == 0


def test_tpu7x_takes_a_workload_policy_and_no_placement(gcp: Client, cluster_inputs: Inputs, subnetwork: Made) -> None:
    """Google's own sentence (vllm-project/ci-infra #547)."""
    gcp.create("gcp:container/cluster:Cluster", "train", cluster_inputs)
    assert refused(lambda: gcp.create(POOL, "p", _slice("2x2x2", "tpu7x-standard-4t", nodeCount=2))) == (
        f"{PREFIX}Placement policy is not supported. Use workload policy instead., badRequest"
    )
    policy: Inputs = {"type": "", "policyName": "wp"}
    inputs = _slice(None, "tpu7x-standard-4t", nodeCount=3, placementPolicy=policy)
    assert refused(lambda: gcp.create(POOL, "p", inputs)) == (
        'Error creating NodePool: googleapi: Error 400: Resource policy "wp" not found in region "europe-west4".,'
        " badRequest"
    )
    workload: Inputs = {"type": "HIGH_THROUGHPUT", "acceleratorTopology": "2x2x2"}
    gcp.create("gcp:compute/resourcePolicy:ResourcePolicy", "wp", {"name": "wp", "workloadPolicy": workload})
    assert refused(lambda: gcp.create(POOL, "p", inputs)) == (
        f"{PREFIX}Node count 3 is not a valid size of TPU pod slice., badRequest\n"
        "  note: topology 2x2x2 on tpu7x-standard-4t is 8 chips in exactly 2 hosts"
    )


def test_a_generation_needs_its_gke_version(gcp: Client, cluster_inputs: Inputs) -> None:
    """TPU7x came with 1.34."""
    gcp.create("gcp:container/cluster:Cluster", "train", {**cluster_inputs, "minMasterVersion": "1.33"})
    assert refused(lambda: gcp.create(POOL, "p", _slice(None, "tpu7x-standard-4t", nodeCount=1))) == (
        f"{PREFIX}TPU7x (Ironwood) requires GKE version 1.34.0-gke.2201000 or later, the cluster has"
        " 1.33.5-gke.1201000., badRequest"
    )
