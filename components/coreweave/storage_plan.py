"""What the arguments of CoreWeave storage become: names, bucket policies, settings. Pure, no Pulumi resources."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from podwright.catalog.coreweave import check_zone, coreweave_zones
from podwright.errors import Problem
from podwright.plan.names_coreweave import check_bucket_tags, coreweave_name

if TYPE_CHECKING:
    from components.coreweave.storage import (
        CoreWeaveBucketArgs,
        CoreWeaveGrantArgs,
        CoreWeaveStatementArgs,
        CoreWeaveStorageArgs,
    )

NO_STATEMENT = "has no statement"
_ARN = "arn:"
_ABORT_DAYS = 7


@dataclass(frozen=True, slots=True)
class CoreWeaveBucketPlan:
    """One bucket with every default filled in."""

    name: str
    versioning: str | None
    """Enabled or Suspended; None: it never was on."""
    delete_after_days: int | None
    delete_old_versions_after_days: int | None
    abort_uploads_after_days: int
    audit_logging: bool | None
    """None: nothing is said about it."""
    policy: str | None
    """The bucket's own policy as JSON."""


@dataclass(frozen=True, slots=True)
class CoreWeaveStoragePlan:
    """All buckets, names of all policies, and what a person must do."""

    buckets: dict[str, CoreWeaveBucketPlan]
    policies: dict[str, str]
    actions: dict[str, str]
    warnings: tuple[str, ...]


def plan_coreweave_storage(name: str, args: CoreWeaveStorageArgs) -> CoreWeaveStoragePlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("CoreWeaveStorage", name)
    buckets, policies = args.get("buckets", {}), args.get("policies", {})
    warnings = _check_place(checks, args) if buckets else []
    for problem in check_bucket_tags(args["labels"]):
        checks.take(problem, f"labels.{problem.subject}")
    if buckets and not policies and "organization_policy" not in args:
        checks.add(
            "policies",
            "are none, and CoreWeave makes no bucket before the organization has an access policy",
            fix="add one, or name the one that is there as organization_policy",
        )
    names = {key: checks.attempt(lambda key=key: _policy_name(args, key), field=f"policies.{key}") for key in policies}
    for key, statements in policies.items():
        _check_statements(checks, f"policies.{key}", statements)
    planned = {key: _bucket(checks, args, key, each) for key, each in sorted(buckets.items())}
    checks.done()
    return CoreWeaveStoragePlan(
        buckets={key: each for key, each in planned.items() if each},
        policies={key: each for key, each in names.items() if each},
        actions={
            f"audit-logging-{key}": "ask CoreWeave by a support ticket to turn audit logging of AI Object Storage on"
            f" for {args['organization']}, before bucket {key} asks for it"
            for key, each in sorted(buckets.items())
            if each.get("audit_logging", False)
        },
        warnings=tuple(warnings),
    )


def _policy_name(args: CoreWeaveStorageArgs, key: str) -> str:
    return coreweave_name("policy", args["prefix"], key)


def _check_place(checks: Checks, args: CoreWeaveStorageArgs) -> list[str]:
    """What nobody can know about the zone."""
    zone = args.get("zone")
    if zone is None:
        checks.add("zone", "is missing: a bucket is in one", fix="name the zone of the machines that read it")
        return []
    unknown = check_zone(zone, dedicated=True)
    if unknown:
        checks.take(unknown)
        return []
    storage = coreweave_zones()[zone].storage
    if storage is False:
        near = [each.name for each in coreweave_zones().values() if each.storage and each.access == "general"]
        checks.add("zone", "has no AI Object Storage", given=zone, allowed=", ".join(near))
    return [] if storage is not None else [f"whether {zone} has AI Object Storage is not public"]


def _bucket(
    checks: Checks, args: CoreWeaveStorageArgs, key: str, bucket: CoreWeaveBucketArgs
) -> CoreWeaveBucketPlan | None:
    place = f"buckets.{key}"
    name = checks.attempt(
        lambda: coreweave_name("bucket", args["organization"], args["prefix"], key), field=f"{place}.name"
    )
    for field in ("delete_after_days", "delete_old_versions_after_days", "abort_uploads_after_days"):
        days = bucket.get(field)
        if isinstance(days, int) and days < 1:
            checks.add(f"{place}.{field}", "is no number of days", given=str(days), allowed="1 or more, or left out")
    if "delete_old_versions_after_days" in bucket and not bucket.get("versioning", False):
        checks.add(f"{place}.delete_old_versions_after_days", "needs versioning", fix="turn versioning on, or drop it")
    grants = bucket.get("grants", {})
    for statement, grant in grants.items():
        _check_grant(checks, f"{place}.grants.{statement}", grant)
    if name is None:
        return None
    on = bucket.get("versioning")
    return CoreWeaveBucketPlan(
        name=name,
        versioning=None if on is None else "Enabled" if on else "Suspended",
        delete_after_days=bucket.get("delete_after_days"),
        delete_old_versions_after_days=bucket.get("delete_old_versions_after_days"),
        abort_uploads_after_days=bucket.get("abort_uploads_after_days", _ABORT_DAYS),
        audit_logging=bucket.get("audit_logging"),
        policy=bucket_policy(name, grants) if grants else None,
    )


def bucket_policy(bucket: str, grants: Mapping[str, CoreWeaveGrantArgs]) -> str:
    """A policy that lets in those who are named and nobody else, as JSON in a fixed order."""
    statements = [
        {
            "Sid": key,
            "Effect": "Allow",
            "Principal": {"CW": sorted(grant["principals"])},
            "Action": sorted(grant["actions"]),
            "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/{grant.get('prefix', '')}*"],
        }
        for key, grant in sorted(grants.items())
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, sort_keys=True)


def _check_grant(checks: Checks, place: str, grant: CoreWeaveGrantArgs) -> None:
    for field in ("principals", "actions"):
        if not grant[field]:
            checks.add(f"{place}.{field}", "are none", allowed="one or more")
    for principal in grant["principals"]:
        if principal != "*" and not principal.startswith(_ARN):
            checks.add(
                f"{place}.principals",
                "has a short name; a bucket's own policy takes full ones",
                given=principal,
                fix=f"write arn:aws:iam::<organization>:{principal}",
            )


def check_statement(actions: Collection[str], resources: Collection[str], principals: Collection[str]) -> list[Problem]:
    """What CoreWeave would refuse in a statement of an organization's policy (subject: the key)."""
    fields = {"actions": actions, "resources": resources, "principals": principals}
    found = [Problem(key, "are none", allowed="one or more") for key, values in fields.items() if not values]
    for principal in principals:
        if principal.startswith(_ARN):
            what = "has a full name; the organization's policies take short ones"
            found.append(Problem("principals", what, principal, None, f"write {principal.rsplit(':', 1)[-1]}"))
    return found


def _check_statements(checks: Checks, place: str, statements: Mapping[str, CoreWeaveStatementArgs]) -> None:
    if not statements:
        checks.add(place, NO_STATEMENT, allowed="one or more")
    for key, each in statements.items():
        for problem in check_statement(each["actions"], each["resources"], each["principals"]):
            checks.take(problem, f"{place}.{key}.{problem.subject}")
