"""A CoreWeave region from its stack file through `podwright` and the real engine: one run, a queue, growth, the end."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from podwright.emulator import daemon
from podwright.engine.locate import Engine
from tests.engine.fleet_project import REPOSITORY, FleetProject, make_fleet_project, results, stack

pytestmark = pytest.mark.engine

REGION = "coreweave-us-east-04"
FILE = f"stacks/Pulumi.{REGION}.yaml"
STACKS = ("coreweave-global", REGION)
SUCCEEDED, UNCHANGED = dict.fromkeys(STACKS, "succeeded"), dict.fromkeys(STACKS, "unchanged")
ONLY_REGION = {"coreweave-global": "unchanged", REGION: "succeeded"}
H200 = "gd-8xh200ib-i128"
POOLS = ("eval-h100-pool", "system-pool", "train-h200-pool")
GONE = "gone.k8s.us-east-04a.coreweave.com"
FIX = (
    "nothing in the cluster was changed or forgotten: give a token or kubeconfig that reaches it, from a network that"
    " does, and run this again; PULUMI_K8S_DELETE_UNREACHABLE=true is for a cluster that is gone"
)
GRANTED = "granted: {gd-8xh200ib-i128: 16, gd-8xh100ib-i128: 4, turin-gp: 3}"
NOTHING_GRANTED = "granted: {gd-8xh200ib-i128: 0, gd-8xh100ib-i128: 0, turin-gp: 0}"
SECRET = """\
  kubernetes:kubeconfig: {secure: v1:7cAUFXPP6NBs3ifh:A4hTzqvIr0rqYM0JcDdP5ZF4aLSrlrMg}
"""


@pytest.fixture
def project(tmp_path: Path, engine: Engine) -> Generator[FleetProject]:
    """The fleet's own CoreWeave stacks, whose cloud ends with the test."""
    made = make_fleet_project(tmp_path.resolve())
    for name in STACKS:
        file = f"stacks/Pulumi.{name}.yaml"
        (made.root / file).write_text((REPOSITORY / file).read_text())
    yield made
    daemon.stop(made.root / ".podwright" / "emulated")


def pools(report: dict[str, Any]) -> dict[str, str]:
    """Node pool -> what happens to it."""
    return {
        each["name"]: each["op"] for each in stack(report, REGION)["resources"] if each["type"].endswith("NodePool")
    }


def messages(report: dict[str, Any]) -> list[str]:
    """What is said of the region, with who it is about."""
    return [f"{each['subject']}: {each['message']}" for each in stack(report, REGION)["problems"]]


def groups(project: FleetProject) -> dict[str, Any]:
    """The GPU groups as the region's outputs have them."""
    return project.report("outputs", REGION)["outputs"]["gpuClusters"]


def foreign(host: str) -> str:
    """A line of the stack file: a kubeconfig that somebody made for another cluster."""
    kubeconfig = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "x",
        "clusters": [{"name": "c", "cluster": {"server": f"https://{host}"}}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        "users": [{"name": "u", "user": {"token": "CW-SECRET-foreign"}}],
    }
    return f"  kubernetes:kubeconfig: '{json.dumps(kubeconfig)}'\n"


def test_the_life_of_a_region(project: FleetProject) -> None:
    """Cluster and pools in one run; what is above the quota waits and says so; numbers and labels change in place."""
    # A secret that was encrypted for the real backend is no obstacle to a rehearsal.
    text = (project.root / FILE).read_text() + SECRET
    (project.root / FILE).write_text(text.replace(GRANTED, NOTHING_GRANTED))
    preview = project.report("preview", *STACKS)
    assert (results(preview), pools(preview)) == (SUCCEEDED, dict.fromkeys(POOLS, "create"))
    first = project.report("up", *STACKS, "--yes")
    assert (results(first), pools(first)) == (SUCCEEDED, dict.fromkeys(POOLS, "create"))
    queued = f"16 nodes wait: quota limit is 0 for instance type {H200}"
    assert {
        f"{REGION}: podwright:index:CoreWeaveGpuCluster train-h200: {queued}",
        f"{REGION}: podwright:index:CoreWeaveSystemPool system: 3 nodes wait: quota limit is 0 for instance type"
        " turin-gp",
    } <= set(messages(first))
    assert (groups(project)["train-h200"]["nodesThere"], groups(project)["train-h200"]["waiting"]) == (0, queued)
    assert results(project.report("up", *STACKS, "--yes")) == UNCHANGED

    # The operator writes down what CoreWeave has granted; the emulated cloud knows it then, as the real one does.
    project.edit(FILE, NOTHING_GRANTED, GRANTED)
    assert messages(project.report("up", *STACKS, "--yes", "--refresh")) == []
    assert (groups(project)["train-h200"]["nodesThere"], groups(project)["train-h200"]["waiting"]) == (16, "")
    drift = project.podwright("preview", *STACKS, "--refresh", "--expect-no-changes")
    assert drift.returncode == 0, drift.stdout

    project.edit(FILE, "nodes: 16", "nodes: 18")
    project.edit(FILE, "{dedicated: {value: training}}", "{dedicated: {value: research}}")
    project.edit(FILE, "owner: training", "owner: research")
    larger = project.report("up", *STACKS, "--yes")
    assert (results(larger), pools(larger)) == (ONLY_REGION, dict.fromkeys(POOLS, "update"))
    asked = f"ask CoreWeave by a support ticket for a quota of 18 {H200} nodes in US-EAST-04A, organization lab"
    outputs = project.report("outputs", REGION)["outputs"]
    assert outputs["quota"]["actions"] == {H200: asked}
    assert outputs["gpuClusters"]["train-h200"]["waiting"] == (
        f"2 nodes wait: nodePool is over quota for instance type {H200}"
    )

    project.edit(FILE, "accelerator: h200", "accelerator: h100")
    other = project.report("up", *STACKS, "--yes")
    assert (results(other)[REGION], other["exit_code"]) == ("blocked", 3)
    assert "--allow-loss coreweave-us-east-04/train-h200" in json.dumps(other)
    project.edit(FILE, "accelerator: h100\n      nodes: 18", "accelerator: h200\n      nodes: 18")
    assert results(project.report("up", *STACKS, "--yes")) == UNCHANGED

    destroyed = project.report("destroy", *STACKS, "--yes")
    assert results(destroyed) == SUCCEEDED, destroyed
    assert project.report("emulator", "ls")["resources"] == []


def test_a_foreign_kubeconfig_is_an_error_and_loses_nothing(project: FleetProject) -> None:
    """The pools stay, in the cloud and in the state, whatever is tried with it."""
    assert results(project.report("up", *STACKS, "--yes")) == SUCCEEDED
    text = (project.root / FILE).read_text()
    before = project.report("emulator", "ls")["resources"]
    (project.root / FILE).write_text(text.replace("nodes: 16", "nodes: 18") + foreign(GONE))
    for command in (("up", "--yes"), ("preview", "--refresh"), ("destroy", "--yes")):
        failed = project.report(command[0], *STACKS, command[1])
        assert (results(failed)[REGION], failed["exit_code"]) == ("failed", 1), command
        problems = stack(failed, REGION)["problems"]
        assert {each["fix"] for each in problems} == {FIX}, command
        assert all("unreachable" in each["message"] for each in problems), command
        assert "Traceback" not in json.dumps(failed)
        assert "CW-SECRET" not in json.dumps(failed)
        assert project.report("emulator", "ls")["resources"] == before
    (project.root / FILE).write_text(text)
    back = project.report("up", *STACKS, "--yes")
    assert (results(back), pools(back)) == (ONLY_REGION, {})
    assert results(project.report("up", *STACKS, "--yes")) == UNCHANGED
    assert groups(project)["train-h200"]["nodesThere"] == 16
