"""The side of a Google Cloud member of a mesh. Composition only."""

from __future__ import annotations

import pulumi

from components.gcp.vpn import VpnConnection, VpnGateway
from stacks.mesh_keys import MeshKeys
from stacks.mesh_site import Site, SitePlan


class GoogleSite:
    """An HA VPN gateway beside the region's network. Every resource names its project, so any provider will do."""

    def __init__(self, plan: SitePlan) -> None:
        outputs = plan.outputs
        self._plan = plan
        self._project, self._region = outputs.text("network", "project"), outputs.text("region")
        self._gateway = VpnGateway(
            plan.member.name,
            {
                "project": self._project,
                "region": self._region,
                "network": outputs.text("network", "id"),
                "prefix": plan.prefix,
                "labels": plan.labels,
                "asn": plan.member.asn,
            },
        )

    def addresses(self, peer: str) -> pulumi.Output[list[str]]:
        """Those of both interfaces, for every peer."""
        del peer
        return self._gateway.addresses

    def connect(
        self, peer: str, addresses: pulumi.Output[list[str]], cidr: pulumi.Output[str], keys: MeshKeys
    ) -> pulumi.Output[list[str]]:
        """BGP tells the peer's ranges."""
        del cidr
        made = VpnConnection(
            self._plan.name(peer),
            {
                "project": self._project,
                "region": self._region,
                "gateway": self._gateway.gateway_id,
                "router": self._gateway.router_name,
                **self._plan.peer_args(peer, addresses, keys),
            },
        )
        return made.tunnels


def site(plan: SitePlan) -> Site:
    """The side of one member, with its gateway."""
    return GoogleSite(plan)
