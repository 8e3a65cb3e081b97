"""How a run treats its engine processes: environment, limits, locks, interrupts, logs."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

from podwright.fleet.run import preview, up
from tests.podwright.fleet.conftest import Recorder
from tests.podwright.fleet.fake_engine import FakeEngine, error, step
from tests.podwright.fleet.run_helpers import (
    ALL_CHANGE,
    NETWORK,
    MakeFleet,
    messages,
    results,
)


def test_locked_stack(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """The engine's refusal becomes: who, since when, and what to do; with an exit code of its own."""
    refusal = (
        "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete "
        "the lock file with `pulumi cancel`.\n"
        "  file:///x/lock.json: created by ann@ci-7 (pid 41) at 2026-11-23T02:51:14Z\n"
    )
    engine.play({**ALL_CHANGE, "global up": {"stderr": refusal, "code": 1}})
    report = up(fleet("global"), recorder)
    assert report.exit_code == 5
    assert messages(report)["global"] == [
        "error: global: the stack is locked by ann@ci-7 (process 41) since 2026-11-23T02:51:14Z\n"
        "  fix:     wait for that run to end; only when it is certainly dead release its lock: "
        "podwright exec -- pulumi cancel global --yes"
    ]


def test_interrupt_reaches_every_engine_once(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """Ctrl-C: engines stop at a safe point, stacks not begun are not begun, the shell sees 130."""
    hang = {"events": [step("create", NETWORK, "n")], "hang": True, "code": 1}
    engine.play({**ALL_CHANGE, "east up": hang, "west up": hang})
    moved: set[str] = set()

    def interrupt_when_both_run(stack: str) -> None:
        moved.add(stack if "[up global east west mesh]" in recorder.lines else "")
        if {"east", "west"} <= moved and not any(line.startswith("interrupted") for line in recorder.lines):
            recorder.on_move = None
            os.kill(os.getpid(), signal.SIGINT)

    recorder.on_move = interrupt_when_both_run
    report = up(fleet(), recorder)
    assert results(report) == {"global": "succeeded", "east": "cancelled", "west": "cancelled", "mesh": "skipped"}
    assert report.exit_code == 130
    assert sorted(str(note["stack"]) for note in engine.notes() if note["what"] == "interrupted") == ["east", "west"]


def test_secrets_in_debug_lines_reach_no_file(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """The engine streams debug lines with secrets in clear text; no log may have them, yet the rest must be there."""
    debug = {"diagnosticEvent": {"severity": "debug", "message": "props: hunter2\n"}}
    engine.play(
        {"global preview": {"events": [debug, error("no capacity")], "stderr": "error: it failed\n", "code": 1}}
    )
    report = preview(fleet("global"), recorder)
    assert report.stacks[0].log == "logs/global"
    folder = fleet("global").settings.logs / "global"
    texts = {path.name: path.read_text() for path in folder.iterdir()}
    assert not any("hunter2" in text for text in texts.values())
    assert texts["preview.log"].splitlines() in (
        ["error: no capacity", "error: it failed"],
        ["error: it failed", "error: no capacity"],
    )
    assert [json.loads(line)["sequence"] for line in texts["preview.jsonl"].splitlines()] == [1]


def test_engine_that_cannot_start(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """A broken installation is a message and not a traceback."""
    engine.executable.chmod(0o644)
    report = preview(fleet("global"), recorder)
    assert (results(report), report.exit_code) == ({"global": "failed"}, 1)
    assert messages(report)["global"] == [
        f"error: engine: cannot be started: Permission denied\n  given:   {engine.executable}\n"
        "  fix:     run `podwright doctor`"
    ]


def test_logs_are_private(fleet: MakeFleet, recorder: Recorder) -> None:
    """Plans tell an attacker what stands where; the folder is its owner's."""
    preview(fleet("global"), recorder)
    folder: Path = fleet("global").settings.logs / "global"
    assert folder.stat().st_mode & 0o077 == 0


def test_engine_runs_in_the_project_with_the_target_set(
    fleet: MakeFleet, engine: FakeEngine, recorder: Recorder
) -> None:
    """Pulumi finds the project by the working directory, and the target by the environment."""
    context = fleet("global")
    preview(context, recorder)
    call = engine.notes()[0]
    assert call["cwd"] == str(context.settings.root)
    assert call["marker"] == "set"
    assert call["arguments"] == ["preview", "-s", "global", "--json", "--non-interactive", "--color", "never"]


def test_parallel_is_a_limit(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """With one at a time no two engines ever overlap."""
    preview(fleet(parallel=1), recorder)
    notes = [str(note["what"]) for note in engine.notes()]
    assert notes == ["begin", "end"] * 4
