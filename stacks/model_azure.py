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
    name: str = Field(description="Name of the quota group", examples=["lab-gpus"])
    display_name: str | None = Field(default=None, description="What the portal shows", examples=["Lab GPUs"])


class Azure(SpecModel, title="Azure"):
    """What only Azure has."""

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
    limits: dict[str, Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict,
        description="vCPUs that Azure has granted in the region, by VM family, as `az vm list-usage` shows them",
        examples=["{standardNDSH200v5Family: 384}"],
    )
    quota_group: AzureQuotaGroup | None = Field(
        default=None,
        description="The quota group that the subscription joins",
        examples=["{managementGroup: lab, name: lab-gpus}"],
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
