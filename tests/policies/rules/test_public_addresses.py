"""Accelerator machines have private addresses, in every way Google Cloud offers to make one."""

from __future__ import annotations

import pytest

from policies.rules.public_addresses import CLUSTER, NO_PUBLIC_ADDRESS
from tests.policies.rules.subjects import NODE_POOL, QUEUED, TPU_VM, UNKNOWN, Props, violations

TEMPLATE = "gcp:compute/instanceTemplate:InstanceTemplate"
TPU_POOL: Props = {"nodeConfig": {"machineType": "ct6e-standard-4t"}}
POOL_MESSAGE = (
    f"it ({NODE_POOL}) gives its accelerator nodes public addresses, or leaves that to the cluster;"
    " set networkConfig.enablePrivateNodes to true"
)


@pytest.mark.parametrize(
    "props",
    [
        TPU_POOL,
        {**TPU_POOL, "networkConfig": {"enablePrivateNodes": False}},
        {"nodeConfig": {"machineType": "a3-ultragpu-8g"}},
        {
            "nodeConfig": {
                "machineType": "n1-standard-8",
                "guestAccelerators": [{"type": "nvidia-tesla-t4", "count": 1}],
            }
        },
    ],
)
def test_public_pools(props: Props) -> None:
    """TPU machines, GPU machines and machines with GPUs attached; what is left open counts as public."""
    assert violations(NO_PUBLIC_ADDRESS, NODE_POOL, props) == [POOL_MESSAGE]


@pytest.mark.parametrize(
    "props",
    [{**TPU_POOL, "networkConfig": {"enablePrivateNodes": True}}, {"nodeConfig": {"machineType": "e2-standard-4"}}, {}],
)
def test_private_pools(props: Props) -> None:
    """Private pools, and pools without accelerators, which are another rule's business."""
    assert violations(NO_PUBLIC_ADDRESS, NODE_POOL, props) == []


def test_public_tpu_vms() -> None:
    """Both spellings of a TPU VM's network, and the node inside of a queued resource."""
    public: Props = {"enableExternalIps": True}
    remedy = (
        "asks for public addresses; set enableExternalIps to false in its network config"
        " and use a subnet with Private Google Access"
    )
    queued: Props = {"tpu": {"nodeSpecs": [{"node": {"networkConfig": public}}]}}
    assert violations(NO_PUBLIC_ADDRESS, TPU_VM, {"networkConfig": public}) == [f"it ({TPU_VM}) {remedy}"]
    assert violations(NO_PUBLIC_ADDRESS, TPU_VM, {"networkConfigs": [public]}) == [f"it ({TPU_VM}) {remedy}"]
    assert violations(NO_PUBLIC_ADDRESS, QUEUED, queued) == [f"it ({QUEUED}) {remedy}"]
    assert violations(NO_PUBLIC_ADDRESS, TPU_VM, {"networkConfig": {"enableExternalIps": False}}) == []


def test_public_templates() -> None:
    """An empty access config asks for an address of Google's choice."""
    props: Props = {"machineType": "a3-highgpu-8g", "networkInterfaces": [{}, {"accessConfigs": [{}]}]}
    assert violations(NO_PUBLIC_ADDRESS, TEMPLATE, props) == [
        f"it ({TEMPLATE}) gives interface 1 a public address; remove networkInterfaces[1].accessConfigs"
        " and reach the internet through Cloud NAT"
    ]
    assert violations(NO_PUBLIC_ADDRESS, TEMPLATE, {**props, "networkInterfaces": [{}]}) == []
    assert violations(NO_PUBLIC_ADDRESS, TEMPLATE, {**props, "machineType": "e2-small"}) == []


def test_an_unknown_machine_does_not_pass() -> None:
    """Whether a machine carries accelerators decides; not knowing it is not an answer."""
    assert violations(NO_PUBLIC_ADDRESS, NODE_POOL, {"nodeConfig": {"machineType": UNKNOWN}}) == [
        f"not evaluated: nodeConfig.machineType of it ({NODE_POOL}) is not known before the update; set it from plain"
        " text or from an output of a stack that is already applied, or apply what it comes from first"
    ]


def test_pools_inside_of_a_cluster() -> None:
    """What the pool leaves open is the cluster's setting; what it says wins."""
    private: Props = {"privateClusterConfig": {"enablePrivateNodes": True}}
    default = (
        f"it ({CLUSTER}) gives the accelerator nodes of its default pool public addresses;"
        " set privateClusterConfig.enablePrivateNodes to true"
    )
    inline = (
        f"it ({CLUSTER}) gives the accelerator nodes of nodePools[0] public addresses;"
        " set nodePools[0].networkConfig.enablePrivateNodes to true"
    )
    public_pool: Props = {**TPU_POOL, "networkConfig": {"enablePrivateNodes": False}}
    assert violations(NO_PUBLIC_ADDRESS, CLUSTER, TPU_POOL) == [default]
    assert violations(NO_PUBLIC_ADDRESS, CLUSTER, {"nodePools": [TPU_POOL]}) == [inline]
    assert violations(NO_PUBLIC_ADDRESS, CLUSTER, {**private, "nodePools": [public_pool]}) == [inline]
    assert violations(NO_PUBLIC_ADDRESS, CLUSTER, {**private, **TPU_POOL, "nodePools": [TPU_POOL]}) == []
