"""The lines of a run while it goes on, and its summary."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from podwright.errors import Problem
from podwright.fleet.events import Changes, StackEvents
from podwright.fleet.policy import PolicyTally, Violation
from podwright.fleet.progress import LiveProgress, PlainProgress, result_line
from podwright.fleet.report import RunReport, StackResult
from podwright.fleet.summary_text import closing_line, policy_lines, summary_rows

NOW = datetime(2026, 11, 23, tzinfo=UTC)
GOOD = StackResult(
    "gcp-europe-west4", 2, "succeeded", Changes(create=23), policies=PolicyTally({("p", "a")}), seconds=6.14
)
BAD = StackResult("gcp-global", 1, "failed", problems=[Problem("x", "Quota exceeded\nmore")], seconds=2)
BLOCKED = StackResult(
    "gcp-us-east5",
    2,
    "blocked",
    Changes(create=1),
    policies=PolicyTally(
        {("p", "a")},
        [Violation("p", "labels", "advisory", "", "no owner"), Violation("p", "ssh", "mandatory", "f f", "open\nwide")],
        [Violation("p", "quota", "advisory", "", "unknown")],
    ),
)


def test_line_of_a_stack_that_is_done() -> None:
    """Everything that matters about one stack on one line that can be cut and grepped."""
    assert result_line("preview", GOOD) == "gcp-europe-west4  preview  +23 ~0 ±0 -0  policies ok  6.1 s"
    assert result_line("up", BAD, 16) == "gcp-global        up  failed  Quota exceeded  2.0 s"
    assert result_line("preview", BLOCKED) == "gcp-us-east5  preview  +1 ~0 ±0 -0  2 violations, 1 not evaluated"


def test_plain_progress_says_only_what_is_over() -> None:
    """A log has no use for the moment."""
    out = io.StringIO()
    progress = PlainProgress(out)
    with progress.stage("preview", ["gcp-europe-west4", "a"]):
        progress.moved("a", StackEvents())
        progress.finished("preview", GOOD)
    assert out.getvalue() == "gcp-europe-west4  preview  +23 ~0 ±0 -0  policies ok  6.1 s\n"


def test_live_progress_leaves_the_same_lines() -> None:
    """What stays on the screen is what a pipe gets, whatever was shown in between."""
    out = io.StringIO()
    progress = LiveProgress(out)
    with progress.stage("preview", ["gcp-europe-west4"]):
        progress.moved("gcp-europe-west4", StackEvents())
        progress.finished("preview", GOOD)
    progress.say("after")
    assert [line for line in out.getvalue().splitlines() if line.strip()] == [
        "gcp-europe-west4  preview  +23 ~0 ±0 -0  policies ok  6.1 s",
        "after",
    ]


def test_summary_table() -> None:
    """A locked stack is called so, and a destroy has no policies."""
    locked = StackResult("a", 1, "failed", locked=True)
    report = RunReport("up", "emulated", NOW, NOW, [GOOD, locked], 5)
    assert summary_rows(report) == [
        ("gcp-europe-west4", "succeeded", "23", "0", "0", "0", "1 passed", "6.1 s"),
        ("a", "locked", "0", "0", "0", "0", "not run", "0.0 s"),
    ]
    assert closing_line(report) == "up: 1 succeeded, 1 failed"


def test_policies_in_full() -> None:
    """Mandatory first, then what could not be evaluated, then advice."""
    assert policy_lines([BLOCKED]) == [
        "policy ssh (mandatory): gcp-us-east5: f f\n  open\n  wide",
        "policy quota (not evaluated): gcp-us-east5\n  unknown",
        "policy labels (advisory): gcp-us-east5\n  no owner",
    ]
