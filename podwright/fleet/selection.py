"""Which stacks a run is about, in their order, after the checks that need no engine.

Joins discovery, selectors, checks and order; owns none of their rules. What only the state can tell (was a dependency
ever applied) is `prerequisites`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from podwright.errors import InputError, Problem
from podwright.fleet.checks import check_stacks
from podwright.fleet.discovery import Project, StackFile, discover, find_project
from podwright.fleet.order import dependencies, waves, with_dependencies
from podwright.fleet.selectors import select, unknown_names
from podwright.fleet.unclear import why_unclear
from stacks.grants import Grant, grants
from stacks.mesh_members import members


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for."""

    directory: Path
    selectors: Sequence[str]
    everything: bool = False
    with_dependencies: bool = False
    """Also all that the selected stacks depend on."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The stacks of a run."""

    project: Project
    waves: Mapping[str, int]
    """Selected stack -> its wave, from 1; in an order in which every stack stands after those it depends on."""
    needs: Mapping[str, Collection[str]]
    """Every stack of the fleet -> the stacks it depends on directly."""
    warnings: Sequence[Problem] = ()
    unclear: Mapping[str, str] = field(default_factory=dict[str, str])
    """Stacks of the fleet whose dependencies are unknown -> why."""
    without_file: Mapping[str, Problem] = field(default_factory=dict[str, Problem])
    """Names to destroy that have no file -> the problem where the state does not have them either."""
    grants: Sequence[Grant] = ()
    """What the files of the selected stacks state that their clouds have granted."""
    clouds: Collection[str] = ()
    """The clouds that the selected stacks are on, as far as their files can be read."""
    everything: bool = False
    """A destroy of all: also of the stacks that have no file."""

    @property
    def names(self) -> list[str]:
        """The selected stacks in their order."""
        return list(self.waves)


def choose(wanted: Wanted) -> Selection:
    """The selected stacks, checked: InputError with every problem of theirs that forbids a run."""
    project, fleet, selected = _select(wanted)
    report = check_stacks(fleet, selected)
    report.raise_for_errors()
    stated = [each for stack in selected if stack.spec is not None for each in grants(stack.spec)]
    return replace(_ordered(project, fleet, selected, report.warnings), grants=stated)


def choose_for_destroy(wanted: Wanted) -> Selection:
    """The selected stacks. Their specs are not checked: what is wrong today must still be possible to delete.

    A name without a file is taken over for the state to know; only there it can be found out whether it exists.
    """
    project = find_project(wanted.directory)
    fleet = discover(project)
    keys = [each for each in wanted.selectors if "=" in each]
    unknown = {} if keys else {problem.given or "": problem for problem in unknown_names(fleet, wanted.selectors)}
    patterns = [problem for name, problem in unknown.items() if any(sign in name for sign in "*?[")]
    if patterns:
        raise InputError(patterns)
    named = [each for each in wanted.selectors if each not in unknown]
    everything = wanted.everything and not wanted.selectors
    selected = select(fleet, named, everything=wanted.everything) if named or (everything and fleet) else []
    chosen = _ordered(project, fleet, selected)
    return replace(chosen, without_file=unknown, everything=everything)


def _select(wanted: Wanted) -> tuple[Project, list[StackFile], list[StackFile]]:
    project = find_project(wanted.directory)
    fleet = discover(project)
    selected = select(fleet, wanted.selectors, everything=wanted.everything)
    return project, fleet, with_dependencies(selected, fleet) if wanted.with_dependencies else selected


def _ordered(
    project: Project, fleet: Sequence[StackFile], selected: Sequence[StackFile], warnings: Sequence[Problem] = ()
) -> Selection:
    order = {stack.name: number for number, wave in enumerate(waves(selected), 1) for stack in wave}
    needs = {stack.name: dependencies(stack) for stack in fleet}
    unclear = {stack.name: reason for stack in fleet if (reason := why_unclear(stack)) is not None}
    return Selection(project, order, needs, warnings, unclear, clouds=_clouds(selected))


def _clouds(stacks: Sequence[StackFile]) -> set[str]:
    """The clouds that stacks are on; a mesh is on those of its members."""
    specs = [stack.rest for stack in stacks if stack.rest is not None]
    joined = {member.cloud for spec in specs if spec.mesh is not None for member in members(spec.mesh)}
    return joined | {spec.cloud for spec in specs if spec.mesh is None}
