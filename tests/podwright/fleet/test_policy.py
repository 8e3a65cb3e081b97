"""The three outcomes of a rule: passed, violated, not evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from podwright.fleet.policy import PolicyTally, Violation
from tests.podwright.fleet.fake_engine import policies_ran, urn, violation

NETWORK = urn("podwright:index:Network$gcp:compute/network:Network", "net")


def tally(*events: Mapping[str, object]) -> PolicyTally:
    """A tally that took these events."""
    folded = PolicyTally()
    for event in events:
        for kind, body in event.items():
            taken = cast("Mapping[str, object]", body)
            folded.add_report(taken) if kind == "policyEvent" else folded.add_summary(taken)
    return folded


def test_mandatory_violation_blocks() -> None:
    """The message is the rule's own, the resource is named as people name it."""
    found = tally(violation("no-ssh", "port 22 is open", resource=NETWORK), policies_ran(["mtu"], ["no-ssh"]))
    assert found.violations == [
        Violation("pack", "no-ssh", "mandatory", "gcp:compute:Network net", "What no-ssh asks for.\nport 22 is open")
    ]
    assert (found.blocks, found.passed, found.summary()) == (True, 1, "1 violation")


def test_advisory_violation_does_not_block() -> None:
    """The engine calls advisory `warning` in its events; it is reported and stops nothing."""
    found = tally(violation("labels", "no owner", level="warning"), policies_ran(["mtu"], ["labels"]))
    assert [each.enforcement for each in found.violations] == ["advisory"]
    assert not found.blocks


def test_own_rule_that_could_not_decide() -> None:
    """A rule of this project says `not evaluated:`; that is an outcome of its own and stops an apply."""
    found = tally(violation("quota", "not evaluated: the topology is not known yet"), policies_ran([], ["quota"]))
    assert found.violations == []
    assert [each.message for each in found.not_evaluated] == ["the topology is not known yet"]
    assert (found.blocks, found.passed, found.summary()) == (True, 0, "1 not evaluated")


def test_sdk_rule_that_read_an_unknown_value() -> None:
    """The SDK turns a mandatory rule into an advisory line then; counting it as passed would open the gate."""
    text = "can't run policy 'mtu' from policy pack 'pack@v1.0.0' during preview: mtu is unknown"
    event = violation("mtu", text, level="advisory")
    found = tally(event, policies_ran(["mtu"]))
    assert [each.message for each in found.not_evaluated] == [text]
    assert (found.blocks, found.passed) == (True, 0)


def test_one_report_counts_once() -> None:
    """A rule that speaks about one thing in two phases of a run is one violation."""
    found = tally(violation("mtu", "x"), violation("mtu", "x"), policies_ran([], ["mtu"]))
    assert found.summary() == "1 violation"


def test_no_pack_ran() -> None:
    """Nothing evaluated must never read like everything passed."""
    assert tally().summary() == "not run"
    assert tally(policies_ran(["a", "b"])).summary() == "2 passed"
