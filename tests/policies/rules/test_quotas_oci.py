"""The quotas of a stack on Oracle Cloud leave its GPU machines what they draw."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from policies.rules.quotas import QUOTA_BY_HAND, QUOTA_COVERS_ACCELERATORS
from policies.rules.quotas_oci import QUOTA, TEMPLATE
from tests.policies.rules.subjects import UNKNOWN, Props, resource, stack_violations

NODE_POOL = "oci:ContainerEngine/nodePool:NodePool"
AD1, AD2 = "Uocm:US-CHICAGO-1-AD-1", "Uocm:US-CHICAGO-1-AD-2"
ZERO = "zero compute-core quotas /gpu*/ in compartment lab:chicago where request.region = 'us-chicago-1'"


def quota(*statements: str) -> PolicyResource:
    return resource(QUOTA, "caps", {"statements": list(statements)})


def h200(amount: int, where: str = "request.region = 'us-chicago-1'") -> str:
    return f"set compute-core quota gpu-h200-count to {amount} in compartment lab:chicago where {where}"


def pool(nodes: Any = 16, shape: str = "BM.GPU.H200.8", *domains: str, **place: str) -> PolicyResource:
    places = [{"availabilityDomain": domain, **place} for domain in domains or (AD1,)]
    details: Props = {"size": nodes, "placementConfigs": places}
    return resource(NODE_POOL, "train", {"nodeShape": shape, "nodeConfigDetails": details})


def template(shape: str, **changes: str) -> PolicyResource:
    return resource(TEMPLATE, "template", {"instanceDetails": {"launchDetails": {"shape": shape, **changes}}})


def found(*resources: PolicyResource) -> list[str]:
    return stack_violations(QUOTA_COVERS_ACCELERATORS, *resources)


def lacks(gpus: int, allowed: int, limit: str = "gpu-h200-count", domain: str = AD1) -> str:
    return (
        f"the stack draws {gpus} gpus from {limit} of compute ({domain}) and caps ({QUOTA}) allows {allowed};"
        f" raise the cap to {gpus} or more, or run fewer machines"
    )


@pytest.mark.parametrize(
    "statements",
    [
        (ZERO, h200(128)),
        (ZERO, h200(64), h200(128, f"request.ad = '{AD1.lower()}'")),
        (ZERO, ZERO.replace("zero", "unset")),
        (ZERO.replace("us-chicago-1", "us-ashburn-1"),),
        (ZERO, h200(128, f"any {{request.ad = '{AD2}', request.ad = '{AD1}'}}")),
        ("set compute-core quota gpu-h100-count to 8 in tenancy",),
        (),
    ],
)
def test_covered(statements: tuple[str, ...]) -> None:
    """The last statement wins, other regions are others, and what nothing is said of is the tenancy's limit."""
    assert found(pool(), quota(*statements)) == []


@pytest.mark.parametrize(
    ("statements", "allowed"),
    [
        ((ZERO,), 0),
        ((ZERO, h200(64)), 64),
        ((h200(128), ZERO), 0),
        ((h200(127, f"all {{request.region = 'us-chicago-1', request.ad != '{AD2}'}}"),), 127),
        (("set compute-core quota gpu-h200-count to 8 in tenancy",), 8),
        (("give us 128 of everything",), 0),
    ],
)
def test_capped(statements: tuple[str, ...], allowed: int) -> None:
    """Too low a cap stops the pool at an apply; one that nobody can read covers nobody."""
    assert found(pool(), quota(*statements)) == [lacks(128, allowed)]


def test_pools_of_a_domain_are_added_up() -> None:
    """GPUs count in each availability domain; a pool in two domains stands evenly in both."""
    spread = pool(3, "BM.GPU.H200.8", AD1, AD2)
    assert found(pool(1), spread, quota(ZERO, h200(24))) == []
    assert found(pool(1), spread, quota(ZERO, h200(16))) == [lacks(24, 16)]


def test_every_way_to_have_machines() -> None:
    """Templates draw nothing alone; pools, cluster networks and racks draw theirs as often as they are large."""
    h100 = template("BM.GPU.H100.8")
    place: Props = {"availabilityDomain": AD1}
    several = (
        resource("oci:Core/instance:Instance", "one", {**place, "shape": "BM.GPU.H100.8"}),
        resource(
            "oci:Core/instancePool:InstancePool",
            "some",
            {"size": 2, "placementConfigurations": [place]},
            instanceConfigurationId=h100,
        ),
        resource(
            "oci:Core/clusterNetwork:ClusterNetwork",
            "many",
            {"instancePools": [{"size": 4}], "placementConfiguration": place},
            instancePools=h100,
        ),
    )
    capped = quota(ZERO, "set compute-core quota gpu-h100-count to 48 in tenancy")
    assert found(h100, capped) == []
    assert found(h100, *several, capped) == [lacks(56, 48, "gpu-h100-count")]
    assert found(h100, *several, quota("set compute-core quota gpu-h100-count to 56 in tenancy")) == []


def test_reserved_machines_draw_nothing() -> None:
    """They were counted when the reservation was made."""
    held = template("BM.GPU.H100.8", capacityReservationId="ocid1.capacityreservation.oc1..held")
    network = resource(
        "oci:Core/clusterNetwork:ClusterNetwork",
        "many",
        {"instancePools": [{"size": 4}], "placementConfiguration": {"availabilityDomain": AD1}},
        instancePools=held,
    )
    reserved = pool(capacityReservationId="ocid1.capacityreservation.oc1..held")
    assert found(held, network, reserved, quota(ZERO)) == []


def test_machines_without_gpus_draw_nothing() -> None:
    """And then no quota is read, which may not be known yet."""
    unread = resource(QUOTA, "caps", {"statements": UNKNOWN})
    assert found(pool(3, "VM.Standard.E5.Flex"), unread) == []


def test_what_is_unknown_does_not_pass() -> None:
    """A count that is not known is none, and a shape that the catalog does not know is no answer."""
    tail = (
        "is not known before the update; set it from plain text or from an output of a stack that is already applied,"
        " or apply what it comes from first"
    )
    assert found(pool(UNKNOWN), quota(ZERO)) == [f"not evaluated: nodeConfigDetails.size of train ({NODE_POOL}) {tail}"]
    assert found(pool(1, "BM.GPU.X1.8"), quota()) == [
        f"not evaluated: what train ({NODE_POOL}) draws is not known to the catalog: the catalog knows no GPU machine"
        ' "BM.GPU.X1.8" of Oracle Cloud; correct it, or add it to the catalog'
    ]


def test_caps_of_a_compartment_that_is_not_made_yet_are_judged_when_it_is() -> None:
    """The global stack makes it, and a quota only caps: until then there is nothing to be below."""
    assert found(pool(), resource(QUOTA, "caps", {"statements": UNKNOWN})) == []
    assert found(pool(), resource(QUOTA, "caps", {"statements": [UNKNOWN]})) == []


def test_machines_of_a_reservation_that_is_made_with_them_draw_nothing() -> None:
    """It has no id yet; an id that comes from elsewhere, and may be nobody's, is no reservation."""
    held = resource("oci:Core/computeCapacityReservation:ComputeCapacityReservation", "held", {})
    launch: Props = {"shape": "BM.GPU.H100.8", "capacityReservationId": UNKNOWN}
    props: Props = {"instanceDetails": {"launchDetails": launch}}
    network: Props = {"instancePools": [{"size": 4}], "placementConfiguration": {"availabilityDomain": AD1}}

    def judged(machines: PolicyResource) -> list[str]:
        many = resource("oci:Core/clusterNetwork:ClusterNetwork", "many", network, instancePools=machines)
        return found(held, machines, many, quota(ZERO))

    assert judged(resource(TEMPLATE, "template", props, instanceDetails=held)) == []
    assert judged(resource(TEMPLATE, "template", props)) == [lacks(32, 0, "gpu-h100-count")]


def test_a_limit_without_a_published_name_is_a_persons_work() -> None:
    """No statement can cap it, so it stops nobody, and it is named."""
    rack = template("BM.GPU.GB200.4")
    memory = resource(
        "oci:Core/computeGpuMemoryCluster:ComputeGpuMemoryCluster",
        "rack",
        {"size": "18", "availabilityDomain": AD2},
        instanceConfigurationId=rack,
    )
    assert found(rack, memory, quota(ZERO)) == []
    assert stack_violations(QUOTA_BY_HAND, rack, memory) == [
        f"the stack draws 72 gpus of BM.GPU.GB200.4 ({AD2}), the name of whose limit is not published; read it from"
        " quota_names of get_shapes(), and ask Oracle for it"
    ]
    assert stack_violations(QUOTA_BY_HAND, pool()) == []


@pytest.mark.parametrize(
    ("kind", "props"),
    [
        (
            "azure-native:containerservice:AgentPool",
            {"vmSize": "Standard_ND96isr_H200_v5", "count": 12, "location": "norwayeast"},
        ),
        ("azure-native:quota:GroupQuota", {"groupQuotaName": "labgpus"}),
        ("kubernetes:compute.coreweave.com/v1alpha1:NodePool", {"spec": {"instanceType": "b200-8x", "targetNodes": 9}}),
    ],
)
def test_where_no_resource_sets_a_limit_nothing_is_judged(kind: str, props: Props) -> None:
    """On Azure and CoreWeave a person asks; `podwright check` knows for what."""
    assert found(resource(kind, "it", props)) == []
    assert stack_violations(QUOTA_BY_HAND, resource(kind, "it", props)) == []
