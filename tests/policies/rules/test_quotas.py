"""A stack asks for the quota that its accelerators draw, by the way they are bought."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from policies.rules.quotas import QUOTA_BY_HAND, QUOTA_COVERS_ACCELERATORS
from tests.policies.rules.subjects import (
    NODE_POOL,
    PREFERENCE,
    QUEUED,
    TPU_VM,
    UNKNOWN,
    Props,
    resource,
    stack_violations,
)

REMEDY = "by an SQuotaPreference, or by podwright:quotas of the stack"
FAMILY = "TPUS-PER-TPU-FAMILY-per-project-region"
SPOT_V6E = "PREEMPTIBLE-TPU-V6E-per-project-region"


def pool(name: str = "serve-0", nodes: int = 16, **config: Any) -> PolicyResource:
    props: Props = {
        "location": "europe-west4",
        "nodeLocations": ["europe-west4-a"],
        "nodeCount": nodes,
        "initialNodeCount": UNKNOWN,  # the cloud computes it: reading it would make every pool unevaluated
        "nodeConfig": {"machineType": "ct6e-standard-4t", **config},
    }
    return resource(NODE_POOL, name, props)


def ask(quota_id: str, value: str, dimensions: Props, service: str = "compute.googleapis.com") -> PolicyResource:
    props: Props = {
        "service": service,
        "quotaId": quota_id,
        "dimensions": dimensions,
        "quotaConfig": {"preferredValue": value},
    }
    return resource(PREFERENCE, quota_id, props)


def family(value: str, region: str = "europe-west4") -> PolicyResource:
    return ask(FAMILY, value, {"region": region, "tpu_family": "CT6E"})


def found(*resources: PolicyResource) -> list[str]:
    return stack_violations(QUOTA_COVERS_ACCELERATORS, *resources)


@pytest.mark.parametrize("value", ["128", "200", "-1"])
def test_covered(value: str) -> None:
    """Two slices of 64 chips against as much, more, and no limit."""
    assert found(pool("serve-0"), pool("serve-1"), family(value)) == []


def test_slices_are_added_up() -> None:
    """Each slice alone would fit; together they do not."""
    assert found(pool("serve-0"), pool("serve-1"), family("100")) == [
        f"the stack draws 128 chips from {FAMILY} of compute.googleapis.com (region=europe-west4, tpu_family=CT6E)"
        f" and asks for 100; ask for 128 or more {REMEDY}"
    ]


def test_another_region_does_not_count() -> None:
    """Quota is per region: an ask elsewhere is no ask."""
    assert found(pool(), family("128", "us-east5")) == [
        f"the stack draws 64 chips from {FAMILY} of compute.googleapis.com (region=europe-west4, tpu_family=CT6E)"
        f" and asks for none; ask for 64 or more {REMEDY}"
    ]


@pytest.mark.parametrize("bought", [{"spot": True}, {"flexStart": True}])
def test_spot_and_flex_start_draw_the_preemptible_quota(bought: Props) -> None:
    """Asking for the standard quota would leave them without any."""
    assert found(pool(**bought), family("128")) == [
        f"the stack draws 64 chips from {SPOT_V6E} of compute.googleapis.com (region=europe-west4) and asks for none;"
        f" ask for 64 or more {REMEDY}"
    ]
    assert found(pool(**bought), ask(SPOT_V6E, "64", {"region": "europe-west4"})) == []


def test_a_pool_that_scales_counts_at_its_largest() -> None:
    """Flex-start begins with no node; the quota must hold the whole slice, and its count is unknown before."""
    props: Props = {
        "nodeLocations": ["europe-west4-a"],
        "nodeCount": UNKNOWN,
        "initialNodeCount": 0,
        "autoscaling": {"minNodeCount": 0, "maxNodeCount": 8},
        "nodeConfig": {"machineType": "ct6e-standard-4t", "flexStart": True},
    }
    assert found(resource(NODE_POOL, "burst-0", props), ask(SPOT_V6E, "16", {"region": "europe-west4"})) == [
        f"the stack draws 32 chips from {SPOT_V6E} of compute.googleapis.com (region=europe-west4) and asks for 16;"
        f" ask for 32 or more {REMEDY}"
    ]


def test_a_reservation_draws_nothing() -> None:
    """Its chips were counted when the reservation was made."""
    assert found(pool(reservationAffinity={"consumeReservationType": "SPECIFIC_RESERVATION"})) == []


def test_machines_without_accelerators_draw_nothing() -> None:
    """The system pool needs none of this."""
    assert found(pool(machineType="e2-standard-4")) == []


def test_tpu_vms_draw_from_the_other_pool() -> None:
    """The TPU API and Compute Engine have separate quotas: asking the wrong service buys nothing."""
    vm = resource(TPU_VM, "dev-0", {"zone": "europe-west4-b", "acceleratorType": "v5litepod-4"})
    quota_id = "TPUV5sLitepodPerProjectPerZoneForTPUAPI"
    dimensions: Props = {"zone": "europe-west4-b"}
    wrong = ask(quota_id, "4", dimensions)
    assert found(vm, wrong) == [
        f"the stack draws 4 chips from {quota_id} of tpu.googleapis.com (zone=europe-west4-b) and asks for none;"
        f" ask for 4 or more {REMEDY}"
    ]
    assert found(vm, ask(quota_id, "4", dimensions, "tpu.googleapis.com")) == []


def test_a_shape_counts_by_its_chips() -> None:
    """v5p quotas of the TPU API are in TensorCores, two for each chip, also where the shape is given, not the name."""
    config: Props = {"type": "V5P", "topology": "2x2x2"}
    props: Props = {"zone": "us-east5-a", "acceleratorType": UNKNOWN, "acceleratorConfig": config}
    vm = resource(TPU_VM, "long-0", props)
    assert found(vm) == [
        "the stack draws 16 cores from TPUV5PPerProjectPerZoneForTPUAPI of tpu.googleapis.com (zone=us-east5-a)"
        f" and asks for none; ask for 16 or more {REMEDY}"
    ]


def test_queued_resources_draw_on_demand_quota() -> None:
    """What waits in the queue counts as soon as it is granted."""
    props: Props = {"zone": "us-east5-a", "tpu": {"nodeSpecs": [{"node": {"acceleratorType": "v6e-16"}}]}}
    assert found(resource(QUEUED, "wait-0", props)) == [
        "the stack draws 16 chips from TPUV6EPerProjectPerZoneForTPUAPI of tpu.googleapis.com (zone=us-east5-a)"
        f" and asks for none; ask for 16 or more {REMEDY}"
    ]


def test_gpus_draw_by_machine() -> None:
    """16 machines of 8 GPUs; the project-wide cap is another stack's to ask for."""
    gpus = pool("train-0", machineType="a3-ultragpu-8g")
    assert found(gpus) == [
        "the stack draws 128 gpus from GPUS-PER-GPU-FAMILY-per-project-region of compute.googleapis.com"
        f" (gpu_family=NVIDIA_H200, region=europe-west4) and asks for none; ask for 128 or more {REMEDY}"
    ]


def test_an_unknown_count_does_not_pass() -> None:
    """Nor does it hide what the other pools draw."""
    unknown = resource(NODE_POOL, "new-0", {"nodeCount": UNKNOWN, "nodeConfig": {"machineType": "ct6e-standard-4t"}})
    assert found(unknown, pool(), family("10")) == [
        f"not evaluated: nodeCount of new-0 ({NODE_POOL}) is not known before the update; set it from plain text or"
        " from an output of a stack that is already applied, or apply what it comes from first",
        f"the stack draws 64 chips from {FAMILY} of compute.googleapis.com (region=europe-west4, tpu_family=CT6E)"
        f" and asks for 10; ask for 64 or more {REMEDY}",
    ]


def test_an_unknown_ask_does_not_pass() -> None:
    """An ask whose amount is not known yet covers nothing."""
    assert found(pool(), family(UNKNOWN))[0] == (
        f"not evaluated: quotaConfig.preferredValue of {FAMILY} ({PREFERENCE}) is not known before the update; set it"
        " from plain text or from an output of a stack that is already applied, or apply what it comes from first"
    )


def test_asks_for_other_things_are_not_read() -> None:
    """A project-wide ask has no dimensions, which the cloud fills in later: no reason to stop a stack."""
    other = resource(PREFERENCE, "cpus", {"quotaId": "CPUS-ALL-REGIONS-per-project", "dimensions": UNKNOWN})
    assert found(pool(), family("64"), other) == []


def test_a_shape_the_catalog_does_not_know_does_not_pass() -> None:
    """With neither a type nor a config the TPU API makes a v2-8."""
    assert [message.split(":")[0] for message in found(resource(TPU_VM, "old-0", {"zone": "us-east5-a"}))] == [
        "not evaluated"
    ]


def test_quota_without_a_published_id_is_a_persons_work() -> None:
    """No program can ask for it, so it stops nobody, and it is named."""
    v4 = resource(
        NODE_POOL,
        "old-0",
        {"nodeCount": 2, "nodeLocations": ["us-central2-b"], "nodeConfig": {"machineType": "ct4p-hightpu-4t"}},
    )
    assert found(v4) == []
    assert stack_violations(QUOTA_BY_HAND, v4) == [
        'the stack draws 8 chips from "TPU v4 PodSlice chips" of compute.googleapis.com (region=us-central2), whose id'
        " is not published; ask for it in the console"
    ]


CLUSTER = "gcp:container/cluster:Cluster"
INSTANCE = "gcp:compute/instance:Instance"
V6E: Props = {"nodeConfig": {"machineType": "ct6e-standard-4t"}}


def draws(amount: int, unit: str = "chips", quota: str = FAMILY, place: str = "tpu_family=CT6E") -> list[str]:
    where = f"region=europe-west4, {place}" if place > "region" else f"{place}, region=europe-west4"
    return [
        f"the stack draws {amount} {unit} from {quota} of compute.googleapis.com ({where}) and asks for none;"
        f" ask for {amount} or more {REMEDY}"
    ]


@pytest.mark.parametrize("zones", [{}, {"nodeLocations": UNKNOWN}])
def test_a_regional_pool_counts_in_every_zone(zones: Props) -> None:
    """A count is for each zone, and without zones of its own a pool stands in all three of the region."""
    props: Props = {"location": "europe-west4", "nodeCount": 2, **V6E, **zones}
    assert found(resource(NODE_POOL, "wide-0", props)) == draws(24)


def test_a_zonal_pool_counts_once() -> None:
    """Its location is its only zone."""
    assert found(resource(NODE_POOL, "slim-0", {"location": "europe-west4-a", "nodeCount": 2, **V6E})) == draws(8)


def test_pools_inside_of_a_cluster_draw() -> None:
    """The default pool in three zones, a pool in its own zone, and nothing where nothing is written."""
    pool_in_one: Props = {**V6E, "nodeCount": 2, "nodeLocations": ["europe-west4-a"]}
    default: Props = {"location": "europe-west4", "initialNodeCount": 1, **V6E}
    inline: Props = {"location": "europe-west4", "nodeConfig": UNKNOWN, "nodePools": [pool_in_one]}
    assert found(resource(CLUSTER, "gke", default)) == draws(12)
    assert found(resource(CLUSTER, "gke", inline)) == draws(8)
    assert found(resource(CLUSTER, "gke", {"nodeConfig": UNKNOWN, "nodePools": UNKNOWN})) == []


def test_instances_draw() -> None:
    """A machine without Kubernetes draws the same quota."""
    props: Props = {"machineType": "a3-ultragpu-8g", "zone": "europe-west4-a", "scheduling": UNKNOWN}
    reserved: Props = {**props, "reservationAffinity": {"type": "SPECIFIC_RESERVATION"}}
    gpus = draws(8, "gpus", "GPUS-PER-GPU-FAMILY-per-project-region", "gpu_family=NVIDIA_H200")
    assert found(resource(INSTANCE, "one", props)) == gpus
    assert found(resource(INSTANCE, "one", reserved)) == []
    assert found(resource(INSTANCE, "one", {**props, "machineType": "e2-small"})) == []
