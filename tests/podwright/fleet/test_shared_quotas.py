"""Caps of a whole project: asked for by the global stack, drawn on by all regions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from podwright.fleet.checks import check_fleet
from tests.podwright.fleet.fleet_files import east, write_fleet
from tests.stacks.samples import region, shared

GPUS: dict[str, Any] = {
    "train": {"accelerator": "h200", "nodes": 4, "zone": "europe-west4-a", "capacity": {"model": "spot"}}
}
MORE: dict[str, Any] = {
    "train": {"accelerator": "h200", "nodes": 2, "zone": "us-east5-a", "capacity": {"model": "spot"}}
}
CAP = {"service": "compute.googleapis.com", "quotaId": "GPUS-ALL-REGIONS-per-project"}


@pytest.fixture(autouse=True)
def _in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Places are shown relative to the folder that one works in."""
    monkeypatch.chdir(tmp_path)


def problems(root: Path, quotas: dict[str, Any], *selectors: str) -> list[str]:
    """What a check of two regions with 48 GPUs together says about the project's caps of GPUs."""
    keys: dict[str, Any] = {"europe-west4": {}, "us-east5": {}}
    project = write_fleet(
        root,
        gcp_global=shared(keys=keys, quotas=quotas, quotaContact="platform@example.com"),
        gcp_europe_west4=region(gpuClusters=GPUS),
        gcp_us_east5=east(gpuClusters=MORE),
    )
    report = check_fleet(project, selectors, everything=not selectors)
    return [each.render() for each in report.problems if "gpus" in each.message]


def test_a_cap_that_nobody_asks_for(tmp_path: Path) -> None:
    """A project begins with so few GPUs of all regions that the first machine is refused; it may have more already."""
    assert problems(tmp_path, {}) == [
        "stacks/Pulumi.gcp-global.yaml:9: warning: quotas: nothing asks for GPUS-ALL-REGIONS-per-project, a cap of the"
        " whole project, which must hold the 48 gpus that gcp-europe-west4 and gcp-us-east5 may reach\n"
        "  fix:     add to podwright:quotas: {service: compute.googleapis.com, quotaId: GPUS-ALL-REGIONS-per-project,"
        " value: 48}"
    ]


@pytest.mark.parametrize("selector", ["gcp-global", "gcp-us-east5"])
def test_a_cap_that_is_too_low(tmp_path: Path, selector: str) -> None:
    """One number for all regions, and whoever is checked hears of it."""
    assert problems(tmp_path, {"gpus": {**CAP, "value": 32}}, selector) == [
        "stacks/Pulumi.gcp-global.yaml:9: error: quotas.gpus.value: is less than the 48 gpus that gcp-europe-west4 and"
        " gcp-us-east5 may reach\n"
        "  given:   32\n"
        "  allowed: 48 or more, or -1 for no limit\n"
        "  fix:     write 48"
    ]


@pytest.mark.parametrize("value", [48, 100, -1])
def test_a_cap_that_holds_all(tmp_path: Path, value: int) -> None:
    """Enough, more, or no limit."""
    assert problems(tmp_path, {"gpus": {**CAP, "value": value}}) == []
