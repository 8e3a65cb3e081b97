"""What holds data, keys and images is not open to the internet, and services of a network are not either.

Closed is what is in no public network, or lets in named ranges that are not the internet, and lets nobody in who is not
signed on. Whether a person who is signed on may read is another question, and that of grants.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from pulumi_policy import (
    EnforcementLevel,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from policies.rules.evaluation import Props, block, blocks, evaluated, named, text, texts
from policies.rules.internet import is_internet

GOOGLE_BUCKET = "gcp:storage/bucket:Bucket"
GOOGLE_GRANTS = frozenset(
    {
        "gcp:artifactregistry/repositoryIamBinding:RepositoryIamBinding",
        "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
        "gcp:storage/bucketIAMBinding:BucketIAMBinding",
        "gcp:storage/bucketIAMMember:BucketIAMMember",
    }
)
AZURE_STORAGE = "azure-native:storage:StorageAccount"
AZURE_CONTAINER = "azure-native:storage:BlobContainer"
AZURE_VAULT = "azure-native:keyvault:Vault"
AZURE_REGISTRY = "azure-native:containerregistry:Registry"
ORACLE_BUCKET = "oci:ObjectStorage/bucket:Bucket"
ORACLE_IMAGES = "oci:Artifacts/containerRepository:ContainerRepository"
COREWEAVE_NETWORK = "coreweave:index/networkingVpc:NetworkingVpc"
COREWEAVE_POLICY = "coreweave:index/objectStorageBucketPolicy:ObjectStorageBucketPolicy"
_STRANGERS = frozenset({"allUsers", "allAuthenticatedUsers"})
_CLOSED = frozenset({"disabled", "securedbyperimeter"})


@evaluated
def check(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Look at one store, vault, registry, grant or network; other types are none of its business."""
    reader = _READERS.get(args.resource_type)
    for complaint in reader(args.props) if reader else ():
        report(f"{named(args)} {complaint}", args.urn)


def _google_bucket(props: Props) -> Iterator[str]:
    if text(props, "publicAccessPrevention") != "enforced":
        yield "may be opened to everybody by a grant; set publicAccessPrevention to enforced"


def _google_grant(props: Props) -> Iterator[str]:
    single = text(props, "member")
    for member in [*([single] if single else []), *texts(props, "members")]:
        if member in _STRANGERS:
            yield f"lets in {member}, which is everybody; name the accounts or groups that may come in"


def _azure_storage(props: Props) -> Iterator[str]:
    yield from _azure_network(props, block(props, "networkRuleSet"), "", "networkRuleSet", "iPAddressOrRange")
    if props.get("allowBlobPublicAccess") is True:
        yield "lets containers be read without signing in; set allowBlobPublicAccess to false"


def _azure_container(props: Props) -> Iterator[str]:
    if (text(props, "publicAccess") or "None") != "None":
        yield "can be read without signing in; set publicAccess to None"


def _azure_vault(props: Props) -> Iterator[str]:
    inside = block(props, "properties")
    yield from _azure_network(inside, block(inside, "networkAcls"), "properties.", "networkAcls", "value")


def _azure_registry(props: Props) -> Iterator[str]:
    yield from _azure_network(props, block(props, "networkRuleSet"), "", "networkRuleSet", "iPAddressOrRange")
    if props.get("anonymousPullEnabled") is True:
        yield "lets images be pulled without signing in; set anonymousPullEnabled to false"


def _azure_network(props: Props, rules: Props, at: str, key: str, address: str) -> Iterator[str]:
    """The firewall of a service: what it does not say is open, also where the SDK has the switch in lower case."""
    if (text(props, "publicNetworkAccess") or "").lower() in _CLOSED:
        return
    if (text(rules, "defaultAction") or "Allow").lower() != "deny":
        yield (
            f"can be reached from everywhere; set {at}publicNetworkAccess to Disabled and use a private endpoint,"
            f" or set {at}{key}.defaultAction to Deny"
        )
        return
    for index, rule in enumerate(blocks(rules, "ipRules")):
        source = text(rule, address) or "a range without a value"
        if is_internet(source, "azure"):
            yield f"lets {source} in; remove {at}{key}.ipRules[{index}], or name a range that is not the internet"


def _oracle_bucket(props: Props) -> Iterator[str]:
    if (text(props, "accessType") or "NoPublicAccess") != "NoPublicAccess":
        yield "can be read without signing in; set accessType to NoPublicAccess"


def _oracle_images(props: Props) -> Iterator[str]:
    if props.get("isPublic") is True:
        yield "lets images be pulled without signing in; set isPublic to false"


def _coreweave_network(props: Props) -> Iterator[str]:
    if block(props, "ingress").get("disablePublicServices") is not True:
        yield (
            "lets services of its clusters be reached from the internet;"
            " set ingress.disablePublicServices to true and bring people in over Tailscale or Direct Connect"
        )


def _coreweave_policy(props: Props) -> Iterator[str]:
    try:
        policy: Any = json.loads(text(props, "policy") or "{}")
    except ValueError:
        return  # no policy at all; the provider refuses it
    if not isinstance(policy, Mapping):
        return
    for index, statement in enumerate(blocks(cast("Props", policy), "Statement")):
        principal = statement.get("Principal")
        names = cast("Any", principal).get("CW") if isinstance(principal, Mapping) else principal
        if statement.get("Effect") == "Allow" and (names == "*" or (isinstance(names, list) and "*" in names)):
            yield f"lets everybody in by Statement[{index}]; name the principals that may come in"


_READERS: Mapping[str, Callable[[Props], Iterator[str]]] = {
    GOOGLE_BUCKET: _google_bucket,
    **dict.fromkeys(GOOGLE_GRANTS, _google_grant),
    AZURE_STORAGE: _azure_storage,
    AZURE_CONTAINER: _azure_container,
    AZURE_VAULT: _azure_vault,
    AZURE_REGISTRY: _azure_registry,
    ORACLE_BUCKET: _oracle_bucket,
    ORACLE_IMAGES: _oracle_images,
    COREWEAVE_NETWORK: _coreweave_network,
    COREWEAVE_POLICY: _coreweave_policy,
}

NO_PUBLIC_ENDPOINT = ResourceValidationPolicy(
    name="no-public-endpoint",
    description="What holds data, keys and images is not open to the internet.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    remediation_steps="Use private endpoints, name the ranges that may come in, and let nobody in unsigned.",
)
