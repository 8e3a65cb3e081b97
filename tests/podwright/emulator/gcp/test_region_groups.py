"""Managed instance groups over the zones of a region."""

from __future__ import annotations

from podwright.emulator.core.store import Store
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.gcp.clouds import advance, set_stock
from tests.podwright.emulator.gcp.everything import INPUTS, Inputs
from tests.podwright.emulator.gcp.types import SetQuota

TEMPLATE = "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate"
GROUP = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager"
REQUEST = "gcp:compute/regionResizeRequest:RegionResizeRequest"


def _gpus(size: int) -> Inputs:
    zones = ["europe-west4-a", "europe-west4-b"]
    return {**INPUTS[GROUP], "targetSize": size, "distributionPolicyZones": zones}


def test_machines_are_spread_and_each_zone_must_have_its_share(gcp: Client, store: Store, subnetwork: Made) -> None:
    """Five over three zones are two, two and one."""
    gcp.create(TEMPLATE, "t", INPUTS[TEMPLATE])
    set_stock(store, "europe-west4-b", "n2-standard-4", 1)
    message = refused(lambda: gcp.create(GROUP, "g", INPUTS[GROUP]))
    assert message.splitlines()[-1] == (
        "  note: n2-standard-4 in europe-west4-b: 1 in stock, 0 taken, 2 asked (podwright emulator capacity ls)"
    )
    set_stock(store, "europe-west4-b", "n2-standard-4", 2)
    assert (
        gcp.create(GROUP, "g", INPUTS[GROUP]).id == "projects/lab/regions/europe-west4/instanceGroupManagers/regional"
    )


def test_their_quota_is_one_of_the_region(gcp: Client, subnetwork: Made, set_quota: SetQuota) -> None:
    """Spot machines draw the preemptible one."""
    set_quota("GPUS-ALL-REGIONS-per-project", {}, 64)
    set_quota("PREEMPTIBLE-NVIDIA-L4-GPUS-per-project-region", {"region": "europe-west4"}, 3)
    gcp.create(TEMPLATE, "t", {**INPUTS[TEMPLATE], "machineType": "g2-standard-4"})
    message = refused(lambda: gcp.create(GROUP, "g", _gpus(4)))
    assert "requires '4.0' and is short '1.0'" in message
    gcp.create(GROUP, "g", _gpus(3))


def test_a_request_makes_the_group_grow_when_there_are_machines(gcp: Client, store: Store, subnetwork: Made) -> None:
    """On the clouds' clock."""
    template = gcp.create(TEMPLATE, "t", {**INPUTS[TEMPLATE], "scheduling": {"provisioningModel": "FLEX_START"}})
    versions = [{"instanceTemplate": template.id}]
    group = gcp.create(GROUP, "g", {**INPUTS[GROUP], "targetSize": 0, "versions": versions})
    gcp.create(REQUEST, "r", {**INPUTS[REQUEST], "name": "r"})
    advance(store, 700)
    seen = gcp.refresh(group)
    assert seen is not None
    assert seen.out("targetSize") == 2


def test_the_template_may_say_when_the_machines_of_a_request_end(gcp: Client, store: Store, subnetwork: Made) -> None:
    """A request by flex-start needs no time of its own: the template of its group has one."""
    scheduling = {"provisioningModel": "FLEX_START", "maxRunDuration": {"seconds": 3600}}
    template = gcp.create(TEMPLATE, "t", {**INPUTS[TEMPLATE], "scheduling": scheduling})
    versions = [{"instanceTemplate": template.id}]
    group = gcp.create(GROUP, "g", {**INPUTS[GROUP], "targetSize": 0, "versions": versions})
    inputs = {key: value for key, value in INPUTS[REQUEST].items() if key != "requestedRunDuration"}
    gcp.create(REQUEST, "r", {**inputs, "name": "r"})
    sizes: list[object] = []
    for seconds in (700, 3600):
        advance(store, seconds)
        seen = gcp.refresh(group)
        assert seen is not None
        sizes.append(seen.out("targetSize"))
    assert sizes == [2, 0]
