"""Workload identity federation: pools and their providers.

Owns the one hard fact of this service: a deleted pool or provider keeps its id for 30 days, so creating it again is
refused with 409 (Google Cloud documentation: manage workload identity pools). Both stay in the store as retained.
"""

from __future__ import annotations

from podwright.emulator.core import values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import identities
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.pointers import Pointer

POOL = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"
_NOTE = (
    "a deleted one keeps its id for 30 days: undelete it (gcloud iam workload-identity-pools undelete) and take it over"
    ' with the resource option import_="{id}", or use another id'
)


def _pool(text: str, identity: Identity) -> str:
    del text
    return identity.id.split("/providers/")[0]


class WorkloadIdentityPool(GoogleKind):
    """A pool of identities from outside Google Cloud."""

    title, noun, permanent = "WorkloadIdentityPool", "workload identity pool", True
    template = "projects/{project}/locations/global/workloadIdentityPools/{name}"
    name_property = "workloadIdentityPoolId"
    auto_name = AutoName("workloadIdentityPoolId", 32)
    kept_note = _NOTE

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its name has the project's number, and it is active."""
        return {**self.common(call, identity, inputs, old), "name": _numbered(identity), "state": "ACTIVE"}


class WorkloadIdentityPoolProvider(GoogleKind):
    """Where a pool's identities come from."""

    title, noun, permanent = "WorkloadIdentityPoolProvider", "workload identity pool provider", True
    template = "projects/{project}/locations/global/workloadIdentityPools/{pool}/providers/{name}"
    name_property = "workloadIdentityPoolProviderId"
    auto_name = AutoName("workloadIdentityPoolProviderId", 32)
    kept_note = _NOTE
    pointers = (Pointer("workloadIdentityPoolId", POOL, _pool, on_delete="cascade"),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The pool is given by its id."""
        return {**super().place(scope, inputs), "pool": str(values.get(inputs, "workloadIdentityPoolId"))}

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its name has the project's number, and it is active."""
        return {**self.common(call, identity, inputs, old), "name": _numbered(identity), "state": "ACTIVE"}


def _numbered(identity: Identity) -> str:
    number = identities.project_number(identity.project)
    return identity.id.replace(f"projects/{identity.project}/", f"projects/{number}/", 1)
