"""Who may do what with one resource: IAM members of repositories, secrets, subnetworks, key rings and organizations.

Owns their ids, made of the resource, the role and the member as the provider makes them, and that both must exist.
Members of projects, service accounts, keys and buckets are beside those types.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, identities, links
from podwright.emulator.gcp.base import GoogleKind, project_of, region_of
from podwright.emulator.gcp.kms import KEY_RING
from podwright.emulator.gcp.ranges import SUBNETWORK
from podwright.emulator.gcp.secrets import SECRET

REPOSITORY = "gcp:artifactregistry/repository:Repository"


class IamMember(GoogleKind):
    """One member with one role; adding it again is no error, and it goes with the resource."""

    title, noun, idempotent = "IAM Member", "IAM member", True
    auto_name = None
    of, of_property = "", ""
    """Type and property of the resource."""

    def parent(self, scope: Scope, inputs: Values) -> str:
        """The id of the resource."""
        return str(values.get(inputs, self.of_property))

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Made of the resource, the role and the member."""
        parent = self.parent(scope, inputs)
        role, member = (str(values.get(inputs, key)) for key in ("role", "member"))
        project = links.project_of(parent) or scope.project or ""
        return Identity(f"{parent}/{role}/{member}", project, f"{role} {member}", "global")

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The resource, and the member when it is a service account of the same project."""
        found = identities.member_reference(values.string(inputs, "member"), identity.project)
        if not self.of:
            return found
        parent = self.parent(scope, inputs)
        return [Reference(self.of_property, self.of, parent, errors.container_not_found(parent), "cascade"), *found]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The etag of the resource's policy; the project and the place, also when the provider gave them."""
        parts = self.parent(call.scope, inputs).split("/")
        place = {"project": identity.project}
        if len(parts) > 3 and parts[2] in ("locations", "regions"):
            place[parts[2].removesuffix("s")] = parts[3]
        return {**place, "etag": numbers.etag(identity.id)}


class RepositoryIamMember(IamMember):
    """Of an Artifact Registry repository."""

    of, of_property = REPOSITORY, "repository"

    def parent(self, scope: Scope, inputs: Values) -> str:
        """By name or id; the provider's region where no location is given."""
        location = values.string(inputs, "location") or region_of(scope, {})
        text = str(values.get(inputs, "repository"))
        return links.located(text, project_of(scope, inputs), location, "repositories")


class SecretIamMember(IamMember):
    """Of a secret."""

    of, of_property = SECRET, "secretId"

    def parent(self, scope: Scope, inputs: Values) -> str:
        """By name or id."""
        text = str(values.get(inputs, "secretId"))
        return text if text.startswith("projects/") else f"projects/{project_of(scope, inputs)}/secrets/{text}"


class SubnetworkIamMember(IamMember):
    """Of a subnetwork."""

    of, of_property = SUBNETWORK, "subnetwork"

    def parent(self, scope: Scope, inputs: Values) -> str:
        """By name, id or link."""
        text = str(values.get(inputs, "subnetwork"))
        return links.regional(text, project_of(scope, inputs), region_of(scope, inputs), "subnetworks")


class KeyRingIamMember(IamMember):
    """Of a key ring, which nobody deletes."""

    of, of_property = KEY_RING, "keyRingId"


class OrganizationIamMember(IamMember):
    """Of an organization, which is taken to exist."""

    of_property = "orgId"
