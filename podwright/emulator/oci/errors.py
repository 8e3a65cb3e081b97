"""Refusals in Oracle's words, as the Terraform provider under Pulumi's shows them.

Owns the sentences and the lines below them. `409-Conflict, <message>` and the lines `Suggestion`, `Documentation`,
`Service`, `Operation Name` and `OPC request ID` have the provider's form (oracle/terraform-provider-oci
`internal/tfresource/errors.go` and `suggestions.go`, read 2026-11-23). Left out are the lines that name an endpoint
that was never called (`API Reference`, `Request Target`) and the provider's release date, and `Documentation` names the
page without its address. A sentence is one that is found in public reports, or is built like one.
"""

from __future__ import annotations

import re

from podwright.emulator.core import numbers
from podwright.emulator.core.errors import CloudError

_SERVICE_ERROR = re.compile(r"(\d{3})-([A-Za-z]+), (.*)", re.DOTALL)
_POLICY_REFERENCE = "https://docs.oracle.com/en-us/iaas/Content/Identity/Reference/policyreference.htm"
_RETRIES = "https://docs.oracle.com/en-us/iaas/Content/API/SDKDocs/terraformtroubleshooting.htm#common_issues__automaticretries"
_IDENTITY = frozenset({"Identity", "Limits"})
"""Modules whose service names the type in the code of the error."""
_ONE_WORD = frozenset({"ContainerEngine", "ObjectStorage"})
"""Modules that the provider writes as one word: `Containerengine Cluster`."""


def service_error(status: int, code: str, message: str, *, note: str | None = None) -> CloudError:
    """`409-Conflict, …`; the lines below it come with the verb."""
    return CloudError(f"{status}-{code}, {message}", note=note)


def not_found(note: str | None = None) -> CloudError:
    """What is not there and what one may not see are the same to Oracle, and neither is named."""
    message = "Authorization failed or requested resource not found."
    return service_error(404, "NotAuthorizedOrNotFound", message, note=note)


def invalid(message: str, *, note: str | None = None) -> CloudError:
    """A parameter that the service does not take."""
    return service_error(400, "InvalidParameter", message, note=note)


def conflict(message: str, *, note: str | None = None) -> CloudError:
    """Something stands in the way."""
    return service_error(409, "Conflict", message, note=note)


def name_taken(token: str, name: str) -> CloudError:
    """A second one of a name that only one may have (oracle-terraform-modules/terraform-oci-oke issue 892)."""
    module, title = _parts(token)
    message = f"{title} '{name}' already exists"
    return service_error(409, f"{title}AlreadyExists" if module in _IDENTITY else "Conflict", f"{message}.")


def referenced(noun: str, resource_id: str, user_noun: str, user_id: str) -> CloudError:
    """A delete of what something else uses (oracle/terraform-provider-oci issues 660 and 2185)."""
    return conflict(
        f"The {noun} {resource_id} references the {user_noun} {user_id}."
        " You must remove the reference to proceed with this operation."
    )


def over_limit(names: list[str], *, note: str | None = None) -> CloudError:
    """A service limit (Rapha-Borges/oke-free issue 20)."""
    message = (
        f"The following service limits were exceeded: {', '.join(names)}."
        " Request a service limit increase from the service limits page in the console."
    )
    return service_error(400, "LimitExceeded", message, note=note)


def over_quota(note: str) -> CloudError:
    """A compartment quota; the words are those of Oracle's page of API errors."""
    message = "Fulfilling this request exceeds the administrator-defined quota for this compartment for this resource."
    return service_error(400, "QuotaExceeded", message, note=note)


def per_vcn(limit: int, what: str, vcn: str) -> CloudError:
    """One more gateway than a VCN may have (Rapha-Borges/oke-free issue 12)."""
    return invalid(f"The maximum limit of {limit} for {what} per VCN has been exceeded in VCN {vcn}.")


def out_of_capacity(note: str | None = None) -> CloudError:
    """No machines left (jpetazzo/ampernetacle issue 54)."""
    return service_error(500, "InternalError", "Out of host capacity.", note=note)


def with_trailer(error: CloudError, service: str, document: str, operation: str) -> CloudError:
    """The refusal with the provider's lines below it; a text that is no service error stays as it is."""
    match = _SERVICE_ERROR.fullmatch(error.message)
    if match is None:
        return error
    lines = [
        error.message,
        f"Suggestion: {_suggestion(int(match[1]), match[2], match[3], service)}",
        f"Documentation: {document}",
        f"Service: {service}",
        f"Operation Name: {operation}",
        f"OPC request ID: {request_id(operation, error.message)}",
    ]
    return CloudError("\n".join(lines), note=error.note)


def unexpected_state(service: str, state: str, wanted: str, resource_id: str, *, note: str | None = None) -> CloudError:
    """The provider waited for one state and got another (`errors.go`, UnexpectedStateError)."""
    message = f"unexpected state '{state}', wanted target '{wanted}'. last error: %!s(<nil>)"
    lines = [
        "Unexpected LifeCycle state",
        f"Service: {service}",
        f"Error Message: {message}",
        f"Resource OCID: {resource_id}",
        f"Suggestion: {_please_retry(service)}",
    ]
    return CloudError("\n".join(lines), note=note)


def work_request(service: str, message: str, *, note: str | None = None) -> CloudError:
    """A request that was taken and failed later (`errors.go`, WorkRequestError)."""
    lines = [
        "Work Request error",
        f"Service: {service}",
        f"Error Message: {message}",
        f"Suggestion: {_please_retry(service)}",
    ]
    return CloudError("\n".join(lines), note=note)


def request_id(*parts: object) -> str:
    """Three times 32 hexadecimal digits, the first ones small."""
    own, one, two = (numbers.hex_digits(32, number, *parts) for number in range(3))
    return f"{own}/{one.upper()}/{two.upper()}"


def service_name(token: str) -> str:
    """`Core Vcn` of `oci:Core/vcn:Vcn`; the provider drops a word that comes twice."""
    module, title = _parts(token)
    words = re.findall(r"[A-Z][^A-Z]*", module + title)
    return " ".join(dict.fromkeys(words))


def document_name(token: str) -> str:
    """`oracle/oci resources/core_vcn`: the provider's page of the type."""
    module, title = _parts(token)
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", module + title).lower()
    return f"oracle/oci resources/{snake}"


def _parts(token: str) -> tuple[str, str]:
    module = token.split(":")[1].split("/", maxsplit=1)[0]
    return module.capitalize() if module in _ONE_WORD else module, token.rsplit(":", 1)[-1]


def _please_retry(service: str) -> str:
    return f"Please retry or contact support for help with service: {service}"


def _suggestion(status: int, code: str, message: str, service: str) -> str:
    by_code = {
        "InvalidParameter": f"Please update the parameter(s) in the Terraform config as per error message {message}",
        "LimitExceeded": f"Request a service limit increase for this resource {service}",
        "QuotaExceeded": "Contact your administrator to increase limit for your account or compartment for this"
        f" service: {service}",
    }
    by_status = {
        404: f"Either the resource has been deleted or service {service} need policy to access this resource."
        f" Policy reference: {_POLICY_REFERENCE}",
        409: "The resource is in a conflicted state. Please retry again or contact support for help with service:"
        f" {service}",
        429: f"Please re-apply your Terraform config and/or increase the retry timeout using this document: {_RETRIES}",
        500: "The service for this resource encountered an error. Please contact support for help with service:"
        f" {service}",
    }
    return by_code.get(code) or by_status.get(status) or _please_retry(service)
