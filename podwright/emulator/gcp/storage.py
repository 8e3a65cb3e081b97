"""Cloud Storage: buckets, objects, and who may use a bucket.

Owns their ids and what the API fills in. The content of an object is kept as far as it is given as text.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

import base64
import hashlib
import json
import zlib

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, identities, links
from podwright.emulator.gcp.base import GoogleKind, conceal, project_of
from podwright.emulator.gcp.cluster import CRYPTO_KEY
from podwright.emulator.gcp.pointers import Pointer, as_given

BUCKET = "gcp:storage/bucket:Bucket"


def _bucket(text: str, identity: Identity) -> str:
    """A bucket by its name; IAM members also write it as `b/name`."""
    del identity
    return text.removeprefix("b/")


def _no_bucket(name: str) -> CloudError:
    del name
    return errors.api_error(404, "The specified bucket does not exist.", "notFound")


class Bucket(GoogleKind):
    """A bucket; its name is unique in the world, which here is the whole emulated cloud."""

    title, noun = "Bucket", "bucket"
    template = "{name}"
    labels = "labels"
    defaults = (("forceDestroy", False), ("storageClass", "STANDARD"))
    pointers = (Pointer("encryption.defaultKmsKeyName", CRYPTO_KEY, as_given, on_delete="allow"),)

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """The name is the id; regions, dual-regions and multi-regions are all locations."""
        name, location = str(values.get(inputs, "name")), str(values.get(inputs, "location"))
        return Identity(name, project_of(scope, inputs), name, location.upper())

    def takes_along(self, record: Record, user: Record) -> bool:
        """Objects and whatever else is in it, with `forceDestroy`."""
        return values.flag(record.inputs, "forceDestroy")

    def in_use(self, record: Record, user: Record) -> CloudError:
        """The provider refuses by itself to delete a bucket with objects in it."""
        return CloudError(
            f"Error trying to delete bucket {record.name} containing objects without force_destroy set to true"
        )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Links and times."""
        return {
            **self.common(call, identity, inputs, old),
            "location": identity.location,
            "selfLink": f"{links.STORAGE}b/{identity.name}",
            "url": f"gs://{identity.name}",
            "projectNumber": int(identities.project_number(identity.project)),
            "publicAccessPrevention": values.string(inputs, "publicAccessPrevention") or "inherited",
            "timeCreated": old.outputs.get("timeCreated") if old else call.timestamp(),
            "updated": call.timestamp(),
        }


class BucketObject(GoogleKind):
    """An object."""

    title, noun = "Object", "object"
    template = "{bucket}-{name}"
    defaults = (("detectMd5hash", "different hash"),)
    secret_paths = ("customerEncryption.encryptionKey",)
    pointers = (Pointer("bucket", BUCKET, _bucket, missing=_no_bucket),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """Made of bucket and name, as the provider does."""
        return {"bucket": str(values.get(inputs, "bucket")), "name": str(values.get(inputs, "name"))}

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """It belongs to the project of the provider, as far as can be seen without the bucket."""
        place = self.place(scope, inputs)
        return Identity(self.template.format_map(place), scope.project or "", place["name"], "global")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Hashes of the content, and links."""
        given = inputs.get("content")
        content = (given if isinstance(given, str) else json.dumps(inputs.get("source"), default=str)).encode()
        md5 = hashlib.md5(content, usedforsecurity=False)
        link = f"{links.STORAGE}b/{inputs['bucket']}/o/{identity.name}"
        generation = numbers.numeric_id(call, md5.hexdigest(), identity.id)
        return {
            **conceal(inputs, self.secret_paths),
            "name": identity.name,
            "outputName": identity.name,
            "selfLink": link,
            "mediaLink": f"{link}?alt=media&generation={generation}",
            "generation": generation,
            "md5hash": base64.b64encode(md5.digest()).decode(),
            "md5hexhash": md5.hexdigest(),
            "crc32c": base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode(),
            "contentType": values.string(inputs, "contentType") or "text/plain; charset=utf-8",
            "storageClass": values.string(inputs, "storageClass") or "STANDARD",
        }


class BucketIamMember(GoogleKind):
    """One member with one role on one bucket; adding it again is no error."""

    title, noun, idempotent = "IAM Member", "IAM member", True
    template = "b/{bucket}/{role}/{member}"
    auto_name = None
    pointers = (Pointer("bucket", BUCKET, _bucket, on_delete="cascade", missing=_no_bucket),)

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Made of the bucket, the role and the member."""
        bucket, role, member = (str(values.get(inputs, key)) for key in ("bucket", "role", "member"))
        where = f"b/{bucket.removeprefix('b/')}"
        return Identity(f"{where}/{role}/{member}", scope.project or "", f"{role} {member}", "global")

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> list[Reference]:
        """The bucket, and the member when it is a service account of the same project."""
        found = list(super().references(scope, inputs, identity))
        return found + identities.member_reference(values.string(inputs, "member"), identity.project)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The etag of the bucket's policy."""
        return {"etag": numbers.etag(identity.id), "bucket": f"b/{str(inputs['bucket']).removeprefix('b/')}"}
