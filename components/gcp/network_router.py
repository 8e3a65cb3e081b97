"""The way out of a region's network: Cloud Router and Cloud NAT, with addresses of Google's choice or static ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp import compute

if TYPE_CHECKING:
    from components.gcp.network_site import Site


def way_out(site: Site) -> pulumi.Output[list[str]]:
    """Router and NAT; returns the static addresses, none where Google gives them."""
    router = compute.Router(
        f"{site.name}-router",
        name=site.plan.nat.router,
        project=site.project,
        region=site.args["region"],
        network=site.network.id,
        opts=pulumi.ResourceOptions(parent=site.parent),
    )
    addresses = _addresses(site)
    compute.RouterNat(
        f"{site.name}-nat",
        name=site.plan.nat.nat,
        project=site.project,
        region=site.args["region"],
        router=router.name,
        source_subnetwork_ip_ranges_to_nat="ALL_SUBNETWORKS_ALL_IP_RANGES",
        nat_ip_allocate_option="MANUAL_ONLY" if addresses else "AUTO_ONLY",
        nat_ips=[each.id for each in addresses] or None,
        # Dynamic ports exclude endpoint-independent mapping, and both bounds must be powers of two.
        enable_dynamic_port_allocation=True,
        enable_endpoint_independent_mapping=False,
        min_ports_per_vm=site.plan.nat.min_ports,
        max_ports_per_vm=site.plan.nat.max_ports,
        log_config=compute.RouterNatLogConfigArgs(enable=True, filter="ERRORS_ONLY"),
        opts=pulumi.ResourceOptions(parent=site.parent),
    )
    if not addresses:
        return pulumi.Output.from_input(list[str]())
    return pulumi.Output.all(*[each.address for each in addresses])


def _addresses(site: Site) -> list[compute.Address]:
    return [
        compute.Address(
            f"{site.name}-nat-{index}",
            name=cloud_name,
            project=site.project,
            region=site.args["region"],
            address_type="EXTERNAL",
            labels=site.labels,
            opts=pulumi.ResourceOptions(parent=site.parent),
        )
        for index, cloud_name in enumerate(site.plan.nat.addresses)
    ]
