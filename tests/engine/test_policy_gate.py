"""The project's own rules in front of a real update: a stack that breaks one is blocked before anything is created."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from podwright.emulator import daemon
from podwright.engine.locate import Engine
from tests.engine.fleet_project import REPOSITORY, make_fleet_project, results, stack

pytestmark = pytest.mark.engine


@dataclass(frozen=True)
class Mistake:
    """What somebody writes into a committed stack file, and which rule says what of it."""

    stack: str
    upstream: str
    """The stack it depends on, which is sound."""
    before: str
    after: str
    policy: str
    message: str


MISTAKES = {
    "coreweave": Mistake(
        stack="coreweave-us-east-04",
        upstream="coreweave-global",
        before="version: v1.36",
        after="public: true\n    version: v1.36",
        policy="no-open-control-plane",
        message="cluster-cks (coreweave:index/cksCluster:CksCluster) has a public control plane that everybody may"
        " reach; set public to false and let people in over Tailscale or Direct Connect",
    ),
}


@pytest.mark.parametrize("cloud", MISTAKES)
def test_a_broken_rule_creates_nothing(cloud: str, tmp_path: Path, engine: Engine) -> None:
    """Exit 3 with the rule and its words, at its very first preview, and a cloud as it was before."""
    mistake = MISTAKES[cloud]
    project = make_fleet_project(tmp_path.resolve())
    for name in (mistake.upstream, mistake.stack):
        (project.root / _file(name)).write_text((REPOSITORY / _file(name)).read_text())
    project.edit(_file(mistake.stack), mistake.before, mistake.after)
    try:
        upstream = project.report("up", mistake.upstream, "--yes")
        assert results(upstream) == {mistake.upstream: "succeeded"}, upstream
        before = project.report("emulator", "ls")["resources"]
        report = project.report("up", mistake.stack, "--yes")
        found = stack(report, mistake.stack)
        assert (report["exit_code"], results(report)) == (3, {mistake.stack: "blocked"}), found["problems"]
        assert [
            (each["policy"], each["enforcement"], each["message"].splitlines()[-1])
            for each in found["policies"]["violations"]
        ] == [(mistake.policy, "mandatory", mistake.message)]
        assert found["policies"]["not_evaluated"] == []
        assert project.report("emulator", "ls")["resources"] == before
    finally:
        daemon.stop(project.root / ".podwright" / "emulated")


def _file(name: str) -> str:
    return f"stacks/Pulumi.{name}.yaml"
