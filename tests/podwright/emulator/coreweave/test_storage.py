"""Object storage: global names, the organisation's policy first, what is set on a bucket."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.coreweave.examples import ASSUMED, BUCKET, POLICY, POLICY_INPUTS, Inputs

DATA: Inputs = {"name": "lab-data", "zone": "US-EAST-04A"}
OF_BUCKET = "coreweave:index/objectStorageBucket{0}:ObjectStorageBucket{0}"


@pytest.fixture
def policy(coreweave: Client) -> None:
    """The organisation allows something."""
    coreweave.create(POLICY, "all", POLICY_INPUTS)


def test_a_bucket_needs_an_organization_policy(coreweave: Client) -> None:
    """The most frequent surprise with a new organisation."""
    assert refused(lambda: coreweave.create(BUCKET, "b", DATA)) == (
        'S3 CreateBucket failed on bucket "lab-data": service=S3 operation=CreateBucket: api error AccessDenied: Access'
        f" Denied: at least one organization access policy must be in place before a bucket is created{ASSUMED}"
    )


@pytest.mark.usefixtures("policy")
def test_a_bucket_is_its_name(coreweave: Client) -> None:
    """A second diff and a refresh are empty; name and zone replace."""
    made = coreweave.create(BUCKET, "b", DATA)
    assert made.id == "lab-data"
    assert coreweave.diff(made, DATA).changes == {}
    assert coreweave.refresh(made) == made
    assert coreweave.diff(made, {"name": "x-data", "zone": "RNO2A", "tags": {"a": "b"}}).replaces == ["name", "zone"]


@pytest.mark.usefixtures("policy")
@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            {"name": "cw-data", "zone": "US-EAST-04A"},
            'name: "name" ("cw-data") doesn\'t match 3 to 63 lowercase letters, digits, dots and dashes, and must not'
            " begin with cw- or vip-",
        ),
        (
            {"name": "data", "zone": "EU-WEST-01A"},
            "Bad Request: zone: EU-WEST-01A has no object storage" + ASSUMED,
        ),
    ],
)
def test_buckets_that_cannot_be(coreweave: Client, inputs: Inputs, message: str) -> None:
    """Reserved names, and zones without storage."""
    assert refused(lambda: coreweave.create(BUCKET, "b", inputs)) == message


@pytest.mark.usefixtures("policy")
def test_a_bucket_exists_once(coreweave: Client) -> None:
    """The provider's own words."""
    coreweave.create(BUCKET, "b", DATA)
    assert refused(lambda: coreweave.create(BUCKET, "c", DATA)) == (
        "Already Exists: Bucket 'lab-data' already exists, specify a different name and try again, or import the bucket"
        " using `terraform import`."
    )


@pytest.mark.usefixtures("policy")
def test_what_is_set_on_a_bucket_goes_with_it(coreweave: Client) -> None:
    """Each is called as its bucket."""
    bucket = coreweave.create(BUCKET, "b", DATA)
    inputs: dict[str, Inputs] = {
        "Policy": {"policy": '{"Version": "2012-10-17", "Statement": []}'},
        "Versioning": {"versioningConfiguration": {"status": "Enabled"}},
        "Settings": {},
        "LifecycleConfiguration": {"rules": [{"status": "Enabled", "expiration": {"days": 3}}]},
    }
    made = [
        coreweave.create(OF_BUCKET.format(name), name, {"bucket": "lab-data", **each}) for name, each in inputs.items()
    ]
    assert {each.id for each in made} == {"lab-data"}
    assert made[2].out("auditLoggingEnabled") is False
    coreweave.delete(bucket)
    assert [coreweave.refresh(each) for each in made] == [None] * 4


@pytest.mark.parametrize(
    ("name", "inputs", "message"),
    [
        (
            "Policy",
            {"bucket": "no", "policy": "{}"},
            'policy: Invalid JSON String Value: a policy has a "Statement"',
        ),
        (
            "Versioning",
            {"bucket": "no", "versioningConfiguration": {"status": "enabled"}},
            'versioningConfiguration.status: "versioningConfiguration.status" ("enabled") doesn\'t match one of'
            " Enabled, Suspended, Disabled",
        ),
        (
            "Settings",
            {"bucket": "no"},
            'S3 PutBucketSettings failed on bucket "no": service=S3 operation=PutBucketSettings: api error'
            " NoSuchBucket: The specified bucket does not exist" + ASSUMED,
        ),
        (
            "LifecycleConfiguration",
            {"bucket": "no", "rules": [{"status": "Enabled", "expiration": {"days": 1, "date": "2027-01-01"}}]},
            'rules[0].expiration.date: Attribute "date" cannot be specified when "days" is specified',
        ),
    ],
)
def test_settings_that_cannot_be(coreweave: Client, name: str, inputs: Inputs, message: str) -> None:
    """Each with the property that is wrong."""
    assert refused(lambda: coreweave.create(OF_BUCKET.format(name), name, inputs)) == message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"effect": "allow"},
            "statements[0].effect: \"statements[0].effect\" (\"allow\") doesn't match 'Allow' or 'Deny'"
            " (case-sensitive)",
        ),
        ({"actions": []}, "statements[0].actions: set must contain at least 1 element"),
        (
            {"principals": ["arn:aws:iam::abc123:user/me"]},
            'Bad Request: principals: "arn:aws:iam::abc123:user/me" is a full ARN; only short forms are taken'
            + ASSUMED,
        ),
    ],
)
def test_policies_that_cannot_be(coreweave: Client, change: Inputs, message: str) -> None:
    """The provider checks the effect and the empty lists, the API the principals."""
    statement = {"name": "a", "effect": "Allow", "actions": ["s3:*"], "resources": ["*"], "principals": ["role/Admin"]}
    inputs = {"name": "all", "statements": [{**statement, **change}]}
    assert refused(lambda: coreweave.create(POLICY, "all", inputs)) == message


def test_a_policy_document_is_written(coreweave: Client) -> None:
    """The function of the SDK."""
    token = "coreweave:index/getObjectStorageBucketPolicyDocument:getObjectStorageBucketPolicyDocument"
    statement = {"sid": "a", "effect": "Allow", "actions": ["s3:*"], "resources": ["*"]}
    assert coreweave.invoke(token, {"statements": [statement]})["json"] == (
        '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":["s3:*"],"Resource":["*"]}]}'
    )
