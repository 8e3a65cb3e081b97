"""From the words of `storage` to the arguments of Azure's components. Pure: declares nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.azure.bucket import AzureBucketArgs
from components.azure.file_system import AzureFileSystemArgs
from components.azure.network import AzureNetwork
from components.azure.registry import AzureRegistryArgs
from stacks.model import StackSpec
from stacks.model_storage import FileSystemSpec

DATA = "data"
"""Name of the one storage account of a region; its containers are the buckets."""
_GIB = 1024
Users = Mapping[str, pulumi.Output[str]]
"""Principals of the region's machines, by a name for each."""


def bucket_args(spec: StackSpec, stack: str, network: AzureNetwork, users: Users) -> AzureBucketArgs:
    """All buckets of the region: containers of one account, with one private endpoint."""
    args: AzureBucketArgs = {
        "subscription": spec.account.subscription,
        "region": spec.region or "",
        "resource_group": network.resource_group,
        "prefix": stack,
        "labels": spec.labels,
        "containers": list(spec.storage.buckets),
        "endpoint": {"subnet": network.subnets["endpoints"], "zone": network.zones["blob"]},
        "users": dict(users),
    }
    if spec.azure.storage_account is not None:
        args["account"] = spec.azure.storage_account
    return args


def file_system_args(spec: StackSpec, stack: str, system: FileSystemSpec, network: AzureNetwork) -> AzureFileSystemArgs:
    """A file system in the region's network; Azure sells whole TiB."""
    if system.gib is None:
        raise AssertionError("a checked file system of Azure has a size")
    args: AzureFileSystemArgs = {
        "region": spec.region or "",
        "resource_group": network.resource_group,
        "prefix": stack,
        "labels": spec.labels,
        "subnet": network.subnets["storage"],
        "tib": -(-system.gib // _GIB),
        "zone": system.zone or "",
    }
    if system.tier is not None:
        args["tier"] = int(system.tier)
    return args


def registry_args(spec: StackSpec, stack: str, name: str, network: AzureNetwork, users: Users) -> AzureRegistryArgs:
    """A registry of the region that its machines pull from."""
    args: AzureRegistryArgs = {
        "subscription": spec.account.subscription,
        "region": spec.region or "",
        "resource_group": network.resource_group,
        "prefix": stack,
        "labels": spec.labels,
        "endpoint": {"subnet": network.subnets["endpoints"], "zone": network.zones["registry"]},
        "readers": dict(users),
    }
    if name in spec.azure.registry_names:
        args["registry"] = spec.azure.registry_names[name]
    return args
