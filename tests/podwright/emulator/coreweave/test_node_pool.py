"""Node pools: Kubernetes objects in a CKS cluster whose nodes wait for quota and capacity."""

from __future__ import annotations

import pytest

from podwright.emulator.core import values
from podwright.emulator.core.capacity import Stock
from podwright.emulator.core.store import Store
from podwright.emulator.core.wire import plain_values
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.coreweave.examples import (
    CLUSTER,
    NODE_POOL,
    VPC,
    VPC_INPUTS,
    Inputs,
    cluster_inputs,
    grant,
    kubeconfig,
    pool,
)
from tests.podwright.emulator.kubernetes.fixtures import Connect

NOT_CREATED = (
    f'resource "urn:pulumi:dev::test::{NODE_POOL}::p" was not successfully created by the Kubernetes API server:'
    ' NodePool.compute.coreweave.com "h100" is invalid: '
)


@pytest.fixture
def cluster(coreweave: Client) -> Made:
    """A cluster in US-EAST-04A."""
    vpc = coreweave.create(VPC, "vpc", VPC_INPUTS)
    return coreweave.create(CLUSTER, "c", cluster_inputs(vpc))


@pytest.fixture
def inside(to_cluster: Connect, cluster: Made) -> Client:
    """The Kubernetes provider of the cluster."""
    return to_cluster({"kubeconfig": kubeconfig(cluster)})


def pool_with(spec: Inputs) -> Inputs:
    """A node pool with a changed spec."""
    inputs = pool()
    return {**inputs, "spec": {**values.mapping(inputs, "spec"), **spec}}


def counts(made: Made | None) -> tuple[object, object]:
    """Nodes that are there and nodes that wait."""
    assert made is not None
    status = values.mapping(plain_values(made.outputs), "status")
    return status["currentNodes"], status["queuedNodes"]


def condition(made: Made | None, kind: str) -> tuple[object, object, object]:
    """Status, reason and message of a condition."""
    assert made is not None
    found = [each for each in values.blocks(plain_values(made.outputs), "status.conditions") if each["type"] == kind]
    return found[0]["status"], found[0]["reason"], found[0]["message"]


def test_without_quota_all_nodes_wait(inside: Client) -> None:
    """A pool over quota is no error; its status says why it is empty. A second diff and a refresh are empty."""
    made = inside.create(NODE_POOL, "p", pool())
    assert made.id == "h100"
    assert counts(made) == (0, 4)
    assert condition(made, "Quota") == ("False", "NotSet", "quota limit is 0 for instance type gd-8xh100ib-i128")
    assert inside.diff(made, pool()).changes == {}
    assert inside.refresh(made) == made


def test_nodes_come_when_quota_is_granted(inside: Client, store: Store) -> None:
    """A refresh sees them; the quota is that of the organisation, so a second pool gets what is left."""
    first = inside.create(NODE_POOL, "p", pool())
    grant(store, "gd-8xh100ib-i128", 6)
    assert counts(inside.refresh(first)) == (4, 0)
    assert condition(inside.refresh(first), "Quota") == (
        "True",
        "Under",
        "nodePool is under quota for instance type gd-8xh100ib-i128",
    )
    second = inside.create(NODE_POOL, "p", pool("more"))
    assert counts(second) == (2, 2)
    inside.delete(first)
    assert counts(inside.refresh(second)) == (4, 0)


def test_nodes_wait_for_capacity(inside: Client, store: Store) -> None:
    """Quota is no machine."""
    grant(store, "gd-8xh100ib-i128", 100)
    with store.transaction("coreweave") as tx:
        Stock(tx).set("US-EAST-04A", "gd-8xh100ib-i128", 3)
    made = inside.create(NODE_POOL, "p", pool())
    assert counts(made) == (3, 1)
    assert condition(made, "Capacity") == (
        "False",
        "QueuedAwaitingCapacity",
        "nodes are queued awaiting capacity of instance type gd-8xh100ib-i128",
    )


def test_a_type_that_the_zone_does_not_list_waits_for_ever(inside: Client, store: Store) -> None:
    """CoreWeave takes the pool all the same."""
    grant(store, "b200-8x", 100)
    assert counts(inside.create(NODE_POOL, "p", pool(instanceType="b200-8x"))) == (0, 4)


def test_racks_come_whole(coreweave: Client, to_cluster: Connect, store: Store) -> None:
    """Eighteen nodes each, or none."""
    vpc = coreweave.create(VPC, "east", {**VPC_INPUTS, "name": "east", "zone": "US-EAST-01A"})
    made = coreweave.create(CLUSTER, "e", cluster_inputs(vpc, name="east", zone="US-EAST-01A"))
    inside = to_cluster({"kubeconfig": kubeconfig(made)})
    grant(store, "gb200-4x", 30, "US-EAST-01A")
    racks = pool(instanceType="gb200-4x", targetNodes=None, targetRacks=2)
    assert counts(inside.create(NODE_POOL, "p", racks)) == (18, 18)


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        (
            {"instanceType": "gd-8xh100-i128"},
            'spec.instanceType: Invalid value: "gd-8xh100-i128": unknown instance type\n  note: did you mean'
            " gd-8xh100ib-i128?",
        ),
        ({"instanceType": None}, "spec.instanceType: Required value"),
        (
            {"targetNodes": None},
            "spec: Invalid value: {}: exactly one of targetNodes and targetRacks must be provided",
        ),
        (
            {"targetNodes": None, "targetRacks": 1},
            "spec.targetRacks: Invalid value: 1: is only available for NVL72-powered types, not gd-8xh100ib-i128",
        ),
        (
            {"instanceType": "gb200-4x", "targetNodes": 20},
            "spec.targetNodes: Invalid value: 20: gb200-4x comes in racks of 18 nodes",
        ),
        (
            {"instanceType": "gb300-4x", "targetNodes": 18, "autoscaling": True},
            "spec.autoscaling: Invalid value: true: is not available for rack-scale type gb300-4x",
        ),
        (
            {"minNodes": 5, "maxNodes": 2},
            "spec.minNodes: Invalid value: 5: must not be greater than maxNodes 2",
        ),
        ({"targetNodes": -1}, "spec.targetNodes: Invalid value: -1: should be greater than or equal to 0"),
        ({"targetNodes": "4"}, 'spec.targetNodes: Invalid value: "4": must be of type integer'),
        ({"replicas": 4}, 'spec.replicas: Invalid value: unknown field "spec.replicas"'),
        (
            {"nodeTaints": [{"key": "gpu", "effect": "Never"}]},
            'spec.nodeTaints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule",'
            ' "NoExecute"',
        ),
        (
            {"lifecycle": {"scaleDownStrategy": "Newest"}},
            'spec.lifecycle.scaleDownStrategy: Unsupported value: "Newest": supported values: "IdleOnly", "PreferIdle"',
        ),
    ],
)
def test_pools_that_cannot_be(inside: Client, spec: Inputs, problem: str) -> None:
    """At the create, and before it in the preview."""
    assert refused(lambda: inside.create(NODE_POOL, "p", pool_with(spec))) == NOT_CREATED + problem
    assert refused(lambda: inside.preview(NODE_POOL, "p", pool_with(spec))) == NOT_CREATED + problem


def test_an_instance_type_stays(inside: Client) -> None:
    """The provider knows nothing of it and tries an update; the webhook refuses."""
    made = inside.create(NODE_POOL, "p", pool())
    changed = pool(instanceType="gd-8xh200ib-i128")
    assert inside.diff(made, changed).replaces == []
    assert refused(lambda: inside.update(made, changed)) == (
        'the Kubernetes API server reported that "h100" failed to fully initialize or become live:'
        ' NodePool.compute.coreweave.com "h100" is invalid: spec.instanceType: Invalid value: "gd-8xh200ib-i128":'
        " InstanceType cannot be changed"
    )


def test_only_a_cks_cluster_has_node_pools(to_cluster: Connect) -> None:
    """Any other cluster has no such kind."""
    message = refused(lambda: to_cluster({}).create(NODE_POOL, "p", pool()))
    assert message.endswith('no matches for kind "NodePool" in version "compute.coreweave.com/v1alpha1"')


def test_a_cluster_takes_its_pools_with_it(coreweave: Client, cluster: Made, inside: Client, store: Store) -> None:
    """And gives their quota back."""
    grant(store, "gd-8xh100ib-i128", 4)
    inside.create(NODE_POOL, "p", pool())
    coreweave.delete(cluster)
    with store.transaction("coreweave") as tx:
        uses = tx.connection.execute("SELECT COUNT(*) FROM quota_uses").fetchone()
    assert uses == (0,)
