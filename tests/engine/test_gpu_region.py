"""A region that trains on H200 machines, from its stack file through `podwright` and the real engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

from podwright.emulator import daemon
from podwright.engine.locate import Engine
from tests.engine.fleet_project import FleetProject, make_fleet_project, results

pytestmark = pytest.mark.engine

TRAIN = """\
config:
  podwright:kind: region
  podwright:cloud: gcp
  podwright:region: europe-west4
  podwright:jurisdiction: NL
  podwright:dependsOn: [gcp-global]
  podwright:account: {project: lab-accelerators}
  podwright:labels: {owner: research, cost-centre: cc-2107, environment: dev}
  podwright:network: {cidr: 10.64.0.0/14, privateServices: true}
  podwright:cluster: {kueue: true, encryptDisks: true, deletionProtection: false}
  podwright:gpuClusters:
    train-h200: {accelerator: h200, nodes: 2, zone: europe-west4-a, capacity: {model: flex-start}}
  podwright:storage:
    fileSystems:
      scratch: {kind: lustre, gib: 18000, tier: "500", zone: europe-west4-a, deletionProtection: false}
  podwright:quotaContact: platform@example.com
"""
STACKS = ("gcp-global", "gcp-dev")
SUCCEEDED = dict.fromkeys(STACKS, "succeeded")
NETWORKS = [f"train-h200-nic{number}" for number in range(1, 10)]
INSIDE = {"Network": 9, "GKENetworkParamSet": 9, "Release": 2, "ResourceFlavor": 1, "ClusterQueue": 1, "LocalQueue": 1}
"""What stands inside of the cluster."""


@pytest.fixture
def project(tmp_path: Path, engine: Engine) -> Generator[FleetProject]:
    """The fleet, with the training region, whose cloud ends with it."""
    made = make_fleet_project(tmp_path.resolve())
    (made.root / "stacks" / "Pulumi.gcp-dev.yaml").write_text(TRAIN)
    yield made
    daemon.stop(made.root / ".podwright" / "emulated")


def test_the_life_of_a_training_region(project: FleetProject) -> None:
    """Networks that pods can ask for, a queue on the GPUs, keys on the disks; and nothing stays behind."""
    refused = project.podwright("check").stdout
    assert "gcp-dev takes keys.europe-west4.usedBy.compute from gcp-global, which does not have it" in refused
    key = "    europe-west4: {rotationDays: 90, usedBy: [artifactregistry, "
    project.edit("stacks/Pulumi.gcp-global.yaml", key, f"{key}compute, ")
    assert results(project.report("preview", *STACKS)) == SUCCEEDED
    first = project.report("up", *STACKS, "--yes")
    assert results(first) == SUCCEEDED, first
    assert results(project.report("up", *STACKS, "--yes")) == dict.fromkeys(STACKS, "unchanged")
    outputs = project.report("outputs", "gcp-dev")["outputs"]
    assert outputs["gpuClusters"]["train-h200"]["nodeNetworks"] == NETWORKS
    assert outputs["queue"] == {"name": "accelerators", "namespace": "default"}
    inside = [each for each in project.report("emulator", "ls")["resources"] if each["type"].startswith("kubernetes:")]
    kinds = Counter(each["type"].rpartition(":")[2] for each in inside)
    assert {kind: kinds[kind] for kind in INSIDE} == INSIDE
    destroyed = project.report("destroy", *STACKS, "--yes")
    assert results(destroyed) == SUCCEEDED, destroyed
    assert project.report("emulator", "ls")["resources"] == []
