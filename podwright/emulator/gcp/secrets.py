"""Secret Manager: secrets and their versions.

Owns their ids and the numbers of versions: 1, 2, 3 … of each secret, and none of them twice while the secret is there.
The data of a version is kept in the clouds' memory as it came, marked secret.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from dataclasses import replace

from podwright.emulator.core import assigned, values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, identities, links
from podwright.emulator.gcp.base import GoogleKind, project_of
from podwright.emulator.gcp.pointers import Pointer, in_project

SECRET = "gcp:secretmanager/secret:Secret"  # noqa: S105, a type


def _no_secret(secret: str) -> CloudError:
    return errors.api_error(404, f"Secret [{secret}] not found.", "notFound")


class ManagedSecret(GoogleKind):
    """A secret, without its data."""

    title, noun = "Secret", "secret"
    template = "projects/{project}/secrets/{name}"
    labels = "labels"
    name_property = "secretId"
    auto_name = AutoName("secretId", 255)

    def leave(self, call: Call, record: Record) -> None:
        """The provider's own lock."""
        if values.flag(record.inputs, "deletionProtection"):
            raise CloudError(
                "cannot destroy secret manager secret without setting deletion_protection=false and running `pulumi up`"
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its name has the project's number."""
        annotations = values.mapping(inputs, "annotations")
        return {
            **self.common(call, identity, inputs, old),
            "name": f"projects/{identities.project_number(identity.project)}/secrets/{identity.name}",
            "createTime": old.outputs.get("createTime") if old else call.timestamp(),
            "effectiveAnnotations": annotations,
        }


class SecretVersion(GoogleKind):
    """The data of a secret."""

    title, noun = "SecretVersion", "secret version"
    template = "projects/{number}/secrets/{secret}/versions/{name}"
    auto_name = None
    defaults = (("deletionPolicy", "DELETE"), ("enabled", True))
    pointers = (Pointer("secret", SECRET, in_project("secrets"), on_delete="cascade", missing=_no_secret),)

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """The first version of its secret; a list calls it as the secret."""
        secret = str(values.get(inputs, "secret"))
        project = links.project_of(secret) or project_of(scope, inputs)
        place = {"number": identities.project_number(project), "secret": links.last(secret), "name": "1"}
        return Identity(self.template.format_map(place), project, links.last(secret), "global")

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """The next version; a secret that was deleted and made again begins at 1."""
        versions = identity.id.rsplit("/", 1)[0]
        which = call.tx.incarnation(SECRET, f"projects/{identity.project}/secrets/{identity.name}")
        series = f"{versions} of {which}"
        made = assigned.new_id(call.tx, self.token, series, lambda number: f"{versions}/{number}")
        return replace(identity, id=made)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its name is its id."""
        return {
            "project": identity.project,
            "name": identity.id,
            "version": links.last(identity.id),
            "createTime": old.outputs.get("createTime") if old else call.timestamp(),
        }
