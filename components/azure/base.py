"""What the regions of one subscription share: a group, identities with their roles, vaults with keys for disks.

Belongs into a stack of its own (`azure-global`), because none of it is regional in life time: a key must outlive every
disk it encrypted. Does not create the subscription, and grants nothing but the roles it is given.

A deleted vault keeps its name and its keys for 90 days and cannot be purged before; `adopt` brings it back when the
stack is made again, and must be taken out once that has happened, because a vault that is there cannot be recovered.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import authorization, compute, keyvault, managedidentity, resources

from components.azure.base_plan import KEY_NAME, AzureKeyPlan, base_group, plan_azure_base
from components.azure.shared import grant
from components.outputs import after, gathered

_AUDIENCE = "api://AzureADTokenExchange"


class AzureGrantArgs(TypedDict):
    """A role at a place."""

    role: str
    """acr-pull, acr-push, aks-cluster-user, blob-contributor, blob-reader, contributor, identity-operator,
    key-encryption-user, metrics-publisher, network-contributor, reader or secrets-user."""
    scope: pulumi.Input[str]
    """Id of the resource or resource group, as narrow as it can be."""


class AzureTrustArgs(TypedDict):
    """Who outside of Azure may act as an identity."""

    issuer: pulumi.Input[str]
    """Issuer of the tokens, such as the output `oidc_issuer` of a cluster."""
    subject: str
    """Subject of the tokens, such as system:serviceaccount:<namespace>:<name>."""


class AzureIdentityArgs(TypedDict):
    """A managed identity."""

    grants: NotRequired[dict[str, AzureGrantArgs]]
    """Its roles, by a word that is the identity of each."""
    trusts: NotRequired[dict[str, AzureTrustArgs]]
    """Who may act as it, by a word that is the identity of each."""


class AzureKeyArgs(TypedDict):
    """The vault and the key of one region."""

    rotation_days: NotRequired[int]
    """Days between new versions of the key, 90 when left out; Azure ignores a later change."""
    adopt: NotRequired[bool]
    """Bring back the vault that an earlier life of the stack deleted, instead of making one."""


class AzureBaseArgs(TypedDict):
    """Arguments of `AzureBase`."""

    subscription: str
    """Id of the subscription."""
    tenant: str
    """Id of the Entra tenant."""
    region: str
    """Region of the resource group and of the identities."""
    prefix: str
    """Leading part of every cloud name."""
    labels: dict[str, str]
    """Tags of everything that takes some."""
    identities: NotRequired[dict[str, AzureIdentityArgs]]
    """Managed identities by name."""
    keys: NotRequired[dict[str, AzureKeyArgs]]
    """Vaults, keys and disk encryption sets by region."""
    vault_prefix: NotRequired[str]
    """Leading part of the names of vaults, which are unique in the world; prefix when left out."""


class AzureBase(pulumi.ComponentResource):
    """The shared base of one subscription."""

    resource_group: pulumi.Output[str]
    """Name of the resource group."""
    identity_ids: pulumi.Output[dict[str, str]]
    """Id of each identity; known when its roles are granted."""
    client_ids: pulumi.Output[dict[str, str]]
    """Client id of each identity, which pods name in their service account."""
    key_ids: pulumi.Output[dict[str, str]]
    """Address of each key without its version, by region."""
    disk_encryption_sets: pulumi.Output[dict[str, str]]
    """Id of each disk encryption set, by region; known when it may use the key."""

    def __init__(self, name: str, args: AzureBaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_base(name, args)
        super().__init__("podwright:index:AzureBase", name, {}, opts)
        group = resources.ResourceGroup(
            f"{name}-group",
            resource_group_name=plan.group,
            location=args["region"],
            tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        people = {
            key: self._identity(f"{name}-{key}", cloud_name, args["region"], args, group)
            for key, cloud_name in plan.identities.items()
        }
        grants = {key: self._rights(name, key, plan.identities[key], args, made) for key, made in people.items()}
        keys = {key: self._key(f"{name}-{key}", each, args, group) for key, each in plan.keys.items()}
        self.resource_group = group.name
        self.identity_ids = gathered(
            {key: after(each.id, *[i.id for i in grants[key]]) for key, each in people.items()}
        )
        self.client_ids = gathered({key: each.client_id for key, each in people.items()})
        self.key_ids = gathered({region: key.key_uri for region, (key, _) in keys.items()})
        self.disk_encryption_sets = gathered({region: encryption for region, (_, encryption) in keys.items()})
        self.register_outputs(
            {
                "resourceGroup": self.resource_group,
                "identityIds": self.identity_ids,
                "clientIds": self.client_ids,
                "keyIds": self.key_ids,
                "diskEncryptionSets": self.disk_encryption_sets,
            }
        )

    def _identity(
        self, name: str, cloud_name: str, region: str, args: AzureBaseArgs, group: resources.ResourceGroup
    ) -> managedidentity.UserAssignedIdentity:
        return managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=cloud_name,
            resource_group_name=group.name,
            location=region,
            tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _rights(
        self,
        name: str,
        key: str,
        cloud_name: str,
        args: AzureBaseArgs,
        identity: managedidentity.UserAssignedIdentity,
    ) -> list[authorization.RoleAssignment]:
        """Grants, and trusts one after the other: Entra refuses two new ones of an identity at a time."""
        wanted = args.get("identities", {})[key]
        before: list[pulumi.Resource] = []
        for word, trust in wanted.get("trusts", {}).items():
            made = managedidentity.FederatedIdentityCredential(
                f"{name}-{key}-trust-{word}",
                federated_identity_credential_resource_name=f"{cloud_name}-{word}",
                resource_name_=identity.name,
                resource_group_name=base_group(args["prefix"]),
                issuer=trust["issuer"],
                subject=trust["subject"],
                audiences=[_AUDIENCE],
                opts=pulumi.ResourceOptions(parent=self, depends_on=before),
            )
            before = [made]
        return [
            grant(
                f"{name}-{key}-grant-{word}",
                each["role"],
                (cloud_name, identity.principal_id),
                (f"{cloud_name}/{word}", each["scope"]),
                (args["subscription"], self),
            )
            for word, each in wanted.get("grants", {}).items()
        ]

    def _key(
        self, name: str, plan: AzureKeyPlan, args: AzureBaseArgs, group: resources.ResourceGroup
    ) -> tuple[keyvault.Key, pulumi.Output[str]]:
        vault = keyvault.Vault(
            f"{name}-vault",
            vault_name=plan.vault,
            resource_group_name=group.name,
            location=plan.region,
            tags=args["labels"],
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=args["tenant"],
                sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
                create_mode=keyvault.CreateMode.RECOVER if plan.adopt else None,
                enable_rbac_authorization=True,
                # Disk encryption demands it, and a deleted key makes every disk unreadable. It cannot be undone.
                enable_purge_protection=True,
                soft_delete_retention_in_days=90,
                network_acls=keyvault.NetworkRuleSetArgs(bypass="AzureServices", default_action="Deny"),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        key = keyvault.Key(
            f"{name}-key",
            key_name=KEY_NAME,
            vault_name=vault.name,
            resource_group_name=group.name,
            tags=args["labels"],
            properties=keyvault.KeyPropertiesArgs(kty="RSA", key_size=3072, rotation_policy=_rotation(plan)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return key, self._encryption_set(name, plan, args, (group, vault, key))

    def _encryption_set(
        self,
        name: str,
        plan: AzureKeyPlan,
        args: AzureBaseArgs,
        made: tuple[resources.ResourceGroup, keyvault.Vault, keyvault.Key],
    ) -> pulumi.Output[str]:
        group, vault, key = made
        identity = self._identity(f"{name}-disks", plan.encryption_set, plan.region, args, group)
        allowed = grant(
            f"{name}-grant-disks",
            "key-encryption-user",
            (plan.encryption_set, identity.principal_id),
            (plan.vault, vault.id),
            (args["subscription"], self),
        )
        encryption = compute.DiskEncryptionSet(
            f"{name}-disks",
            disk_encryption_set_name=plan.encryption_set,
            resource_group_name=group.name,
            location=plan.region,
            tags=args["labels"],
            encryption_type="EncryptionAtRestWithCustomerKey",
            identity=compute.EncryptionSetIdentityArgs(type="UserAssigned", user_assigned_identities=[identity.id]),
            active_key=compute.KeyForDiskEncryptionSetArgs(
                key_url=key.key_uri_with_version, source_vault=compute.SourceVaultArgs(id=vault.id)
            ),
            rotation_to_latest_key_version_enabled=True,
            # Azure moves the version by itself from then on.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[allowed], ignore_changes=["activeKey.keyUrl"]),
        )
        return after(encryption.id, allowed.id)


def _rotation(plan: AzureKeyPlan) -> keyvault.RotationPolicyArgs:
    return keyvault.RotationPolicyArgs(
        lifetime_actions=[
            keyvault.LifetimeActionArgs(
                action=keyvault.ActionArgs(type=keyvault.KeyRotationPolicyActionType.ROTATE),
                trigger=keyvault.TriggerArgs(time_after_create=f"P{plan.rotation_days}D"),
            )
        ]
    )
