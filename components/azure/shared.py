"""What every component of Azure has in common: checks of region and tags, grants, and private endpoints.

Owns how a role is granted and the words for a private endpoint. What an endpoint leads to, and who may do what, belongs
to the component that calls it.
"""

from collections.abc import Mapping
from typing import TypedDict

import pulumi
from pulumi_azure_native import authorization, network

from components.checks import Checks
from podwright.catalog.azure_roles import role_definition_id
from podwright.catalog.regions import check_region
from podwright.plan.names_azure import azure_name, check_tags, role_assignment_name


class AzureEndpointArgs(TypedDict):
    """Where a private endpoint stands, and the zone that resolves it."""

    subnet: pulumi.Input[str]
    """Id of the subnet."""
    zone: pulumi.Input[str]
    """Id of the private DNS zone."""


def take_common(checks: Checks, region: str, labels: Mapping[str, str]) -> None:
    """Record a region that Azure does not have, and labels that cannot be tags."""
    checks.take(check_region("azure", region))
    for problem in check_tags(labels):
        checks.take(problem, f"labels.{problem.subject}")


def take_name(checks: Checks, kind: str, *parts: str, field: str = "prefix") -> str:
    """The name of a resource; what is wrong with it is recorded, and the text is empty then."""
    return checks.attempt(lambda: azure_name(kind, *parts), field=field) or ""


def private_endpoint(
    name: str,
    cloud_name: str,
    target: tuple[pulumi.Input[str], str],
    place: tuple[str, pulumi.Input[str], AzureEndpointArgs],
    common: tuple[Mapping[str, str], pulumi.Resource],
) -> network.PrivateEndpoint:
    """An endpoint for (id, group of it) at (region, resource group, subnet and zone), with (labels, parent).

    The zone group writes the address into the zone, so that the public name leads to the private address.
    """
    resource_id, group_id = target
    region, resource_group, endpoint = place
    labels, parent = common
    made = network.PrivateEndpoint(
        f"{name}-endpoint",
        private_endpoint_name=cloud_name,
        resource_group_name=resource_group,
        location=region,
        tags=labels,
        subnet=network.SubnetArgs(id=endpoint["subnet"]),
        private_link_service_connections=[
            network.PrivateLinkServiceConnectionArgs(
                name=group_id, private_link_service_id=resource_id, group_ids=[group_id]
            )
        ],
        opts=pulumi.ResourceOptions(parent=parent),
    )
    network.PrivateDnsZoneGroup(
        f"{name}-endpoint-zone",
        private_dns_zone_group_name="default",
        private_endpoint_name=made.name,
        resource_group_name=resource_group,
        private_dns_zone_configs=[
            network.PrivateDnsZoneConfigArgs(name=group_id, private_dns_zone_id=endpoint["zone"])
        ],
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return made


def grant(
    name: str,
    role: str,
    principal: tuple[str, pulumi.Input[str]],
    scope: tuple[str, pulumi.Input[str]],
    place: tuple[str, pulumi.Resource],
) -> authorization.RoleAssignment:
    """A role for (stable word, principal id) at (stable word, id), with (subscription, parent).

    The GUID of the assignment follows from the words, so it is known before anything is made and stays the same. A new
    principal is another assignment of the same name, so the old one goes first.
    """
    subscription, parent = place
    return authorization.RoleAssignment(
        name,
        role_assignment_name=role_assignment_name(f"{subscription}/{scope[0]}", principal[0], role),
        role_definition_id=role_definition_id(subscription, role),
        principal_id=principal[1],
        # Said outright, because Azure looks a new principal up otherwise and may not find it yet.
        principal_type="ServicePrincipal",
        scope=scope[1],
        opts=pulumi.ResourceOptions(parent=parent, delete_before_replace=True),
    )
