"""Buckets of AI Object Storage in one zone, and the organization's access policies.

Owns buckets with what is set on them, and the policies that are given here. CoreWeave makes no bucket before the
organization has an access policy, so buckets wait for the policies of this component, or need the name of one that
another stack has. A bucket's own policy shuts out everybody whom it does not name, the organization's administrators
included: name them. What is in a bucket stays when the stack goes: one with objects is not deleted.
"""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_coreweave as coreweave

from components.coreweave.storage_plan import CoreWeaveBucketPlan, plan_coreweave_storage
from components.outputs import after, gathered


class CoreWeaveStatementArgs(TypedDict):
    """One statement of an access policy of the organization."""

    actions: list[str]
    """What may be done, such as s3:GetObject, s3:* or cwobject:*."""
    resources: list[str]
    """On which buckets and objects; * is everything."""
    principals: list[str]
    """Who, in the short form such as role/Admin; * is everybody of the organization."""
    deny: NotRequired[bool]
    """Forbid it instead of allowing it; off when left out."""


class CoreWeaveGrantArgs(TypedDict):
    """One statement of a bucket's own policy."""

    principals: list[str]
    """Who, as full names such as arn:aws:iam::<organization>:role/Admin."""
    actions: list[str]
    """What they may do, such as s3:GetObject."""
    prefix: NotRequired[str]
    """Beginning of the objects' keys it is about; the whole bucket when left out."""


class CoreWeaveBucketArgs(TypedDict):
    """One bucket; every part has a default."""

    versioning: NotRequired[bool]
    """Keep old versions of objects; off when left out, and suspended when it was on."""
    delete_after_days: NotRequired[int]
    """Objects are deleted when they are that many days old; kept when left out."""
    delete_old_versions_after_days: NotRequired[int]
    """Old versions are deleted after so many days; kept when left out. Needs versioning."""
    abort_uploads_after_days: NotRequired[int]
    """Uploads that were never finished are deleted after so many days; 7 when left out."""
    audit_logging: NotRequired[bool]
    """Log who uses the bucket; CoreWeave's support must have turned it on for the organization first."""
    grants: NotRequired[dict[str, CoreWeaveGrantArgs]]
    """The bucket's own policy, by name of the statement; everybody else is shut out."""


class CoreWeaveStorageArgs(TypedDict):
    """Arguments of `CoreWeaveStorage`."""

    organization: str
    """Id of the organization; it stands first in bucket names, which are unique in all of CoreWeave."""
    prefix: str
    """Part of every bucket's and policy's name after it."""
    labels: dict[str, str]
    """Tags of the buckets."""
    zone: NotRequired[str]
    """Zone of the buckets; must have AI Object Storage."""
    buckets: NotRequired[dict[str, CoreWeaveBucketArgs]]
    """Buckets by the last part of their names."""
    policies: NotRequired[dict[str, dict[str, CoreWeaveStatementArgs]]]
    """The organization's access policies: statements by name."""
    organization_policy: NotRequired[pulumi.Input[str]]
    """Name of an access policy that is there already, for buckets without a policy here."""


class CoreWeaveStorage(pulumi.ComponentResource):
    """Buckets and access policies; children are `<name>-<bucket>`, `<name>-<bucket>-…` and `<name>-policy-<policy>`."""

    buckets: pulumi.Output[dict[str, str]]
    """Name of each bucket by its key; known when everything is set on it."""
    policies: pulumi.Output[dict[str, str]]
    """Name of each access policy by its key."""
    actions: pulumi.Output[dict[str, str]]
    """What a person must do, by a name for each."""

    def __init__(self, name: str, args: CoreWeaveStorageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_coreweave_storage(name, args)
        super().__init__("podwright:index:CoreWeaveStorage", name, {}, opts)
        for warning in plan.warnings:
            pulumi.log.warn(warning, resource=self)
        policies = {key: self._policy(f"{name}-policy-{key}", plan.policies[key], each) for key, each in _all(args)}
        buckets = {key: self._bucket(f"{name}-{key}", args, each, policies) for key, each in plan.buckets.items()}
        self.buckets, self.policies = gathered(buckets), gathered({key: each.name for key, each in policies.items()})
        self.actions = pulumi.Output.from_input(plan.actions)
        self.register_outputs({"buckets": self.buckets, "policies": self.policies, "actions": self.actions})

    def _policy(
        self, child: str, name: str, statements: dict[str, CoreWeaveStatementArgs]
    ) -> coreweave.ObjectStorageOrganizationAccessPolicy:
        return coreweave.ObjectStorageOrganizationAccessPolicy(
            child,
            name=name,
            statements=[
                coreweave.ObjectStorageOrganizationAccessPolicyStatementArgs(
                    name=key,
                    effect="Deny" if each.get("deny", False) else "Allow",
                    actions=sorted(each["actions"]),
                    resources=sorted(each["resources"]),
                    principals=sorted(each["principals"]),
                )
                for key, each in sorted(statements.items())
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _bucket(
        self,
        child: str,
        args: CoreWeaveStorageArgs,
        plan: CoreWeaveBucketPlan,
        policies: dict[str, coreweave.ObjectStorageOrganizationAccessPolicy],
    ) -> pulumi.Output[str]:
        """The bucket's name, once everything is set on it."""
        bucket = coreweave.ObjectStorageBucket(
            child,
            name=plan.name,
            zone=args.get("zone", ""),
            tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(policies.values())),
        )
        own = pulumi.ResourceOptions(parent=self)
        found: list[pulumi.CustomResource] = [
            coreweave.ObjectStorageBucketLifecycleConfiguration(
                f"{child}-lifecycle", bucket=bucket.name, rules=[_rule(plan)], opts=own
            )
        ]
        if plan.versioning is not None:
            status = coreweave.ObjectStorageBucketVersioningVersioningConfigurationArgs(status=plan.versioning)
            found.append(
                coreweave.ObjectStorageBucketVersioning(
                    f"{child}-versioning", bucket=bucket.name, versioning_configuration=status, opts=own
                )
            )
        if plan.audit_logging is not None:
            found.append(
                coreweave.ObjectStorageBucketSettings(
                    f"{child}-settings", bucket=bucket.name, audit_logging_enabled=plan.audit_logging, opts=own
                )
            )
        if plan.policy:
            found.append(
                coreweave.ObjectStorageBucketPolicy(f"{child}-policy", bucket=bucket.name, policy=plan.policy, opts=own)
            )
        return after(bucket.name, *[each.id for each in found])


def _all(args: CoreWeaveStorageArgs) -> list[tuple[str, dict[str, CoreWeaveStatementArgs]]]:
    return sorted(args.get("policies", {}).items())


def _rule(plan: CoreWeaveBucketPlan) -> coreweave.ObjectStorageBucketLifecycleConfigurationRuleArgs:
    """One rule for the whole bucket."""
    days, old = plan.delete_after_days, plan.delete_old_versions_after_days
    return coreweave.ObjectStorageBucketLifecycleConfigurationRuleArgs(
        id="age",
        status="Enabled",
        filter=coreweave.ObjectStorageBucketLifecycleConfigurationRuleFilterArgs(prefix=""),
        expiration=coreweave.ObjectStorageBucketLifecycleConfigurationRuleExpirationArgs(days=days)
        if days is not None
        else None,
        noncurrent_version_expiration=(
            coreweave.ObjectStorageBucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(noncurrent_days=old)
            if old is not None
            else None
        ),
        abort_incomplete_multipart_upload=(
            coreweave.ObjectStorageBucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                days_after_initiation=plan.abort_uploads_after_days
            )
        ),
    )
