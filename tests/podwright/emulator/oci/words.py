"""The lines that the provider writes below a refusal, for tests that compare whole messages."""

from __future__ import annotations

from podwright.emulator.oci import errors

NOT_FOUND = "404-NotAuthorizedOrNotFound, Authorization failed or requested resource not found."
_POLICY = "https://docs.oracle.com/en-us/iaas/Content/Identity/Reference/policyreference.htm"


def refusal(first: str, service: str, document: str, operation: str, note: str | None = None) -> str:
    """The whole text of a refusal that begins with `first`."""
    status, _, rest = first.partition("-")
    code, _, message = rest.partition(", ")
    suggestion = {
        "InvalidParameter": f"Please update the parameter(s) in the Terraform config as per error message {message}",
        "LimitExceeded": f"Request a service limit increase for this resource {service}",
        "QuotaExceeded": "Contact your administrator to increase limit for your account or compartment for this"
        f" service: {service}",
        "InternalError": "The service for this resource encountered an error. Please contact support for help with"
        f" service: {service}",
        "NotAuthorizedOrNotFound": f"Either the resource has been deleted or service {service} need policy to access"
        f" this resource. Policy reference: {_POLICY}",
    }.get(code)
    if suggestion is None and status == "409":
        suggestion = (
            "The resource is in a conflicted state. Please retry again or contact support for help with service:"
            f" {service}"
        )
    lines = [
        first,
        f"Suggestion: {suggestion}",
        f"Documentation: oracle/oci resources/{document}",
        f"Service: {service}",
        f"Operation Name: {operation}",
        f"OPC request ID: {errors.request_id(operation, first)}",
        *([f"  note: {note}"] if note else []),
    ]
    return "\n".join(lines)
