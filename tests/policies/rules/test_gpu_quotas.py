"""Quota of GPUs, wherever they are declared: node pools, machines, templates and their groups, limits of a cluster."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from policies.rules.quotas import QUOTA_COVERS_ACCELERATORS
from tests.policies.rules.subjects import NODE_POOL, PREFERENCE, UNKNOWN, Props, resource, stack_violations

REMEDY = "by an SQuotaPreference, or by podwright:quotas of the stack"
TEMPLATE = "gcp:compute/instanceTemplate:InstanceTemplate"
GROUP = "gcp:compute/instanceGroupManager:InstanceGroupManager"
REGIONAL_GROUP = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager"
REQUEST = "gcp:compute/resizeRequest:ResizeRequest"
CLUSTER = "gcp:container/cluster:Cluster"
L4 = "NVIDIA-L4-GPUS-per-project-region"
SPOT_H200 = "PREEMPTIBLE-NVIDIA-H200-GPUS-per-project-region"


def ask(quota_id: str, value: int) -> PolicyResource:
    props: Props = {
        "service": "compute.googleapis.com",
        "quotaId": quota_id,
        "dimensions": {"region": "europe-west4"},
        "quotaConfig": {"preferredValue": str(value)},
    }
    return resource(PREFERENCE, quota_id, props)


def found(*resources: PolicyResource) -> list[str]:
    return stack_violations(QUOTA_COVERS_ACCELERATORS, *resources)


def lacks(gpus: int, quota_id: str, asked: str = "none") -> str:
    return (
        f"the stack draws {gpus} gpus from {quota_id} of compute.googleapis.com (region=europe-west4) and asks for"
        f" {asked}; ask for {gpus} or more {REMEDY}"
    )


def template(machine: str, **changes: Any) -> PolicyResource:
    props: Props = {"machineType": machine, "scheduling": {"provisioningModel": "STANDARD"}, **changes}
    return resource(TEMPLATE, "fleet-template", props)


def group(of: PolicyResource, size: object = 4, kind: str = GROUP, **place: Any) -> PolicyResource:
    props: Props = {"zone": "europe-west4-a", "targetSize": size, "versions": [{"instanceTemplate": UNKNOWN}], **place}
    return resource(kind, "fleet-group", props, versions=of)


def guests(machine: str, kind: str, count: int) -> PolicyResource:
    """A pool of machines that GPUs are hung on."""
    config: Props = {"machineType": machine, "guestAccelerators": [{"type": kind, "count": count}]}
    props: Props = {"location": "europe-west4", "nodeLocations": ["europe-west4-a"], "nodeCount": 3}
    return resource(NODE_POOL, "serve-0", {**props, "nodeConfig": config})


def test_a_group_draws_its_template_as_often_as_it_is_large() -> None:
    """A template alone draws nothing, however many GPUs it has."""
    machine = template("g2-standard-48")
    assert found(machine) == []
    assert found(machine, group(machine)) == [lacks(16, L4)]
    assert found(machine, group(machine), ask(L4, 16)) == []


def test_a_template_of_another_stack_is_not_seen() -> None:
    """Nothing is known of it here, and nothing is made up."""
    other = resource(GROUP, "fleet-group", {"zone": "europe-west4-a", "targetSize": 4, "versions": []})
    assert found(other) == []


def test_a_regional_group_draws_the_quota_of_its_region() -> None:
    """Its zones are the cloud's choice, its quota is not."""
    machine = template("g2-standard-48")
    spread = group(machine, kind=REGIONAL_GROUP, region="europe-west4", zone=None)
    assert found(machine, spread) == [lacks(16, L4)]
    assert found(machine, spread, ask(L4, 15)) == [lacks(16, L4, "15")]


def test_a_group_from_a_reservation_draws_nothing() -> None:
    """Its machines were counted when the reservation was made."""
    bound = template("a3-ultragpu-8g", scheduling={"provisioningModel": "RESERVATION_BOUND"})
    named = template("g2-standard-48", reservationAffinity={"type": "SPECIFIC_RESERVATION"})
    assert found(bound, group(bound)) == []
    assert found(named, group(named)) == []


def test_a_request_draws_the_preemptible_quota() -> None:
    """The group has no size of its own: its machines come by requests."""
    machine = template("a3-ultragpu-8g", scheduling={"provisioningModel": "FLEX_START"})
    own = group(machine, UNKNOWN)
    asked = resource(REQUEST, "all", {"zone": "europe-west4-a", "resizeBy": 2}, instanceGroupManager=own)
    assert found(machine, own, asked) == [lacks(16, SPOT_H200)]
    assert found(machine, own, asked, ask(SPOT_H200, 16)) == []


def test_hung_accelerators_are_counted() -> None:
    """A machine type says nothing of GPUs that are hung on it."""
    assert found(guests("n1-standard-8", "nvidia-l4", 2)) == [lacks(6, L4)]
    assert found(guests("n1-standard-8", "nvidia-l4", 2), ask(L4, 6)) == []
    assert found(guests("g2-standard-12", "nvidia-l4", 1), ask(L4, 3)) == []


def test_an_unknown_gpu_is_not_passed_over() -> None:
    """What the catalog does not know cannot be compared with what is asked for."""
    assert found(guests("n1-standard-8", "nvidia-tesla-t4", 1)) == [
        "not evaluated: what serve-0 (gcp:container/nodePool:NodePool) draws is not known to the catalog: the catalog"
        ' knows no GPU "nvidia-tesla-t4"; correct it, or add it to the catalog'
    ]


@pytest.mark.parametrize("enabled", [True, False])
def test_the_limits_of_auto_provisioning_are_drawn_on(enabled: bool) -> None:
    """What a cluster may make by itself needs its quota as well; limits that are off need none."""
    limits = [
        {"resourceType": "cpu", "maximum": 1000},
        {"resourceType": "nvidia-l4", "maximum": 24},
        {"resourceType": "tpu-v6e-slice", "maximum": 64},
    ]
    scaling: Props = {"enabled": enabled, "resourceLimits": limits}
    props: Props = {"location": "europe-west4", "removeDefaultNodePool": True, "clusterAutoscaling": scaling}
    cluster = resource(CLUSTER, "gke", props)
    slices = (
        "the stack draws 64 chips from TPUS-PER-TPU-FAMILY-per-project-region of compute.googleapis.com"
        f" (region=europe-west4, tpu_family=CT6E) and asks for none; ask for 64 or more {REMEDY}"
    )
    assert found(cluster, ask(L4, 24)) == ([slices] if enabled else [])
    assert found(cluster) == ([lacks(24, L4), slices] if enabled else [])
