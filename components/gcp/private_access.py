"""Services reached inside of a region's network: those that Google runs beside it, and Google's own APIs.

Private Service Access is a reserved range and a peering with Google's network of services, which Filestore and Lustre
live in. The endpoint of Google's APIs is a Private Service Connect address; the names that lead to it are
`network_dns.py`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp import compute, servicenetworking

from components.outputs import after

if TYPE_CHECKING:
    from components.gcp.network_site import Site

ALL_APIS = "all-apis"
SERVICE = "servicenetworking.googleapis.com"


def private_services(site: Site) -> tuple[pulumi.Output[str], pulumi.Resource | None]:
    """The name of the range once services can be put into it (empty where they are off), and the connection."""
    if site.plan.private_services is None:
        return pulumi.Output.from_input(""), None
    address, _, length = site.plan.ranges.private_services.partition("/")
    reserved = compute.GlobalAddress(
        f"{site.name}-services",
        name=site.plan.private_services,
        project=site.project,
        purpose="VPC_PEERING",
        address_type="INTERNAL",
        address=address,
        prefix_length=int(length),
        network=site.network.id,
        labels=site.labels,
        opts=pulumi.ResourceOptions(parent=site.parent),
    )
    connection = servicenetworking.Connection(
        f"{site.name}-connection",
        network=site.network.id,
        service=SERVICE,
        reserved_peering_ranges=[reserved.name],
        # Google remembers the ranges of a connection whose network is gone, and refuses a new one until it is updated.
        update_on_creation_fail=True,
        # Deleted and neither abandoned nor torn off. ABANDON leaves a peering that keeps the network from being
        # deleted; REMOVE_PEERING would cut off filesystems that are still in use, where DELETE refuses.
        opts=pulumi.ResourceOptions(parent=site.parent),
    )
    return after(reserved.name, connection.id), connection


def google_apis(site: Site) -> pulumi.Output[str]:
    """The endpoint's address once it answers; empty where it is off."""
    if site.plan.apis_address is None or site.plan.apis_endpoint is None:
        return pulumi.Output.from_input("")
    address = compute.GlobalAddress(
        f"{site.name}-apis",
        name=site.plan.apis_address,
        project=site.project,
        purpose="PRIVATE_SERVICE_CONNECT",
        address_type="INTERNAL",
        address=site.plan.ranges.endpoint,
        network=site.network.id,
        labels=site.labels,
        opts=pulumi.ResourceOptions(parent=site.parent),
    )
    endpoint = compute.GlobalForwardingRule(
        f"{site.name}-apis-endpoint",
        name=site.plan.apis_endpoint,
        project=site.project,
        target=ALL_APIS,
        # The empty text, not nothing: without it the provider makes a rule of an external load balancer.
        load_balancing_scheme="",
        network=site.network.id,
        ip_address=address.id,
        labels=site.labels,
        opts=pulumi.ResourceOptions(parent=site.parent),
    )
    return after(address.address, endpoint.id)
