"""The vocabulary of a stack of kind mesh: which region stacks it joins by VPN, and by what numbers BGP knows them.

What the words must agree on is `stacks.check_mesh`; what the members must have is for the fleet to check.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from podwright.plan.mesh import TUNNEL_RANGE
from stacks.model_base import SpecModel

MemberCloud = Literal["gcp", "azure", "oci", "coreweave"]


class MeshMember(SpecModel, title="member"):
    """One network of the mesh."""

    cloud: MemberCloud | None = Field(
        default=None, description="Cloud of the member; the first word of its name where left out", examples=["gcp"]
    )
    asn: int | None = Field(
        default=None,
        description="Private number by which BGP knows the network; Oracle Cloud has its own and takes none",
        examples=[64512],
    )


class Mesh(SpecModel, title="mesh"):
    """Networks that reach each other by VPN, each with each."""

    members: dict[str, MeshMember] = Field(
        description="The region stacks to join, by name: at most one of each cloud",
        examples=["{gcp-europe-west4: {asn: 64512}, oci-eu-amsterdam-1: {}}"],
    )
    tunnel_range: str = Field(
        default=TUNNEL_RANGE,
        description="Link-local range of the tunnels' inside addresses, a /26 to /24 in 169.254.21.0 to 169.254.22.255",
    )
