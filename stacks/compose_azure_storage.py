"""Which components the storage of an Azure region is made of. Composition only."""

from __future__ import annotations

from typing import Any

import pulumi

from components.azure.bucket import AzureBucket
from components.azure.file_system import AzureFileSystem
from components.azure.network import AzureNetwork
from components.azure.registry import AzureRegistry
from stacks.azure_args_storage import DATA, Users, bucket_args, file_system_args, registry_args
from stacks.model import StackSpec


def compose_storage(
    spec: StackSpec, stack: str, network: AzureNetwork, users: Users, opts: pulumi.ResourceOptions
) -> dict[str, dict[str, pulumi.Input[Any]]]:
    """Buckets, file systems and registries; what others need to use them."""
    wanted = spec.storage
    buckets: dict[str, pulumi.Input[Any]] = {}
    if wanted.buckets:
        account = AzureBucket(DATA, bucket_args(spec, stack, network, users), opts)
        buckets = {name: pulumi.Output.concat(account.url, name) for name in wanted.buckets}
    systems = {
        name: AzureFileSystem(name, file_system_args(spec, stack, each, network), opts)
        for name, each in wanted.file_systems.items()
    }
    registries = {
        name: AzureRegistry(name, registry_args(spec, stack, name, network, users), opts) for name in wanted.registries
    }
    return {
        "buckets": buckets,
        "fileSystems": {name: {"mount": each.mount_source, "tib": each.tib} for name, each in systems.items()},
        "registries": {name: each.url for name, each in registries.items()},
    }
