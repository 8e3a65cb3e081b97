"""Buckets and policies, and quota: what they register, what a person must do, and everything that is wrong at once."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from components.coreweave.quota import CoreWeaveQuota, CoreWeaveQuotaArgs
from components.coreweave.storage import CoreWeaveStorage, CoreWeaveStorageArgs
from podwright.catalog.coreweave import coreweave_zones, instance_types
from podwright.errors import InputError
from tests.components.harness import deploy


def storage(**changes: object) -> CoreWeaveStorageArgs:
    args: CoreWeaveStorageArgs = {
        "organization": "abc123",
        "prefix": "coreweave-us-east-04",
        "labels": {"owner": "training"},
        "zone": "US-EAST-04A",
        "organization_policy": "coreweave-global-all",
        "buckets": {"data": {}},
    }
    return cast("CoreWeaveStorageArgs", {**args, **changes})


def quota(**changes: object) -> CoreWeaveQuotaArgs:
    args: CoreWeaveQuotaArgs = {
        "organization": "abc123",
        "zone": "US-EAST-04A",
        "needed": {"gd-8xh200ib-i128": 16, "turin-gp": 3},
        "granted": {"turin-gp": 4},
    }
    return cast("CoreWeaveQuotaArgs", {**args, **changes})


def refused(args: CoreWeaveStorageArgs) -> str:
    with pytest.raises(InputError) as caught:
        deploy(lambda: CoreWeaveStorage("storage", args))
    return str(caught.value)


def test_buckets_wait_for_the_policies() -> None:
    """CoreWeave makes none before there is a policy."""
    policies = {"all": {"all": {"actions": ["s3:*"], "resources": ["*"], "principals": ["*"], "deny": False}}}
    made = deploy(lambda: CoreWeaveStorage("storage", storage(policies=policies)))
    assert "storage-policy-all" in made.resources["storage-data"].depends_on
    policy = made.resources["storage-policy-all"].inputs
    assert policy["name"] == "coreweave-us-east-04-all"
    assert [each["effect"] for each in policy["statements"]] == ["Allow"]


def test_a_bucket_with_everything() -> None:
    """One rule for its age, versions, logging, and a policy that shuts out whoever is not named."""
    bucket = {
        "versioning": False,
        "delete_after_days": 30,
        "audit_logging": True,
        "grants": {
            "team": {"principals": ["arn:aws:iam::abc123:role/Admin"], "actions": ["s3:GetObject"], "prefix": "a/"}
        },
    }
    made = deploy(lambda: CoreWeaveStorage("storage", storage(buckets={"data": bucket})))
    name = "abc123-coreweave-us-east-04-data"
    rule = made.resources["storage-data-lifecycle"].inputs["rules"][0]
    assert rule["expiration"] == {"days": 30}
    assert rule["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    status = made.resources["storage-data-versioning"].inputs["versioningConfiguration"]
    assert status == {"status": "Suspended"}
    assert made.resources["storage-data-settings"].inputs == {"bucket": name, "auditLoggingEnabled": True}
    policy = cast("dict[str, Any]", json.loads(made.resources["storage-data-policy"].inputs["policy"]))
    assert policy["Statement"] == [
        {
            "Sid": "team",
            "Effect": "Allow",
            "Principal": {"CW": ["arn:aws:iam::abc123:role/Admin"]},
            "Action": ["s3:GetObject"],
            "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/a/*"],
        }
    ]
    assert made.outputs["storage"]["buckets"] == {"data": name}
    assert made.outputs["storage"]["actions"] == {
        "audit-logging-data": "ask CoreWeave by a support ticket to turn audit logging of AI Object Storage on for"
        " abc123, before bucket data asks for it"
    }


def test_policies_alone_need_no_zone() -> None:
    """The global stack has them, and no bucket."""
    only: CoreWeaveStorageArgs = {
        "organization": "abc123",
        "prefix": "coreweave-global",
        "labels": {},
        "policies": {"all": {"out": {"actions": ["s3:*"], "resources": ["*"], "principals": ["role/X"], "deny": True}}},
    }
    made = deploy(lambda: CoreWeaveStorage("storage", only))
    assert made.outputs["storage"] == {"buckets": {}, "policies": {"all": "coreweave-global-all"}, "actions": {}}
    assert made.resources["storage-policy-all"].inputs["statements"][0]["effect"] == "Deny"


def test_all_problems_of_storage_at_once() -> None:
    """Names, days, principals in the wrong form, a zone without storage."""
    wrong = storage(
        organization="cw-lab",
        zone="EU-NORTH-02A",
        labels={"": "x"},
        policies={
            "none": {},
            "all": {"a": {"actions": [], "resources": ["*"], "principals": ["arn:aws:iam::abc123:role/Admin"]}},
        },
        buckets={
            "data": {
                "delete_after_days": 0,
                "delete_old_versions_after_days": 3,
                "grants": {"team": {"principals": ["role/Admin"], "actions": []}},
            }
        },
    )
    near = ", ".join(zone.name for zone in coreweave_zones().values() if zone.storage and zone.access == "general")
    assert refused(wrong) == (
        "error: CoreWeaveStorage storage.zone: has no AI Object Storage\n"
        "  given:   EU-NORTH-02A\n"
        f"  allowed: {near}\n"
        "error: CoreWeaveStorage storage.labels.tag: a key of 0 characters cannot be a tag's\n"
        "  given:   \n"
        "  allowed: 1 to 128 characters\n"
        "error: CoreWeaveStorage storage.policies.none: has no statement\n"
        "  allowed: one or more\n"
        "error: CoreWeaveStorage storage.policies.all.a.actions: are none\n"
        "  allowed: one or more\n"
        "error: CoreWeaveStorage storage.policies.all.a.principals: has a full name; the organization's policies take"
        " short ones\n"
        "  given:   arn:aws:iam::abc123:role/Admin\n"
        "  fix:     write role/Admin\n"
        'error: CoreWeaveStorage storage.buckets.data.name: CoreWeave keeps names that begin with "cw-" for itself\n'
        "  given:   cw-lab-coreweave-us-east-04-data\n"
        "  allowed: not int, and none that begins with cw-, vip-, log-stitcher-ch-, xn--\n"
        "  fix:     put the team or the lab in front\n"
        "error: CoreWeaveStorage storage.buckets.data.delete_after_days: is no number of days\n"
        "  given:   0\n"
        "  allowed: 1 or more, or left out\n"
        "error: CoreWeaveStorage storage.buckets.data.delete_old_versions_after_days: needs versioning\n"
        "  fix:     turn versioning on, or drop it\n"
        "error: CoreWeaveStorage storage.buckets.data.grants.team.actions: are none\n"
        "  allowed: one or more\n"
        "error: CoreWeaveStorage storage.buckets.data.grants.team.principals: has a short name; a bucket's own policy"
        " takes full ones\n"
        "  given:   role/Admin\n"
        "  fix:     write arn:aws:iam::<organization>:role/Admin"
    )


def test_buckets_without_a_policy_or_a_zone() -> None:
    """The first bucket of an organization would be refused in the middle of an update."""
    assert refused({"organization": "abc123", "prefix": "lab", "labels": {}, "buckets": {"data": {}}}) == (
        "error: CoreWeaveStorage storage.zone: is missing: a bucket is in one\n"
        "  fix:     name the zone of the machines that read it\n"
        "error: CoreWeaveStorage storage.policies: are none, and CoreWeave makes no bucket before the organization has"
        " an access policy\n"
        "  fix:     add one, or name the one that is there as organization_policy"
    )


def test_quota_that_is_short_is_a_request_and_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    """Nodes wait, so nothing is refused; a person reads what to ask for."""
    made = deploy(lambda: CoreWeaveQuota("quota", quota()))
    assert made.counts == {"podwright:index:CoreWeaveQuota": 1}
    assert made.outputs["quota"] == {
        "needed": {"gd-8xh200ib-i128": 16, "turin-gp": 3},
        "waiting": {"gd-8xh200ib-i128": 16},
        "actions": {
            "gd-8xh200ib-i128": "ask CoreWeave by a support ticket for a quota of 16 gd-8xh200ib-i128 nodes in"
            " US-EAST-04A, organization abc123"
        },
    }
    (said,) = caplog.messages
    assert said.startswith("US-EAST-04A: 16 nodes needed; nobody states the quota for gd-8xh200ib-i128")


def test_all_problems_of_a_quota_at_once() -> None:
    """A misspelt type would be compared with nothing."""
    with pytest.raises(InputError) as caught:
        deploy(lambda: CoreWeaveQuota("quota", quota(needed={"cpu-4": -1}, granted={"turin-gp": -1})))
    assert str(caught.value) == (
        'error: CoreWeaveQuota quota.needed.cpu-4: CoreWeave has no instance type "cpu-4"\n'
        "  given:   cpu-4\n"
        f"  allowed: {', '.join(instance_types())}\n"
        "error: CoreWeaveQuota quota.needed.cpu-4: is no number of nodes\n"
        "  given:   -1\n"
        "  allowed: 0 or more\n"
        "error: CoreWeaveQuota quota.granted.turin-gp: is no number of nodes\n"
        "  given:   -1\n"
        "  allowed: 0 or more"
    )
