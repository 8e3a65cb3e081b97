"""A container registry: Premium, because no other tier has private endpoints.

No admin user and no anonymous pull: nodes have AcrPull, whoever builds images has AcrPush.
"""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import containerregistry

from components.azure.shared import AzureEndpointArgs, grant, private_endpoint, take_common, take_name
from components.checks import Checks
from components.outputs import after
from podwright.catalog.regions import regions


class AzureRegistryArgs(TypedDict):
    """Arguments of `AzureRegistry`."""

    subscription: str
    """Id of the subscription."""
    region: str
    """Region that holds the images."""
    resource_group: pulumi.Input[str]
    """Name of the resource group."""
    prefix: str
    """Leading part of the name, which has 5 to 50 letters and digits and is unique in the world."""
    labels: dict[str, str]
    """Tags of the registry."""
    registry: NotRequired[str]
    """The registry's name; prefix and the component's name without dashes when left out."""
    endpoint: NotRequired[AzureEndpointArgs]
    """Where the private endpoint stands; the registry has a public address when left out."""
    readers: NotRequired[dict[str, pulumi.Input[str]]]
    """Principals that may pull, such as `kubelet_principal` of a cluster, by a name for each."""
    writers: NotRequired[dict[str, pulumi.Input[str]]]
    """Principals that may push, by a name for each."""


@dataclass(frozen=True, slots=True)
class AzureRegistryPlan:
    """Names."""

    registry: str
    endpoint: str
    zone_redundant: bool


def plan_azure_registry(name: str, args: AzureRegistryArgs) -> AzureRegistryPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("AzureRegistry", name)
    take_common(checks, args["region"], args["labels"])
    parts = (args["registry"],) if "registry" in args else (args["prefix"], name)
    registry = take_name(checks, "registry", *parts, field="registry")
    endpoint = take_name(checks, "endpoint", args["prefix"], name, "registry")
    checks.done()
    return AzureRegistryPlan(registry, endpoint, bool(regions("azure")[args["region"]].zones))


class AzureRegistry(pulumi.ComponentResource):
    """A container registry and who uses it."""

    registry_id: pulumi.Output[str]
    """Id of the registry; known when every user has its role."""
    url: pulumi.Output[str]
    """Where images are pushed to and pulled from: `<registry>.azurecr.io`."""

    def __init__(self, name: str, args: AzureRegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_registry(name, args)
        super().__init__("podwright:index:AzureRegistry", name, {}, opts)
        endpoint = args.get("endpoint")
        registry = containerregistry.Registry(
            f"{name}-registry",
            registry_name=plan.registry,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args["labels"],
            sku=containerregistry.SkuArgs(name="Premium"),
            admin_user_enabled=False,
            anonymous_pull_enabled=False,
            public_network_access="Disabled" if endpoint is not None else "Enabled",
            zone_redundancy="Enabled" if plan.zone_redundant else "Disabled",
            opts=pulumi.ResourceOptions(parent=self),
        )
        users = {f"{user}-pull": ("acr-pull", user, each) for user, each in args.get("readers", {}).items()}
        users |= {f"{user}-push": ("acr-push", user, each) for user, each in args.get("writers", {}).items()}
        parts = [
            grant(
                f"{name}-grant-{key}",
                role,
                (user, principal),
                (plan.registry, registry.id),
                (args["subscription"], self),
            ).id
            for key, (role, user, principal) in users.items()
        ]
        if endpoint is not None:
            place = (args["region"], args["resource_group"], endpoint)
            made = private_endpoint(name, plan.endpoint, (registry.id, "registry"), place, (args["labels"], self))
            parts.append(made.id)
        self.registry_id = after(registry.id, *parts)
        self.url = registry.login_server
        self.register_outputs({"registryId": self.registry_id, "url": self.url})
