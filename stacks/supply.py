"""What a region stack takes from the global stacks it depends on.

Owns the names of both sides of that contract, so that a missing part is found by `podwright check` and not by the first
apply. How the values travel is the program's business.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from podwright.catalog.regions import regions
from stacks.model import StackSpec
from stacks.model_network import Network
from stacks.sizes import wants_cluster
from stacks.sizes_oci import has_instance_pools, has_racks
from stacks.sizes_oci import key_users as oci_key_users

NODE_ACCOUNT = "gke-nodes"
"""The account of the global stack that a region's nodes run as."""
Need = tuple[str, str]
"""A key of a global stack's spec, and an entry of it."""


def needs(spec: StackSpec) -> list[Need]:
    """The entries that one of the stacks in `dependsOn` must have: `(key of its spec, entry)`.

    An entry may be a path: `europe-west4.usedBy.storage` is a service that the key of europe-west4 is for.
    """
    if spec.kind != "region" or spec.cloud not in _NEEDS:
        return []
    return _NEEDS[spec.cloud](spec)


def _google_needs(spec: StackSpec) -> list[Need]:
    found = [("nodeServiceAccounts", NODE_ACCOUNT)]
    if spec.network is not None:
        found += [("hub", spec.network.hub)] if spec.network.hub is not None else []
        found += [("services", service) for service in network_services(spec.network)]
    if spec.region is None or spec.region not in regions(spec.cloud):
        return found
    users = key_users(spec)
    if wants_cluster(spec) or users:
        found.append(("keys", spec.region))
    return found + [("keys", f"{spec.region}.usedBy.{user}") for user in users]


def _coreweave_needs(spec: StackSpec) -> list[Need]:
    # No bucket is made before the organization has an access policy.
    return [("coreweave", "accessPolicies")] if spec.storage.buckets else []


def _oracle_needs(spec: StackSpec) -> list[Need]:
    return [("oci", entry) for entry in oci_entries(spec)]


def _azure_needs(spec: StackSpec) -> list[Need]:
    group = spec.azure.quota_group
    found = [("azure.quotaGroup", group.name)] if group is not None else []
    return found + ([("keys", spec.region)] if spec.cluster.encrypt_disks and spec.region else [])


def oci_entries(spec: StackSpec) -> list[str]:
    """What a region of Oracle Cloud takes from the global stack's `oci`; nothing in a compartment of its own."""
    if spec.account.compartment:
        return []
    here = f"regions.{spec.region}"
    asked = {
        here: True,
        f"{here}.racks": has_racks(spec),
        f"{here}.keys": bool(oci_key_users(spec)),
        f"{here}.buckets": bool(spec.storage.buckets),
        "instancePools": has_instance_pools(spec),
    }
    return [entry for entry, is_asked in asked.items() if is_asked]


_NEEDS: dict[str, Callable[[StackSpec], list[Need]]] = {
    "gcp": _google_needs,
    "azure": _azure_needs,
    "oci": _oracle_needs,
    "coreweave": _coreweave_needs,
}


def key_users(spec: StackSpec) -> list[str]:
    """The services that encrypt the stack's storage and the disks of its machines with the region's key."""
    storage = spec.storage
    kinds = {system.kind for system in storage.file_systems.values()}
    found = {
        "artifactregistry": storage.customer_keys and bool(storage.registries),
        "compute": spec.cluster.encrypt_disks,
        "file": storage.customer_keys and "filestore" in kinds,
        "lustre": storage.customer_keys and "lustre" in kinds,
        "storage": storage.customer_keys and bool(storage.buckets),
    }
    return [user for user, used in found.items() if used]


def network_services(network: Network) -> list[str]:
    """The APIs that a network's options need beside Compute Engine's; in alphabetical order."""
    wanted = {
        "dns.googleapis.com": network.private_google_apis or network.dns_zone is not None,
        "networkconnectivity.googleapis.com": network.hub is not None,
        "servicedirectory.googleapis.com": network.private_google_apis,
        "servicenetworking.googleapis.com": network.private_services,
    }
    return [service for service, is_needed in wanted.items() if is_needed]


def gives(spec: StackSpec, key: str, entry: str) -> bool:
    """Whether a global stack has the entry."""
    if spec.kind != "global":
        return False
    if key == "coreweave":
        return bool(spec.coreweave.access_policies)
    if key == "azure.quotaGroup":
        return spec.azure.quota_group is not None and spec.azure.quota_group.name == entry
    if key == "oci":
        return _oci_gives(spec, entry)
    if key == "keys":
        location, _, user = entry.partition(".usedBy.")
        return location in spec.keys and (not user or user in spec.keys[location].used_by)
    given: dict[str, Collection[str]] = {
        "nodeServiceAccounts": spec.node_service_accounts,
        "services": spec.services,
        "hub": [spec.hub.name] if spec.hub else [],
    }
    return entry in given[key]


def _oci_gives(spec: StackSpec, entry: str) -> bool:
    if entry == "instancePools":
        return spec.oci.instance_pools
    _, name, *flag = entry.split(".")
    region = spec.oci.regions.get(name)
    return region is not None and all(bool(getattr(region, each)) for each in flag)
