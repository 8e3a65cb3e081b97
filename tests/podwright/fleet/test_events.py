"""Folding the engine's event stream."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from podwright.fleet.events import Changes, Diagnostic, StackEvents, is_debug, parse_event
from tests.podwright.fleet.fake_engine import error, step, summary, urn

STACK = "pulumi:pulumi:Stack"
NETWORK = "podwright:index:Network$gcp:compute/network:Network"


def fold(*events: Mapping[str, object]) -> StackEvents:
    """What is known after these events."""
    folded = StackEvents()
    for event in events:
        folded.add(event)
    return folded


def stack_outputs(old: Mapping[str, object], new: Mapping[str, object]) -> Mapping[str, object]:
    """The last event of the stack itself."""
    return step("same", STACK, "podwright-s", old={"outputs": old}, new={"outputs": new})


def test_counts_while_it_runs() -> None:
    """A live line counts what was seen; a component's second event does not count twice."""
    folded = fold(step("create", NETWORK, "a"), step("create", NETWORK, "a"), step("same", NETWORK, "b"))
    assert folded.changes == Changes(create=1, same=1)


def test_engine_has_the_last_word_on_counts() -> None:
    """At the end the numbers are those that `pulumi` itself prints."""
    folded = fold(step("create", NETWORK, "a"), summary(create=4, replace=1, same=7, read=2))
    assert folded.changes == Changes(create=4, replace=1, same=7)
    assert folded.changes.line() == "+4 ~0 ±1 -0"


def test_planned_resources_are_listed() -> None:
    """A preview announces operations and may not confirm them; both ways they belong to the plan."""
    metadata = {"op": "create", "urn": urn(NETWORK, "a"), "type": NETWORK}
    folded = fold({"resourcePreEvent": {"metadata": metadata, "planning": True}})
    assert [(change.op, change.type, change.name) for change in folded.resources] == [
        ("create", "gcp:compute:Network", "a")
    ]
    assert folded.activity == "creating gcp:compute:Network a"


def test_begun_apply_is_not_done() -> None:
    """In an apply an operation that only began has changed nothing yet."""
    metadata = {"op": "create", "urn": urn(NETWORK, "a"), "type": NETWORK}
    folded = fold({"resourcePreEvent": {"metadata": metadata}})
    assert folded.resources == []


def test_resource_that_goes_down_with_another_and_stays_away() -> None:
    """A node pool left out of the program while its cluster is replaced: the engine counts its end nowhere."""
    pool = "gcp:container/nodePool:NodePool"
    folded = fold(
        step("delete-replaced", pool, "gone"),
        step("delete-replaced", pool, "back"),
        step("replace", pool, "back"),
        step("create-replacement", pool, "back", keys=["cluster"], new={"inputs": {"cluster": "c"}}),
        summary(replace=1, same=5),
    )
    assert folded.changes == Changes(replace=1, delete=1, same=5)
    assert sorted((change.op, change.name) for change in folded.resources) == [("delete", "gone"), ("replace", "back")]


def test_reason_of_a_replacement_may_come_with_its_second_half() -> None:
    """A resource replaced because another one is has its reason only there."""
    pool = "gcp:container/nodePool:NodePool"
    half = step("create-replacement", pool, "p", keys=["cluster"], new={"inputs": {"cluster": "c"}})
    [change] = fold(step("replace", pool, "p"), half).resources
    assert (change.op, [(each.path, each.replaces, each.new) for each in change.properties]) == (
        "replace",
        [("cluster", True, "c")],
    )


def test_output_change_alone_is_a_change() -> None:
    """A new export touches no resource, yet an apply is needed for dependents to see it."""
    folded = fold(stack_outputs({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}), summary(same=3))
    assert folded.output_changes == ("b", "c")
    assert not folded.unchanged


def test_what_is_left_to_a_person_is_read_from_the_outputs() -> None:
    """Whatever the cloud: the output has the same name. A value that is not known yet is nothing to do."""
    said = {"quota": {"needed": {"cores": 96}, "actions": {"norwayeast/cores": "az rest --method put"}}}
    assert fold(stack_outputs({}, said)).actions == {"norwayeast/cores": "az rest --method put"}
    assert fold(stack_outputs({}, {"quota": {"actions": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}})).actions == {}
    assert fold(summary(same=3)).actions is None


def test_nothing_to_do() -> None:
    """Same resources and same outputs."""
    assert fold(stack_outputs({"a": 1}, {"a": 1}), summary(same=3)).unchanged


def test_debug_lines_are_dropped() -> None:
    """The engine streams the program's debug lines with secrets in clear text."""
    event: Mapping[str, object] = {"diagnosticEvent": {"severity": "debug", "message": "props=hunter2"}}
    assert is_debug(event)
    assert fold(event).diagnostics == []


def test_diagnostics_keep_their_resource() -> None:
    """The URN says which resource a provider's message is about."""
    assert fold(error("no capacity", urn(NETWORK, "a"))).diagnostics == [
        Diagnostic("error", "no capacity", urn(NETWORK, "a"))
    ]


@pytest.mark.parametrize("line", ["", "plain text\n", "{not json}\n", '{"json": "of something else"}\n', "[1]\n"])
def test_other_lines_are_not_events(line: str) -> None:
    """Whatever a plugin prints to standard output must not break a run."""
    assert parse_event(line) is None
