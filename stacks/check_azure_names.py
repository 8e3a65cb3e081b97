"""Rules of names on Azure: what the keys of a spec and the name of the stack become must be legal and fit.

Names of pools have 12 letters and digits, those of storage accounts and vaults 24, and some are unique in the world.
"""

from __future__ import annotations

from podwright.plan.names_azure import azure_name, region_code
from stacks.check_words import take_name
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.sizes import cloud_gpu_plan, wants_cluster
from stacks.source import KeyPath

DATA = "data"
"""What the one storage account of a region is called after; its containers are the buckets."""
_SYSTEM = "system"
_LONGEST = "endpoints-nsg"
"""The longest that the network appends to the name of the stack."""


def check_azure_names(spec: StackSpec, findings: Findings, stack: str | None) -> None:
    """Names of pools and of what is named after the stack, where its name is known."""
    if spec.kind == "global":
        _check_shared(spec, findings, stack)
        return
    _check_pools(spec, findings)
    _check_twice(spec, findings)
    if stack is None:
        return
    for name in spec.gpu_fleets:
        path: KeyPath = ("gpuFleets", name)
        take_name(
            findings, path, lambda name=name: (azure_name("scale_set", stack, name), azure_name("computer", name))
        )
    for name in spec.reservations:
        path = ("reservations", name)
        take_name(findings, path, lambda name=name: (azure_name("part", name), azure_name("part", stack, name)))
    for name in spec.network.peers if spec.network else ():
        take_name(findings, ("network", "peers", name), lambda name=name: azure_name("part", stack, "to", name))
    take_name(findings, (), lambda: (azure_name("group", stack), azure_name("network", stack, "net")))
    take_name(findings, (), lambda: azure_name("part", stack, _LONGEST))
    if wants_cluster(spec):
        take_name(findings, (), lambda: (azure_name("cluster", stack, "aks"), azure_name("dns", stack)))
    if spec.network and spec.network.flow_logs:
        take_name(findings, (), lambda: azure_name("account", stack, "flow"))
    _check_storage(spec, findings, stack)


def _check_pools(spec: StackSpec, findings: Findings) -> None:
    """A pool for each rack is numbered; two keys that differ in dashes only would be one pool."""
    first = {_SYSTEM: ""}
    for name, group in spec.gpu_clusters.items():
        plan, path = cloud_gpu_plan("azure", group), ("gpuClusters", name)
        racked = plan is not None and plan.machine.rack_size is not None
        last = (str(max(len(plan.racks), 1) - 1),) if plan and racked else ()
        take_name(findings, path, lambda name=name, last=last: azure_name("pool", name, *last))
        pool = name.replace("-", "")
        other = first.setdefault(pool, name)
        if pool == _SYSTEM:
            findings.add(path, "is the name of the pool for system pods", fix="take another name")
        elif other != name:
            what = f'is the pool "{pool}", as gpuClusters.{other} is: names of pools have no dashes'
            findings.add(path, what, fix="take another name")


def _check_twice(spec: StackSpec, findings: Findings) -> None:
    """Clusters and fleets are told apart by their names in tables and outputs."""
    for name in spec.gpu_fleets:
        if name in spec.gpu_clusters:
            what = f"has the name of gpuClusters.{name}"
            findings.add(("gpuFleets", name), what, fix="give one of them another name")


def _check_storage(spec: StackSpec, findings: Findings, stack: str) -> None:
    storage, own = spec.storage, spec.azure
    if storage.buckets:
        parts = (own.storage_account,) if own.storage_account else (stack, DATA)
        place: KeyPath = ("azure", "storageAccount") if own.storage_account else ("storage", "buckets")
        take_name(findings, place, lambda: azure_name("account", *parts))
    for name in storage.buckets:
        take_name(findings, ("storage", "buckets", name), lambda name=name: azure_name("container", name))
    for name in storage.file_systems:
        path: KeyPath = ("storage", "fileSystems", name)
        take_name(findings, path, lambda name=name: azure_name("filesystem", stack, name))
    for name in storage.registries:
        path = ("storage", "registries", name)
        given = own.registry_names.get(name)
        parts = (given,) if given else (stack, name)
        place = ("azure", "registryNames", name) if given else path
        take_name(findings, place, lambda parts=parts: azure_name("registry", *parts))
        take_name(findings, path, lambda name=name: azure_name("endpoint", stack, name, "registry"))


def _check_shared(spec: StackSpec, findings: Findings, stack: str | None) -> None:
    """A global stack's group, vaults and quota group."""
    group = spec.azure.quota_group
    if group:
        path: KeyPath = ("azure", "quotaGroup", "name")
        take_name(findings, path, lambda: azure_name("quota_group", group.name))
    prefix = spec.azure.vault_prefix or stack
    if stack is None or prefix is None:
        return
    take_name(findings, (), lambda: azure_name("group", stack))
    for name in spec.azure.identities:
        path = ("azure", "identities", name)
        take_name(findings, path, lambda name=name: azure_name("identity", stack, name))
    for region in spec.keys:
        take_name(findings, ("keys", region), lambda region=region: azure_name("vault", prefix, region_code(region)))
        take_name(findings, ("keys", region), lambda region=region: azure_name("part", stack, region_code(region)))
