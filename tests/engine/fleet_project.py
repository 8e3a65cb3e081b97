"""A copy of this project with a small fleet and an emulated cloud of its own, used as a user uses it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
TIMEOUT_SECONDS = 300
STACKS = ("gcp-global", "gcp-dev")
DEV = """\
# One development TPU VM, the smallest region stack there is.
config:
  podwright:kind: region
  podwright:cloud: gcp
  podwright:region: europe-west4
  podwright:jurisdiction: NL
  podwright:dependsOn: [gcp-global]
  podwright:account: {project: lab-accelerators}
  podwright:labels: {owner: research, cost-centre: cc-2107, environment: dev}
  podwright:network: {cidr: 10.64.0.0/14}
  podwright:tpuVms:
    dev-v5e: {generation: v5e, topology: 2x2, zone: europe-west4-b, capacity: {model: spot}}
  podwright:quotaContact: platform@example.com
"""


@dataclass(frozen=True)
class FleetProject:
    """The project; every command is a process of its own, without a terminal."""

    root: Path

    def podwright(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs one command to its end."""
        return subprocess.run(
            [sys.executable, "-c", "from podwright.cli.main import main; main()", *arguments],
            cwd=self.root,
            env={**os.environ, "PODWRIGHT_ENGINE": "embedded"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
        )

    def report(self, *arguments: str) -> dict[str, Any]:
        """Runs it with `--json` and reads the document; fails with the program's own words where there is none."""
        done = self.podwright(*arguments, "--json")
        assert done.stdout, done.stderr
        document: dict[str, Any] = json.loads(done.stdout)
        assert document.get("exit_code", done.returncode) == done.returncode
        return document

    def edit(self, file: str, old: str, new: str) -> None:
        """Changes a file as a user would."""
        path = self.root / file
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    def git(self, *arguments: str) -> str:
        """Runs git in the project."""
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        done = subprocess.run(["git", *identity, *arguments], cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout


def make_fleet_project(root: Path) -> FleetProject:
    """Copies what a run reads, and commits it; packages come from the environment, as they do for a user."""
    ignored = shutil.ignore_patterns("__pycache__", "Pulumi.*.yaml")
    shutil.copytree(REPOSITORY / "stacks", root / "stacks", ignore=ignored)
    shutil.copytree(REPOSITORY / "policies", root / "policies", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "stacks" / "Pulumi.gcp-global.yaml", root / "stacks")
    shutil.copy(REPOSITORY / "Pulumi.yaml", root)
    (root / "stacks" / "Pulumi.gcp-dev.yaml").write_text(DEV)
    (root / ".venv").symlink_to(sys.prefix)
    (root / ".gitignore").write_text(".podwright/\n.venv\n__pycache__/\n")
    made = FleetProject(root)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "start"]):
        made.git(*command)
    return made


def stack(report: dict[str, Any], name: str) -> dict[str, Any]:
    """The entry of one stack."""
    return next(entry for entry in report["stacks"] if entry["stack"] == name)


def results(report: dict[str, Any]) -> dict[str, str]:
    """Stack -> result."""
    return {entry["stack"]: entry["result"] for entry in report["stacks"]}
