"""A regional bucket beside the accelerators: for checkpoints, data sets and logs.

Owns the bucket and who may use it. Hierarchical namespace is on, because checkpoints are written as folders that are
renamed when they are whole; it can only be chosen at creation and excludes object versioning. Never public: access is
by IAM alone and public access is prevented. What is in it stays when the stack goes: a bucket with objects is not
deleted unless `force_destroy` says so.
"""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import storage

from components.checks import Checks
from components.outputs import after
from podwright.catalog.regions import check_region
from podwright.plan.names import cloud_name

_USER_ROLE = "roles/storage.objectUser"
_SECONDS_PER_DAY = 86_400
_SOFT_DELETE_DAYS = (7, 90)
"""Cloud Storage keeps deleted objects for 7 to 90 days, or not at all (Google Cloud documentation: soft delete)."""
_CLASSES = ("STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE")


class BucketArgs(TypedDict):
    """Arguments of `Bucket`."""

    project: str
    """Project that owns the bucket."""
    region: str
    """Region that holds the data; reading from another one costs time and money."""
    prefix: str
    """Leading part of the name. Bucket names are unique in the world, so the project's id stands before it."""
    labels: dict[str, str]
    """Labels of the bucket."""
    users: NotRequired[dict[str, pulumi.Input[str]]]
    """E-mails of service accounts that may read, write and delete objects, by a name for each."""
    storage_class: NotRequired[str]
    """STANDARD when left out; NEARLINE, COLDLINE or ARCHIVE for what is rarely read."""
    delete_after_days: NotRequired[int]
    """Objects are deleted when they are that many days old; kept when left out."""
    soft_delete_days: NotRequired[int]
    """Deleted objects can be brought back for so many days, 7 to 90; 0 turns that off. 7 when left out."""
    key: NotRequired[pulumi.Input[str]]
    """Id of the KMS key that encrypts the objects; Google's own key when left out."""
    force_destroy: NotRequired[bool]
    """Delete the bucket with everything in it; off when left out."""


@dataclass(frozen=True, slots=True)
class BucketPlan:
    """The bucket with every default filled in."""

    name: str
    storage_class: str
    soft_delete_seconds: int
    delete_after_days: int | None


def plan_bucket(name: str, args: BucketArgs) -> BucketPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("Bucket", name)
    checks.take(check_region("gcp", args["region"]))
    checks.labels(args["labels"])
    kind = args.get("storage_class", "STANDARD")
    if kind not in _CLASSES:
        checks.add("storage_class", "is no storage class", given=kind, allowed=", ".join(_CLASSES))
    age = args.get("delete_after_days")
    if age is not None and age < 1:
        checks.add("delete_after_days", "is no number of days", given=str(age), allowed="1 or more, or left out")
    kept = args.get("soft_delete_days", _SOFT_DELETE_DAYS[0])
    if kept and not _SOFT_DELETE_DAYS[0] <= kept <= _SOFT_DELETE_DAYS[1]:
        allowed = f"{_SOFT_DELETE_DAYS[0]} to {_SOFT_DELETE_DAYS[1]}, or 0 for not at all"
        checks.add("soft_delete_days", "is not kept by Cloud Storage", given=str(kept), allowed=allowed)
    bucket = checks.attempt(lambda: cloud_name(args["project"], args["prefix"], name), field="name")
    checks.done()
    if not bucket:
        raise AssertionError("a plan without a problem is complete")
    return BucketPlan(bucket, kind, kept * _SECONDS_PER_DAY, age)


class Bucket(pulumi.ComponentResource):
    """A bucket and the accounts that use it."""

    bucket_name: pulumi.Output[str]
    """Name of the bucket; known when every account has its role."""
    url: pulumi.Output[str]
    """`gs://<name>`."""

    def __init__(self, name: str, args: BucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_bucket(name, args)
        super().__init__("podwright:index:Bucket", name, {}, opts)
        bucket = self._bucket(name, args, plan)
        grants = [
            storage.BucketIAMMember(
                f"{name}-{key}",
                bucket=bucket.name,
                role=_USER_ROLE,
                member=pulumi.Output.from_input(email).apply("serviceAccount:{}".format),
                opts=pulumi.ResourceOptions(parent=self),
            ).id
            for key, email in args.get("users", {}).items()
        ]
        self.bucket_name = after(bucket.name, *grants)
        self.url = bucket.url
        self.register_outputs({"bucketName": self.bucket_name, "url": self.url})

    def _bucket(self, name: str, args: BucketArgs, plan: BucketPlan) -> storage.Bucket:
        expiry = storage.BucketLifecycleRuleArgs(
            action=storage.BucketLifecycleRuleActionArgs(type="Delete"),
            condition=storage.BucketLifecycleRuleConditionArgs(age=plan.delete_after_days),
        )
        key = args.get("key")
        return storage.Bucket(
            f"{name}-bucket",
            name=plan.name,
            project=args["project"],
            location=args["region"].upper(),
            storage_class=plan.storage_class,
            labels=args["labels"],
            uniform_bucket_level_access=True,
            public_access_prevention="enforced",
            hierarchical_namespace=storage.BucketHierarchicalNamespaceArgs(enabled=True),
            soft_delete_policy=storage.BucketSoftDeletePolicyArgs(retention_duration_seconds=plan.soft_delete_seconds),
            lifecycle_rules=[expiry] if plan.delete_after_days is not None else None,
            encryption=storage.BucketEncryptionArgs(default_kms_key_name=key) if key is not None else None,
            force_destroy=args.get("force_destroy", False),
            opts=pulumi.ResourceOptions(parent=self),
        )
