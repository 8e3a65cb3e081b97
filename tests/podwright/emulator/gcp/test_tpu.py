"""TPU VMs and queued resources of the Cloud TPU API."""

from __future__ import annotations

import pytest

from podwright.emulator.core import values
from tests.podwright.emulator.client import Client, Made, refused

VM = "gcp:tpu/v2Vm:V2Vm"
QUEUED = "gcp:tpu/v2QueuedResource:V2QueuedResource"
PREFERENCE = "gcp:cloudquota/sQuotaPreference:SQuotaPreference"
RUNTIME = "v2-alpha-tpuv5-lite"
Inputs = dict[str, object]


@pytest.fixture
def chips(gcp: Client, subnetwork: Made) -> Made:
    """16 chips of v5e on demand, and a network to put them in."""
    return gcp.create(
        PREFERENCE,
        "v5e",
        {
            "name": "v5e",
            "parent": "projects/lab",
            "service": "tpu.googleapis.com",
            "quotaId": "TPUV5sLitepodPerProjectPerZoneForTPUAPI",
            "dimensions": {"zone": "europe-west4-b"},
            "quotaConfig": {"preferredValue": "16"},
        },
    )


def _vm(**more: object) -> Inputs:
    return {
        "name": "dev",
        "zone": "europe-west4-b",
        "runtimeVersion": RUNTIME,
        "networkConfig": {"network": "net", "subnetwork": "nodes"},
        **more,
    }


def test_a_vm_has_googles_id_and_an_endpoint_for_each_host(gcp: Client, chips: Made) -> None:
    """16 chips on machines of 4 are 4 hosts, each with an address of the subnetwork."""
    made = gcp.create(VM, "dev", _vm(acceleratorType="v5litepod-16"))
    assert made.id == "projects/lab/locations/europe-west4-b/nodes/dev"
    assert len(values.blocks(made.outputs, "networkEndpoints")) == 4
    assert made.out("acceleratorConfig") == {"type": "V5LITE_POD", "topology": "4x4"}


def test_type_and_topology_stand_for_the_same_vm(gcp: Client, chips: Made) -> None:
    """The two ways to ask for a slice draw the same chips."""
    made = gcp.create(VM, "dev", _vm(acceleratorConfig={"type": "V5LITE_POD", "topology": "4x4"}))
    assert made.out("acceleratorType") == "v5litepod-16"


def test_type_and_config_exclude_each_other(gcp: Client) -> None:
    """The provider refuses both before any call."""
    both = _vm(acceleratorType="v5litepod-4", acceleratorConfig={"type": "V5LITE_POD", "topology": "2x2"})
    assert refused(lambda: gcp.check(VM, "dev", both)) == (
        'acceleratorType: Conflicting configuration arguments: "acceleratorType": conflicts with acceleratorConfig'
    )


def test_a_name_that_counts_cores_is_explained(gcp: Client, subnetwork: Made) -> None:
    """v5p-4 would be two chips, which nobody sells."""
    first, note = refused(lambda: gcp.create(VM, "dev", _vm(acceleratorType="v5p-4"))).splitlines()
    assert first == (
        'Error creating Vm: googleapi: Error 400: Accelerator type "v5p-4" is not found in location "europe-west4-b".,'
        " badRequest"
    )
    assert "TensorCores" in note


def test_without_type_and_config_it_is_a_v2(gcp: Client, subnetwork: Made) -> None:
    """The API's old default, which is in no zone of today."""
    assert refused(lambda: gcp.create(VM, "dev", _vm())).splitlines()[0] == (
        'Error creating Vm: googleapi: Error 400: Accelerator type "v2-8" is not found in location "europe-west4-b".,'
        " badRequest"
    )


def test_a_vm_needs_its_subnetwork(gcp: Client, network: Made) -> None:
    """The default network does not exist either."""
    missing = _vm(acceleratorType="v5litepod-4", networkConfig={"network": "net", "subnetwork": "nowhere"})
    assert refused(lambda: gcp.create(VM, "dev", missing)) == (
        "Error creating Vm: googleapi: Error 404: The resource"
        " 'projects/lab/regions/europe-west4/subnetworks/nowhere' was not found, notFound"
    )
    default = {key: value for key, value in missing.items() if key != "networkConfig"}
    assert refused(lambda: gcp.create(VM, "dev", default)) == (
        "Error creating Vm: googleapi: Error 404: The resource 'projects/lab/global/networks/default' was not found,"
        " notFound"
    )


def test_spot_draws_another_quota_than_on_demand(gcp: Client, chips: Made) -> None:
    """And Compute Engine's quota is a third one."""
    message = refused(
        lambda: gcp.create(VM, "dev", _vm(acceleratorType="v5litepod-4", schedulingConfig={"spot": True}))
    )
    assert message.splitlines()[1] == (
        "  note: tpu.googleapis.com TPUV5sPreemptibleLitepodPerProjectPerZoneForTPUAPI [zone=europe-west4-b] of lab:"
        " limit 0, used 0, asked 4 chips; a quota preference of 4 is enough"
    )


def test_a_queued_resource_draws_the_chips_of_all_its_nodes(gcp: Client, chips: Made) -> None:
    """Two nodes of 8 fill 16; there is no room for a third."""

    def queued(nodes: int) -> Inputs:
        node: Inputs = {
            "acceleratorType": "v5litepod-8",
            "runtimeVersion": RUNTIME,
            "networkConfig": {"network": "net", "subnetwork": "nodes"},
        }
        parent = "projects/lab/locations/europe-west4-b"
        specs = [{"parent": parent, "nodeId": f"n{index}", "node": node} for index in range(nodes)]
        return {"name": f"q{nodes}", "zone": "europe-west4-b", "tpu": {"nodeSpecs": specs}}

    assert gcp.create(QUEUED, "q", queued(2)).id == "projects/lab/locations/europe-west4-b/queuedResources/q2"
    assert refused(lambda: gcp.create(QUEUED, "q", queued(1))).splitlines()[1] == (
        "  note: tpu.googleapis.com TPUV5sLitepodPerProjectPerZoneForTPUAPI [zone=europe-west4-b] of lab: limit 16,"
        " used 16, asked 8 chips; a quota preference of 24 is enough"
    )


def test_a_vm_is_replaced_by_another_type(gcp: Client, chips: Made) -> None:
    """A TPU VM has one size for life."""
    made = gcp.create(VM, "dev", _vm(acceleratorType="v5litepod-4"))
    changed = gcp.diff(made, _vm(acceleratorType="v5litepod-8", labels={"owner": "ml"}))
    assert changed.changes == {"acceleratorType": "update_replace", "labels": "add"}
