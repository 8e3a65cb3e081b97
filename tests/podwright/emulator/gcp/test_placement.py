"""Resource policies and reservations."""

from __future__ import annotations

from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.gcp.types import SetQuota

POLICY = "gcp:compute/resourcePolicy:ResourcePolicy"
RESERVATION = "gcp:compute/reservation:Reservation"
Inputs = dict[str, object]


def test_a_topology_needs_high_throughput(gcp: Client) -> None:
    """The other type has no topology."""
    inputs: Inputs = {"name": "wp", "workloadPolicy": {"type": "HIGH_AVAILABILITY", "acceleratorTopology": "1x72"}}
    assert refused(lambda: gcp.check(POLICY, "wp", inputs)) == (
        "workloadPolicy.acceleratorTopology: can only be given with type HIGH_THROUGHPUT, type is HIGH_AVAILABILITY"
    )


def test_a_mode_needs_a_topology(gcp: Client) -> None:
    """The rule is data, with its source."""
    inputs: Inputs = {
        "name": "wp",
        "workloadPolicy": {"type": "HIGH_THROUGHPUT", "acceleratorTopologyMode": "AUTO_CONNECT"},
    }
    assert refused(lambda: gcp.check(POLICY, "wp", inputs)) == (
        "workloadPolicy.acceleratorTopologyMode: Missing required argument:"
        ' "workloadPolicy.acceleratorTopologyMode": all of'
        " `workloadPolicy.acceleratorTopologyMode,workloadPolicy.acceleratorTopology` must be specified, missing"
        " workloadPolicy.acceleratorTopology"
    )


def test_a_policy_in_use_cannot_be_deleted(gcp: Client, cluster: Made) -> None:
    """A pool holds it."""
    policy = gcp.create(POLICY, "wp", {"name": "wp", "workloadPolicy": {"type": "HIGH_THROUGHPUT"}})
    pool: Inputs = {
        "name": "p",
        "cluster": "train",
        "location": "europe-west4",
        "nodeCount": 1,
        "placementPolicy": {"type": "", "policyName": "wp"},
    }
    gcp.create("gcp:container/nodePool:NodePool", "p", pool)
    assert refused(lambda: gcp.delete(policy)) == (
        "Error deleting ResourcePolicy: googleapi: Error 400: The resource policy resource"
        " 'projects/lab/regions/europe-west4/resourcePolicies/wp' is already being used by"
        " 'projects/lab/locations/europe-west4/clusters/train/nodePools/p', resourceInUseByAnotherResource"
    )


def test_a_reservation_holds_its_gpus(gcp: Client, set_quota: SetQuota) -> None:
    """From the moment it is made, used or not."""
    properties: Inputs = {"machineType": "a3-highgpu-8g"}
    inputs: Inputs = {
        "name": "res",
        "zone": "europe-west4-b",
        "specificReservation": {"count": 2, "instanceProperties": properties},
    }
    dimensions = {"region": "europe-west4", "gpu_family": "NVIDIA_H100"}
    set_quota("GPUS-ALL-REGIONS-per-project", {}, 16)
    set_quota("GPUS-PER-GPU-FAMILY-per-project-region", dimensions, 8)
    assert refused(lambda: gcp.create(RESERVATION, "res", inputs)).splitlines()[1] == (
        "  note: compute.googleapis.com GPUS-PER-GPU-FAMILY-per-project-region"
        " [gpu_family=NVIDIA_H100,region=europe-west4] of lab: limit 8, used 0, asked 16 gpus;"
        " a quota preference of 16 is enough"
    )
