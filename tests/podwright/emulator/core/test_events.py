"""Every call is one row, with what came of it; only the last ones are kept."""

from __future__ import annotations

from pathlib import Path

from podwright.emulator.core import events
from podwright.emulator.core.events import Event, EventLog, read_events
from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.core.conftest import Kept
from tests.podwright.emulator.core.fake_cloud import NETWORK


def _event(number: int) -> Event:
    return Event("2026-05-04T12:00:00.000Z", "gcp", "create", NETWORK, f"n{number}", "", "ok", 1.0)


def test_each_call_says_what_was_asked_and_what_came_of_it(fake: Client, seen: Kept) -> None:
    """In the order of the calls."""
    made = fake.create(NETWORK, "net", {"name": "n"})
    refused(lambda: fake.create(NETWORK, "two", {"name": "n"}))
    fake.preview(NETWORK, "net", {"name": "x"})
    fake.delete(made)
    assert [(each.verb, each.name, each.id, each.outcome, each.message) for each in seen.events] == [
        ("configure", "", "", "ok", ""),
        ("check", "net", "", "ok", ""),
        ("create", "net", "n", "ok", ""),
        ("check", "two", "", "ok", ""),
        ("create", "two", "", "refused", "creating failed: n exists"),
        ("check", "net", "", "ok", ""),
        ("create preview", "net", "", "ok", ""),
        ("delete", "net", "n", "ok", ""),
    ]
    assert all(each.cloud == "gcp" for each in seen.events)


def test_inputs_that_are_wrong_are_a_refusal(fake: Client, seen: Kept) -> None:
    """The call is answered, but whoever reads the rows looks for what was refused."""
    refused(lambda: fake.check(NETWORK, "net", {"name": "n", "nmae": "x"}))
    [row] = [each for each in seen.events if each.verb == "check"]
    assert (row.outcome, row.message.split(":")[0]) == ("refused", "nmae")


def test_rows_are_in_the_file_and_go_on_counting_after_a_restart(tmp_path: Path) -> None:
    """So that a reader who follows misses none."""
    file = tmp_path / "events.sqlite"
    for number in (1, 2):
        log = EventLog(file)
        log.put(_event(number))
        log.close()
    assert [(line.number, line.event.name) for line in read_events(file)] == [(1, "n1"), (2, "n2")]
    assert [line.number for line in read_events(file, after=1)] == [2]
    assert [line.number for line in read_events(file, last=1)] == [2]


def test_only_the_last_ones_are_kept(tmp_path: Path) -> None:
    """The file does not grow for ever."""
    file = tmp_path / "events.sqlite"
    log = EventLog(file)
    for number in range(events.KEPT + 10):
        log.put(_event(number))
    log.close()
    found = read_events(file)
    assert (len(found), found[0].event.name) == (events.KEPT, "n10")


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    """And looking makes none."""
    assert read_events(tmp_path / "events.sqlite") == []
    assert list(tmp_path.iterdir()) == []
