"""The private names of a region: its own zone, the zones that lead to Google's APIs, and the log of what is asked.

Every zone is seen by the region's network alone, so two regions can have zones of the same domain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp import dns

if TYPE_CHECKING:
    from components.gcp.network_site import Site

TTL_SECONDS = 300


def private_dns(site: Site, apis_address: pulumi.Output[str]) -> pulumi.Output[str]:
    """Zones and logging policy as planned; returns the name of the region's own zone, empty where there is none."""
    plan = site.plan.dns
    if plan is None:
        return pulumi.Output.from_input("")
    dns.Policy(
        f"{site.name}-dns",
        name=plan.policy,
        project=site.project,
        enable_logging=True,
        networks=[dns.PolicyNetworkArgs(network_url=site.network.id)],
        opts=pulumi.ResourceOptions(parent=site.parent),
    )
    for domain, cloud_name in plan.api_zones.items():
        role = f"{site.name}-{domain.split('.')[0]}"
        zone = _zone(site, role, cloud_name, domain)
        _record(site, f"{role}-address", zone, domain, kind="A", value=apis_address)
        _record(site, f"{role}-names", zone, f"*.{domain}", kind="CNAME", value=domain)
    if plan.zone is None or plan.domain is None:
        return pulumi.Output.from_input("")
    return _zone(site, f"{site.name}-zone", plan.zone, plan.domain).name


def _zone(site: Site, role: str, cloud_name: str, domain: str) -> dns.ManagedZone:
    return dns.ManagedZone(
        role,
        name=cloud_name,
        project=site.project,
        dns_name=domain,
        visibility="private",
        labels=site.labels,
        private_visibility_config=dns.ManagedZonePrivateVisibilityConfigArgs(
            networks=[dns.ManagedZonePrivateVisibilityConfigNetworkArgs(network_url=site.network.id)]
        ),
        opts=pulumi.ResourceOptions(parent=site.parent),
    )


def _record(site: Site, role: str, zone: dns.ManagedZone, name: str, *, kind: str, value: pulumi.Input[str]) -> None:
    dns.RecordSet(
        role,
        name=name,
        project=site.project,
        managed_zone=zone.name,
        type=kind,
        ttl=TTL_SECONDS,
        rrdatas=[value],
        opts=pulumi.ResourceOptions(parent=site.parent),
    )
