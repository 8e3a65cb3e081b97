"""Preview and up over a fleet, with an engine that plays back what each test wrote."""

from __future__ import annotations

from podwright.fleet.run import preview, up
from tests.podwright.fleet.conftest import Recorder
from tests.podwright.fleet.fake_engine import FakeEngine, error, policies_ran, step, summary, urn, violation
from tests.podwright.fleet.run_helpers import (
    ALL_CHANGE,
    CHANGES,
    NETWORK,
    MakeFleet,
    is_up,
    messages,
    results,
    stack_of,
)


def test_preview_reports_each_stack(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """A preview says per stack what would change and what the packs said, and asks nothing."""
    engine.play(
        {"east preview": {"events": [policies_ran(["a", "b"]), step("create", NETWORK, "n"), summary(create=2)]}}
    )
    report = preview(fleet("global", "east"), recorder)
    assert results(report) == {"global": "unchanged", "east": "succeeded"}
    assert report.exit_code == 0
    assert sorted(recorder.lines[1:]) == ["east  preview  +2 ~0 ±0 -0  policies ok", "global  preview  +0 ~0 ±0 -0"]
    assert recorder.plans == [["east"]]


def test_expected_no_changes(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """A drift check gets its own exit code, and only when something would change."""
    assert preview(fleet("global"), recorder, expect_no_changes=True).exit_code == 0
    engine.play(ALL_CHANGE)
    assert preview(fleet("global"), recorder, expect_no_changes=True).exit_code == 4


def test_up_applies_dependencies_first(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """No stack may begin before all it depends on have ended."""
    engine.play(ALL_CHANGE)
    report = up(fleet(), recorder)
    assert set(results(report).values()) == {"succeeded"}
    order = [f"{note['what']} {stack}" for note in engine.notes() for stack in [stack_of(note)] if is_up(note)]
    assert order.index("end global") < min(order.index("begin east"), order.index("begin west"))
    assert max(order.index("end east"), order.index("end west")) < order.index("begin mesh")


def test_up_asks_once_for_all(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """One question that says how many stacks and which cloud; no is no."""
    engine.play(ALL_CHANGE)
    recorder.answer = False
    report = up(fleet("global", "east"), recorder)
    assert recorder.questions == ["Apply to 2 stacks on the emulated cloud?"]
    assert (report.exit_code, report.note) == (0, "nothing was changed")
    assert set(results(report).values()) == {"skipped"}
    assert [stack.changes.total for stack in report.stacks] == [0, 0]
    assert not any("up" in call for call in engine.order("begin"))


def test_up_without_changes_asks_nothing(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """The second `up` of the same fleet ends with the previews."""
    report = up(fleet(), recorder)
    assert (report.exit_code, report.note, recorder.questions) == (0, "nothing to change", [])
    assert set(results(report).values()) == {"unchanged"}


def test_up_repeats_unchanged_dependents(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """A dependent's preview used outputs that are about to change; a stack beside it is left in peace."""
    engine.play({"east preview": CHANGES, "east up": CHANGES})
    report = up(fleet(), recorder)
    assert results(report) == {"global": "unchanged", "east": "succeeded", "west": "unchanged", "mesh": "unchanged"}
    assert [call for call in engine.order("begin") if call.endswith(" up")] == ["east up", "mesh up"]


def test_failed_stack_holds_up_only_its_dependents(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """The message is the provider's, names the resource, and the rest of the fleet goes on."""
    quota = "Quota TPUV5PPerProject exceeded: limit 32, asked 64"
    failure = {"events": [error(quota, urn(NETWORK, "net")), error("update failed"), summary("failed")], "code": 1}
    engine.play({**ALL_CHANGE, "east up": failure})
    report = up(fleet(), recorder)
    assert results(report) == {"global": "succeeded", "east": "failed", "west": "succeeded", "mesh": "skipped"}
    assert report.exit_code == 1
    assert messages(report) == {
        "east": [f"error: east: gcp:compute:Network net: {quota}"],
        "mesh": ["warning: mesh: not touched because east was not finished"],
    }


def test_failed_preview_applies_nothing(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """Half a plan is no plan: one preview that fails stops all of the run before anything is changed."""
    engine.play({**ALL_CHANGE, "west preview": {"events": [error("no such zone"), summary("failed")], "code": 1}})
    report = up(fleet("global", "west"), recorder)
    assert (results(report), report.exit_code) == ({"global": "skipped", "west": "failed"}, 1)
    assert recorder.questions == []
    assert not any(call.endswith(" up") for call in engine.order("begin"))


def test_policy_stops_the_run(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """A mandatory violation in one stack blocks all: exit 3, nothing applied, nothing asked."""
    events = [violation("no-ssh", "port 22 is open"), policies_ran([], ["no-ssh"]), error("preview failed")]
    engine.play({**ALL_CHANGE, "east preview": {"events": events, "code": 1}})
    report = up(fleet("global", "east"), recorder)
    assert (results(report), report.exit_code) == ({"global": "skipped", "east": "blocked"}, 3)
    assert (recorder.questions, messages(report).get("east")) == ([], None)


def test_unevaluated_rule_stops_the_run(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """The engine counts it as advisory and succeeds; the gate does not."""
    text = "can't run policy 'mtu' from policy pack 'pack@v1' during preview: unknown"
    engine.play({"global preview": {"events": [violation("mtu", text, level="advisory"), summary(create=2)]}})
    report = preview(fleet("global"), recorder)
    assert (results(report), report.exit_code) == ({"global": "blocked"}, 3)


def test_policy_violation_during_the_apply(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """Values that only the apply knows can still violate; dependents are then left alone."""
    late = {"events": [violation("mtu", "1460"), summary("failed", create=1)], "code": 1}
    engine.play({**ALL_CHANGE, "global up": late})
    report = up(fleet("global", "east"), recorder)
    assert (results(report), report.exit_code) == ({"global": "blocked", "east": "skipped"}, 3)
    assert messages(report) == {"east": ["warning: east: not touched because global was stopped by a policy"]}
