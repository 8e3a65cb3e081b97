"""Stores, vaults, registries and services of all clouds are not open to the internet."""

from __future__ import annotations

import json

import pytest

from policies.rules.public_endpoints import (
    AZURE_CONTAINER,
    AZURE_REGISTRY,
    AZURE_STORAGE,
    AZURE_VAULT,
    COREWEAVE_NETWORK,
    COREWEAVE_POLICY,
    GOOGLE_BUCKET,
    GOOGLE_GRANTS,
    NO_PUBLIC_ENDPOINT,
    ORACLE_BUCKET,
    ORACLE_IMAGES,
)
from tests.policies.rules.subjects import UNKNOWN, Props, violations

MEMBER = "gcp:storage/bucketIAMMember:BucketIAMMember"
BINDING = "gcp:storage/bucketIAMBinding:BucketIAMBinding"


def policy(effect: str, principal: object) -> Props:
    return {"policy": json.dumps({"Statement": [{"Effect": effect, "Principal": principal, "Action": ["s3:*"]}]})}


def firewalled(kind: str, *sources: str, action: str = "Deny") -> Props:
    """A service of Azure whose own firewall lets in the sources."""
    key = "value" if kind == AZURE_VAULT else "iPAddressOrRange"
    rules: Props = {"defaultAction": action, "ipRules": [{key: source} for source in sources]}
    return {"properties": {"networkAcls": rules}} if kind == AZURE_VAULT else {"networkRuleSet": rules}


CLOSED: list[tuple[str, Props]] = [
    (GOOGLE_BUCKET, {"publicAccessPrevention": "enforced"}),
    (MEMBER, {"member": "group:training@example.com"}),
    (BINDING, {"members": ["group:training@example.com", "serviceAccount:a@b.iam.gserviceaccount.com"]}),
    (AZURE_STORAGE, {"publicNetworkAccess": "Disabled", "allowBlobPublicAccess": False}),
    (AZURE_STORAGE, {"publicNetworkAccess": "SecuredByPerimeter"}),
    (AZURE_STORAGE, firewalled(AZURE_STORAGE, "203.0.113.0/24")),
    (AZURE_CONTAINER, {"publicAccess": "None"}),
    (AZURE_CONTAINER, {}),
    (AZURE_VAULT, {"properties": {"publicNetworkAccess": "disabled"}}),
    (AZURE_VAULT, firewalled(AZURE_VAULT, "203.0.113.7/32")),
    (AZURE_REGISTRY, {"publicNetworkAccess": "Disabled", "anonymousPullEnabled": False}),
    (AZURE_REGISTRY, firewalled(AZURE_REGISTRY)),
    (ORACLE_BUCKET, {"accessType": "NoPublicAccess"}),
    (ORACLE_BUCKET, {}),
    (ORACLE_IMAGES, {"isPublic": False}),
    (COREWEAVE_NETWORK, {"ingress": {"disablePublicServices": True}}),
    (COREWEAVE_POLICY, policy("Allow", {"CW": ["arn:aws:iam::lab:role/Training"]})),
    (COREWEAVE_POLICY, policy("Deny", "*")),
    ("gcp:compute/network:Network", {}),
]


@pytest.mark.parametrize(("kind", "props"), CLOSED)
def test_closed(kind: str, props: Props) -> None:
    """In no public network, or behind a firewall of its own, and nobody comes in unsigned."""
    assert violations(NO_PUBLIC_ENDPOINT, kind, props) == []


@pytest.mark.parametrize(
    ("kind", "props", "complaint"),
    [
        (GOOGLE_BUCKET, {}, "may be opened to everybody by a grant; set publicAccessPrevention to enforced"),
        (
            MEMBER,
            {"member": "allUsers"},
            "lets in allUsers, which is everybody; name the accounts or groups that may come in",
        ),
        (
            BINDING,
            {"members": ["group:a@b", "allAuthenticatedUsers"]},
            "lets in allAuthenticatedUsers, which is everybody; name the accounts or groups that may come in",
        ),
        (
            AZURE_STORAGE,
            {"publicNetworkAccess": "Disabled", "allowBlobPublicAccess": True},
            "lets containers be read without signing in; set allowBlobPublicAccess to false",
        ),
        (
            AZURE_STORAGE,
            firewalled(AZURE_STORAGE, "10.0.0.0/8", "0.0.0.0/0"),
            "lets 0.0.0.0/0 in; remove networkRuleSet.ipRules[1], or name a range that is not the internet",
        ),
        (AZURE_CONTAINER, {"publicAccess": "Blob"}, "can be read without signing in; set publicAccess to None"),
        (
            AZURE_VAULT,
            firewalled(AZURE_VAULT, "34.0.0.0/8"),
            "lets 34.0.0.0/8 in; remove properties.networkAcls.ipRules[0], or name a range that is not the internet",
        ),
        (
            AZURE_REGISTRY,
            {"publicNetworkAccess": "Disabled", "anonymousPullEnabled": True},
            "lets images be pulled without signing in; set anonymousPullEnabled to false",
        ),
        (
            ORACLE_BUCKET,
            {"accessType": "ObjectRead"},
            "can be read without signing in; set accessType to NoPublicAccess",
        ),
        (ORACLE_IMAGES, {"isPublic": True}, "lets images be pulled without signing in; set isPublic to false"),
        *(
            (
                COREWEAVE_NETWORK,
                props,
                "lets services of its clusters be reached from the internet; set ingress.disablePublicServices to true"
                " and bring people in over Tailscale or Direct Connect",
            )
            for props in ({}, {"ingress": {"disablePublicServices": False}})
        ),
        *(
            (
                COREWEAVE_POLICY,
                policy("Allow", principal),
                "lets everybody in by Statement[0]; name the principals that may come in",
            )
            for principal in ("*", {"CW": "*"}, {"CW": ["*"]})
        ),
    ],
)
def test_open(kind: str, props: Props, complaint: str) -> None:
    """Each cloud has its own switch, and some of them are open when nobody says anything."""
    assert violations(NO_PUBLIC_ENDPOINT, kind, props) == [f"it ({kind}) {complaint}"]


@pytest.mark.parametrize(
    ("kind", "at", "key"),
    [
        (AZURE_STORAGE, "", "networkRuleSet"),
        (AZURE_VAULT, "properties.", "networkAcls"),
        (AZURE_REGISTRY, "", "networkRuleSet"),
    ],
)
def test_open_to_everybody_on_azure(kind: str, at: str, key: str) -> None:
    """Without a word these services are reached from everywhere, and so they are with a firewall that allows."""
    message = (
        f"it ({kind}) can be reached from everywhere; set {at}publicNetworkAccess to Disabled and use a private"
        f" endpoint, or set {at}{key}.defaultAction to Deny"
    )
    assert violations(NO_PUBLIC_ENDPOINT, kind, {}) == [message]
    assert violations(NO_PUBLIC_ENDPOINT, kind, firewalled(kind, action="Allow")) == [message]


@pytest.mark.parametrize("kind", sorted(GOOGLE_GRANTS))
def test_every_grant_of_google_cloud_is_judged(kind: str) -> None:
    """Buckets and registries, one member or several."""
    assert len(violations(NO_PUBLIC_ENDPOINT, kind, {"member": "allUsers", "members": ["allUsers"]})) == 2
    assert violations(NO_PUBLIC_ENDPOINT, kind, {"member": "user:a@b", "members": ["user:c@d"]}) == []


@pytest.mark.parametrize(
    ("kind", "props", "path"),
    [
        (AZURE_STORAGE, {"publicNetworkAccess": UNKNOWN}, "publicNetworkAccess"),
        (ORACLE_BUCKET, {"accessType": UNKNOWN}, "accessType"),
        (COREWEAVE_POLICY, {"policy": UNKNOWN}, "policy"),
    ],
)
def test_an_unknown_setting_does_not_pass(kind: str, props: Props, path: str) -> None:
    """Whether it is open is the question itself."""
    assert violations(NO_PUBLIC_ENDPOINT, kind, props) == [
        f"not evaluated: {path} of it ({kind}) is not known before the update; set it from plain text or from an"
        " output of a stack that is already applied, or apply what it comes from first"
    ]
