"""Blob storage: one storage account with its containers, reached from inside of the network only.

No keys and no anonymous access: whoever reads or writes has a role. With a hierarchical namespace the account serves
data lakes and BlobFuse; without one, ordinary blobs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import storage

from components.azure.shared import AzureEndpointArgs, grant, private_endpoint, take_common, take_name
from components.checks import Checks
from components.outputs import after

_REDUNDANCY = ("LRS", "ZRS", "GRS", "GZRS")
_TIERS = ("Hot", "Cool", "Cold")


class AzureBucketArgs(TypedDict):
    """Arguments of `AzureBucket`."""

    subscription: str
    """Id of the subscription."""
    region: str
    """Region that holds the data."""
    resource_group: pulumi.Input[str]
    """Name of the resource group."""
    prefix: str
    """Leading part of the account's name, which has at most 24 letters and digits and is unique in the world."""
    labels: dict[str, str]
    """Tags of the account."""
    containers: list[str]
    """Names of the containers."""
    account: NotRequired[str]
    """The account's name; prefix and the component's name without dashes when left out."""
    endpoint: NotRequired[AzureEndpointArgs]
    """Where the private endpoint stands; without one nobody but Azure's trusted services gets in."""
    users: NotRequired[dict[str, pulumi.Input[str]]]
    """Principals that may read, write and delete blobs, by a name for each."""
    redundancy: NotRequired[str]
    """LRS when left out; ZRS, GRS or GZRS."""
    tier: NotRequired[str]
    """Hot when left out; Cool or Cold for what is rarely read."""
    hierarchical: NotRequired[bool]
    """A hierarchical namespace, for life; off when left out."""


@dataclass(frozen=True, slots=True)
class AzureBucketPlan:
    """The account with every default filled in."""

    account: str
    endpoint: str
    containers: Mapping[str, str]
    sku: str
    tier: str


def plan_azure_bucket(name: str, args: AzureBucketArgs) -> AzureBucketPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("AzureBucket", name)
    take_common(checks, args["region"], args["labels"])
    parts = (args["account"],) if "account" in args else (args["prefix"], name)
    account = take_name(checks, "account", *parts, field="account")
    containers = {each: take_name(checks, "container", each, field=f"containers.{each}") for each in args["containers"]}
    if len(containers) < len(args["containers"]):
        checks.add("containers", "names a container twice", given=", ".join(args["containers"]))
    redundancy, tier = args.get("redundancy", _REDUNDANCY[0]), args.get("tier", _TIERS[0])
    if redundancy not in _REDUNDANCY:
        checks.add("redundancy", "is no kind of redundancy", given=redundancy, allowed=", ".join(_REDUNDANCY))
    if tier not in _TIERS:
        checks.add("tier", "is no access tier of an account", given=tier, allowed=", ".join(_TIERS))
    endpoint = take_name(checks, "endpoint", args["prefix"], name, "blob")
    checks.done()
    return AzureBucketPlan(account, endpoint, containers, f"Standard_{redundancy}", tier)


class AzureBucket(pulumi.ComponentResource):
    """A storage account, its containers, and the principals that use it."""

    account_id: pulumi.Output[str]
    """Id of the account."""
    account_name: pulumi.Output[str]
    """Name of the account; known when every user has its role."""
    url: pulumi.Output[str]
    """`https://<account>.blob.core.windows.net/`, which resolves to the private address inside of the network."""

    def __init__(self, name: str, args: AzureBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_bucket(name, args)
        super().__init__("podwright:index:AzureBucket", name, {}, opts)
        account = self._account(name, args, plan)
        parts: list[pulumi.Output[str]] = [
            storage.BlobContainer(
                f"{name}-{key}",
                container_name=container,
                account_name=account.name,
                resource_group_name=args["resource_group"],
                public_access=storage.PublicAccess.NONE,
                opts=pulumi.ResourceOptions(parent=self),
            ).id
            for key, container in plan.containers.items()
        ]
        parts += [
            grant(
                f"{name}-grant-{user}",
                "blob-contributor",
                (user, principal),
                (plan.account, account.id),
                (args["subscription"], self),
            ).id
            for user, principal in args.get("users", {}).items()
        ]
        endpoint = args.get("endpoint")
        if endpoint is not None:
            place = (args["region"], args["resource_group"], endpoint)
            made = private_endpoint(name, plan.endpoint, (account.id, "blob"), place, (args["labels"], self))
            parts.append(made.id)
        self.account_id = account.id
        self.account_name = after(account.name, *parts)
        self.url = account.primary_endpoints.apply(lambda found: found.blob)
        self.register_outputs({"accountId": self.account_id, "accountName": self.account_name, "url": self.url})

    def _account(self, name: str, args: AzureBucketArgs, plan: AzureBucketPlan) -> storage.StorageAccount:
        return storage.StorageAccount(
            f"{name}-account",
            account_name=plan.account,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args["labels"],
            kind="StorageV2",
            sku=storage.SkuArgs(name=plan.sku),
            access_tier=storage.AccessTier(plan.tier),
            is_hns_enabled=args.get("hierarchical"),
            allow_blob_public_access=False,
            allow_shared_key_access=False,
            default_to_o_auth_authentication=True,
            enable_https_traffic_only=True,
            minimum_tls_version="TLS1_2",
            public_network_access="Disabled",
            network_rule_set=storage.NetworkRuleSetArgs(
                default_action=storage.DefaultAction.DENY, bypass="AzureServices"
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
