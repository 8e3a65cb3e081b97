"""Accelerators draw quota: which one, how much, when, and what the refusal says."""

from __future__ import annotations

from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.gcp.types import SetQuota

POOL = "gcp:container/nodePool:NodePool"
FAMILY = "TPUS-PER-TPU-FAMILY-per-project-region"
HERE = {"region": "europe-west4", "tpu_family": "CT6E"}
Inputs = dict[str, object]


def _slice(name: str = "p", **config: object) -> Inputs:
    return {
        "name": name,
        "cluster": "train",
        "location": "europe-west4",
        "nodeLocations": ["europe-west4-a"],
        "nodeCount": 16,
        "placementPolicy": {"type": "COMPACT", "tpuTopology": "8x8"},
        "nodeConfig": {"machineType": "ct6e-standard-4t", **config},
    }


def _message(verb: str, quota: str, where: str, *, asked: int, limit: int, used: int) -> str:
    free = limit - used
    return (
        f"Error {verb} NodePool: googleapi: Error 403: Insufficient regional quota to satisfy request:"
        f' resource "{quota}" ({where.replace("=", ": ").replace(",", ", ")}):'
        f" request requires '{asked}.0' and is short '{asked - free}.0'."
        f" project has a quota of '{limit}.0' with '{free}.0' available. View and manage quotas at"
        " https://console.cloud.google.com/iam-admin/quotas?usage=USED&project=lab., forbidden\n"
        f"  note: compute.googleapis.com {quota} [{where}] of lab: limit {limit}, used {used}, asked {asked} chips;"
        f" a quota preference of {used + asked} is enough"
    )


def test_a_new_project_has_no_accelerators(gcp: Client, cluster: Made) -> None:
    """The refusal names the quota, what is held, what is used and what is asked."""
    assert refused(lambda: gcp.create(POOL, "p", _slice())) == _message(
        "creating", FAMILY, "region=europe-west4,tpu_family=CT6E", asked=64, limit=0, used=0
    )


def test_what_is_used_is_gone(gcp: Client, cluster: Made, set_quota: SetQuota) -> None:
    """96 chips are one 8x8 and no second."""
    set_quota(FAMILY, HERE, 96)
    gcp.create(POOL, "p", _slice())
    assert refused(lambda: gcp.create(POOL, "q", _slice("q"))) == _message(
        "creating", FAMILY, "region=europe-west4,tpu_family=CT6E", asked=64, limit=96, used=64
    )


def test_a_deleted_pool_gives_its_chips_back(gcp: Client, cluster: Made, set_quota: SetQuota) -> None:
    """So does one that goes with its cluster."""
    set_quota(FAMILY, HERE, 64)
    gcp.delete(gcp.create(POOL, "p", _slice()))
    assert gcp.create(POOL, "q", _slice("q")).out("nodeCount") == 16


def test_spot_draws_the_preemptible_quota(gcp: Client, cluster: Made, set_quota: SetQuota) -> None:
    """Quota on demand buys no spot capacity."""
    set_quota(FAMILY, HERE, 64)
    quota = "PREEMPTIBLE-TPU-V6E-per-project-region"
    assert refused(lambda: gcp.create(POOL, "p", _slice(spot=True))) == _message(
        "creating", quota, "region=europe-west4", asked=64, limit=0, used=0
    )
    set_quota(quota, {"region": "europe-west4"}, 64)
    assert gcp.create(POOL, "p", _slice(spot=True)).out("nodeCount") == 16


def test_a_reservation_draws_nothing(gcp: Client, cluster: Made) -> None:
    """Its chips were counted when it was made."""
    affinity = {"consumeReservationType": "SPECIFIC_RESERVATION", "values": ["res"]}
    assert gcp.create(POOL, "p", _slice(reservationAffinity=affinity)).out("nodeCount") == 16


def test_machines_of_all_zones_count(gcp: Client, cluster: Made, set_quota: SetQuota) -> None:
    """nodeCount is for each zone."""
    set_quota(FAMILY, HERE, 8)
    inputs: Inputs = {
        "name": "p",
        "cluster": "train",
        "location": "europe-west4",
        "nodeCount": 1,
        "nodeConfig": {"machineType": "ct6e-standard-4t"},
    }
    assert refused(lambda: gcp.create(POOL, "p", inputs)) == _message(
        "creating", FAMILY, "region=europe-west4,tpu_family=CT6E", asked=12, limit=8, used=0
    )


def test_a_pool_that_grows_is_charged_the_difference(gcp: Client, cluster: Made, set_quota: SetQuota) -> None:
    """And when the growth does not fit, the pool keeps what it had."""
    set_quota(FAMILY, HERE, 8)
    inputs: Inputs = {**_slice(), "nodeCount": 1, "placementPolicy": None}
    made = gcp.create(POOL, "p", inputs)
    grown = gcp.update(made, {**inputs, "nodeCount": 2})
    assert refused(lambda: gcp.update(grown, {**inputs, "nodeCount": 3})) == _message(
        "updating", FAMILY, "region=europe-west4,tpu_family=CT6E", asked=12, limit=8, used=0
    )
    left = gcp.refresh(grown)
    assert left is not None
    assert left.out("nodeCount") == 2


def test_gpus_need_their_own_quota_and_the_project_wide_one(gcp: Client, cluster: Made, set_quota: SetQuota) -> None:
    """The cap for all regions silently blocks an 8-GPU machine: both are in one answer."""
    inputs: Inputs = {
        "name": "p",
        "cluster": "train",
        "location": "europe-west4",
        "nodeLocations": ["europe-west4-b"],
        "nodeCount": 1,
        "nodeConfig": {"machineType": "a3-highgpu-8g"},
    }
    notes = refused(lambda: gcp.create(POOL, "p", inputs)).split("note: ")[1].split("; ")
    assert [note for note in notes if "limit" in note] == [
        "compute.googleapis.com GPUS-PER-GPU-FAMILY-per-project-region [gpu_family=NVIDIA_H100,region=europe-west4] of"
        " lab: limit 0, used 0, asked 8 gpus",
        "compute.googleapis.com GPUS-ALL-REGIONS-per-project [project-wide] of lab: limit 0, used 0, asked 8 gpus",
    ]
    set_quota("GPUS-PER-GPU-FAMILY-per-project-region", {"region": "europe-west4", "gpu_family": "NVIDIA_H100"}, 8)
    set_quota("GPUS-ALL-REGIONS-per-project", {}, 8)
    assert gcp.create(POOL, "p", inputs).out("nodeCount") == 1
