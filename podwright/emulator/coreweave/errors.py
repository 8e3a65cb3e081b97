"""The words of CoreWeave's provider and API.

Owns the texts. The provider's frame around a refusal (`Not Found: …`, `Bad Request: field: …`) is public; what the API
itself says inside is published for few cases. Where it is not, the text is assumed, and says so in its note. Source:
coreweave/terraform-provider-coreweave `coreweave/client.go`, HandleAPIError, and `object_storage/resource_bucket.go`.
"""

from __future__ import annotations

from podwright.emulator.core.errors import CloudError

ASSUMED = "the API's own words are not published; these are assumed"


def not_found(what: str, name: str) -> CloudError:
    """NOT_FOUND."""
    return CloudError(f"Not Found: {what} '{name}' not found")


def already_exists(what: str, name: str) -> CloudError:
    """ALREADY_EXISTS; the description that the API adds is not published."""
    return CloudError(f"Already Exists: {what} '{name}' already exists", note=ASSUMED)


def bucket_exists(name: str) -> CloudError:
    """The provider's own word for a bucket that is there."""
    return CloudError(
        f"Already Exists: Bucket '{name}' already exists, specify a different name and try again, or import the bucket"
        " using `terraform import`."
    )


def bad_request(field: str, description: str) -> CloudError:
    """INVALID_ARGUMENT for one field, by the API's own name."""
    return CloudError(f"Bad Request: {field}: {description}", note=ASSUMED)


def failed_precondition(kind: str, description: str) -> CloudError:
    """FAILED_PRECONDITION."""
    return CloudError(f"Failed Precondition: {kind}: {description}", note=ASSUMED)


def s3_failed(operation: str, bucket: str, code: str, message: str) -> CloudError:
    """A refusal of the S3 API as the provider reports it."""
    return CloudError(
        f'S3 {operation} failed on bucket "{bucket}": service=S3 operation={operation}: api error {code}: {message}',
        note=ASSUMED,
    )
