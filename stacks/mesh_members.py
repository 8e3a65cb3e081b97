"""The members of a mesh as its plan wants them: cloud and number of each.

Owns how the cloud of a member is known: stacks of this fleet begin with it, and a stack that does not says it in the
mesh. The program of a mesh has to know before any output of a member does, because it imports no cloud's SDK in vain.
"""

from __future__ import annotations

from typing import get_args

from podwright.plan.mesh import CLOUDS, ORACLE_ASN, Member
from stacks.model_mesh import MemberCloud, Mesh, MeshMember

KNOWN = get_args(MemberCloud)


def member_cloud(name: str, member: MeshMember) -> str | None:
    """Cloud of a member; None where neither the mesh nor the member's name says it."""
    if member.cloud is not None:
        return member.cloud
    word = name.partition("-")[0]
    return word if word in KNOWN else None


def members(mesh: Mesh) -> tuple[Member, ...]:
    """The members of a mesh that `stacks.check` found nothing wrong with; those that can be no member are left out."""
    return tuple(
        Member(name, cloud, ORACLE_ASN if member.asn is None else member.asn)
        for name, member in mesh.members.items()
        if (cloud := member_cloud(name, member)) in CLOUDS
    )
