"""Objects of Object Storage.

Owns their ids, and that a bucket which has some is not deleted. The content is kept as far as it is given as text.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

import base64
import hashlib
import json

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors
from podwright.emulator.oci.base import OracleKind, region_of, tenancy_of

BUCKET = "oci:ObjectStorage/bucket:Bucket"
_CONTENTS = ("content", "source", "sourceUriDetails")


class StorageObject(OracleKind):
    """An object; writing it again replaces what was there."""

    ocid, noun, idempotent = "object", "Object", True
    auto_name = None

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """`n/<namespace>/b/<bucket>/o/<object>`, as the provider has it."""
        namespace, bucket, name = (str(values.get(inputs, each)) for each in ("namespace", "bucket", "object"))
        return Identity(f"n/{namespace}/b/{bucket}/o/{name}", tenancy_of(scope), name, region_of(scope).name)

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """Its name is its id."""
        return identity

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> list[Reference]:
        """Its bucket, by name."""
        bucket = identity.id.split("/o/")[0]
        missing = errors.service_error(
            404, "BucketNotFound", f"The bucket '{inputs.get('bucket')}' does not exist in namespace"
            f" '{inputs.get('namespace')}'",
        )  # fmt: skip
        return [Reference("bucket", BUCKET, bucket, missing)]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Hash and length of the content, and when it came."""
        given = next((inputs[name] for name in _CONTENTS if inputs.get(name) is not None), "")
        content = (given if isinstance(given, str) else json.dumps(given, default=str)).encode()
        md5 = hashlib.md5(content, usedforsecurity=False)
        return {
            "contentMd5": base64.b64encode(md5.digest()).decode(),
            "contentLength": str(len(content)),
            "contentType": values.string(inputs, "contentType") or "application/octet-stream",
            "storageTier": values.string(inputs, "storageTier") or "Standard",
            "state": "OBJECT",
            "versionId": numbers.uuid_of(md5.hexdigest(), identity.id),
        }
