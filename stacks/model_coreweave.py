"""The vocabulary of what only CoreWeave has; it stands under `coreweave`, so that no other cloud has to refuse it.

What the words must agree on is `stacks.check_coreweave`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stacks.model_base import SpecModel


class CksOidc(SpecModel, title="sign-on"):
    """Sign-on to the cluster by an identity provider of your own, besides CoreWeave's tokens."""

    issuer_url: str = Field(description="URL of the issuer", examples=["https://id.lab.example"])
    client_id: str = Field(description="Id of the client there", examples=["cks"])
    admin_group: str | None = Field(
        default=None, description="Group whose members are administrators of the cluster", examples=["platform"]
    )
    groups_claim: str | None = Field(default=None, description="Claim that has the groups", examples=["groups"])
    username_claim: str | None = Field(default=None, description="Claim that has the user", examples=["email"])


class PolicyStatement(SpecModel, title="policy statement"):
    """One statement of an access policy of the organization."""

    actions: list[str] = Field(description="What may be done", examples=['["s3:*"]'])
    resources: list[str] = Field(
        default_factory=lambda: ["*"], description="On which buckets and objects", examples=['["*"]']
    )
    principals: list[str] = Field(description="Who, in the short form", examples=["[role/Training]"])
    deny: bool = Field(default=False, description="Forbid it instead of allowing it")


class CoreWeave(SpecModel, title="CoreWeave"):
    """What only CoreWeave has."""

    zone: str | None = Field(
        default=None,
        description="Zone of the VPC and the cluster; that of the GPU clusters where left out",
        examples=["US-EAST-04A"],
    )
    dedicated_access: bool = Field(
        default=False, description="CoreWeave has agreed to this Dedicated Access zone for the organization"
    )
    version: str | None = Field(default=None, description="Minor version of Kubernetes", examples=["v1.36"])
    public: bool = Field(default=False, description="Let the API server be reached from the internet")
    oidc: CksOidc | None = Field(
        default=None,
        description="Sign-on by an identity provider of your own",
        examples=["{issuerUrl: …, clientId: …}"],
    )
    audit_policy: str | None = Field(default=None, description="Audit policy of the cluster as YAML or JSON")
    system_machine_type: str = Field(
        default="turin-gp", description="Instance type of the nodes for system pods, which have no GPUs"
    )
    load_balancer_ranges: dict[str, str] = Field(
        default_factory=dict,
        description="Further ranges for load balancers, by name; one that is in use never goes again",
        examples=["{serving: 10.66.208.0/22}"],
    )
    public_services: bool = Field(default=False, description="Let services have public addresses")
    granted: dict[str, Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict,
        description="Nodes that CoreWeave has granted in the zone, by instance type, as its console shows them",
        examples=["{gd-8xh200ib-i128: 16}"],
    )
    access_policies: dict[str, dict[str, PolicyStatement]] = Field(
        default_factory=dict,
        description="Access policies of AI Object Storage for the organization; kind global only",
        examples=["{training: {all: {actions: [s3:*], principals: [role/Training]}}}"],
    )
