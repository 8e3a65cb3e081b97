"""Preemptible capacity that Oracle takes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

import pytest

from podwright.emulator.core import preemption
from podwright.emulator.core.clock import VirtualClock
from podwright.emulator.core.cloud import Scope
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.preemption import Wish
from podwright.emulator.core.store import Store
from podwright.emulator.core.wire import Values
from podwright.emulator.oci.oracle import OracleCloud
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client, Made

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
Preempt = Callable[[Made], str]
ACTION: Values = {"preemptionAction": {"type": "TERMINATE"}}


@pytest.fixture
def preempt(oci_store: Store, oci_index: SdkIndex) -> Preempt:
    """Takes the machines of a resource back; what is left, in words."""

    def take(made: Made) -> str:
        life = Lifecycle(OracleCloud(oci_index), oci_index, oci_store, lambda: NOON)
        with life.calling(Scope()) as call:
            (lost,) = preemption.preempt(life.cloud, call, Wish((made.token, made.id)))
            return lost.left

    return take


@pytest.fixture
def placement(subnet: Made, domain: str) -> Values:
    """Where the machines are."""
    return {"availabilityDomain": domain, "subnetId": subnet.id}


def test_an_instance_is_terminated(oci: Client, compartment: Made, placement: Values, preempt: Preempt) -> None:
    """The next refresh finds nothing, and the next up makes a new one."""
    inputs: Values = {
        "compartmentId": compartment.id,
        "availabilityDomain": placement["availabilityDomain"],
        "shape": "VM.Standard.E5.Flex",
        "shapeConfig": {"ocpus": 1, "memoryInGbs": 8},
        "sourceDetails": {"sourceType": "image", "sourceId": "ocid1.image.oc1.iad.a"},
        "createVnicDetails": {"subnetId": placement["subnetId"], "assignPublicIp": "false"},
        "preemptibleInstanceConfig": ACTION,
    }
    made = oci.create("oci:Core/instance:Instance", "i", inputs)
    assert preempt(made) == "terminated"
    assert oci.refresh(made) is None


def test_nodes_of_a_pool_go_and_come_back(
    oci: Client, oci_store: Store, cluster: Made, placement: Values, preempt: Preempt
) -> None:
    """OKE makes new ones when there is capacity."""
    inputs: Values = {
        "compartmentId": cluster.inputs["compartmentId"],
        "clusterId": cluster.id,
        "name": "spot",
        "nodeShape": "VM.Standard.E5.Flex",
        "nodeShapeConfig": {"ocpus": 2, "memoryInGbs": 24},
        "nodeConfigDetails": {"size": 2, "placementConfigs": [{**placement, "preemptibleNodeConfig": ACTION}]},
    }
    made = oci.create("oci:ContainerEngine/nodePool:NodePool", "p", inputs)
    assert preempt(made) == "0 of 2 nodes; the others come back when there is capacity"
    assert _nodes(oci, made) == 0
    VirtualClock(oci_store, lambda: NOON).advance(700)
    assert _nodes(oci, made) == 2


def _nodes(oci: Client, made: Made) -> int:
    seen = oci.refresh(made)
    assert seen is not None
    return len(cast("list[Values]", seen.out("nodes")))
