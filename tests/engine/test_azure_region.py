"""An Azure region from its stack file through `podwright` and the real engine: its whole life, and changes in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

from podwright.emulator import daemon
from podwright.engine.locate import Engine
from tests.engine.fleet_project import FleetProject, make_fleet_project, results, stack

pytestmark = pytest.mark.engine

ACCOUNT = "{subscription: 5ab5c419-0000-4000-8000-000000000001, tenant: 7e4a4700-0000-4000-8000-000000000001}"
GLOBAL = f"""\
config:
  podwright:kind: global
  podwright:cloud: azure
  podwright:account: {ACCOUNT}
  podwright:labels: {{owner: platform, cost-centre: cc-2100}}
  podwright:keys:
    norwayeast: {{}}
  podwright:azure: {{homeRegion: norwayeast}}
"""
REGION = f"""\
config:
  podwright:kind: region
  podwright:cloud: azure
  podwright:region: norwayeast
  podwright:jurisdiction: "NO"
  podwright:dependsOn: [azure-global]
  podwright:account: {ACCOUNT}
  podwright:labels: {{owner: research, cost-centre: cc-2107}}
  podwright:network: {{cidr: 10.92.0.0/16}}
  podwright:cluster: {{encryptDisks: true, systemNodes: 1}}
  podwright:gpuClusters:
    train-h200: {{accelerator: h200, nodes: 2, zone: norwayeast-1, capacity: {{model: on-demand}}}}
  podwright:gpuFleets:
    batch-h100: {{accelerator: h100, nodes: 1, zone: norwayeast-2, capacity: {{model: on-demand}}}}
  podwright:storage:
    buckets: {{checkpoints: {{}}}}
    fileSystems: {{scratch: {{kind: lustre, gib: 16384, tier: "125", zone: norwayeast-1}}}}
    registries: {{images: {{}}}}
  podwright:azure:
    adminGroups: [0f1d6c0e-0000-4000-8000-000000000002]
    sshPublicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample slurm
    limits: {{standardNDISRH200V5Family: 384, cores: 600}}
"""
STACKS = ("azure-global", "azure-norwayeast")
SUCCEEDED = dict.fromkeys(STACKS, "succeeded")
KEPT = {"containerservice:AgentPool", "compute:VirtualMachineScaleSet"}
"""Types whose replacement gives machines to somebody else."""


@pytest.fixture
def project(tmp_path: Path, engine: Engine) -> Generator[FleetProject]:
    """The fleet, whose cloud ends with it."""
    made = make_fleet_project(tmp_path.resolve())
    (made.root / "stacks" / "Pulumi.azure-global.yaml").write_text(GLOBAL)
    (made.root / "stacks" / "Pulumi.azure-norwayeast.yaml").write_text(REGION)
    yield made
    daemon.stop(made.root / ".podwright" / "emulated")


def test_the_life_of_an_azure_region(project: FleetProject) -> None:
    """What is stated as granted comes up, what is not is asked for; pools stay; vaults are taken back after the end."""
    file = "stacks/Pulumi.azure-norwayeast.yaml"
    refused = project.report("up", *STACKS, "--yes")
    assert results(refused) == {"azure-global": "succeeded", "azure-norwayeast": "failed"}
    region = stack(refused, "azure-norwayeast")
    missing = {f"norwayeast/{family}" for family in ("standardDDSv5Family", "standardNDSH100v5Family")}
    assert set(region["actions"]) == {*missing, "infiniband"}
    project.edit(file, "cores: 600", "cores: 600, standardNDSH100v5Family: 96, standardDDSv5Family: 100")
    assert results(project.report("up", *STACKS, "--yes"))["azure-norwayeast"] == "succeeded"
    assert results(project.report("up", *STACKS, "--yes")) == dict.fromkeys(STACKS, "unchanged")
    project.edit(file, "cost-centre: cc-2107", "cost-centre: cc-2200")
    project.edit(file, "nodes: 2,", "nodes: 3,")
    changed = stack(project.report("up", "azure-norwayeast", "--yes"), "azure-norwayeast")
    assert Counter(each["op"] for each in changed["resources"]).keys() == {"update"}
    assert {each["type"].partition("azure-native:")[2] for each in changed["resources"]} >= KEPT
    outputs = project.report("outputs", "azure-norwayeast")["outputs"]
    assert outputs["gpuClusters"]["train-h200"]["gpus"] == 24
    assert results(project.report("destroy", *STACKS, "--yes")) == SUCCEEDED
    assert project.report("emulator", "ls")["resources"] == []
    left = project.report("up", "azure-global", "--yes")
    assert results(left) == {"azure-global": "failed"}
    project.edit("stacks/Pulumi.azure-global.yaml", "kind: global", "kind: global\n  podwright:adopt: true")
    assert results(project.report("up", "azure-global", "--yes")) == {"azure-global": "succeeded"}
