"""`podwright quota`: what is needed, what is stated, and the request that only a person can make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from podwright.cli.main import run
from tests.podwright.fleet.fleet_files import write_fleet
from tests.stacks.samples import region, shared

SCHEMA = Path(__file__).parents[3] / "podwright" / "schemas" / "quota.v1.json"
GPUS = {"accelerator": "h200", "nodes": 4, "zone": "europe-west4-a", "capacity": {"model": "flex-start"}}
V4 = {"generation": "v4", "topology": "2x2x4", "zone": "us-central2-b", "capacity": {"model": "on-demand"}}
COREWEAVE: dict[str, Any] = {
    "kind": "region",
    "cloud": "coreweave",
    "region": "US-EAST-04",
    "jurisdiction": "US",
    "dependsOn": ["gcp-global"],
    "account": {"organization": "lab"},
    "labels": {"owner": "training", "cost-centre": "cc-2042"},
    "network": {"cidr": "10.112.0.0/14"},
    "gpuClusters": {
        "train": {"accelerator": "h200", "nodes": 16, "zone": "US-EAST-04A", "capacity": {"model": "on-demand"}}
    },
    "coreweave": {"version": "v1.36", "granted": {"gd-8xh200ib-i128": 4, "turin-gp": 1}},
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A global stack, and regions whose quota is derived, unpublished, and stated too low."""
    ask = {"service": "compute.googleapis.com", "quotaId": "NETWORKS-per-project", "value": 50}
    write_fleet(
        tmp_path,
        gcp_global=shared(quotas={"networks": ask}),
        gcp_europe_west4=region(gpuClusters={"train": GPUS}),
        gcp_us_central2=region(
            region="us-central2", jurisdiction="US", network={"cidr": "10.48.0.0/14"}, tpuSlices={"old": V4}
        ),
        coreweave_us_east_04=COREWEAVE,
    )
    monkeypatch.chdir(tmp_path)


def test_every_quota_is_a_line_and_what_is_missing_a_request(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe one line for each; below it, word for word, what to ask for."""
    assert run(["quota"]) == 0
    out = capsys.readouterr().out
    table, _, actions = out.partition("\n\n")
    assert [line.split() for line in table.splitlines()] == [
        ["STACK", "PLACE", "QUOTA", "NEEDED", "STATED", "UNIT", "TO", "DO"],
        ["coreweave-us-east-04", "US-EAST-04A", "gd-8xh200ib-i128", "16", "4", "nodes", "ask"],
        ["coreweave-us-east-04", "US-EAST-04A", "turin-gp", "1", "1", "nodes", "-"],
        [
            "gcp-europe-west4",
            "europe-west4",
            "PREEMPTIBLE-NVIDIA-H200-GPUS-per-project-region",
            "32",
            "32",
            "gpus",
            "-",
        ],
        ["gcp-europe-west4", "europe-west4", "TPUS-PER-TPU-FAMILY-per-project-region", "128", "128", "chips", "-"],
        ["gcp-global", "project", "GPUS-ALL-REGIONS-per-project", "32", "-", "gpus", "ask"],
        ["gcp-global", "project", "NETWORKS-per-project", "3", "50", "networks", "-"],
        ["gcp-global", "project", "SUBNETWORKS-per-project", "10", "-", "subnetworks", "ask"],
        ["gcp-us-central2", "us-central2", "TPU", "v4", "PodSlice", "chips", "16", "-", "chips", "ask"],
    ]
    assert actions == (
        "4 requests for a person\n\n"
        "coreweave-us-east-04, US-EAST-04A, gd-8xh200ib-i128:\n"
        "  ask CoreWeave by a support ticket for a quota of 16 gd-8xh200ib-i128 nodes in US-EAST-04A, "
        "organization lab\n\n"
        "gcp-global, project, GPUS-ALL-REGIONS-per-project:\n"
        "  add to podwright:quotas of gcp-global: "
        "{service: compute.googleapis.com, quotaId: GPUS-ALL-REGIONS-per-project, value: 32}\n\n"
        "gcp-global, project, SUBNETWORKS-per-project:\n"
        "  add to podwright:quotas of gcp-global: "
        "{service: compute.googleapis.com, quotaId: SUBNETWORKS-per-project, value: 10}\n\n"
        "gcp-us-central2, us-central2, TPU v4 PodSlice chips:\n"
        "  ask for 16 of “TPU v4 PodSlice chips” in the console, IAM & Admin, Quotas & System Limits: "
        "no id is published, so no program can\n"
    )


def test_only_selected_stacks_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """By the same selectors as everywhere."""
    assert run(["quota", "cloud=coreweave"]) == 0
    assert "gcp" not in capsys.readouterr().out


def test_json_keeps_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """And says the same, project-wide caps of all regions together included."""
    assert run(["quota", "gcp-global", "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator: Any = Draft7Validator(schema)
    assert [error.message for error in validator.iter_errors(document)] == []
    [stack] = document["stacks"]
    assert [(line["quota"], line["needed"], line["stated"]) for line in stack["quotas"]] == [
        ("GPUS-ALL-REGIONS-per-project", 32, None),
        ("NETWORKS-per-project", 3, 50),
        ("SUBNETWORKS-per-project", 10, None),
    ]
