"""Writes small fleets of stack files for the tests of discovery, selection, order and checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from podwright.fleet.discovery import Project, find_project
from tests.stacks.samples import region, shared


def write_stack(root: Path, name: str, values: dict[str, Any] | str) -> None:
    """A stack file with these values, one top-level key per line from line 2 on, or with exactly this text."""
    path = root / "stacks" / f"Pulumi.{name}.yaml"
    if isinstance(values, str):
        path.write_text(values, encoding="utf-8")
        return
    lines = [f"  podwright:{key}: {json.dumps(value)}\n" for key, value in values.items()]
    path.write_text("".join(["config:\n", *lines]), encoding="utf-8")


def write_fleet(root: Path, **stacks: dict[str, Any] | str) -> Project:
    """A project with these stacks; underscores in their names become dashes."""
    (root / "stacks").mkdir(parents=True)
    (root / "Pulumi.yaml").write_text("name: podwright\nmain: stacks\nstackConfigDir: stacks\n", encoding="utf-8")
    for name, values in stacks.items():
        write_stack(root, name.replace("_", "-"), values)
    return find_project(root)


def usual_fleet(root: Path) -> Project:
    """A global stack and two regions that depend on it."""
    return write_fleet(
        root,
        gcp_global=shared(keys={"europe-west4": {}, "us-east5": {}}),
        gcp_europe_west4=region(),
        gcp_us_east5=east(),
    )


def east(**changes: Any) -> dict[str, Any]:
    """A sound region stack in another country, with keys replaced."""
    values = region(region="us-east5", jurisdiction="US", network={"cidr": "10.16.0.0/14"})
    values["labels"] = {"owner": "training", "cost-centre": "cc-2042"}
    values["tpuSlices"] = {
        "train": {"generation": "v5p", "topology": "4x4x4", "zone": "us-east5-a", "capacity": {"model": "spot"}}
    }
    return {**values, **changes}
