"""Cloud Storage buckets.

Owns the bucket's id and what the API fills in. Objects are a generic type; a bucket is always empty here.
"""

from __future__ import annotations

from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import links, numbers, values
from podwright.emulator.gcp.base import GoogleKind, project_of


class Bucket(GoogleKind):
    """A bucket; its name is unique in the world, which here is the whole emulated cloud."""

    title, noun = "Bucket", "bucket"
    template = "{name}"
    labels = "labels"
    defaults = (("forceDestroy", False), ("storageClass", "STANDARD"))

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """The name is the id; regions, dual-regions and multi-regions are all locations."""
        name, location = str(values.get(inputs, "name")), str(values.get(inputs, "location"))
        return Identity(name, project_of(scope, inputs), name, location.upper())

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Links and times."""
        return {
            **self.common(call, identity, inputs, old),
            "location": identity.location,
            "selfLink": f"{links.STORAGE}b/{identity.name}",
            "url": f"gs://{identity.name}",
            "projectNumber": int(numbers.project_number(identity.project)),
            "publicAccessPrevention": values.string(inputs, "publicAccessPrevention") or "inherited",
            "timeCreated": old.outputs.get("timeCreated") if old else call.timestamp(),
            "updated": call.timestamp(),
        }
