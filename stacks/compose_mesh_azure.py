"""The side of an Azure member of a mesh. Composition only."""

from __future__ import annotations

import pulumi
import pulumi_azure_native as azure_native

from components.azure.vpn import AzureVpnConnection, AzureVpnGateway
from components.azure.vpn_plan import INSTANCES
from podwright.plan.mesh import inside_addresses
from stacks.mesh_keys import MeshKeys
from stacks.mesh_site import Site, SitePlan


class AzureSite:
    """An active-active gateway in the region's GatewaySubnet, in the subscription of the region's network."""

    def __init__(self, plan: SitePlan) -> None:
        outputs = plan.outputs
        self._plan = plan
        self._region, self._group = outputs.text("region"), outputs.text("network", "resourceGroup")
        subnet = outputs.text("network", "subnets", "gateway")
        provider = azure_native.Provider("azure", subscription_id=subnet.apply(_subscription))
        self._opts = pulumi.ResourceOptions(providers=[provider])
        peers = plan.connections.values()
        self._gateway = AzureVpnGateway(
            plan.member.name,
            {
                "region": self._region,
                "resource_group": self._group,
                "subnet": subnet,
                "prefix": plan.prefix,
                "labels": plan.labels,
                "asn": plan.member.asn,
                "inside_addresses": {str(each): inside_addresses(peers, each) for each in range(INSTANCES)},
            },
            self._opts,
        )

    def addresses(self, peer: str) -> pulumi.Output[list[str]]:
        """Those of both instances, for every peer."""
        del peer
        return self._gateway.addresses

    def connect(
        self, peer: str, addresses: pulumi.Output[list[str]], cidr: pulumi.Output[str], keys: MeshKeys
    ) -> pulumi.Output[list[str]]:
        """BGP tells the peer's ranges."""
        del cidr
        made = AzureVpnConnection(
            self._plan.name(peer),
            {
                "region": self._region,
                "resource_group": self._group,
                "gateway": self._gateway.gateway_id,
                **self._plan.peer_args(peer, addresses, keys),
            },
            self._opts,
        )
        return made.tunnels


def site(plan: SitePlan) -> Site:
    """The side of one member, with its gateway."""
    return AzureSite(plan)


def _subscription(resource_id: str) -> str:
    """The third part of every id: `/subscriptions/<subscription>/resourceGroups/…`."""
    return resource_id.split("/")[2]
