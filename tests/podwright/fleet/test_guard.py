"""Accelerators are not given back by a plan that nobody meant: replaced or deleted pools have to be named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from podwright.fleet.run import destroy, preview, up
from podwright.fleet.scarce import held
from podwright.fleet.summary_text import policy_lines
from tests.podwright.fleet.conftest import Recorder
from tests.podwright.fleet.fake_engine import FakeEngine, step, summary, urn
from tests.podwright.fleet.run_helpers import MakeFleet, results

POOL = "gcp:container/nodePool:NodePool"
SLICE = "podwright:index:TpuSlice"


def pool(op: str, machine: str = "ct6e-standard-4t", name: str = "serve-0", **metadata: Any) -> dict[str, object]:
    """A step on a node pool of the component `serve`, as the engine reports it."""
    inputs = {"nodeCount": 16, "nodeConfig": {"machineType": machine}}
    old = {"inputs": inputs, "outputs": inputs, "parent": urn(SLICE, "serve")}
    return step(op, f"{SLICE}${POOL}", name, old=old, **metadata)


def moved(op: str = "replace") -> dict[str, object]:
    """A replacement because of another zone."""
    return pool(op, detailedDiff={"nodeLocations[0]": {"diffKind": "update-replace", "inputDiff": True}})


def play(engine: FakeEngine, *events: dict[str, object], command: str = "preview") -> None:
    engine.play({f"east {command}": {"events": [*events, summary(replace=1)]}})


def test_a_replaced_pool_is_refused(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """The machines would go back and perhaps never come again, so nothing is applied; the way out is in the message."""
    play(engine, moved())
    report = up(fleet("east"), recorder)
    assert (results(report), report.exit_code, recorder.questions) == ({"east": "blocked"}, 3, [])
    assert policy_lines(report.stacks) == [
        "policy accelerators-are-kept (mandatory): east: gcp:container:NodePool serve-0\n"
        "  would be replaced because of nodeLocations[0]: 16 x ct6e-standard-4t goes back to the cloud, which promises"
        " nothing in its place\n"
        "    fix:     undo the change, or allow it by name: --allow-loss east/serve"
    ]


def test_a_deleted_pool_is_refused_in_a_preview_too(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """A reviewer sees it where the change is proposed."""
    play(engine, pool("delete"))
    report = preview(fleet("east"), recorder)
    assert (results(report), report.exit_code) == ({"east": "blocked"}, 3)
    assert "would be deleted: 16 x ct6e-standard-4t goes back" in policy_lines(report.stacks)[0]


@pytest.mark.parametrize("name", ["serve", "east/serve", "serve-0", "east/serve-0"])
def test_a_named_loss_is_applied(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder, name: str) -> None:
    """The component or the resource, in every stack or in one."""
    play(engine, moved())
    report = up(replace(fleet("east"), allow_loss=(name,)), recorder)
    assert results(report) == {"east": "unchanged"}
    assert engine.order("begin") == ["east preview", "east up"]


@pytest.mark.parametrize("name", ["west/serve", "ser", "serve-1"])
def test_another_name_allows_nothing(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder, name: str) -> None:
    """A slip must not open the gate, and is said."""
    play(engine, moved())
    report = up(replace(fleet("east"), allow_loss=(name,)), recorder)
    assert results(report) == {"east": "blocked"}
    assert f"--allow-loss {name}: no accelerators of that name would be lost" in recorder.lines


def test_machines_without_accelerators_are_not_guarded(
    fleet: MakeFleet, engine: FakeEngine, recorder: Recorder
) -> None:
    """A CPU pool can be had again; an update keeps the machines."""
    play(engine, pool("replace", machine="e2-standard-4"), pool("update", name="serve-1"))
    assert results(preview(fleet("east"), recorder)) == {"east": "succeeded"}


def test_what_goes_down_with_its_cluster_is_guarded(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """The engine replaces a cluster and takes the pools down on the way; they are the loss."""
    play(engine, pool("delete-replaced"))
    assert results(preview(fleet("east"), recorder)) == {"east": "blocked"}


def test_destroy_is_not_guarded(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """It names what goes by itself, and asks."""
    play(engine, pool("delete"), command="destroy-preview")
    assert destroy(fleet("east", existing={"east": 3}), recorder).exit_code == 0


@pytest.mark.parametrize(
    ("token", "properties", "words"),
    [
        ("gcp:tpu/v2Vm:V2Vm", {"acceleratorType": "v5p-8"}, "v5p-8"),
        ("gcp:compute/instance:Instance", {"machineType": "a3-ultragpu-8g"}, "a3-ultragpu-8g"),
        ("gcp:compute/instance:Instance", {"machineType": "e2-standard-4"}, None),
        ("azure-native:containerservice:AgentPool", {"vmSize": "Standard_D4s_v5", "count": 3}, None),
        (
            "gcp:compute/reservation:Reservation",
            {"specificReservation": {"count": "4", "instanceProperties": {"machineType": "a4-highgpu-8g"}}},
            "a reservation of a4-highgpu-8g",
        ),
        (
            "azure-native:containerservice:AgentPool",
            {"vmSize": "Standard_ND96isr_H100_v5", "count": 4},
            "4 x Standard_ND96isr_H100_v5",
        ),
        (
            "azure-native:azurefleet:Fleet",
            {
                "vmSizesProfile": [
                    {"name": "Standard_NC24ads_A100_v4"},
                    {"name": "Standard_D4s_v5"},
                    {"name": "Standard_NC40ads_H100_v5"},
                ],
                "regularPriorityProfile": {"capacity": 2.0},
                "spotPriorityProfile": {"capacity": 6.0},
            },
            "8 x Standard_NC24ads_A100_v4 or Standard_NC40ads_H100_v5",
        ),
        (
            "azure-native:azurefleet:Fleet",
            {"vmSizesProfile": [{"name": "Standard_D4s_v5"}], "regularPriorityProfile": {"capacity": 2}},
            None,
        ),
        (
            "oci:ContainerEngine/nodePool:NodePool",
            {"nodeShape": "BM.GPU.H100.8", "nodeConfigDetails": {"size": 2}},
            "2 x BM.GPU.H100.8",
        ),
        (
            "kubernetes:compute.coreweave.com/v1alpha1:NodePool",
            {"spec": {"instanceType": "gb200-4x", "targetRacks": 2}},
            "2 racks of gb200-4x",
        ),
    ],
)
def test_every_cloud_says_what_is_lost(token: str, properties: dict[str, Any], words: str | None) -> None:
    """Each cloud has its own words for a machine with accelerators."""
    assert held(token, urn(token, "x"), properties) == words


def test_a_pool_of_an_oracle_fleet_holds_machines() -> None:
    """Its template names the shape, so the pool is known by the fleet it belongs to; another pool may have no GPUs."""
    token = "oci:Core/instancePool:InstancePool"
    fleet = f"urn:pulumi:lab::podwright::podwright:index:OciGpuFleet${token}::batch-pool"
    assert held(token, fleet, {"size": 4.0}) == "4 x machines of the pool"
    assert held(token, f"urn:pulumi:lab::podwright::{token}::web", {"size": 4.0}) is None
