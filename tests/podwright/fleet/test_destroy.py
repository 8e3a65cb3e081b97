"""Destroying a fleet, with an engine that plays back what each test wrote."""

from __future__ import annotations

import pytest

from podwright.errors import InputError
from podwright.fleet.run import destroy
from tests.podwright.fleet.conftest import Recorder
from tests.podwright.fleet.fake_engine import FakeEngine, error, summary, urn
from tests.podwright.fleet.run_helpers import (
    MakeFleet,
    command_of,
    messages,
    results,
)


def test_destroy_goes_backwards_and_removes_the_stacks(
    fleet: MakeFleet, engine: FakeEngine, recorder: Recorder
) -> None:
    """Dependents first; nothing is left in the backend, and the stack files stay."""
    report = destroy(fleet(), recorder)
    assert set(results(report).values()) == {"succeeded"}
    assert recorder.questions == ["Destroy 4 stacks on the emulated cloud?"]
    order = [call for call in engine.order("begin") if call.endswith(" destroy")]
    assert (order[0], set(order[1:3]), order[3]) == ("mesh destroy", {"east destroy", "west destroy"}, "global destroy")
    removed = [command_of(note) for note in engine.notes() if note["what"] == "end" and "stack rm" in command_of(note)]
    assert sorted(removed) == [
        f"stack rm {name} --yes --preserve-config --remove-backups --non-interactive --color never"
        for name in ("east", "global", "mesh", "west")
    ]


def test_destroy_refuses_to_orphan(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """A stack that others still build on cannot go alone; the message is the command that works."""
    with pytest.raises(InputError) as raised:
        destroy(fleet("global", existing={"global": 5, "east": 9, "west": 0, "mesh": 4}), recorder)
    assert str(raised.value) == (
        "error: east: still has 9 resources and depends on global\n"
        "  fix:     destroy them too: podwright destroy global east mesh\n"
        "error: mesh: still has 4 resources and depends on east\n"
        "  fix:     destroy them too: podwright destroy global east mesh"
    )
    assert engine.notes() == []


def test_destroy_of_what_is_not_there(fleet: MakeFleet, engine: FakeEngine, recorder: Recorder) -> None:
    """Destroying twice is no error and starts no engine."""
    report = destroy(fleet("global", existing={}), recorder)
    assert (report.exit_code, report.note, engine.notes()) == (0, "nothing to destroy", [])


def test_protected_resource_stops_a_destroy_before_it_begins(
    fleet: MakeFleet, engine: FakeEngine, recorder: Recorder
) -> None:
    """Found in the look before the deletion, so that no stack is half gone."""
    kind = "gcp:container/cluster:Cluster"
    text = f'resource "{urn(kind, "train")}" cannot be deleted\nbecause it is protected. To unprotect the resource, …'
    engine.play({"east destroy-preview": {"events": [error(text), summary("failed")], "code": 1}})
    report = destroy(fleet("global", "east", "mesh", "west"), recorder)
    assert report.exit_code == 1
    assert messages(report)["east"] == [
        "error: east: gcp:container:Cluster train: is protected and was not deleted\n"
        "  fix:     remove `protect` where the resource is declared, apply that with `podwright up`, then delete"
    ]
    assert not any(call.endswith(" destroy") for call in engine.order("begin"))
