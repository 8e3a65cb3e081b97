"""A region of Oracle Cloud from its stack file through `podwright` and the real engine: refused, made, grown, gone."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from podwright.emulator import daemon
from podwright.engine.locate import Engine
from tests.engine.fleet_project import REPOSITORY, FleetProject, make_fleet_project, results, stack

pytestmark = pytest.mark.engine

TENANCY = "ocid1.tenancy.oc1..aaaalab"
TRAIN = """\
config:
  podwright:kind: region
  podwright:cloud: oci
  podwright:region: us-chicago-1
  podwright:jurisdiction: US
  podwright:dependsOn: [oci-global]
  podwright:account: {tenancy: ocid1.tenancy.oc1..aaaalab, homeRegion: us-ashburn-1}
  podwright:labels: {owner: research, cost-centre: cc-2107, environment: dev}
  podwright:network: {cidr: 10.192.0.0/16}
  podwright:cluster: {encryptDisks: true}
  podwright:gpuClusters:
    train-h200: {accelerator: h200, nodes: 2, zone: AD-1, capacity: {model: on-demand}}
  podwright:gpuFleets:
    batch-h200:
      accelerator: h200
      nodes: 2
      zone: AD-2
      image: ocid1.image.oc1.us-chicago-1.aaaabatch
      capacity: {model: reservation, name: held}
  podwright:reservations:
    held: {accelerator: h200, nodes: 3, zone: AD-2}
  podwright:storage:
    buckets: {checkpoints: {}}
    fileSystems:
      home: {kind: nfs, zone: AD-1}
      scratch: {kind: lustre, gib: 29057, zone: AD-1}
  podwright:oci:
    version: v1.34.1
    machines: {train-h200: {image: ocid1.image.oc1.us-chicago-1.aaaatrain}}
    buckets: {checkpoints: {privateEndpoint: true}}
"""
STACKS = ("oci-global", "oci-dev")
POOLS = ("NodePool", "ClusterNetwork", "ComputeCluster", "ComputeCapacityReservation")


@pytest.fixture
def project(tmp_path: Path, engine: Engine) -> Generator[FleetProject]:
    """The project, with Oracle's global stack and one region, whose cloud ends with it."""
    made = make_fleet_project(tmp_path.resolve())
    folder = made.root / "stacks"
    (folder / "Pulumi.oci-global.yaml").write_text((REPOSITORY / "stacks" / "Pulumi.oci-global.yaml").read_text())
    (folder / "Pulumi.oci-dev.yaml").write_text(TRAIN)
    yield made
    daemon.stop(made.root / ".podwright" / "emulated")


def grant(project: FleetProject, limit: str, gpus: int) -> None:
    """What a person gets from Oracle by a request in the console."""
    place = ["--cloud", "oci", "--service", "compute", "--project", TENANCY, "--dimension", "region=us-chicago-1"]
    done = project.podwright("emulator", "quota", "set", limit, *place, "--limit", str(gpus))
    assert done.returncode == 0, done.stderr


def pools(project: FleetProject) -> dict[str, Any]:
    """What holds GPUs, by its id."""
    found = project.report("emulator", "ls")["resources"]
    return {each["id"]: each["type"] for each in found if each["type"].rpartition(":")[2] in POOLS}


def test_the_life_of_a_region(project: FleetProject) -> None:
    """Over the limits it is refused in Oracle's words; growing replaces nothing; nothing stays behind."""
    assert results(project.report("preview", *STACKS)) == dict.fromkeys(STACKS, "succeeded")
    refused = project.report("up", *STACKS, "--yes")
    assert results(refused) == {"oci-global": "succeeded", "oci-dev": "failed"}
    assert "LimitExceeded" in str(stack(refused, "oci-dev"))
    grant(project, "gpu-h200-count", 24)
    grant(project, "gpu-h200-core-count-reservable", 24)
    first = project.report("up", *STACKS, "--yes")
    assert results(first) == {"oci-global": "unchanged", "oci-dev": "succeeded"}, first
    assert results(project.report("up", *STACKS, "--yes")) == dict.fromkeys(STACKS, "unchanged")
    quota = project.report("outputs", "oci-dev")["outputs"]["quota"]
    assert quota["actions"] == {}
    assert quota["statements"][0] == (
        "zero compute-core quotas /gpu*/ in compartment oci-global:us-chicago-1 where request.region = 'us-chicago-1'"
    )
    before = pools(project)
    project.edit("stacks/Pulumi.oci-dev.yaml", "h200, nodes: 2, zone: AD-1", "h200, nodes: 3, zone: AD-1")
    project.edit("stacks/Pulumi.oci-dev.yaml", "owner: research", "owner: training")
    assert results(project.report("up", "oci-dev", "--yes")) == {"oci-dev": "succeeded"}
    assert pools(project) == before
    destroyed = project.report("destroy", *STACKS, "--yes")
    assert results(destroyed) == dict.fromkeys(STACKS, "succeeded"), destroyed
    assert project.report("emulator", "ls")["resources"] == []
