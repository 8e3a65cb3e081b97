"""The report document, its schema, and the exit code."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import podwright.schemas
from podwright.errors import Problem
from podwright.fleet.changes import PropertyChange, ResourceChange
from podwright.fleet.events import Changes
from podwright.fleet.policy import PolicyTally, Violation
from podwright.fleet.report import Result, RunReport, StackResult, exit_code

SCHEMA = json.loads((Path(podwright.schemas.__path__[0]) / "run.v1.json").read_text())
VALIDATOR: Any = Draft202012Validator(SCHEMA)
MOMENT = datetime(2026, 11, 23, 2, 51, 14, 123456, tzinfo=UTC)


def document(report: RunReport) -> dict[str, Any]:
    """The report as `--json` prints it."""
    return json.loads(json.dumps({"schema": "podwright/run/v1", **report.as_json()}))


def full_report() -> RunReport:
    """A report in which every part is filled."""
    pool = ResourceChange(
        "replace", "gcp:container:NodePool", "p", "urn:p", (PropertyChange("z", "update", True, 1, 2),)
    )
    violation = Violation("pack", "no-ssh", "mandatory", "gcp:compute:Firewall f", "port 22 is open")
    stack = StackResult(
        "east",
        2,
        "blocked",
        Changes(replace=1, same=4),
        [pool],
        ("keys",),
        PolicyTally({("pack", "mtu"), ("pack", "no-ssh")}, [violation], []),
        [Problem("east", "x", given="g", allowed="a", fix="f", file="stacks/Pulumi.east.yaml", line=3)],
        6.123,
        ".podwright/emulated/runs/1/east",
        actions={"eastus2/cores": "az rest --method put"},
    )
    return RunReport("up", "emulated", MOMENT, MOMENT, [stack], 3)


def test_full_report_fits_its_schema() -> None:
    """Programs read this; every field is promised."""
    assert VALIDATOR.is_valid(document(full_report()))


def test_schema_is_closed() -> None:
    """A field that nobody described must not slip into the contract, at any depth."""
    report = document(full_report())
    for place in (report, report["stacks"][0], report["stacks"][0]["changes"], report["stacks"][0]["policies"]):
        place["extra"] = 1
        assert not VALIDATOR.is_valid(report)
        del place["extra"]
    Draft202012Validator.check_schema(SCHEMA)


def test_times_are_rfc_3339() -> None:
    """UTC with milliseconds, so that reports sort as text."""
    assert document(full_report())["started"] == "2026-11-23T02:51:14.123Z"


def stacks(*results: Result) -> list[StackResult]:
    """Stacks that ended so."""
    return [StackResult(f"s{number}", 1, result) for number, result in enumerate(results)]


@pytest.mark.parametrize(
    ("results", "code"),
    [
        (["succeeded", "unchanged", "skipped"], 0),
        (["succeeded", "blocked"], 3),
        (["blocked", "failed"], 1),
        (["blocked", "failed", "cancelled"], 130),
    ],
)
def test_exit_code_of_mixed_results(results: list[Result], code: int) -> None:
    """One code for many stacks: the reason that must be looked at first."""
    assert exit_code(stacks(*results)) == code


def test_locked_is_not_failed() -> None:
    """A caller may try again later after 5, but not after 1."""
    locked, failed = StackResult("a", 1, "failed", locked=True), StackResult("b", 1, "failed")
    assert exit_code([locked]) == 5
    assert exit_code([locked, failed]) == 1
