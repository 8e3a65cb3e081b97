"""The order of a fleet: waves, cycles, dependencies that are missing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InputError
from podwright.fleet.discovery import StackFile, discover
from podwright.fleet.order import cycle_problems, dependencies, missing_problems, waves, with_dependencies
from stacks.spec import parse
from tests.podwright.fleet.fleet_files import write_fleet
from tests.stacks.samples import region


def _stack(name: str, *needs: str) -> StackFile:
    spec, _ = parse(region(dependsOn=list(needs)), None)
    file = f"stacks/Pulumi.{name}.yaml"
    return StackFile(name, Path(file), file, spec, spec, None, ())


def _names(groups: list[list[StackFile]]) -> list[list[str]]:
    return [[stack.name for stack in group] for group in groups]


def test_every_stack_comes_after_what_it_depends_on() -> None:
    """Stacks of one wave are independent and sorted, so that two runs look the same."""
    stacks = [_stack("d", "b", "c"), _stack("c", "a"), _stack("b", "a"), _stack("a")]
    assert _names(waves(stacks)) == [["a"], ["b", "c"], ["d"]]


def test_dependencies_outside_of_the_selection_are_taken_as_done() -> None:
    """`podwright up gcp-us-east5` alone relies on the global stack as it is."""
    assert _names(waves([_stack("b", "a"), _stack("c", "b")])) == [["b"], ["c"]]


def test_dependencies_can_be_included() -> None:
    """Directly and indirectly, in the order of the fleet."""
    fleet = [_stack("a"), _stack("b", "a"), _stack("c", "b"), _stack("d")]
    assert [stack.name for stack in with_dependencies([fleet[2]], fleet)] == ["a", "b", "c"]


def test_including_a_missing_dependency_is_an_error() -> None:
    """The nearest name is what was meant most of the time."""
    fleet = [_stack("gcp-global"), _stack("gcp-eu", "gcp-globl")]
    with pytest.raises(InputError) as caught:
        with_dependencies([fleet[1]], fleet)
    assert str(caught.value) == (
        'stacks/Pulumi.gcp-eu.yaml: error: dependsOn[0]: gcp-eu depends on "gcp-globl", and there is no such stack\n'
        "  given:   gcp-globl\n  allowed: gcp-global\n  fix:     did you mean gcp-global?"
    )


def test_a_missing_dependency_like_no_other_can_be_removed_or_added() -> None:
    """Where no name is near, both ways out are named."""
    fleet = [_stack("a", "zzzz")]
    assert missing_problems(fleet, fleet)[0].fix == "remove it, or add Pulumi.zzzz.yaml"


def test_a_cycle_is_named_with_the_place_of_each_dependency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three files are part of it; each step's line is given, and stacks that only wait for it are not."""
    monkeypatch.chdir(tmp_path)
    project = write_fleet(
        tmp_path,
        a="config:\n  podwright:kind: region\n  podwright:dependsOn: [c, b]\n" + REST,
        b="config:\n  podwright:dependsOn:\n    - c\n  podwright:kind: region\n" + REST,
        c="config:\n  podwright:kind: region\n\n  podwright:dependsOn: [a]\n" + REST,
        d="config:\n  podwright:kind: region\n  podwright:dependsOn: [a]\n" + REST,
    )
    assert [problem.render() for problem in cycle_problems(discover(project))] == [
        "stacks/Pulumi.a.yaml:3: error: dependsOn: these stacks wait for each other: a → c → a\n"
        "  given:   stacks/Pulumi.a.yaml:3, stacks/Pulumi.c.yaml:4\n"
        "  fix:     remove one of these dependencies"
    ]


def test_a_stack_that_depends_on_itself_is_a_cycle() -> None:
    """The shortest one."""
    assert [problem.message for problem in cycle_problems([_stack("a", "a")])] == [
        "these stacks wait for each other: a → a"
    ]


def test_every_knot_is_reported() -> None:
    """Two cycles are two mistakes."""
    stacks = [_stack("a", "b"), _stack("b", "a"), _stack("c", "d"), _stack("d", "c"), _stack("e", "a", "c")]
    assert [problem.message for problem in cycle_problems(stacks)] == [
        "these stacks wait for each other: a → b → a",
        "these stacks wait for each other: c → d → c",
    ]


def test_a_cycle_has_no_waves() -> None:
    """A run must not start with the part that could be ordered."""
    with pytest.raises(InputError):
        waves([_stack("a", "b"), _stack("b", "a"), _stack("c")])


@given(st.lists(st.sets(st.integers(0, 9), max_size=4), min_size=1, max_size=10))
def test_waves_or_cycles_never_both(edges: list[set[int]]) -> None:
    """Any graph either has an order in which every dependency is earlier, or a named cycle that really is one."""
    stacks = [_stack(f"s{index}", *(f"s{before}" for before in sorted(found))) for index, found in enumerate(edges)]
    names = {stack.name for stack in stacks}
    needs = {stack.name: set(dependencies(stack)) & names for stack in stacks}
    problems = cycle_problems(stacks)
    if not problems:
        place = {stack.name: index for index, wave in enumerate(waves(stacks)) for stack in wave}
        assert place.keys() == names
        assert all(place[before] < place[name] for name in names for before in needs[name])
    for problem in problems:
        path = problem.message.rpartition(": ")[2].split(" → ")
        assert path[0] == path[-1]
        assert all(after in needs[name] for name, after in pairwise(path))


REST = """\
  podwright:cloud: gcp
  podwright:account: {project: lab-accelerators}
  podwright:labels: {owner: a, cost-centre: b}
"""
