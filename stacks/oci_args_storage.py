"""From the words of `storage` to the arguments of Oracle Cloud's components. Pure: declares nothing."""

from __future__ import annotations

from components.oci.bucket import OciBucketArgs
from components.oci.file_system import OciFileSystemArgs, OciFileSystemKind
from components.oci.network import OciNetwork
from podwright.catalog.oci_file_systems import lustre_gb
from stacks.model import StackSpec
from stacks.model_oci import OciBucketOptions
from stacks.oci_args import OciPlace


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
            args["capacity_gb"] = lustre_gb(wanted.gib)
        if wanted.tier is not None:
            args["tier"] = int(wanted.tier)
    else:
        args["clients"] = network.nodes_range
    if spec.storage.customer_keys and place.key is not None:
        args["key"] = place.key
    return args
