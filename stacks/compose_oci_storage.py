"""Which components the storage of an Oracle Cloud region is made of. Composition only."""

from __future__ import annotations

from typing import Any

import pulumi

from components.oci.bucket import OciBucket
from components.oci.file_system import OciFileSystem
from components.oci.network import OciNetwork
from stacks.model import StackSpec
from stacks.oci_args import OciPlace
from stacks.oci_args_storage import bucket_args, file_system_args


def compose_storage(
    spec: StackSpec, stack: str, place: OciPlace, network: OciNetwork, opts: pulumi.ResourceOptions
) -> dict[str, dict[str, pulumi.Input[Any]]]:
    """Buckets and file systems; what others need to use them."""
    buckets = {
        name: OciBucket(name, bucket_args(spec, stack, name, place, network), opts) for name in spec.storage.buckets
    }
    systems = {
        name: OciFileSystem(name, file_system_args(spec, stack, name, place, network), opts)
        for name in spec.storage.file_systems
    }
    return {
        "buckets": {
            name: pulumi.Output.concat("oci://", each.bucket_name, "@", each.namespace)
            for name, each in buckets.items()
        },
        "fileSystems": {name: {"mount": each.address} for name, each in systems.items()},
    }
