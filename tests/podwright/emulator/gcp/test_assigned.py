"""Ids that Google gives: versions of secrets, keys of accounts, and whatever has no name of its own."""

from __future__ import annotations

import base64
import json

from tests.podwright.emulator.client import Client, Made

SECRET = "gcp:secretmanager/secret:Secret"
VERSION = "gcp:secretmanager/secretVersion:SecretVersion"
ACCOUNT = "gcp:serviceaccount/account:Account"
KEY = "gcp:serviceaccount/key:Key"
TEMPLATE = "gcp:compute/instanceTemplate:InstanceTemplate"
ALERT = "gcp:monitoring/alertPolicy:AlertPolicy"
GRANT = "gcp:secretmanager/secretIamMember:SecretIamMember"


def _secret(gcp: Client, name: str = "token") -> Made:
    return gcp.create(SECRET, name, {"secretId": name, "replication": {"auto": {}}})


def _version(gcp: Client, secret: Made, data: str) -> Made:
    return gcp.create(VERSION, "v", {"secret": secret.id, "secretData": data})


def test_versions_of_a_secret_are_counted(gcp: Client) -> None:
    """From 1, for each secret apart, also with the same data."""
    one, two = _secret(gcp), _secret(gcp, "other")
    versions = [_version(gcp, one, "hush"), _version(gcp, one, "hush"), _version(gcp, two, "hush")]
    assert [each.out("version") for each in versions] == ["1", "2", "1"]
    assert versions[1].id.endswith("/secrets/token/versions/2")
    assert versions[1].out("name") == versions[1].id


def test_a_version_is_never_used_again(gcp: Client) -> None:
    """A replacement comes first and is the next one; the one after it too."""
    secret = _secret(gcp)
    first = _version(gcp, secret, "old")
    second = _version(gcp, secret, "new")
    gcp.delete(first)
    gcp.delete(second)
    assert _version(gcp, secret, "old").out("version") == "3"


def test_a_secret_that_is_made_again_counts_from_the_beginning(gcp: Client) -> None:
    """Its versions went with it."""
    secret = _secret(gcp)
    first = _version(gcp, secret, "hush")
    gcp.delete(secret)
    assert gcp.refresh(first) is None
    assert _version(gcp, _secret(gcp), "hush").out("version") == "1"


def test_a_version_can_be_switched_off(gcp: Client) -> None:
    """In place; its number stays."""
    secret = _secret(gcp)
    _version(gcp, secret, "hush")
    made = _version(gcp, secret, "hush")
    changed = gcp.update(made, {**made.inputs, "enabled": False})
    assert (changed.id, changed.out("version"), changed.out("enabled")) == (made.id, "2", False)


def test_each_key_of_an_account_is_another(gcp: Client) -> None:
    """Also with the same `keepers`, and one that is made again."""
    account = gcp.create(ACCOUNT, "nodes", {"accountId": "nodes1"})
    keys = [gcp.create(KEY, "k", {"serviceAccountId": account.id}) for _ in range(2)]
    gcp.delete(keys[0])
    keys.append(gcp.create(KEY, "k", {"serviceAccountId": account.id}))
    assert len({key.id for key in keys}) == 3
    for key in keys:
        assert key.out("name") == key.id
        body = json.loads(base64.b64decode(str(key.out("privateKey"))))
        assert body["private_key_id"] == key.id.rsplit("/", 1)[1]
    assert gcp.import_(KEY, "k", keys[1].id) is not None


def test_templates_behind_a_prefix_have_names_of_their_own(gcp: Client) -> None:
    """The provider makes them of the time and a number."""
    inputs = {"namePrefix": "worker-", "machineType": "n2-standard-4", "disks": [{"sourceImage": "debian-12"}]}
    one, two = (gcp.create(TEMPLATE, "t", inputs) for _ in range(2))
    assert (one.out("name"), two.out("name")) == (
        "worker-20260504120000000000000001",
        "worker-20260504120000000000000002",
    )
    assert one.id == "projects/lab/global/instanceTemplates/worker-20260504120000000000000001"
    assert gcp.update(one, {**inputs, "labels": {"team": "ml"}}).out("name") == one.out("name")


def test_two_alike_without_a_name_are_two(gcp: Client) -> None:
    """An alert is called by a number of the cloud's; its display name may be anybody's."""
    inputs = {"displayName": "slow", "combiner": "OR", "conditions": [{"displayName": "c"}]}
    one, two = (gcp.create(ALERT, name, inputs) for name in ("one", "two"))
    assert one.id != two.id
    assert one.out("name") == one.id
    changed = gcp.update(one, {**inputs, "displayName": "very slow"})
    assert (changed.id, changed.out("name")) == (one.id, one.id)
    gcp.delete(one)
    assert gcp.create(ALERT, "one", inputs).id not in (one.id, two.id)


def test_a_grant_is_not_named_by_what_it_is_about(gcp: Client) -> None:
    """Two members of one secret are two; the same one twice is one, and no error."""
    _secret(gcp)
    inputs = {"secretId": "token", "role": "roles/secretmanager.secretAccessor", "member": "user:a@example.com"}
    one = gcp.create(GRANT, "one", inputs)
    two = gcp.create(GRANT, "two", {**inputs, "member": "user:b@example.com"})
    assert one.id != two.id
    assert gcp.create(GRANT, "three", inputs).id == one.id
