"""Refusals in Azure's words, in the form in which pulumi-azure-native 3 shows them.

Owns the sentences that several types share. `Status=… Code="…" Message="…"` is the provider's own form (source:
pulumi-azure-native, `provider/pkg/azure/client_azcore.go`, PulumiAzcoreResponseError). The sentences are ones that
Azure is publicly known to answer; one that was built the same way because no public sample was found says so where it
is made.
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import ids
from podwright.emulator.core.errors import CloudError


def arm_error(status: int, code: str, message: str, *, note: str | None = None) -> CloudError:
    """One answer of Azure Resource Manager."""
    return CloudError(f'Status={status} Code="{code}" Message="{message}"', note=note)


def group_not_found(group: str) -> CloudError:
    """404 for anything in a resource group that is not there."""
    return arm_error(404, "ResourceGroupNotFound", f"Resource group '{group}' could not be found.")


def not_found(resource_id: str) -> CloudError:
    """404 for a resource that is not there."""
    found = ids.parse(resource_id)
    if found is None or not found.names:
        return group_not_found(ids.last(resource_id))
    return arm_error(
        404,
        "ResourceNotFound",
        f"The Resource '{ids.short(resource_id)}' under resource group '{found.group}' was not found. For more details"
        " please go to https://aka.ms/ARMResourceNotFoundFix",
    )


def parent_not_found(parent: str) -> CloudError:
    """404 for a child of a resource that is not there."""
    return arm_error(
        404,
        "ParentResourceNotFound",
        f"Can not perform requested operation on nested resource. Parent resource '{parent}' not found.",
    )


def invalid_reference(target: str, source: str) -> CloudError:
    """400 for an id in a body that names nothing."""
    return arm_error(
        400,
        "InvalidResourceReference",
        f"Resource {target} referenced by resource {source} was not found. Please make sure that the referenced"
        " resource exists, and that both resources are in the same region.",
    )


def already_exists(resource_id: str) -> CloudError:
    """The provider's own refusal: it looks before it creates, since ARM would update."""
    return CloudError(f"cannot create already existing resource '{resource_id}'")


def nested(children: Sequence[str]) -> CloudError:
    """409 for a delete of what still has children that ARM does not delete with it."""
    names = ",".join(ids.short(child) for child in children)
    return arm_error(
        409,
        "CannotDeleteResource",
        "Cannot delete resource while nested resources exist. Some existing nested resource IDs include:"
        f" '{names}'. Please delete all nested resources before deleting this resource.",
    )


def location_not_available(location: str, arm_type: str, known: Sequence[str]) -> CloudError:
    """400 for a location that is none, or not one of this type."""
    return arm_error(
        400,
        "LocationNotAvailableForResourceType",
        f"The provided location '{location}' is not available for resource type '{arm_type}'. List of available"
        f" regions for the resource type is '{','.join(known)}'.",
    )


def no_zones(arm_type: str, name: str, location: str) -> CloudError:
    """400 for zones in a region that has none (sample: microsoft/physical-ai-toolchain issue 14)."""
    return arm_error(
        400,
        "LocationNotSupportAvailabilityZones",
        f"The resource '{arm_type}/{name}' does not support availability zones at location '{location}'.",
    )


def bad_request(message: str, *, code: str = "BadRequest", note: str | None = None) -> CloudError:
    """400."""
    return arm_error(400, code, message, note=note)
