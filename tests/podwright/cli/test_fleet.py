"""`podwright ls` and `podwright check` on a sound fleet and on the committed one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from podwright.cli.main import run
from podwright.fleet.listing import TIMES
from tests.podwright.fleet.fleet_files import usual_fleet, write_fleet
from tests.stacks.samples import region, shared

ROOT = Path(__file__).parents[3]
SCHEMAS = ROOT / "podwright" / "schemas"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A global stack and two regions; the working directory is their project."""
    usual_fleet(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _valid(name: str, text: str) -> dict[str, Any]:
    """The JSON document, checked against its published schema."""
    schema = json.loads((SCHEMAS / f"{name}.v1.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    document: dict[str, Any] = json.loads(text)
    validator: Any = Draft7Validator(schema)
    assert [error.message for error in validator.iter_errors(document)] == []
    return document


def test_the_committed_fleet_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    """What the repository ships must pass its own check."""
    assert run(["-C", str(ROOT), "check", "--all", "--strict"]) == 0
    assert capsys.readouterr().out == (
        "azure-eastus2: ok, eastus2, 144 GPUs\n"
        "azure-global: ok\n"
        "azure-japaneast: ok, japaneast, 8 GPUs\n"
        "azure-norwayeast: ok, norwayeast, 2 GPUs\n"
        "azure-southcentralus: ok, southcentralus, 192 GPUs\n"
        "azure-uksouth: ok, uksouth, 16 GPUs\n"
        "azure-westeurope: ok, westeurope, 48 GPUs\n"
        "coreweave-global: ok\n"
        "coreweave-us-central-07: ok, US-CENTRAL-07, 136 GPUs\n"
        "coreweave-us-east-04: ok, US-EAST-04, 160 GPUs\n"
        "gcp-asia-northeast1: ok, asia-northeast1, 64 chips\n"
        "gcp-europe-west2: ok, europe-west2, 36 GPUs\n"
        "gcp-europe-west4: ok, europe-west4, 132 chips, 32 GPUs\n"
        "gcp-global: ok\n"
        "gcp-us-central1: ok, us-central1, 64 chips, 32 GPUs\n"
        "gcp-us-east5: ok, us-east5, 288 chips\n"
        "mesh-europe: ok\n"
        "oci-ap-tokyo-1: ok, ap-tokyo-1, 8 GPUs\n"
        "oci-eu-amsterdam-1: ok, eu-amsterdam-1, 96 GPUs\n"
        "oci-global: ok\n"
        "oci-uk-london-1: ok, uk-london-1, 104 GPUs\n"
        "oci-us-chicago-1: ok, us-chicago-1, 176 GPUs\n"
        "22 stacks checked, 0 errors\n"
    )


@pytest.mark.usefixtures("project")
def test_ls_has_one_line_for_each_stack_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """So that grep and awk work on it."""
    assert run(["ls"]) == 0
    assert capsys.readouterr().out.replace(TIMES, "x").splitlines() == [
        "STACK             KIND    CLOUD  REGION        COUNTRY  ACCELERATORS                CHIPS  GPUS  DEPENDS ON",
        "gcp-europe-west4  region  gcp    europe-west4  NL       serve 2x8x8 v6e 128 chips     128     0  gcp-global",
        "gcp-global        global  gcp    -             -        -                               0     0  -",
        "gcp-us-east5      region  gcp    us-east5      US       train 1x4x4x4 v5p 64 chips     64     0  gcp-global",
    ]


def test_ls_shows_gpus_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Clusters and fleets, as many machines as there may be, and the GPUs of all of them."""
    cluster = {"accelerator": "l4", "machineType": "g2-standard-48", "nodes": 1, "maxNodes": 4}
    fleet = {"accelerator": "h200", "nodes": 2, "zone": "europe-west4-a", "capacity": {"model": "spot"}}
    gpus = {"serve": {**cluster, "zone": "europe-west4-a", "capacity": {"model": "on-demand"}}}
    write_fleet(tmp_path, gcp_nl=region(tpuSlices=..., gpuClusters=gpus, gpuFleets={"batch": fleet}))
    monkeypatch.chdir(tmp_path)
    assert run(["ls"]) == 0
    assert capsys.readouterr().out.replace(TIMES, "x").splitlines()[1] == (
        "gcp-nl  region  gcp    europe-west4  NL       serve 4xg2-standard-48 16 GPUs, batch 2xa3-ultragpu-8g fleet 16"
        " GPUs      0    32  gcp-global"
    )
    assert run(["ls", "--json"]) == 0
    [stack] = _valid("ls", capsys.readouterr().out)["stacks"]
    assert stack["gpus"] == 32
    assert stack["gpuGroups"][0] == {
        "name": "serve",
        "kind": "gpuClusters",
        "accelerator": "l4",
        "machineType": "g2-standard-48",
        "nodes": 4,
        "gpus": 16,
        "capacity": "on-demand",
        "zone": "europe-west4-a",
    }


@pytest.mark.usefixtures("project")
def test_ls_takes_selectors(capsys: pytest.CaptureFixture[str]) -> None:
    """The same words as every other command."""
    assert run(["ls", "country=US", "--json"]) == 0
    document = _valid("ls", capsys.readouterr().out)
    assert document == {
        "schema": "podwright/ls/v1",
        "stacks": [
            {
                "name": "gcp-us-east5",
                "file": "stacks/Pulumi.gcp-us-east5.yaml",
                "kind": "region",
                "cloud": "gcp",
                "region": "us-east5",
                "country": "US",
                "labels": {"owner": "training", "cost-centre": "cc-2042"},
                "groups": [
                    {
                        "name": "train",
                        "kind": "tpuSlices",
                        "generation": "v5p",
                        "topology": "4x4x4",
                        "members": 1,
                        "chips": 64,
                        "capacity": "spot",
                        "zone": "us-east5-a",
                    }
                ],
                "chips": 64,
                "gpuGroups": [],
                "gpus": 0,
                "dependsOn": ["gcp-global"],
                "errors": 0,
            }
        ],
    }


def test_ls_shows_a_stack_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Hiding it would hide a region; the list stays a list."""
    monkeypatch.chdir(tmp_path)
    write_fleet(tmp_path, broken="config: [\n")
    assert run(["ls"]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[1].split() == ["broken", "?", "?", "-", "-", "-", "0", "0", "-"]
    assert printed.err == "1 stack with errors: broken; see podwright check\n"
    assert run(["ls", "--json"]) == 0
    _valid("ls", capsys.readouterr().out)


@pytest.mark.usefixtures("project")
def test_check_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing beside it."""
    assert run(["check", "gcp-global", "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert _valid("check", printed.out) == {
        "schema": "podwright/check/v1",
        "ok": True,
        "stacks": [{"name": "gcp-global", "file": "stacks/Pulumi.gcp-global.yaml"}],
        "problems": [],
    }


@pytest.mark.usefixtures("project")
def test_an_unknown_stack_is_an_input_error(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error: it is no finding of the check."""
    assert run(["check", "gcp-globl"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        'error: stacks: there is no stack "gcp-globl"\n'
        "  given:   gcp-globl\n"
        "  allowed: gcp-europe-west4, gcp-global, gcp-us-east5\n"
        "  fix:     did you mean gcp-global?\n"
    )


def test_warnings_fail_only_with_strict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unlisted zone taken on purpose must not block a run, and CI may want it to."""
    monkeypatch.chdir(tmp_path)
    group = {**region()["tpuSlices"]["serve"], "zone": "europe-west4-b", "allowUnlistedZone": True}
    write_fleet(tmp_path, gcp_global=shared(), eu=region(tpuSlices={"serve": group}))
    assert run(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("stacks/Pulumi.eu.yaml:11: warning: tpuSlices.serve.zone: v6e is not offered in")
    assert lines[-1] == "2 stacks checked, 0 errors, 1 warning"
    assert run(["check", "--strict"]) == 2
    capsys.readouterr()
    assert run(["check", "--json"]) == 0
    assert _valid("check", capsys.readouterr().out)["problems"][0]["severity"] == "warning"


def test_outside_of_a_project_nothing_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and the way in."""
    monkeypatch.chdir(tmp_path)
    assert run(["check"]) == 2
    assert "run it inside a Podwright project, or name one with -C" in capsys.readouterr().err
