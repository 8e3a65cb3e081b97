"""What a mesh asks of each cloud: the side of one member, by the same words everywhere.

Owns what the compositions of all clouds share, and knows no SDK.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypedDict

import pulumi

from components.vpn_args import VpnTunnelArgs
from podwright.plan.mesh import Connection, Member
from stacks.mesh_keys import MeshKeys
from stacks.upstream import MemberOutputs


class PeerArgs(TypedDict):
    """What the connections of all clouds take by the same words."""

    prefix: str
    labels: dict[str, str]
    peer: str
    asn: int
    addresses: pulumi.Input[list[str]]
    tunnels: dict[str, VpnTunnelArgs]


@dataclass(frozen=True, slots=True)
class SitePlan:
    """One member's side of the mesh."""

    member: Member
    connections: Mapping[str, Connection]
    """By name of the peer."""
    outputs: MemberOutputs
    prefix: str
    """Leading part of every cloud name: the name of the mesh's stack."""
    labels: dict[str, str]

    def name(self, peer: str) -> str:
        """Name of the connection to a peer."""
        return f"{self.member.name}-{peer}"

    def peer_args(self, peer: str, addresses: pulumi.Output[list[str]], keys: MeshKeys) -> PeerArgs:
        """The connection to a peer with these addresses, but for what each cloud calls its own side."""
        connection = self.connections[peer]
        return {
            "prefix": self.prefix,
            "labels": self.labels,
            "peer": peer,
            "asn": connection.peer.asn,
            "addresses": addresses,
            "tunnels": {
                tunnel.key: {
                    "interface": tunnel.interface,
                    "peer_interface": tunnel.peer_interface,
                    "address": tunnel.address,
                    "peer_address": tunnel.peer_address,
                    "secret": keys.of(tunnel),
                }
                for tunnel in connection.tunnels
            },
        }


class Site(Protocol):
    """One member's side, with its gateway made."""

    def addresses(self, peer: str) -> pulumi.Output[list[str]]:
        """Public addresses that a peer connects to."""
        ...

    def connect(
        self, peer: str, addresses: pulumi.Output[list[str]], cidr: pulumi.Output[str], keys: MeshKeys
    ) -> pulumi.Output[list[str]]:
        """Make the tunnels to a peer with these addresses and this range; returns their names or ids."""
        ...
