"""Artifact Registry repositories.

Owns their ids and what the API fills in. No package is ever stored.
"""

from __future__ import annotations

from podwright.emulator.core import values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import UNKNOWN, Values
from podwright.emulator.gcp.base import GoogleKind, region_of
from podwright.emulator.gcp.cluster import CRYPTO_KEY
from podwright.emulator.gcp.pointers import Pointer, as_given


class Repository(GoogleKind):
    """A repository."""

    title, noun = "Repository", "repository"
    template = "projects/{project}/locations/{location}/repositories/{name}"
    labels = "labels"
    name_property = "repositoryId"
    auto_name = AutoName("repositoryId")
    pointers = (Pointer("kmsKeyName", CRYPTO_KEY, as_given, on_delete="allow"),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """A region, a multi-region, or the provider's region."""
        given = values.get(inputs, "location")
        location = str(given) if given is UNKNOWN or given else region_of(scope, {})
        return {**super().place(scope, inputs), "location": location}

    def check_location(self, location: str) -> None:
        """Multi-regions (`europe`, `us`, `asia`) are locations here."""
        if location not in ("europe", "us", "asia"):
            super().check_location(location)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The registry's address."""
        host = f"{identity.location}-{(values.string(inputs, 'format') or 'docker').lower()}.pkg.dev"
        return {
            **self.common(call, identity, inputs, old),
            "location": identity.location,
            "name": identity.name,
            "registryUri": f"{host}/{identity.project}/{identity.name}",
            "createTime": old.outputs.get("createTime") if old else call.timestamp(),
            "updateTime": call.timestamp(),
        }
