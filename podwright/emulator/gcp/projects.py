"""APIs of a project and the service agents that come with them.

Owns their ids. Whether an API is on is recorded and never asked: other programs may turn it on. A service agent cannot
be deleted, and asking for it again gives the same one, so a delete forgets it here too.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import identities
from podwright.emulator.gcp.base import GoogleKind, project_of

_AGENTS = {
    "container.googleapis.com": "container-engine-robot",
    "compute.googleapis.com": "compute-system",
    "file.googleapis.com": "cloud-filer",
    "tpu.googleapis.com": "cloud-tpu",
}
"""Domains of the agents that break the rule `gcp-sa-<service>` (Google Cloud documentation: service agents)."""


class Service(GoogleKind):
    """An enabled API; enabling it again is no error."""

    title, noun, idempotent = "Project Service", "service", True
    template = "{project}/{service}"
    auto_name = None

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Made of the project and the API."""
        project, service = project_of(scope, inputs), str(values.get(inputs, "service"))
        return Identity(f"{project}/{service}", project, service, "global")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The project, also when the provider gave it."""
        return {"project": identity.project}


class ServiceIdentity(GoogleKind):
    """A service agent; asking for it again is no error."""

    title, noun, idempotent = "Service Identity", "service identity", True
    template = "projects/{project}/services/{service}"
    auto_name = None

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Made of the project and the API."""
        project, service = project_of(scope, inputs), str(values.get(inputs, "service"))
        return Identity(f"projects/{project}/services/{service}", project, service, "global")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The agent's e-mail and member form."""
        domain = _AGENTS.get(identity.name) or f"gcp-sa-{identity.name.split('.')[0]}"
        email = f"service-{identities.project_number(identity.project)}@{domain}.iam.gserviceaccount.com"
        return {"project": identity.project, "email": email, "member": f"serviceAccount:{email}"}
