"""The vocabulary of what only Azure has; it stands under `azure`, so that no other cloud has to refuse it.

What the words must agree on is `stacks.check_azure`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stacks.model_base import SpecModel


class AzureQuotaGroup(SpecModel, title="quota group"):
    """A group of subscriptions that share quota; Azure grants limits to it, and members take from them."""

    management_group: str = Field(description="Management group that owns the quota group", examples=["lab"])
    name: str = Field(description="Name of the quota group", examples=["labgpus"])
    display_name: str | None = Field(default=None, description="What the portal shows", examples=["Lab GPUs"])
    join: bool = Field(
        default=False,
        description="The stack's subscription joins the group, because no global stack joins it; kind region only",
    )


class AzureGrant(SpecModel, title="grant"):
    """A role of an identity at one place."""

    role: str = Field(description="Word of the role", examples=["blob-reader"])
    scope: str = Field(
        description="Id of the resource or resource group, as narrow as it can be",
        examples=["/subscriptions/…/resourceGroups/azure-uksouth"],
    )


class AzureTrust(SpecModel, title="trust"):
    """Who outside of Azure may act as an identity."""

    issuer: str = Field(description="Issuer of the tokens", examples=["https://token.actions.githubusercontent.com"])
    subject: str = Field(description="Subject of the tokens", examples=["repo:lab/images:ref:refs/heads/main"])


class AzureIdentity(SpecModel, title="identity"):
    """A managed identity for people's programs; those of the clusters are made with them."""

    grants: dict[str, AzureGrant] = Field(
        default_factory=dict, description="Its roles, by a word of your own", examples=["{push: {role: acr-push, …}}"]
    )
    trusts: dict[str, AzureTrust] = Field(
        default_factory=dict, description="Who may act as it, by a word of your own", examples=["{ci: {issuer: …}}"]
    )


class Azure(SpecModel, title="Azure"):
    """What only Azure has."""

    home_region: str | None = Field(
        default=None,
        description="Region that holds the global stack's resource group and identities, for life; kind global only",
        examples=["westeurope"],
    )
    identities: dict[str, AzureIdentity] = Field(
        default_factory=dict,
        description="Managed identities with their roles, by name; kind global only",
        examples=["{images: {trusts: {ci: {issuer: …, subject: …}}}}"],
    )
    admin_groups: list[str] = Field(
        default_factory=list,
        description="Object ids of the Entra groups whose members are administrators of the cluster",
        examples=["[11111111-1111-1111-1111-111111111111]"],
    )
    version: str | None = Field(
        default=None, description="Minor version of Kubernetes; the newest of AKS where left out", examples=['"1.33"']
    )
    system_machine_type: str = Field(
        default="Standard_D4ds_v5", description="VM size of the nodes for system pods, which have no GPUs"
    )
    ssh_public_key: str | None = Field(
        default=None, description="Public key for the machines of GPU fleets", examples=["ssh-ed25519 AAAA… platform"]
    )
    fleet_sizes: dict[str, dict[str, Annotated[int, Field(ge=0)]]] = Field(
        default_factory=dict,
        description="VM sizes that a GPU fleet may be made of, each with its rank, by the name of the fleet",
        examples=["{burst: {Standard_NC24ads_A100_v4: 0, Standard_NC40ads_H100_v5: 1}}"],
    )
    features: list[str] | None = Field(
        default=None,
        description="AKS features that are registered in the subscription; requests of what is done are left out",
        examples=["[AKSInfinibandSupport]"],
    )
    limits: dict[str, Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict,
        description="vCPUs that Azure has granted in the region, by VM family, as `az vm list-usage` shows them",
        examples=["{standardNDSH200v5Family: 384}"],
    )
    quota_group: AzureQuotaGroup | None = Field(
        default=None,
        description="The quota group: a global stack makes it, and a region's requests for quota go to it",
        examples=["{managementGroup: lab, name: labgpus}"],
    )
    vault_prefix: str | None = Field(
        default=None,
        description="Begin of key vault names, which must be free in the whole world; that of the stack where left out",
        examples=["labkv"],
    )
    storage_account: str | None = Field(
        default=None,
        description="Name of the storage account, free in the whole world; made of the stack's where left out",
        examples=["labukdata"],
    )
    registry_names: dict[str, str] = Field(
        default_factory=dict,
        description="Names of registries, free in the whole world; made of the stack's and the registry's otherwise",
        examples=["{images: labukimages}"],
    )
