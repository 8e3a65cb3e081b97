"""From the words of `storage` to the arguments of the Google Cloud components. Pure: declares nothing."""

from __future__ import annotations

import pulumi

from components.gcp.bucket import BucketArgs
from components.gcp.file_system import FileSystemArgs, FileSystemKind
from components.gcp.network import Network
from components.gcp.registry import RegistryArgs
from stacks.model import StackSpec
from stacks.model_storage import BucketSpec, FileSystemSpec, RegistrySpec
from stacks.supply import NODE_ACCOUNT

Key = pulumi.Output[str] | None


def bucket_args(spec: StackSpec, stack: str, bucket: BucketSpec, account: pulumi.Output[str], key: Key) -> BucketArgs:
    """A bucket of the region that its machines use."""
    args: BucketArgs = {
        "project": spec.account.project,
        "region": spec.region or "",
        "prefix": stack,
        "labels": spec.labels,
        "users": {NODE_ACCOUNT: account},
        "storage_class": bucket.storage_class,
        "soft_delete_days": bucket.soft_delete_days,
        "force_destroy": bucket.force_destroy,
    }
    if bucket.delete_after_days is not None:
        args["delete_after_days"] = bucket.delete_after_days
    if key is not None:
        args["key"] = key
    return args


def file_system_args(spec: StackSpec, stack: str, system: FileSystemSpec, network: Network, key: Key) -> FileSystemArgs:
    """A file system in the region's network."""
    if system.gib is None:
        raise AssertionError("a checked file system has its size")
    args: FileSystemArgs = {
        "project": spec.account.project,
        "region": spec.region or "",
        "prefix": stack,
        "labels": spec.labels,
        "kind": FileSystemKind(system.kind),
        "gib": system.gib,
        "network": network.network_id,
        "private_services_range": network.private_services_range,
        "deletion_protection": system.deletion_protection,
    }
    if system.tier is not None:
        args["tier"] = system.tier
    if system.zone is not None:
        args["zone"] = system.zone
    if key is not None:
        args["key"] = key
    return args


def registry_args(
    spec: StackSpec, stack: str, registry: RegistrySpec, account: pulumi.Output[str], key: Key
) -> RegistryArgs:
    """A registry of the region that its machines pull from."""
    args: RegistryArgs = {
        "project": spec.account.project,
        "region": spec.region or "",
        "prefix": stack,
        "labels": spec.labels,
        "readers": {NODE_ACCOUNT: account},
        "keep_versions": registry.keep_versions,
        "immutable_tags": registry.immutable_tags,
    }
    if registry.delete_untagged_days is not None:
        args["delete_untagged_days"] = registry.delete_untagged_days
    if key is not None:
        args["key"] = key
    return args
