"""Refusals in Google's words, with Google's HTTP codes and reasons.

Owns the sentences only; each is one that Google's APIs or their Terraform provider are known to answer, or is built the
same way where no public sample was found. They are made where a rule is broken.
"""

from __future__ import annotations

from podwright.emulator.core.errors import CloudError


def api_error(code: int, message: str, reason: str, *, note: str | None = None) -> CloudError:
    """`googleapi: Error 404: …, notFound`."""
    return CloudError(f"googleapi: Error {code}: {message}, {reason}", note=note)


def not_found(resource_id: str) -> CloudError:
    """Compute Engine's 404."""
    return api_error(404, f"The resource '{resource_id}' was not found", "notFound")


def container_not_found(resource_id: str) -> CloudError:
    """Kubernetes Engine's 404."""
    return api_error(404, f"Not found: {resource_id}.", "notFound")


def already_exists(resource_id: str) -> CloudError:
    """Compute Engine's 409."""
    return api_error(409, f"The resource '{resource_id}' already exists", "alreadyExists")


def plain_already_exists(what: str, resource_id: str, *, note: str | None = None) -> CloudError:
    """The 409 of the younger APIs: `KeyRing projects/… already exists.`"""
    return CloudError(f"googleapi: Error 409: {what} {resource_id} already exists.", note=note)


def in_use(noun: str, resource_id: str, user_id: str) -> CloudError:
    """Compute Engine's 400 for a delete of what something else needs."""
    return api_error(
        400,
        f"The {noun} resource '{resource_id}' is already being used by '{user_id}'",
        "resourceInUseByAnotherResource",
    )


def invalid(message: str) -> CloudError:
    """Compute Engine's 400 for a value it cannot take."""
    return api_error(400, message, "invalid")


def bad_request(message: str, *, note: str | None = None) -> CloudError:
    """Kubernetes Engine's and IAM's 400."""
    return api_error(400, message, "badRequest", note=note)


def no_project() -> CloudError:
    """The provider's own word when neither resource nor provider names a project."""
    return CloudError("project: required field is not set")


def no_region() -> CloudError:
    """The provider's own word when it cannot find a region."""
    return CloudError("Cannot determine region: set in this resource, or set provider-level 'region' or 'zone'.")


def no_zone() -> CloudError:
    """The provider's own word when it cannot find a zone."""
    return CloudError("Cannot determine zone: set in this resource, or set provider-level zone.")


def no_location() -> CloudError:
    """The provider's own word when it cannot find a cluster's location."""
    return CloudError(
        "Cannot determine location: set location in this resource, or set provider-level 'region' or 'zone'."
    )
