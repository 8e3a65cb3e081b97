"""The side of an Oracle Cloud member of a mesh. Composition only."""

from __future__ import annotations

import pulumi
import pulumi_oci as oci

from components.oci.vpn import OciVpnConnection
from stacks.mesh_keys import MeshKeys
from stacks.mesh_site import Site, SitePlan


class OracleSite:
    """IPSec connections from the region's own dynamic routing gateway; each has public addresses of its own."""

    def __init__(self, plan: SitePlan) -> None:
        self._plan = plan
        # A provider that is given outright takes nothing of the stack's configuration.
        provider = oci.Provider(
            "oci", tenancy_ocid=plan.outputs.text("network", "tenancy"), region=plan.outputs.text("region")
        )
        self._opts = pulumi.ResourceOptions(providers=[provider])
        self._made: dict[str, OciVpnConnection] = {}

    def addresses(self, peer: str) -> pulumi.Output[list[str]]:
        """Those of the connection to that peer, which must have been made."""
        return self._made[peer].addresses

    def connect(
        self, peer: str, addresses: pulumi.Output[list[str]], cidr: pulumi.Output[str], keys: MeshKeys
    ) -> pulumi.Output[list[str]]:
        """The peer's range is what Oracle wants to know before BGP tells it."""
        outputs = self._plan.outputs
        self._made[peer] = OciVpnConnection(
            self._plan.name(peer),
            {
                "compartment": outputs.text("network", "compartment"),
                "gateway": outputs.text("network", "drg"),
                **self._plan.peer_args(peer, addresses, keys),
                "ranges": cidr.apply(lambda range_: [range_]),
            },
            self._opts,
        )
        return self._made[peer].tunnels


def site(plan: SitePlan) -> Site:
    """The side of one member."""
    return OracleSite(plan)
