"""What a mesh asks of its members and only the whole fleet can tell: who they are, and that traffic can pass.

Offline. Rules about the mesh's own file are `stacks.check_mesh`; ranges that overlap are refused for the whole fleet,
in a mesh or not, by `podwright.fleet.checks`. A member that is missing or cannot be read is reported there as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from ipaddress import IPv4Network
from itertools import combinations, permutations
from typing import Literal

from podwright.catalog.azure_rules import RDMA_RANGE
from podwright.catalog.regions import cloud_title
from podwright.errors import Problem
from podwright.fleet.discovery import StackFile
from podwright.plan.fabric import FABRIC_RANGE
from podwright.plan.mesh import CLOUDS
from stacks.mesh_members import member_cloud
from stacks.model import StackSpec

_PATH = ("mesh", "members")


def mesh_problems(fleet: Sequence[StackFile], names: AbstractSet[str]) -> list[Problem]:
    """Problems of the meshes among `names`, and of those that a stack among `names` is a member of."""
    by_name = {stack.name: stack for stack in fleet}
    problems: list[Problem] = []
    taken: dict[str, StackFile] = {}
    for mesh in (stack for stack in fleet if stack.rest is not None and stack.rest.mesh is not None):
        found = {name: by_name[name] for name in _members(mesh) if name in by_name}
        first = {name: taken.setdefault(name, mesh) for name in found}
        if not names & {mesh.name, *found}:
            continue
        for name, member in found.items():
            problems += _member(mesh, member)
            if first[name] is not mesh:
                problems.append(_twice(mesh, name, first[name]))
        problems += _ranges_in_the_way(mesh, found)
        problems += _closed_doors(mesh, found)
    return problems


def _members(mesh: StackFile) -> Sequence[str]:
    return list(mesh.rest.mesh.members) if mesh.rest and mesh.rest.mesh else []


def _twice(mesh: StackFile, name: str, other: StackFile) -> Problem:
    place = _place(other, *_PATH, name)
    message = f"is a member of {other.name} as well ({place}); a network has one VPN gateway"
    return _problem(mesh, name, message, fix=f"join the members of both in {other.name}, or leave it out here")


def _member(mesh: StackFile, member: StackFile) -> Iterator[Problem]:
    """What a stack needs to be a member."""
    spec, name = member.rest, member.name
    if spec is None or mesh.rest is None or mesh.rest.mesh is None:
        return
    if spec.kind != "region":
        yield _problem(
            mesh,
            name,
            f"is a stack of kind {spec.kind}, which has no network ({_place(member, 'kind')})",
            fix="name a stack of kind region",
        )
        return
    said = member_cloud(name, mesh.rest.mesh.members[name])
    if said is not None and said != spec.cloud:
        message = f"is on {cloud_title(spec.cloud)} ({_place(member, 'cloud')}), and the mesh takes it for another"
        yield _problem(mesh, name, message, given=cloud_title(said), fix=f"add cloud: {spec.cloud}")
    if spec.cloud in CLOUDS and spec.network is not None and not spec.network.vpn:
        yield _problem(
            mesh,
            name,
            f"does not let a VPN in ({_place(member, 'network')})",
            fix=f"add vpn: true to podwright:network of {name}",
        )


def _ranges_in_the_way(mesh: StackFile, members: Mapping[str, StackFile]) -> Iterator[Problem]:
    """Ranges that mean something else on another member's cloud, so that no packet for them reaches the VPN."""
    networks = _networks(members)
    for one, other in permutations(members.values(), 2):
        network = networks.get(other.name)
        for taken, why in _taken(one.rest) if one.rest and network else ():
            if network and network.overlaps(IPv4Network(taken)):
                yield Problem(
                    "network.cidr",
                    f"{network} of {other.name} overlaps {taken}, {why}: {one.name} could not reach it"
                    f" ({_place(mesh, *_PATH, one.name)})",
                    given=str(network),
                    fix="take a part of 10.0.0.0/8",
                    file=other.file,
                    line=other.line("network", "cidr"),
                )


def _taken(spec: StackSpec) -> Iterator[tuple[str, str]]:
    if spec.cloud == "azure":
        yield RDMA_RANGE, "which Azure uses between InfiniBand machines"
    if spec.cloud == "gcp" and (spec.gpu_clusters or spec.gpu_fleets):
        yield FABRIC_RANGE, "which the networks between GPUs of Google Cloud use"


def _closed_doors(mesh: StackFile, members: Mapping[str, StackFile]) -> Iterator[Problem]:
    """Pairs where neither side lets the other in: the tunnels carry nothing that anybody may receive."""
    networks = _networks(members)
    for one, other in combinations(networks, 2):
        if _lets_in(members[one], networks[other]) or _lets_in(members[other], networks[one]):
            continue
        message = f"neither {one} nor {other} lets the other's network in; a tunnel alone opens no firewall"
        fix = f"add {{{_word(other)}: {networks[other]}}} to allowFrom in podwright:network of {one}, or the other way"
        yield _problem(mesh, other, message, fix=fix, severity="warning")


def _word(name: str) -> str:
    return name.partition("-")[2] or name


def _lets_in(stack: StackFile, network: IPv4Network) -> bool:
    spec = stack.rest
    if spec is None or spec.network is None:
        return True
    allowed = [found for cidr in spec.network.allow_from.values() if (found := _network(cidr))]
    return any(network.overlaps(each) for each in allowed)


def _networks(members: Mapping[str, StackFile]) -> dict[str, IPv4Network]:
    """The networks of those members whose files say one."""
    given = {name: stack.rest.network.cidr for name, stack in members.items() if stack.rest and stack.rest.network}
    return {name: network for name, cidr in given.items() if (network := _network(cidr))}


def _network(cidr: str) -> IPv4Network | None:
    try:
        return IPv4Network(cidr, strict=False)
    except ValueError:
        return None


def _problem(
    mesh: StackFile,
    member: str,
    message: str,
    *,
    given: str | None = None,
    fix: str,
    severity: Literal["error", "warning"] = "error",
) -> Problem:
    """A problem whose place is the member in the mesh's file."""
    return Problem(
        ".".join((*_PATH, member)),
        message,
        given=given,
        fix=fix,
        file=mesh.file,
        line=mesh.line(*_PATH, member),
        severity=severity,
    )


def _place(stack: StackFile, *path: str) -> str:
    return f"{stack.file}:{stack.line(*path)}"
