"""The end of a run on a terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from podwright.cli import output
from podwright.cli.run_summary import print_summary
from podwright.fleet.events import Changes
from podwright.fleet.report import RunReport, StackResult


def test_eighty_columns(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every stack's name and counts stand on one line; what the policies said follows below it."""
    monkeypatch.setattr(output, "terminal_width", lambda: 80)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    stack = StackResult("gcp-asia-northeast1", 1, "succeeded", Changes(create=21), seconds=61.25)
    print_summary(RunReport("up", "emulated", now, now, [stack], 0))
    assert capsys.readouterr().out.splitlines()[1:4] == [
        "stack                result     created  updated  replaced  deleted    time",
        "gcp-asia-northeast1  succeeded       21        0         0        0  61.2 s",
        "  policies: not run",
    ]


def test_what_is_left_to_a_person_comes_last(capsys: pytest.CaptureFixture[str]) -> None:
    """With the stack and the exact request, one line that can be copied."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    stack = StackResult(
        "azure-norwayeast", 1, "succeeded", actions={"norwayeast/cores": "az rest --method put --url x"}
    )
    print_summary(RunReport("up", "emulated", now, now, [stack], 0))
    assert capsys.readouterr().out.splitlines()[-5:] == [
        "1 request for a person:",
        "azure-norwayeast: norwayeast/cores",
        "  az rest --method put --url x",
        "",
        "up: 1 succeeded",
    ]
