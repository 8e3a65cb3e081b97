"""AI Object Storage: buckets with their policies, and the organisation's access policies.

Owns what the S3 API refuses. Bucket names are unique in all of CoreWeave, so a bucket's id is its name, and so is the
id of everything that is set on it. Source: coreweave/terraform-provider-coreweave `coreweave/object_storage`.
"""

# ruff: noqa: ARG002 - see base.py

from __future__ import annotations

import json
from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values
from podwright.emulator.coreweave import errors
from podwright.emulator.coreweave.base import CoreWeaveKind
from podwright.emulator.coreweave.facts import zones

BUCKETS = "coreweave:index/objectStorageBucket:ObjectStorageBucket"
POLICIES = "coreweave:index/objectStorageOrganizationAccessPolicy:ObjectStorageOrganizationAccessPolicy"


class Bucket(CoreWeaveKind):
    """A bucket of one zone."""

    noun, is_named = "Bucket", True

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """By its name alone."""
        name = str(values.get(inputs, "name"))
        return Identity(name, scope.project or "", name, values.string(inputs, "zone") or "")

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A zone with object storage, and an organisation that allows something."""
        super().admit(call, identity, inputs, old)
        if not zones()[identity.location].storage:
            raise errors.bad_request("zone", f"{identity.location} has no object storage")
        if not call.tx.records(POLICIES, identity.project):
            raise errors.s3_failed(
                "CreateBucket",
                identity.name,
                "AccessDenied",
                "Access Denied: at least one organization access policy must be in place before a bucket is created",
            )


class OrganizationAccessPolicy(CoreWeaveKind):
    """What the organisation's users may do with all buckets."""

    noun, is_named = "organization access policy", True

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """By its name in the organisation."""
        name, organisation = str(values.get(inputs, "name")), scope.project or ""
        return Identity(name, organisation, name)

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """Also lists that need an entry."""
        found = list(super().check(scope, inputs))
        if inputs.get("statements") == []:
            found.append(PropertyError("statements", "set must contain at least 1 element"))
        for index, statement in enumerate(values.blocks(inputs, "statements")):
            for name in ("actions", "resources", "principals"):
                if statement.get(name) == []:
                    path = f"statements[{index}].{name}"
                    found.append(PropertyError(path, "set must contain at least 1 element"))
        return found

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Principals in their short form."""
        for statement in values.blocks(inputs, "statements"):
            for principal in values.strings(statement, "principals"):
                if principal.startswith("arn:"):
                    raise errors.bad_request("principals", f'"{principal}" is a full ARN; only short forms are taken')


class OfBucket(CoreWeaveKind):
    """Something that is set on a bucket, once."""

    auto_name, is_named = None, True
    noun = "bucket setting"

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """By the bucket's name."""
        bucket = str(values.get(inputs, "bucket"))
        return Identity(bucket, scope.project or "", bucket)

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The bucket; it takes with it what is set on it."""
        message = "The specified bucket does not exist"
        missing = errors.s3_failed(self.operation, identity.name, "NoSuchBucket", message)
        return (Reference("bucket", BUCKETS, identity.name, missing, on_delete="cascade"),)

    @property
    def operation(self) -> str:
        """The S3 operation that sets it."""
        return f"Put{self.token.rsplit(':ObjectStorage', 1)[-1]}"


class BucketPolicy(OfBucket):
    """Who may use a bucket; everybody who is not named may not."""

    noun = "bucket policy"

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The policy is a JSON object with statements."""
        found = list(super().check(scope, inputs))
        policy = values.string(inputs, "policy")
        if policy:
            try:
                document: object = json.loads(policy)
            except ValueError as error:
                return [*found, PropertyError("policy", f"Invalid JSON String Value: {error}")]
            if not isinstance(document, dict) or "Statement" not in document:
                found.append(PropertyError("policy", 'Invalid JSON String Value: a policy has a "Statement"'))
        return found


class BucketVersioning(OfBucket):
    """Whether a bucket keeps old versions of its objects."""

    noun = "bucket versioning"


class BucketSettings(OfBucket):
    """What CoreWeave itself does with a bucket."""

    noun = "bucket settings"

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Audit logging is off unless it is asked for."""
        return {"auditLoggingEnabled": values.flag(inputs, "auditLoggingEnabled")}


class BucketLifecycleConfiguration(OfBucket):
    """When objects of a bucket expire."""

    noun = "bucket lifecycle configuration"

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """A date or a number of days, not both."""
        found = list(super().check(scope, inputs))
        for index, rule in enumerate(values.blocks(inputs, "rules")):
            places = [("expiration", values.mapping(rule, "expiration"))]
            places += [(f"transitions[{at}]", each) for at, each in enumerate(values.blocks(rule, "transitions"))]
            for place, entry in places:
                path = f"rules[{index}].{place}"
                if entry.get("date") and entry.get("days") is not None:
                    reason = 'Attribute "date" cannot be specified when "days" is specified'
                    found.append(PropertyError(f"{path}.date", reason))
                days = values.number(entry, "days")
                if days is not None and days < 0:
                    found.append(PropertyError(f"{path}.days", f"value must be at least 0, got: {days}"))
        return found
