"""The parts of an Azure network that are resources of their own kind: security groups, private zones, flow logs.

Owns how a plan is written in the words of Microsoft.Network; what is right is `network_plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import network, privatedns, resources, storage

from components.azure.network_plan import AzureNetworkPlan
from components.outputs import after

if TYPE_CHECKING:
    from components.azure.network import AzureNetworkArgs

    Place = tuple[AzureNetworkArgs, AzureNetworkPlan, resources.ResourceGroup]

_WATCHER_GROUP = "NetworkWatcherRG"
"""Azure makes it, with one network watcher for each region, when the first network of the region is made."""


def security_groups(name: str, place: Place, parent: pulumi.Resource) -> Mapping[str, network.NetworkSecurityGroup]:
    """A security group for each subnet: it lets in the region, its peers and Azure's load balancer, and nobody else.

    The rules that Azure adds by itself let in every network that is ever peered, so they are overruled.
    """
    args, plan, group = place
    return {
        role: network.NetworkSecurityGroup(
            f"{name}-{role}-nsg",
            network_security_group_name=guard,
            resource_group_name=group.name,
            location=args["region"],
            tags=args["labels"],
            security_rules=[
                _rule("allow-known-ranges", 1000, "Allow", sources=plan.trusted),
                _rule("allow-load-balancer", 1100, "Allow", source="AzureLoadBalancer"),
                _rule("deny-all-else", 4096, "Deny", source="*"),
            ],
            opts=pulumi.ResourceOptions(parent=parent),
        )
        for role, guard in plan.security_groups.items()
    }


def private_zones(
    name: str, place: Place, own: network.VirtualNetwork, parent: pulumi.Resource
) -> Mapping[str, pulumi.Output[str]]:
    """The id of each private DNS zone, known when the network is linked to it."""
    args, plan, group = place
    found: dict[str, pulumi.Output[str]] = {}
    for key, zone_name in plan.zones.items():
        zone = privatedns.PrivateZone(
            f"{name}-zone-{key}",
            private_zone_name=zone_name,
            resource_group_name=group.name,
            location="global",
            tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=parent),
        )
        link = privatedns.VirtualNetworkLink(
            f"{name}-link-{key}",
            virtual_network_link_name=plan.network,
            private_zone_name=zone.name,
            resource_group_name=group.name,
            location="global",
            tags=args["labels"],
            virtual_network=privatedns.SubResourceArgs(id=own.id),
            registration_enabled=key == "own",
            opts=pulumi.ResourceOptions(parent=parent),
        )
        found[key] = after(zone.id, link.id)
    return found


def flow_log(name: str, place: Place, own: network.VirtualNetwork, parent: pulumi.Resource) -> None:
    """A flow log of the whole network, and the account that holds it."""
    args, plan, group = place
    wanted = args.get("flow_logs")
    if wanted is None:
        return
    account = wanted.get("account") or _account(name, place, group, parent).id
    network.FlowLog(
        f"{name}-flow",
        flow_log_name=plan.flow_log,
        network_watcher_name=f"NetworkWatcher_{args['region']}",
        resource_group_name=_WATCHER_GROUP,
        location=args["region"],
        tags=args["labels"],
        target_resource_id=own.id,
        storage_id=account,
        enabled=True,
        format=network.FlowLogFormatParametersArgs(type="JSON", version=2),
        retention_policy=network.RetentionPolicyParametersArgs(days=plan.flow_days, enabled=plan.flow_days > 0),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _account(
    name: str, place: Place, group: resources.ResourceGroup, parent: pulumi.Resource
) -> storage.StorageAccount:
    args, plan, _ = place
    return storage.StorageAccount(
        f"{name}-flow-account",
        account_name=plan.flow_account,
        resource_group_name=group.name,
        location=args["region"],
        tags=args["labels"],
        kind="StorageV2",
        sku=storage.SkuArgs(name="Standard_LRS"),
        allow_blob_public_access=False,
        minimum_tls_version="TLS1_2",
        # Network Watcher writes as a service that Azure trusts; nobody else comes in over the network.
        network_rule_set=storage.NetworkRuleSetArgs(default_action=storage.DefaultAction.DENY, bypass="AzureServices"),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _rule(
    name: str, priority: int, access: str, *, source: str | None = None, sources: tuple[str, ...] = ()
) -> network.SecurityRuleArgs:
    return network.SecurityRuleArgs(
        name=name,
        priority=priority,
        direction="Inbound",
        access=access,
        protocol="*",
        source_port_range="*",
        destination_port_range="*",
        destination_address_prefix="*",
        source_address_prefix=source,
        source_address_prefixes=list(sources) or None,
    )
