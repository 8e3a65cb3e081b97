"""Service accounts, their keys, and who may do what in a project or with an account.

Owns their ids and outputs. Permissions are recorded, never checked: the emulated cloud lets everybody do everything.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

from podwright.emulator.core import assigned, numbers, values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Reference, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import UNKNOWN, Secret, Values
from podwright.emulator.gcp import errors, identities, links
from podwright.emulator.gcp.base import GoogleKind, project_of

_DIGITS = 40
"""Of a key's id."""


class Account(GoogleKind):
    """A service account."""

    title, noun = "service account", "service account"
    template = "projects/{project}/serviceAccounts/{name}@{project}.iam.gserviceaccount.com"
    name_property = "accountId"
    auto_name = AutoName("accountId", 30)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """E-mail, member form and a number that is new for each account made under the same id."""
        email = links.last(identity.id)
        return {
            "project": identity.project,
            "accountId": identity.name,
            "email": email,
            "member": f"serviceAccount:{email}",
            "name": identity.id,
            "uniqueId": old.outputs.get("uniqueId") if old else identities.unique_id(call, identity.id),
        }


class AccountKey(GoogleKind):
    """A key of a service account; what it holds opens nothing."""

    title, noun = "service account key", "service account key"
    template = "{account}/keys/{name}"
    auto_name = None
    defaults = (("keyAlgorithm", "KEY_ALG_RSA_2048"), ("privateKeyType", "TYPE_GOOGLE_CREDENTIALS_FILE"))

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """The account may be given by e-mail or id; a list calls the key as its account."""
        account = str(values.get(inputs, "serviceAccountId"))
        project = links.project_of(account) or (
            account.rsplit("@", maxsplit=1)[-1].split(".", maxsplit=1)[0] if "@" in account else ""
        )
        project = project if project and project != "-" else scope.project or ""
        email = links.last(account)
        email = email if "@" in email else f"{email}@{project}.iam.gserviceaccount.com"
        made_of = [str(inputs.get(key)) for key in ("keepers", "keyAlgorithm", "publicKeyData")]
        name = numbers.hex_digits(_DIGITS, email, *made_of)
        parent = f"projects/{project}/serviceAccounts/{email}"
        return Identity(f"{parent}/keys/{name}", project, email, "global")

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """A key of its own, also for the same account and `keepers`."""
        parent, own = identity.id.rsplit("/", 1)

        def numbered(number: int) -> str:
            return f"{parent}/{own if number == 1 else numbers.hex_digits(_DIGITS, own, number)}"

        return assigned.alike(call, self.token, identity, numbered)

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its account."""
        account = identity.id.split("/keys/")[0]
        missing = errors.api_error(404, f"Service account {account} does not exist.", "notFound")
        return [Reference("serviceAccountId", identities.SERVICE_ACCOUNT, account, missing, on_delete="cascade")]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """A file in the right form, with nothing in it that any library takes for a key."""
        email = identity.id.split("/")[3]
        if old:
            return {key: old.outputs.get(key) for key in ("name", "privateKey", "publicKey", "validAfter")}
        body = {
            "type": "service_account",
            "project_id": identity.project,
            "private_key_id": links.last(identity.id),
            "private_key": "emulated",
            "client_email": email,
        }
        return {
            "name": identity.id,
            "privateKey": Secret(base64.b64encode(json.dumps(body).encode()).decode()),
            "publicKey": base64.b64encode(numbers.hex_digits(64, identity.id).encode()).decode(),
            "validAfter": call.timestamp(),
            "validBefore": "9999-12-31T23:59:59Z",
        }


class AccountIamMember(GoogleKind):
    """One member with one role on one service account; adding it again is no error."""

    title, noun, idempotent = "IAM Member", "IAM member", True
    template = "{account}/{role}/{member}"
    auto_name = None

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Made of the account, the role and the member."""
        account, role, member = (str(values.get(inputs, key)) for key in ("serviceAccountId", "role", "member"))
        return Identity(f"{account}/{role}/{member}", links.project_of(account) or "", f"{role} {member}", "global")

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The account, and the member when it is one of the same project."""
        account = str(inputs["serviceAccountId"])
        missing = errors.api_error(404, f"Service account {account} does not exist.", "notFound")
        found = [Reference("serviceAccountId", identities.SERVICE_ACCOUNT, account, missing, on_delete="cascade")]
        return found + identities.member_reference(values.string(inputs, "member"), identity.project)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The etag of the account's policy."""
        return {"etag": numbers.etag(identity.id)}


class ProjectIamMember(GoogleKind):
    """One member with one role in a project; adding it again is no error."""

    title, noun, idempotent = "IAM Member", "IAM member", True
    template = "{project}/{role}/{member}"
    auto_name = None

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Made of the project, the role and the member."""
        project = project_of(scope, inputs)
        role, member = (str(values.get(inputs, key)) for key in ("role", "member"))
        return Identity(f"{project}/{role}/{member}", project, f"{role} {member}", "global")

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The member when it is a service account of the same project."""
        member = values.get(inputs, "member")
        return identities.member_reference(None if member is UNKNOWN else str(member), identity.project)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The etag of the project's policy."""
        return {"etag": numbers.etag(identity.id)}
