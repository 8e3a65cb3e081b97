"""Which components a mesh is made of: a gateway for each member, then the connections between them. Composition only.

Imports no cloud but those of the members; what is special to one of them is `compose_mesh_<cloud>`. Everything about a
member comes from the outputs of its own stack, and its cloud from the mesh's file, since it has to be known before any
output is.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

import pulumi

from components.outputs import gathered
from podwright.errors import InputError
from podwright.plan.mesh import plan_mesh
from podwright.plan.overlap import overlaps
from stacks.mesh_keys import MeshKeys
from stacks.mesh_members import members
from stacks.mesh_site import Site, SitePlan
from stacks.model import StackSpec
from stacks.upstream import MemberOutputs

Exported = dict[str, Any]


def compose(spec: StackSpec, stack: str) -> None:
    """Declare a stack of kind mesh; expects a spec that `stacks.check` found nothing wrong with."""
    if spec.mesh is None:
        raise AssertionError("a mesh that was checked has members")
    keys = MeshKeys()
    joined = members(spec.mesh)
    plan = plan_mesh(stack, joined, spec.mesh.tunnel_range)
    outputs = {member.name: MemberOutputs(member.name) for member in joined}
    ranges = _ranges(outputs)
    sites: dict[str, Site] = {}
    for member in joined:
        module = import_module(f"stacks.compose_mesh_{member.cloud}")
        wanted = SitePlan(member, plan[member.name], outputs[member.name], stack, spec.labels)
        sites[member.name] = cast("Site", module.site(wanted))
    connections: dict[str, Exported] = {member.name: {} for member in joined}
    # Oracle tells its addresses only when it knows the other side's, so its connections come before theirs.
    for member in sorted(joined, key=lambda each: each.cloud != "oci"):
        for peer in plan[member.name]:
            theirs, own = sites[peer], sites[member.name]
            tunnels = own.connect(
                peer, theirs.addresses(member.name), ranges.apply(lambda all_, peer=peer: all_[peer]), keys
            )
            connections[member.name][peer] = {"addresses": own.addresses(peer), "tunnels": tunnels}
    pulumi.export("asns", {member.name: member.asn for member in joined})
    pulumi.export("ranges", ranges)
    pulumi.export("connections", connections)


def _ranges(outputs: Mapping[str, MemberOutputs]) -> pulumi.Output[dict[str, str]]:
    """The range of each member as it was applied; `pulumi.RunError` inside where two overlap.

    `podwright check` refuses that in the files; what is applied may be older than they are.
    """
    found = gathered({name: each.text("network", "cidr") for name, each in outputs.items()})
    return found.apply(_apart)


def _apart(ranges: dict[str, str]) -> dict[str, str]:
    problems = [problem for problem in overlaps(ranges) if problem.severity == "error"]
    if problems:
        raise pulumi.RunError(f"members of a mesh must not overlap:\n{InputError(problems)}")
    return ranges
