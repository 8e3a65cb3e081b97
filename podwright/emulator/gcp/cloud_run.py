"""Cloud Run services.

Owns their ids and what the API fills in. No container ever runs.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import identities
from podwright.emulator.gcp.base import GoogleKind


class RunService(GoogleKind):
    """A service (the second version of the API)."""

    title, noun = "Service", "service"
    template = "projects/{project}/locations/{location}/services/{name}"
    labels = "labels"
    defaults = (("deletionProtection", True),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """Its location must be given."""
        return {**super().place(scope, inputs), "location": str(values.get(inputs, "location"))}

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> list[Reference]:
        """The service account it runs as."""
        account = values.string(inputs, "template.serviceAccount")
        return identities.account_reference("template.serviceAccount", account, identity.project)

    def leave(self, call: Call, record: Record) -> None:
        """The provider's own lock, on by default."""
        if values.get(record.inputs, "deletionProtection") is not False:
            raise CloudError("cannot destroy service without setting deletion_protection=false and running `pulumi up`")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Address, revision, and the defaults of a revision."""
        number = identities.project_number(identity.project)
        generation = (values.number(old.outputs, "generation") or 0) + 1 if old else 1
        revision = f"{identity.id}/revisions/{identity.name}-{generation:05}-{numbers.hex_digits(3, identity.id)}"
        uri = f"https://{identity.name}-{number}.{identity.location}.run.app"
        ready: Values = {"type": "Ready", "state": "CONDITION_SUCCEEDED", "lastTransitionTime": call.timestamp()}
        latest: Values = {"type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 100}
        return {
            **self.common(call, identity, inputs, old),
            "location": identity.location,
            "uid": old.outputs.get("uid") if old else numbers.uuid_of(identity.id, call.incarnation),
            "uri": uri,
            "urls": [uri],
            "generation": str(generation),
            "observedGeneration": str(generation),
            "latestCreatedRevision": revision,
            "latestReadyRevision": revision,
            "terminalConditions": [ready],
            "trafficStatuses": [latest],
            "traffics": values.blocks(inputs, "traffics") or [latest],
            "ingress": values.string(inputs, "ingress") or "INGRESS_TRAFFIC_ALL",
            "launchStage": values.string(inputs, "launchStage") or "GA",
            "etag": numbers.etag(identity.id, generation),
            "createTime": old.outputs.get("createTime") if old else call.timestamp(),
            "updateTime": call.timestamp(),
        }
