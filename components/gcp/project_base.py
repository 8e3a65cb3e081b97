"""What the regions of one project share: enabled APIs, the accounts nodes run as, the keys that encrypt clusters.

Belongs into a stack of its own (`gcp-global`), because none of it is regional in life time: a key must outlive every
cluster it encrypted. Does not create the project, and grants nothing but the roles it is given.

A key ring can never be deleted in Google Cloud, and a deleted key makes everything it encrypted unreadable. So rings
and keys stay in the cloud when the stack is destroyed, and `adopt` takes them over when it is made again.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import kms, projects, serviceaccount, storage

from components.gcp.project_base_plan import AGENT_SERVICES, KeyPlan, plan_project_base
from components.outputs import after, gathered

_SECONDS_PER_DAY = 86400


class NodeServiceAccountArgs(TypedDict):
    """An account that nodes run as."""

    roles: list[str]
    """Project roles, such as roles/logging.logWriter."""


class KeyArgs(TypedDict):
    """The encryption key of one location."""

    rotation_days: NotRequired[int]
    """Days between new versions of the key, 90 when left out."""
    used_by: NotRequired[list[str]]
    """Services besides GKE that may encrypt with it: artifactregistry, compute, file, lustre, storage."""
    adopt: NotRequired[bool]
    """Take over the ring and the key that an earlier life of the stack left behind, instead of creating them."""


class ProjectBaseArgs(TypedDict):
    """Arguments of `ProjectBase`."""

    project: str
    """Id of an existing project."""
    prefix: str
    """Leading part of every cloud name."""
    labels: dict[str, str]
    """Labels of the keys; accounts and APIs have none."""
    services: list[str]
    """APIs to enable, such as compute.googleapis.com; they stay on when the stack is destroyed."""
    node_service_accounts: dict[str, NodeServiceAccountArgs]
    """Accounts by their id, 6 to 30 characters."""
    keys: dict[str, KeyArgs]
    """Keys by location."""


class ProjectBase(pulumi.ComponentResource):
    """The shared base of one project."""

    node_service_accounts: pulumi.Output[dict[str, str]]
    """E-mail of each account, by its id; known when its roles are granted."""
    key_ids: pulumi.Output[dict[str, str]]
    """Id of each key, by location; known when GKE and the services of `used_by` may use it."""

    def __init__(self, name: str, args: ProjectBaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        keys = plan_project_base(name, args)
        super().__init__("podwright:index:ProjectBase", name, {}, opts)
        services = self._services(name, args)
        self.node_service_accounts = self._accounts(name, args, services)
        self.key_ids = self._keys(name, args, keys, services)
        self.register_outputs({"nodeServiceAccounts": self.node_service_accounts, "keyIds": self.key_ids})

    def _services(self, name: str, args: ProjectBaseArgs) -> list[pulumi.Resource]:
        # Turning an API off would break whatever else the project runs, so that stays a person's decision.
        return [
            projects.Service(
                f"{name}-{service}",
                project=args["project"],
                service=service,
                disable_on_destroy=False,
                opts=pulumi.ResourceOptions(parent=self),
            )
            for service in args["services"]
        ]

    def _accounts(
        self, name: str, args: ProjectBaseArgs, services: list[pulumi.Resource]
    ) -> pulumi.Output[dict[str, str]]:
        emails: dict[str, pulumi.Output[str]] = {}
        for account_id, granted in args["node_service_accounts"].items():
            account = serviceaccount.Account(
                f"{name}-{account_id}",
                project=args["project"],
                account_id=account_id,
                display_name=f"Nodes of {args['prefix']}",
                opts=pulumi.ResourceOptions(parent=self, depends_on=services),
            )
            roles = [
                projects.IAMMember(
                    f"{name}-{account_id}-{role.replace('/', '-')}",
                    project=args["project"],
                    role=role,
                    member=account.email.apply("serviceAccount:{}".format),
                    opts=pulumi.ResourceOptions(parent=self),
                ).id
                for role in granted["roles"]
            ]
            emails[account_id] = after(account.email, *roles)
        return gathered(emails)

    def _keys(
        self, name: str, args: ProjectBaseArgs, keys: dict[str, KeyPlan], services: list[pulumi.Resource]
    ) -> pulumi.Output[dict[str, str]]:
        if not keys:
            return gathered({})
        # Services encrypt with accounts of their own, which exist only once somebody asked for them.
        users = sorted({user for key in keys.values() for user in key.users})
        agents = {user: self._agent(name, args, user, services) for user in users}
        return gathered(
            {location: self._key(f"{name}-{location}", args, key, agents, services) for location, key in keys.items()}
        )

    def _agent(
        self, name: str, args: ProjectBaseArgs, user: str, services: list[pulumi.Resource]
    ) -> pulumi.Output[str]:
        """The IAM member of a service's own account in the project."""
        if user == "storage":
            # Cloud Storage has no service identity; asking for its account makes it.
            found = storage.get_project_service_account_output(
                project=args["project"], opts=pulumi.InvokeOutputOptions(parent=self, depends_on=services)
            )
            return found.email_address.apply("serviceAccount:{}".format)
        return projects.ServiceIdentity(
            f"{name}-{user}-agent",
            project=args["project"],
            service=AGENT_SERVICES[user],
            opts=pulumi.ResourceOptions(parent=self, depends_on=services),
        ).member

    def _key(
        self,
        name: str,
        args: ProjectBaseArgs,
        plan: KeyPlan,
        agents: dict[str, pulumi.Output[str]],
        services: list[pulumi.Resource],
    ) -> pulumi.Output[str]:
        ring = kms.KeyRing(
            f"{name}-ring",
            name=plan.ring,
            project=args["project"],
            location=plan.location,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=services,
                retain_on_delete=True,
                import_=plan.ring_id if plan.adopt else None,
            ),
        )
        key = kms.CryptoKey(
            f"{name}-key",
            name=plan.key,
            key_ring=ring.id,
            purpose="ENCRYPT_DECRYPT",
            rotation_period=f"{plan.rotation_days * _SECONDS_PER_DAY}s",
            labels=args["labels"],
            opts=pulumi.ResourceOptions(
                parent=self, retain_on_delete=True, import_=plan.key_id if plan.adopt else None
            ),
        )
        grants = [
            kms.CryptoKeyIAMMember(
                f"{name}-{user}",
                crypto_key_id=key.id,
                role="roles/cloudkms.cryptoKeyEncrypterDecrypter",
                member=agents[user],
                opts=pulumi.ResourceOptions(parent=self),
            ).id
            for user in plan.users
        ]
        return after(key.id, *grants)
