"""Which stacks a command is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.errors import InputError
from podwright.fleet.discovery import StackFile, discover
from podwright.fleet.selectors import select
from tests.podwright.fleet.fleet_files import usual_fleet, write_stack

NAMES = "gcp-europe-west4, gcp-global, gcp-us-east5"


@pytest.fixture
def fleet(tmp_path: Path) -> list[StackFile]:
    """Two regions in two countries and their global stack."""
    return discover(usual_fleet(tmp_path))


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        (["gcp-global"], ["gcp-global"]),
        (["gcp-us-east5", "gcp-global"], ["gcp-global", "gcp-us-east5"]),
        (["gcp-*"], ["gcp-europe-west4", "gcp-global", "gcp-us-east5"]),
        (["*-west4", "gcp-global"], ["gcp-europe-west4", "gcp-global"]),
        (["country=NL"], ["gcp-europe-west4"]),
        (["kind=region"], ["gcp-europe-west4", "gcp-us-east5"]),
        (["cloud=gcp", "region=us-*"], ["gcp-us-east5"]),
        (["country=NL", "country=US"], ["gcp-europe-west4", "gcp-us-east5"]),
        (["owner=training"], ["gcp-us-east5"]),
        (["gcp-*", "kind=region", "cost-centre=cc-2107"], ["gcp-europe-west4"]),
    ],
)
def test_names_add_up_and_keys_narrow(fleet: list[StackFile], selectors: list[str], expected: list[str]) -> None:
    """The order is that of the fleet, whatever the order of the selectors."""
    assert [stack.name for stack in select(fleet, selectors)] == expected


def test_all_is_everything(fleet: list[StackFile]) -> None:
    """`--all` says aloud that the whole fleet is meant; a key still narrows it."""
    assert select(fleet, [], everything=True) == fleet
    assert [stack.name for stack in select(fleet, ["country=NL"], everything=True)] == ["gcp-europe-west4"]


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        (
            [],
            "error: stacks: nothing is selected\n"
            "  allowed: names of stacks, patterns such as gcp-*, key=value, or --all\n"
            "  fix:     name stacks, or add --all",
        ),
        (
            ["gcp-us-east"],
            'error: stacks: there is no stack "gcp-us-east"\n'
            f"  given:   gcp-us-east\n  allowed: {NAMES}\n  fix:     did you mean gcp-us-east5?",
        ),
        (["aws-*"], f'error: stacks: no stack matches "aws-*"\n  given:   aws-*\n  allowed: {NAMES}'),
        (
            ["county=NL"],
            'error: stacks: no stack has a key "county"\n  given:   county=NL\n'
            "  allowed: cloud, cost-centre, country, kind, owner, region\n  fix:     did you mean country?",
        ),
        (
            ["country=nl"],
            'error: stacks: no stack has country "nl"\n'
            "  given:   country=nl\n  allowed: NL, US\n  fix:     did you mean NL?",
        ),
        (
            ["gcp-global", "country=NL"],
            "error: stacks: no stack matches all of these together\n"
            "  given:   gcp-global country=NL\n  fix:     drop one of them; podwright ls shows the fleet",
        ),
    ],
)
def test_a_selector_that_matches_nothing_is_an_error(
    fleet: list[StackFile], selectors: list[str], expected: str
) -> None:
    """A misspelt name must never look like a fleet without changes."""
    with pytest.raises(InputError) as caught:
        select(fleet, selectors)
    assert str(caught.value) == expected


def test_every_wrong_selector_is_reported(fleet: list[StackFile]) -> None:
    """One run, all mistakes."""
    with pytest.raises(InputError) as caught:
        select(fleet, ["x", "y", "z=1"])
    assert [problem.given for problem in caught.value.problems] == ["x", "y", "z=1"]


def test_an_empty_fleet_is_an_error() -> None:
    """There is nothing that could be selected."""
    with pytest.raises(InputError) as caught:
        select([], [], everything=True)
    assert str(caught.value) == "error: stacks: the fleet has no stack\n  fix:     add a file Pulumi.<stack>.yaml"


def test_an_unreadable_stack_matches_every_key(tmp_path: Path) -> None:
    """It may be the one in that country, so it must be in the run and stop it."""
    project = usual_fleet(tmp_path)
    write_stack(tmp_path, "broken", "config: [\n")
    fleet = discover(project)
    assert [stack.name for stack in select(fleet, ["country=NL"])] == ["broken", "gcp-europe-west4"]
    assert [stack.name for stack in select(fleet, ["country=XX"])] == ["broken"]
    assert [stack.name for stack in select(fleet, ["gcp-global"])] == ["gcp-global"]
