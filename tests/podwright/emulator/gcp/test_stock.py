"""Machines run out: who says what, and when there are some again."""

from __future__ import annotations

from podwright.emulator.core.store import Store
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.gcp.clouds import set_stock
from tests.podwright.emulator.gcp.everything import Inputs

POOL, VM, TPU = "gcp:container/nodePool:NodePool", "gcp:compute/instance:Instance", "gcp:tpu/v2Vm:V2Vm"


def _pool(name: str, count: int) -> Inputs:
    return {
        "name": name,
        "cluster": "projects/lab/locations/europe-west4/clusters/train",
        "nodeLocations": ["europe-west4-a"],
        "nodeCount": count,
        "nodeConfig": {"machineType": "ct6e-standard-4t"},
    }


def _vm(name: str) -> Inputs:
    return {
        "name": name,
        "machineType": "n2-standard-4",
        "bootDisk": {"initializeParams": {"image": "debian-12"}},
        "networkInterfaces": [{"subnetwork": "nodes"}],
    }


def test_a_pool_gets_what_there_is_and_no_more(gcp: Client, cluster: Made, v6e_quota: Made, store: Store) -> None:
    """Quota is no capacity: the machines that are there come up, the pool fails all the same."""
    set_stock(store, "europe-west4-a", "ct6e-standard-4t", 3)
    gcp.create(POOL, "p", _pool("p", 1))
    assert refused(lambda: gcp.create(POOL, "q", _pool("q", 4))) == (
        "Error waiting for creating GKE NodePool: Google Compute Engine: Not all instances running in IGM after"
        " 35m4.033429035s. Expected 4, running 2, transitioning 2. Current errors: [GCE_STOCKOUT]: Instance"
        " 'gke-train-q-49669464-c676' creation failed: The zone 'projects/lab/zones/europe-west4-a' does not have"
        " enough resources available to fulfill the request. '(resource type:compute)'.\n"
        "  note: ct6e-standard-4t in europe-west4-a: 3 in stock, 1 taken, 4 asked (podwright emulator capacity ls)"
    )


def test_chips_are_one_stock_for_node_pools_and_the_tpu_api(
    gcp: Client, cluster: Made, v6e_quota: Made, store: Store
) -> None:
    """They are the same machines, whoever hands them out."""
    set_stock(store, "europe-west4-a", "v6e", 4)
    made = gcp.create(POOL, "p", _pool("p", 1))
    quota: Inputs = {
        "name": "v6e-api",
        "parent": "projects/lab",
        "service": "tpu.googleapis.com",
        "quotaId": "TPUV6EPerProjectPerZoneForTPUAPI",
        "dimensions": {"zone": "europe-west4-a"},
        "quotaConfig": {"preferredValue": "8"},
    }
    gcp.create("gcp:cloudquota/sQuotaPreference:SQuotaPreference", "api", quota)
    network: Inputs = {"network": "net", "subnetwork": "nodes"}
    vm: Inputs = {"name": "t", "acceleratorType": "v6e-4", "runtimeVersion": "r", "networkConfig": network}
    assert refused(lambda: gcp.create(TPU, "t", vm)) == (
        "Error waiting to create Vm: Error waiting for Creating Vm: Error code 8, message: There is no more capacity in"
        ' the zone "europe-west4-a"; you can try in another zone where Cloud TPU Nodes are offered (see'
        " https://cloud.google.com/tpu/docs/regions) [EID: 0x6a555d8a4868982]\n"
        "  note: v6e in europe-west4-a: 4 in stock, 4 taken, 4 asked (podwright emulator capacity ls)"
    )
    gcp.delete(made)
    assert gcp.create(TPU, "t", vm).out("state") == "READY"


def test_reserved_chips_of_the_tpu_api_come_from_what_is_reserved(gcp: Client, cluster: Made, store: Store) -> None:
    """The API cannot name a reservation: it takes any of the zone's."""
    set_stock(store, "europe-west4-a", "reservation/*", 0)
    vm: Inputs = {
        "name": "t",
        "acceleratorType": "v6e-4",
        "runtimeVersion": "r",
        "networkConfig": {"network": "net", "subnetwork": "nodes"},
        "schedulingConfig": {"reserved": True},
    }
    assert refused(lambda: gcp.create(TPU, "t", vm)) == (
        "Error waiting to create Vm: Error waiting for Creating Vm: Error code 8, message: Insufficient reserved"
        " capacity. Contact customer support to increase your reservation. [EID: 0x485a928f4d3cd33]\n"
        "  note: reservation/* in europe-west4-a: 0 in stock, 0 taken, 1 asked (podwright emulator capacity ls)"
    )


def test_a_vm_is_refused_by_compute_engine(gcp: Client, subnetwork: Made, store: Store) -> None:
    """In its own words, with the code that scripts look for."""
    set_stock(store, "europe-west4-a", "n2-standard-4", 0)
    assert refused(lambda: gcp.create(VM, "v", _vm("v"))) == (
        "ZONE_RESOURCE_POOL_EXHAUSTED: The zone 'projects/lab/zones/europe-west4-a' does not have enough resources"
        " available to fulfill the request.  Try a different zone, or try again later.\n"
        "  note: n2-standard-4 in europe-west4-a: 0 in stock, 0 taken, 1 asked (podwright emulator capacity ls)"
    )
    assert gcp.create(VM, "v", {**_vm("v"), "zone": "europe-west4-b"}).out("currentStatus") == "RUNNING"


def test_what_runs_is_changed_though_nothing_is_left(gcp: Client, cluster: Made, v6e_quota: Made, store: Store) -> None:
    """A label on a pool asks for no machine."""
    made = gcp.create(POOL, "p", _pool("p", 1))
    set_stock(store, "europe-west4-a", "ct6e-standard-4t", 0)
    changed = gcp.update(made, {**_pool("p", 1), "management": {"autoUpgrade": False}})
    assert changed.out("nodeCount") == 1


def test_a_zone_that_no_page_lists_is_accepted_and_logged(
    gcp: Client, cluster: Made, v6e_quota: Made, caplog: object
) -> None:
    """Zone lists are snapshots: Google may have given somebody a zone that no page names."""
    other = {**_pool("p", 1), "nodeLocations": ["europe-west4-b"]}
    assert gcp.create(POOL, "p", other).out("nodeCount") == 1
    assert "accepted, though v6e is not offered in europe-west4-b" in str(getattr(caplog, "text", ""))
