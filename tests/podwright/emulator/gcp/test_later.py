"""What comes later on the clouds' clock: queues, flex-start, future reservations, quota, and what Google takes back."""

from __future__ import annotations

import pytest

from podwright.emulator.core import values
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import QuotaKey
from podwright.emulator.core.store import Store
from podwright.emulator.gcp.tpu_queue import STATE
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.gcp.clouds import advance, approve, preempt, set_stock, there
from tests.podwright.emulator.gcp.everything import INPUTS, Inputs
from tests.podwright.emulator.gcp.types import SetQuota

POOL, VM, QUEUED = "gcp:container/nodePool:NodePool", "gcp:tpu/v2Vm:V2Vm", "gcp:tpu/v2QueuedResource:V2QueuedResource"
FUTURE, RESERVATION = "gcp:compute/futureReservation:FutureReservation", "gcp:compute/reservation:Reservation"
PREFERENCE, ZONE = "gcp:cloudquota/sQuotaPreference:SQuotaPreference", "projects/lab/locations/europe-west4-a"
PREEMPTIBLE = "PREEMPTIBLE-TPU-V6E-per-project-region"


def _ask(name: str, quota_id: str, amount: int) -> Inputs:
    return {
        "name": name,
        "parent": "projects/lab",
        "service": "tpu.googleapis.com",
        "quotaId": quota_id,
        "dimensions": {"zone": "europe-west4-a"},
        "quotaConfig": {"preferredValue": str(amount)},
    }


@pytest.fixture
def queued(gcp: Client, subnetwork: Made) -> Made:
    """A queued resource of one v6e-4."""
    gcp.create(PREFERENCE, "v6e", _ask("v6e", "TPUV6EPerProjectPerZoneForTPUAPI", 8))
    node: Inputs = {
        "acceleratorType": "v6e-4",
        "runtimeVersion": "r",
        "networkConfig": {"network": "net", "subnetwork": "nodes"},
    }
    return gcp.create(QUEUED, "q", {"name": "q", "tpu": {"nodeSpecs": [{"parent": ZONE, "nodeId": "n", "node": node}]}})


def _state(gcp: Client, made: Made) -> object:
    seen = gcp.refresh(made)
    assert seen is not None
    return seen.out(STATE)


def test_a_queued_resource_waits_is_provisioned_and_is_active(gcp: Client, store: Store, queued: Made) -> None:
    """Its TPU VM is there when it is active, and goes with it."""
    set_stock(store, "europe-west4-a", "v6e", 0)
    advance(store, 3600)
    assert _state(gcp, queued) == "WAITING_FOR_RESOURCES"
    set_stock(store, "europe-west4-a", "v6e", 4)
    advance(store, 60)
    assert _state(gcp, queued) == "PROVISIONING"
    assert there(store, VM, f"{ZONE}/nodes/n") is None
    advance(store, 600)
    assert _state(gcp, queued) == "ACTIVE"
    node = there(store, VM, f"{ZONE}/nodes/n")
    assert node is not None
    assert (node.outputs["state"], node.outputs["acceleratorType"]) == ("READY", "v6e-4")
    gcp.delete(queued)
    assert there(store, VM, f"{ZONE}/nodes/n") is None


def test_a_pool_with_queued_provisioning_runs_when_there_are_machines(
    gcp: Client, store: Store, cluster: Made, set_quota: SetQuota
) -> None:
    """All nodes at once, for as long as they may run."""
    inputs: Inputs = {
        "name": "burst",
        "cluster": cluster.id,
        "nodeLocations": ["europe-west4-a"],
        "autoscaling": {"minNodeCount": 0, "maxNodeCount": 4, "locationPolicy": "ANY"},
        "management": {"autoRepair": False},
        "queuedProvisioning": {"enabled": True},
        "placementPolicy": {"type": "COMPACT", "tpuTopology": "4x4"},
        "nodeConfig": {"machineType": "ct6e-standard-4t", "flexStart": True, "maxRunDuration": "3600s"},
    }
    made = gcp.create(POOL, "burst", inputs)
    advance(store, 700)
    seen = gcp.refresh(made)
    assert seen is not None
    assert seen.out("nodeCount") == 0, "no preemptible quota"
    set_quota(PREEMPTIBLE, {"region": "europe-west4"}, 16)
    advance(store, 700)
    seen = gcp.refresh(made)
    assert seen is not None
    assert seen.out("nodeCount") == 4
    assert gcp.diff(seen, inputs).changes == {}
    advance(store, 3700)
    seen = gcp.refresh(made)
    assert seen is not None
    assert seen.out("nodeCount") == 0


def _future(**more: object) -> Inputs:
    properties: Inputs = {"machineType": "n2-standard-4"}
    return {
        "name": "soon",
        "zone": "europe-west4-a",
        "planningStatus": "SUBMITTED",
        "reservationName": "res",
        "timeWindow": {"startTime": "2026-05-06T00:00:00Z", "duration": {"seconds": "86400"}},
        "specificSkuProperties": {"totalCount": "2", "instanceProperties": properties},
        **more,
    }


def _procurement(gcp: Client, made: Made) -> object:
    seen = gcp.refresh(made)
    assert seen is not None
    return values.blocks(seen.outputs, "statuses")[0]["procurementStatus"]


def test_a_future_reservation_becomes_one_for_its_time(gcp: Client, store: Store) -> None:
    """Asked, approved, there, gone."""
    made = gcp.create(FUTURE, "soon", _future())
    assert _procurement(gcp, made) == "PENDING_APPROVAL"
    advance(store, 86_400)
    assert _procurement(gcp, made) == "APPROVED"
    advance(store, 86_400)
    assert _procurement(gcp, made) == "FULFILLED"
    reservation = there(store, RESERVATION, "projects/lab/zones/europe-west4-a/reservations/res")
    assert reservation is not None
    advance(store, 86_400)
    gcp.refresh(made)
    assert there(store, RESERVATION, reservation.id) is None


def test_a_time_window_that_has_begun_is_refused(gcp: Client) -> None:
    """The clouds' clock says when."""
    late = {"startTime": "2026-05-01T00:00:00Z", "endTime": "2026-05-10T00:00:00Z"}
    assert refused(lambda: gcp.create(FUTURE, "soon", _future(timeWindow=late))) == (
        "Error creating FutureReservation: googleapi: Error 400: Invalid value for field"
        " 'resource.timeWindow.startTime': '2026-05-01T00:00:00Z'. The start time must be in the future., invalid"
    )


def test_a_calendar_request_stays_as_it_was_sent(gcp: Client) -> None:
    """It is a purchase."""
    made = gcp.create(FUTURE, "soon", _future(reservationMode="CALENDAR"))
    assert refused(lambda: gcp.delete(made)) == (
        "Error deleting FutureReservation: googleapi: Error 400: Future reservation"
        " 'projects/lab/zones/europe-west4-a/futureReservations/soon' in calendar mode cannot be changed, cancelled or"
        " deleted after it was submitted., badRequest"
    )


def _quota(made: Made | None) -> tuple[object, object, object]:
    assert made is not None
    granted, detail = (values.get(made.outputs, f"quotaConfig.{key}") for key in ("grantedValue", "stateDetail"))
    return made.out("reconciling"), granted, detail


KEY = QuotaKey.of("lab", "tpu.googleapis.com", "TPUV6EPerProjectPerZoneForTPUAPI", {"zone": "europe-west4-a"})


def test_quota_may_come_later(gcp: Client, store: Store) -> None:
    """Until then the preference is reconciling, and the program goes on without it."""
    approve(store, KEY, "delayed:2h")
    made = gcp.create(PREFERENCE, "v6e", _ask("v6e", KEY.quota_id, 8))
    assert _quota(made) == (True, "0", "")
    advance(store, 7201)
    assert _quota(gcp.refresh(made)) == (False, "8", "")


def test_quota_may_be_refused(gcp: Client, store: Store) -> None:
    """The preference is there all the same."""
    approve(store, KEY, "refused")
    made = gcp.create(PREFERENCE, "v6e", _ask("v6e", KEY.quota_id, 8))
    assert _quota(made) == (False, "0", "Quota request denied")


def test_another_justification_asks_for_nothing(gcp: Client, store: Store) -> None:
    """Or the waiting would begin again."""
    approve(store, KEY, "delayed:2h")
    made = gcp.create(PREFERENCE, "v6e", _ask("v6e", KEY.quota_id, 8))
    advance(store, 3600)
    made = gcp.update(made, {**_ask("v6e", KEY.quota_id, 8), "justification": "serving"})
    advance(store, 3700)
    assert _quota(gcp.refresh(made)) == (False, "8", "")


def test_a_spot_pool_loses_its_nodes_and_gets_them_back(
    gcp: Client, store: Store, gcp_index: SdkIndex, cluster: Made, set_quota: SetQuota
) -> None:
    """Pre-empted nodes are recreated as soon as there are machines."""
    set_quota(PREEMPTIBLE, {"region": "europe-west4"}, 16)
    inputs: Inputs = {
        "name": "p",
        "cluster": cluster.id,
        "nodeLocations": ["europe-west4-a"],
        "nodeCount": 4,
        "nodeConfig": {"machineType": "ct6e-standard-4t", "spot": True},
    }
    made = gcp.create(POOL, "p", inputs)
    set_stock(store, "europe-west4-a", "v6e", 0)
    preempt(store, gcp_index, made)
    advance(store, 700)
    seen = gcp.refresh(made)
    assert seen is not None
    assert seen.out("nodeCount") == 0
    set_stock(store, "europe-west4-a", "v6e", 16)
    advance(store, 700)
    seen = gcp.refresh(made)
    assert seen is not None
    assert seen.out("nodeCount") == 4


def test_a_spot_tpu_vm_stays_as_preempted(gcp: Client, store: Store, gcp_index: SdkIndex, subnetwork: Made) -> None:
    """Somebody has to delete it; one on demand is never taken back."""
    gcp.create(PREFERENCE, "spot", _ask("spot", "TPUV6EPreemptiblePerProjectPerZoneForTPUAPI", 8))
    gcp.create(PREFERENCE, "v6e", _ask("v6e", KEY.quota_id, 8))
    network: Inputs = {"network": "net", "subnetwork": "nodes"}
    inputs: Inputs = {"acceleratorType": "v6e-4", "runtimeVersion": "r", "networkConfig": network}
    spot = gcp.create(VM, "s", {**inputs, "name": "s", "schedulingConfig": {"spot": True}})
    kept = gcp.create(VM, "d", {**inputs, "name": "d"})
    preempt(store, gcp_index, spot)
    seen = gcp.refresh(spot)
    assert seen is not None
    assert seen.out("state") == "PREEMPTED"
    with pytest.raises(CloudError) as error:
        preempt(store, gcp_index, kept)
    assert str(error.value) == f"{kept.id} has no spot machines, so nothing is taken back"
    with pytest.raises(CloudError) as error:
        preempt(store, gcp_index, spot)
    assert str(error.value) == f"{spot.id} has no spot machines, so nothing is taken back"


def test_a_zone_of_a_pool_loses_its_nodes_alone(
    gcp: Client, store: Store, gcp_index: SdkIndex, cluster: Made, set_quota: SetQuota
) -> None:
    """The provider tells all nodes over all zones; the quota of the lost ones is free meanwhile."""
    set_quota("PREEMPTIBLE-NVIDIA-L4-GPUS-per-project-region", {"region": "europe-west4"}, 8)
    set_quota("GPUS-ALL-REGIONS-per-project", {}, 100)
    inputs: Inputs = {
        "name": "p",
        "cluster": cluster.id,
        "nodeLocations": ["europe-west4-a", "europe-west4-b"],
        "nodeCount": 4,
        "nodeConfig": {"machineType": "g2-standard-4", "spot": True},
    }
    made = gcp.create(POOL, "p", inputs)
    left = preempt(store, gcp_index, made, "europe-west4-b")
    assert left == "4 of 8 nodes; the others come back when there are machines"
    seen = gcp.refresh(made)
    assert seen is not None
    assert seen.out("nodeCount") == 2
    gcp.create(POOL, "q", {**inputs, "name": "q", "nodeLocations": ["europe-west4-b"]})
    assert preempt(store, gcp_index, made) == "0 of 8 nodes; the others come back when there are machines"
    advance(store, 700)
    seen = gcp.refresh(made)
    assert seen is not None
    assert seen.out("nodeCount") == 0, "the other pool has the quota"


def test_a_group_of_spot_machines_tries_to_make_them_again(
    gcp: Client, store: Store, gcp_index: SdkIndex, subnetwork: Made
) -> None:
    """Its size stays what it is to be, and it is not stable until they are there."""
    template = gcp.create("gcp:compute/instanceTemplate:InstanceTemplate", "t", everything_of("InstanceTemplate"))
    inputs = {**everything_of("InstanceGroupManager"), "versions": [{"instanceTemplate": template.id}]}
    group = gcp.create("gcp:compute/instanceGroupManager:InstanceGroupManager", "g", inputs)
    set_stock(store, "europe-west4-a", "n2-standard-4", 0)
    assert preempt(store, gcp_index, group) == "no machine; the group tries to make them again"
    advance(store, 700)
    assert _stable(gcp, group) is False
    set_stock(store, "europe-west4-a", "n2-standard-4", 2)
    advance(store, 700)
    assert _stable(gcp, group) is True


def everything_of(title: str) -> Inputs:
    """The example inputs of a type of Compute Engine, without what this file does not make."""
    (token,) = [each for each in INPUTS if each.endswith(f":{title}") and each.startswith("gcp:compute/")]
    return {key: value for key, value in INPUTS[token].items() if key != "autoHealingPolicies"}


def _stable(gcp: Client, group: Made) -> bool:
    seen = gcp.refresh(group)
    assert seen is not None
    assert seen.out("targetSize") == 2
    return values.flag(values.blocks({"statuses": seen.out("statuses")}, "statuses")[0], "isStable")


def test_a_spot_vm_is_stopped_or_deleted_as_its_scheduling_says(
    gcp: Client, store: Store, gcp_index: SdkIndex, subnetwork: Made
) -> None:
    """Compute Engine stops one that says nothing."""
    base: Inputs = {
        "zone": "europe-west4-a",
        "machineType": "n2-standard-4",
        "bootDisk": {"initializeParams": {"image": "debian-cloud/debian-12"}},
        "networkInterfaces": [{"network": "net", "subnetwork": "nodes"}],
    }
    spot: Inputs = {"provisioningModel": "SPOT", "preemptible": True, "automaticRestart": False}
    gone: Inputs = {**spot, "instanceTerminationAction": "DELETE"}
    stopped = gcp.create("gcp:compute/instance:Instance", "s", {**base, "name": "s", "scheduling": spot})
    deleted = gcp.create("gcp:compute/instance:Instance", "d", {**base, "name": "d", "scheduling": gone})
    assert (preempt(store, gcp_index, stopped), preempt(store, gcp_index, deleted)) == ("TERMINATED", "deleted")
    seen = gcp.refresh(stopped)
    assert seen is not None
    assert seen.out("currentStatus") == "TERMINATED"
    assert gcp.refresh(deleted) is None
