"""The order of a fleet: which stacks must be applied before which, from `dependsOn` alone.

Owns the graph. networkx costs 0.4 s to import, more than all of `podwright check` besides: a fleet without a cycle is
recognised without it, and only naming a cycle or planning a run loads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from podwright.errors import InputError, Problem
from podwright.fleet.discovery import StackFile
from podwright.fleet.selectors import did_you_mean

if TYPE_CHECKING:
    from networkx import DiGraph


def waves(stacks: Sequence[StackFile]) -> list[list[StackFile]]:
    """The stacks in waves: all that a stack depends on is in an earlier wave, and a wave's stacks are independent.

    Dependencies outside of `stacks` are taken as done. Inside a wave the order is by name. Raises `InputError` for a
    cycle. Destroying goes through the waves backwards.
    """
    problems = cycle_problems(stacks)
    if problems:
        raise InputError(problems)
    import networkx

    by_name = {stack.name: stack for stack in stacks}
    generations = cast("Iterable[list[str]]", networkx.topological_generations(_graph(stacks)))
    return [[by_name[name] for name in sorted(generation)] for generation in generations]


def with_dependencies(selection: Sequence[StackFile], fleet: Sequence[StackFile]) -> list[StackFile]:
    """The selection and everything it depends on, directly or not, in the order of the fleet.

    Raises `InputError` for a dependency on a stack that is not in the fleet.
    """
    by_name = {stack.name: stack for stack in fleet}
    wanted: dict[str, StackFile] = {}
    left = list(selection)
    while left:
        stack = left.pop()
        if stack.name not in wanted:
            wanted[stack.name] = stack
            left += [by_name[name] for name in dependencies(stack) if name in by_name]
    problems = missing_problems(list(wanted.values()), fleet)
    if problems:
        raise InputError(problems)
    return [stack for stack in fleet if stack.name in wanted]


def dependencies(stack: StackFile) -> list[str]:
    """The stacks named in `dependsOn`; none where the spec is too broken to tell."""
    return list(stack.rest.depends_on) if stack.rest else []


def missing_problems(stacks: Sequence[StackFile], fleet: Sequence[StackFile]) -> list[Problem]:
    """A problem for each `dependsOn` of `stacks` that names no stack of the fleet."""
    known = [stack.name for stack in fleet]
    return [
        Problem(
            f"dependsOn[{index}]",
            f'{stack.name} depends on "{name}", and there is no such stack',
            given=name,
            allowed=", ".join(each for each in known if each != stack.name),
            fix=did_you_mean(name, known) or f"remove it, or add Pulumi.{name}.yaml",
            file=stack.file,
            line=stack.line("dependsOn", index),
        )
        for stack in stacks
        for index, name in enumerate(dependencies(stack))
        if name not in known
    ]


def cycle_problems(stacks: Sequence[StackFile]) -> list[Problem]:
    """One problem for each group of stacks that wait for each other; empty when there is an order."""
    left = _without_order(stacks)
    if not left:
        return []
    import networkx

    graph = _graph([stack for stack in stacks if stack.name in left])
    components = cast("Iterable[set[str]]", networkx.strongly_connected_components(graph))
    by_name = {stack.name: stack for stack in stacks}
    knots = sorted(sorted(names) for names in components if len(names) > 1 or graph.has_edge(*(list(names) * 2)))
    return [_cycle_problem(_shortest_round(graph, names), by_name) for names in knots]


def _without_order(stacks: Sequence[StackFile]) -> set[str]:
    """The stacks that are in a cycle or wait for one: what remains after taking away all that can be applied."""
    names = {stack.name for stack in stacks}
    left = {stack.name: names & set(dependencies(stack)) for stack in stacks}
    while True:
        ready = {name for name, before in left.items() if not before & left.keys()}
        if not ready:
            return set(left)
        for name in ready:
            del left[name]


def _graph(stacks: Sequence[StackFile]) -> DiGraph[str]:
    """An arrow from each stack to those that wait for it; stacks outside of `stacks` are left out."""
    import networkx

    names = {stack.name for stack in stacks}
    graph: DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(sorted(names))
    graph.add_edges_from((before, stack.name) for stack in stacks for before in dependencies(stack) if before in names)
    return graph


def _shortest_round(graph: DiGraph[str], names: Sequence[str]) -> list[str]:
    """The way from the first of the names through its dependencies back to it: `[a, b, a]` when a depends on b."""
    import networkx

    start, waits_for = names[0], graph.subgraph(names).reverse()
    rounds = [networkx.bidirectional_shortest_path(waits_for, after, start) for after in waits_for.successors(start)]
    return [start, *min(rounds, key=lambda path: (len(path), path))]


def _cycle_problem(path: Sequence[str], by_name: dict[str, StackFile]) -> Problem:
    steps = [(by_name[stack], name) for stack, name in pairwise(path)]
    lines = [(stack, stack.line("dependsOn", dependencies(stack).index(name))) for stack, name in steps]
    places = ", ".join(f"{stack.file}:{line}" for stack, line in lines)
    return Problem(
        "dependsOn",
        f"these stacks wait for each other: {' → '.join(path)}",
        given=places,
        fix="remove one of these dependencies",
        file=lines[0][0].file,
        line=lines[0][1],
    )
