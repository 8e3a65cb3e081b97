"""Projects and service accounts as others name them, by number and by e-mail.

Owns the numbers of projects and accounts, and which e-mail belongs to an account that must be in the store, and which
to one that Google makes by itself (service agents, default accounts) and that is taken to exist.
"""

from __future__ import annotations

import re

from podwright.emulator.core import numbers
from podwright.emulator.core.cloud import Call, Reference
from podwright.emulator.gcp import errors

SERVICE_ACCOUNT = "gcp:serviceaccount/account:Account"

_EMAIL = re.compile(r"([a-z][-a-z0-9]*)@([a-z][-a-z0-9.:]*)\.iam\.gserviceaccount\.com")


def project_number(project: str) -> str:
    """Twelve digits."""
    return numbers.decimal_digits(12, "project", project)


def unique_id(call: Call, resource_id: str) -> str:
    """A service account's 21 digits."""
    return numbers.decimal_digits(21, "unique", resource_id, call.incarnation)


def account_id(email: str, project: str) -> str | None:
    """The id of an account that somebody made in `project`; None for any other e-mail.

    Service agents live under projects of Google's own, and accounts of other projects cannot be seen from here.
    """
    matched = _EMAIL.fullmatch(email)
    if matched is None or matched[2] != project:
        return None
    return f"projects/{project}/serviceAccounts/{email}"


def account_reference(path: str, email: str | None, project: str) -> list[Reference]:
    """The account of the same project that a property names, if it names one; deleting it is allowed."""
    found = account_id(email, project) if email else None
    if found is None or email is None:
        return []
    missing = errors.bad_request(f'Service account "{email}" does not exist.')
    return [Reference(path, SERVICE_ACCOUNT, found, missing, on_delete="allow")]


def member_reference(member: str | None, project: str) -> list[Reference]:
    """The service account that an IAM member is, if it is one of the same project."""
    if member is None or not member.startswith("serviceAccount:"):
        return []
    email = member.removeprefix("serviceAccount:")
    found = account_id(email, project)
    if found is None:
        return []
    missing = errors.bad_request(f"Service account {email} does not exist.")
    return [Reference("member", SERVICE_ACCOUNT, found, missing, on_delete="allow")]
