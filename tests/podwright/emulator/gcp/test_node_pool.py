"""GKE node pools: references, zones, and which ways to get machines exclude each other."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.client import Client, Made, refused

POOL = "gcp:container/nodePool:NodePool"
CLUSTER = "gcp:container/cluster:Cluster"
Inputs = dict[str, object]


def _pool(**more: object) -> Inputs:
    return {"name": "p", "cluster": "train", "location": "europe-west4", "nodeCount": 1, **more}


def test_a_pool_has_googles_id_and_the_clusters_version(gcp: Client, cluster: Made) -> None:
    """One node in each of the cluster's three zones."""
    made = gcp.create(POOL, "p", _pool())
    assert made.id == "projects/lab/locations/europe-west4/clusters/train/nodePools/p"
    assert (made.out("version"), made.out("nodeCount")) == (cluster.out("masterVersion"), 1)
    assert made.out("nodeLocations") == cluster.out("nodeLocations")


@pytest.mark.parametrize("form", ["train", "projects/lab/locations/europe-west4/clusters/train"])
def test_the_cluster_may_be_named_or_given_as_an_id(gcp: Client, cluster: Made, form: str) -> None:
    """Programs pass `cluster.name` and `cluster.id` alike."""
    assert gcp.create(POOL, "p", _pool(cluster=form)).out("cluster") == "train"


def test_a_pool_needs_its_cluster(gcp: Client) -> None:
    """The 404 of Kubernetes Engine."""
    assert refused(lambda: gcp.create(POOL, "p", _pool())) == (
        "Error creating NodePool: googleapi: Error 404: Not found:"
        " projects/lab/locations/europe-west4/clusters/train., notFound"
    )


def test_pools_go_with_their_cluster(gcp: Client, cluster: Made) -> None:
    """As in the real cloud, where nothing keeps a cluster from being deleted."""
    made = gcp.create(POOL, "p", _pool())
    gcp.delete(cluster)
    assert gcp.refresh(made) is None


def test_zones_must_be_in_the_clusters_region(gcp: Client, cluster: Made) -> None:
    """A pool is pinned to zones of its cluster."""
    assert refused(lambda: gcp.create(POOL, "p", _pool(nodeLocations=["us-east5-a"]))) == (
        'Error creating NodePool: googleapi: Error 400: Node location "us-east5-a" is not in region "europe-west4" of'
        " the cluster., badRequest"
    )


def test_the_service_account_of_the_same_project_must_exist(gcp: Client, cluster: Made) -> None:
    """One of another project, and Google's own, cannot be looked up from here."""
    config: Inputs = {"serviceAccount": "gke-nodes@lab.iam.gserviceaccount.com"}
    assert refused(lambda: gcp.create(POOL, "p", _pool(nodeConfig=config))) == (
        'Error creating NodePool: googleapi: Error 400: Service account "gke-nodes@lab.iam.gserviceaccount.com" does'
        " not exist., badRequest"
    )
    gcp.create("gcp:serviceaccount/account:Account", "nodes", {"accountId": "gke-nodes"})
    assert gcp.create(POOL, "p", _pool(nodeConfig=config)).out("nodeCount") == 1


def test_a_pod_range_must_be_on_the_subnetwork(gcp: Client, cluster: Made) -> None:
    """Unless it is to be made."""
    assert refused(lambda: gcp.create(POOL, "p", _pool(networkConfig={"podRange": "podz"}))) == (
        'Error creating NodePool: googleapi: Error 400: Pod secondary range "podz" does not exist in subnetwork'
        ' "nodes"., badRequest'
    )


_FLEX: Inputs = {"flexStart": True, "maxRunDuration": "604800s"}
_FLEX_SIZE: Inputs = {"minNodeCount": 0, "maxNodeCount": 4, "locationPolicy": "ANY"}
_RESERVED: Inputs = {"consumeReservationType": "SPECIFIC_RESERVATION", "values": ["res"]}

CONFLICTS: list[tuple[Inputs, str]] = [
    (
        {"nodeCount": 1, "autoscaling": {"maxNodeCount": 3}},
        'nodeCount: Conflicting configuration arguments: "nodeCount": conflicts with autoscaling',
    ),
    (
        {"nodeCount": 1, "initialNodeCount": 1},
        'nodeCount: Conflicting configuration arguments: "nodeCount": conflicts with initialNodeCount',
    ),
    (
        {"nodeConfig": {**_FLEX, "spot": True}, "autoscaling": _FLEX_SIZE, "nodeCount": None},
        'nodeConfig.spot: Conflicting configuration arguments: "nodeConfig.spot": conflicts with nodeConfig.flexStart',
    ),
    (
        {"nodeConfig": {"spot": True, "reservationAffinity": _RESERVED}},
        "nodeConfig.spot: conflicts with reservationAffinity SPECIFIC_RESERVATION; drop one of them",
    ),
    (
        {"nodeConfig": {"reservationAffinity": {"consumeReservationType": "SPECIFIC_RESERVATION"}}},
        "nodeConfig.reservationAffinity.values: must name a reservation with SPECIFIC_RESERVATION",
    ),
    (
        {"nodeConfig": {"reservationAffinity": {"consumeReservationType": "NO_RESERVATION", "values": ["res"]}}},
        "nodeConfig.reservationAffinity.values: cannot be given with NO_RESERVATION",
    ),
    (
        {"nodeConfig": _FLEX, "nodeCount": 1},
        "nodeCount: cannot be given with flexStart; use autoscaling with minNodeCount 0\n"
        "autoscaling: must be given with flexStart",
    ),
    (
        {"nodeConfig": _FLEX, "nodeCount": None, "autoscaling": {"maxNodeCount": 4}},
        'autoscaling.locationPolicy: must be "ANY" with flexStart, got ""',
    ),
    (
        {"nodeConfig": _FLEX, "nodeCount": None, "autoscaling": _FLEX_SIZE, "management": {"autoRepair": True}},
        "management.autoRepair: must be false with flexStart",
    ),
    (
        {"nodeConfig": {**_FLEX, "maxRunDuration": "604801s"}, "nodeCount": None, "autoscaling": _FLEX_SIZE},
        'nodeConfig.maxRunDuration: must be at most "604800s" (7 days) with flexStart, got "604801s"',
    ),
    (
        {"nodeConfig": {"maxRunDuration": "7d"}},
        'nodeConfig.maxRunDuration: "nodeConfig.maxRunDuration" ("7d") doesn\'t match seconds followed by s, such as'
        ' "604800s"',
    ),
    (
        {"placementPolicy": {"type": "COMPACT"}, "nodeLocations": ["europe-west4-a", "europe-west4-b"]},
        "nodeLocations: must be exactly one zone with placement COMPACT, got europe-west4-a, europe-west4-b",
    ),
    (
        {"placementPolicy": {"type": "COMPACT"}, "upgradeSettings": {"strategy": "BLUE_GREEN"}},
        "upgradeSettings.strategy: BLUE_GREEN cannot be used with placement COMPACT",
    ),
    (
        {
            "placementPolicy": {"type": "COMPACT"},
            "queuedProvisioning": {"enabled": True},
            "nodeConfig": {"machineType": "a3-highgpu-8g"},
        },
        "placementPolicy.type: COMPACT cannot be used with queuedProvisioning, except for TPUs",
    ),
]


@pytest.mark.parametrize(("inputs", "message"), CONFLICTS)
def test_conflicting_arguments_are_refused_before_any_call(gcp: Client, inputs: Inputs, message: str) -> None:
    """With the name of the argument to drop."""
    assert refused(lambda: gcp.check(POOL, "p", _pool(**inputs))) == message


def test_a_spot_pool_is_another_pool(gcp: Client, cluster: Made) -> None:
    """Consumption cannot change in place; size and labels can."""
    made = gcp.create(POOL, "p", _pool(nodeConfig={"machineType": "e2-standard-4"}))
    changed = gcp.diff(made, _pool(nodeConfig={"machineType": "e2-standard-4", "spot": True}, nodeCount=2))
    assert changed.changes == {"nodeConfig.spot": "add_replace", "nodeCount": "update"}
    assert (changed.replaces, changed.delete_before_replace) == (["nodeConfig"], True)
