"""Which components the storage of a Google Cloud region is made of. Composition only."""

from __future__ import annotations

from typing import Any

import pulumi

from components.gcp.bucket import Bucket
from components.gcp.file_system import FileSystem
from components.gcp.network import Network
from components.gcp.registry import Registry
from components.options import waiting_for
from stacks.gcp_args_storage import bucket_args, file_system_args, registry_args
from stacks.model import StackSpec


def compose_storage(
    spec: StackSpec,
    stack: str,
    network: Network,
    *,
    account: pulumi.Output[str],
    key: pulumi.Output[str] | None,
    opts: pulumi.ResourceOptions,
) -> dict[str, dict[str, pulumi.Input[Any]]]:
    """Buckets, file systems and registries; what others need to use them."""
    wanted = spec.storage
    ready = waiting_for(opts, network)
    buckets = {
        name: Bucket(name, bucket_args(spec, stack, each, account, key), opts) for name, each in wanted.buckets.items()
    }
    systems = {
        name: FileSystem(name, file_system_args(spec, stack, each, network, key), ready)
        for name, each in wanted.file_systems.items()
    }
    registries = {
        name: Registry(name, registry_args(spec, stack, each, account, key), opts)
        for name, each in wanted.registries.items()
    }
    return {
        "buckets": {name: each.url for name, each in buckets.items()},
        "fileSystems": {name: {"mount": each.mount_source, "gib": each.gib} for name, each in systems.items()},
        "registries": {name: each.url for name, each in registries.items()},
    }
