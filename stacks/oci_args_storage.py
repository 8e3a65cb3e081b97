"""From the words of `storage` to the arguments of Oracle Cloud's components. Pure: declares nothing."""

from __future__ import annotations

from components.oci.bucket import OciBucketArgs
from components.oci.file_system import OciFileSystemArgs, OciFileSystemKind
from components.oci.network import OciNetwork
from stacks.model import StackSpec
from stacks.model_oci import OciBucketOptions
from stacks.oci_args import OciPlace

GB_OF_GIB = 2**30 / 10**9
"""Oracle sells Lustre by decimal gigabytes; 29057 GiB are its smallest, 31200 GB."""


def bucket_args(spec: StackSpec, stack: str, name: str, place: OciPlace, network: OciNetwork) -> OciBucketArgs:
    """A bucket of the region."""
    wanted, own = spec.storage.buckets[name], spec.oci.buckets.get(name) or OciBucketOptions()
    args: OciBucketArgs = {
        "compartment": place.compartment,
        "region": spec.region or "",
        "prefix": stack,
        "labels": spec.labels,
        "versioning": own.versioning,
        "archive": wanted.storage_class == "ARCHIVE",
    }
    if own.private_endpoint:
        args["endpoint"] = {"subnet": network.subnets["storage"], "group": network.groups["storage"]}
    if spec.storage.customer_keys and place.key is not None:
        args["key"] = place.key
    return args


def file_system_args(spec: StackSpec, stack: str, name: str, place: OciPlace, network: OciNetwork) -> OciFileSystemArgs:
    """A file system in the region's network, mounted by its nodes and its pods' nodes."""
    wanted = spec.storage.file_systems[name]
    args: OciFileSystemArgs = {
        "tenancy": spec.account.tenancy,
        "compartment": place.compartment,
        "region": spec.region or "",
        "zone": wanted.zone or "",
        "prefix": stack,
        "labels": spec.labels,
        "kind": OciFileSystemKind(wanted.kind),
        "subnet": network.subnets["storage"],
        "group": network.groups["storage"],
    }
    if wanted.kind == "lustre":
        if wanted.gib is not None:
            args["capacity_gb"] = round(wanted.gib * GB_OF_GIB)
        if wanted.tier is not None:
            args["tier"] = int(wanted.tier)
    else:
        args["clients"] = network.nodes_range
    if spec.storage.customer_keys and place.key is not None:
        args["key"] = place.key
    return args
