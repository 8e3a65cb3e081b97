"""Checks a fleet before anything is started: each stack by itself, and what only several stacks together get wrong.

Offline and without an engine. Rules about one stack are `stacks.check`; here are overlapping ranges, two stacks for the
same place, dependencies, what is taken from them, what is drawn from the quotas of a whole project, and what a mesh
asks of its members. The whole fleet is always read, since a stack that is not selected may still be in the way of one
that is; reported is what is wrong with the selected stacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import combinations

from podwright.errors import InputError, Problem
from podwright.fleet.discovery import Project, StackFile, discover
from podwright.fleet.mesh import mesh_problems
from podwright.fleet.order import cycle_problems, dependencies, missing_problems
from podwright.fleet.selectors import select
from podwright.fleet.shared_quotas import shared_quota_problems
from podwright.plan.overlap import AUTO_MODE, DOCKER_BRIDGE, next_free, overlaps
from stacks.source import KeyPath, dotted
from stacks.supply import gives, needs

_CIDR: KeyPath = ("network", "cidr")


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The verdict on the selected stacks of a fleet."""

    stacks: tuple[StackFile, ...]
    """The selected stacks."""
    problems: tuple[Problem, ...]
    """Errors and warnings: those of each stack in the order of its file, then those between stacks."""

    @property
    def errors(self) -> list[Problem]:
        """The problems that forbid a run."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """The problems that do not."""
        return [problem for problem in self.problems if problem.severity == "warning"]

    def of(self, stack: StackFile) -> list[Problem]:
        """The problems whose place is in this stack's file."""
        return [problem for problem in self.problems if problem.file == stack.file]

    def raise_for_errors(self) -> None:
        """`InputError` with every error, where there is one: what a run does before it starts anything."""
        if self.errors:
            raise InputError(self.errors)


def check_fleet(project: Project, selectors: Sequence[str] = (), *, everything: bool = False) -> CheckReport:
    """Checks the selected stacks of a project; `selectors` and `everything` as in `selectors.select`."""
    fleet = discover(project)
    return check_stacks(fleet, select(fleet, selectors, everything=everything))


def check_stacks(fleet: Sequence[StackFile], selected: Sequence[StackFile]) -> CheckReport:
    """Checks stacks that were read already; every one of `selected` is one of `fleet`."""
    names = {stack.name for stack in selected}
    between = [*overlap_problems(fleet, names), *twin_problems(fleet, names), *missing_problems(selected, fleet)]
    between += [*supply_problems(selected, fleet), *shared_quota_problems(fleet, names), *mesh_problems(fleet, names)]
    between += [problem for problem in cycle_problems(fleet) if _concerns(problem, selected)]
    alone = [problem for stack in selected for problem in stack.problems]
    return CheckReport(tuple(selected), (*alone, *between))


def overlap_problems(fleet: Sequence[StackFile], names: AbstractSet[str]) -> list[Problem]:
    """Ranges of different stacks that overlap, where one of the two is among `names`.

    Neither projects nor clouds make a difference: networks of one fleet are there to be joined by peering or VPN.
    Nodes, pods, services and gateways of a region are all cut from its `network.cidr`, on every cloud; what a stack has
    beside that is looked at as well.
    """
    ranges = [each for stack in fleet for each in _ranges(stack)]
    taken = [*(each.network for each in ranges), IPv4Network(DOCKER_BRIDGE), IPv4Network(AUTO_MODE)]
    problems: list[Problem] = []
    for one, other in combinations(ranges, 2):
        stacks = {one.stack.name, other.stack.name}
        if len(stacks) == 1 or not names & stacks or not one.network.overlaps(other.network):
            continue
        first, second = (one, other) if other.stack.name in names else (other, one)
        # the overlap of a pair is the last of its problems; the others are about one range and reported with its stack
        problem = overlaps({each.title: str(each.network) for each in (first, second)})[-1]
        free = next_free(second.network.prefixlen, taken)
        problems.append(
            Problem(
                dotted(second.path),
                f"{problem.message} ({first.stack.file}:{first.stack.line(*first.path)})",
                given=str(second.network),
                fix=f"the next free /{free.prefixlen} of the fleet is {free}" if free else None,
                file=second.stack.file,
                line=second.stack.line(*second.path),
            )
        )
    return problems


def twin_problems(fleet: Sequence[StackFile], names: AbstractSet[str]) -> list[Problem]:
    """Stacks for the same place, which would fight over the same quotas, keys and names."""
    first: dict[tuple[str, str, str], StackFile] = {}
    found: list[Problem] = []
    for stack in fleet:
        place = _place(stack)
        other = first.setdefault(place, stack) if place else stack
        if place is None or other is stack or not names & {stack.name, other.name}:
            continue
        kind, account, region = place
        where = f"region {region} of {account}" if region else account
        key, unit = ("region", "region") if region else ("account", account.partition(" ")[0])
        found.append(
            Problem(
                key,
                f"{stack.name} describes {where}, as {other.name} does ({other.file}:{other.line(key)})",
                given=region or account.partition(" ")[2],
                fix=f"put both into one stack: there is one {kind} stack for each {unit}",
                file=stack.file,
                line=stack.line(key),
            )
        )
    return found


def supply_problems(selected: Sequence[StackFile], fleet: Sequence[StackFile]) -> list[Problem]:
    """What a selected region stack takes from the stacks it depends on, and none of them has.

    Silent where one of them is missing or cannot be read: that is reported already.
    """
    by_name = {stack.name: stack.rest for stack in fleet}
    problems: list[Problem] = []
    for stack in selected:
        givers = [by_name.get(name) for name in dependencies(stack)]
        if stack.rest is None or not givers or None in givers:
            continue
        for key, entry in needs(stack.rest):
            if not any(giver is not None and gives(giver, key, entry) for giver in givers):
                names = " and ".join(dependencies(stack))
                problems.append(
                    Problem(
                        "dependsOn",
                        f"{stack.name} takes {key}.{entry} from {names}, which does not have it",
                        fix=f"{_addition(key, entry, names)}, or depend on a global stack that has it",
                        file=stack.file,
                        line=stack.line("dependsOn"),
                    )
                )
    return problems


def _addition(key: str, entry: str, names: str) -> str:
    """How the entry is written into the file of a stack that could give it."""
    location, _, user = entry.partition(".usedBy.")
    if user:
        return f"add {user} to usedBy of {location} in podwright:{key} of {names}"
    return f"add {entry} to podwright:{key} of {names}"


@dataclass(frozen=True, slots=True)
class _Range:
    """An address range that a stack has."""

    stack: StackFile
    path: KeyPath
    network: IPv4Network

    @property
    def title(self) -> str:
        """What messages call it: the stack, with the key where it is not the region's own range."""
        return self.stack.name if self.path == _CIDR else f"{dotted(self.path)} of {self.stack.name}"


def _ranges(stack: StackFile) -> list[_Range]:
    """The region's own range, and those of load balancers that CoreWeave takes beside it."""
    spec = stack.rest
    if spec is None:
        return []
    given: dict[KeyPath, str] = {_CIDR: spec.network.cidr} if spec.network else {}
    further = spec.coreweave.load_balancer_ranges
    given |= {("coreweave", "loadBalancerRanges", name): cidr for name, cidr in further.items()}
    return [_Range(stack, path, network) for path, cidr in given.items() if (network := _network(cidr))]


def _network(cidr: str) -> IPv4Network | None:
    try:
        return IPv4Network(cidr, strict=False)
    except ValueError:
        return None


def _place(stack: StackFile) -> tuple[str, str, str] | None:
    """Kind, account and region (empty for a global stack); None where the file does not say."""
    spec = stack.rest
    word, account = spec.account.owner if spec else ("", "")
    if spec is None or not account or (spec.kind == "region" and spec.region is None):
        return None
    return spec.kind, f"{word} {account}", spec.region or ""


def _concerns(problem: Problem, selected: Sequence[StackFile]) -> bool:
    """Whether one of the selected stacks has a part in a cycle, whose places are what was given."""
    return any(
        place.rpartition(":")[0] == stack.file for stack in selected for place in (problem.given or "").split(", ")
    )
