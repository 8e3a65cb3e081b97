"""What the check accepts, the components of an Azure region accept: every name of every stack, by Hypothesis."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from components.azure.aks_cluster_plan import plan_azure_aks_cluster
from components.azure.base_plan import plan_azure_base
from components.azure.bucket import plan_azure_bucket
from components.azure.file_system import plan_azure_file_system
from components.azure.gpu_cluster_plan import plan_azure_gpu_cluster
from components.azure.gpu_fleet_plan import plan_azure_gpu_fleet
from components.azure.network import AzureNetwork
from components.azure.network_plan import plan_azure_network
from components.azure.registry import plan_azure_registry
from components.azure.reservation import plan_azure_capacity
from podwright.emulator.azure.names import arm_refusal
from stacks.azure_args import base_args, cluster_args, network_args
from stacks.azure_args_gpus import gpu_cluster_args, gpu_fleet_args, reservation_args
from stacks.azure_args_storage import DATA, bucket_args, file_system_args, registry_args
from stacks.check import examine
from stacks.model import StackSpec

ACCOUNT = {"subscription": "5ab5c419-0000-4000-8000-000000000001", "tenant": "7e4a4700-0000-4000-8000-000000000001"}
MACHINES: dict[str, Any] = {"accelerator": "h200", "nodes": 2, "zone": "1", "allowUnlistedZone": True}
NETWORK = cast(
    "AzureNetwork",
    SimpleNamespace(
        resource_group="group",
        subnets={"nodes": "nodes", "machines": "machines", "storage": "storage", "endpoints": "endpoints"},
        zones={"blob": "blob", "registry": "registry"},
        pods_range="10.80.0.0/15",
        services_range="10.82.64.0/20",
        dns_service="10.82.64.10",
    ),
)
"""What a region's network gives to the rest, as texts."""
stacks = st.text(alphabet="abz09-", min_size=1, max_size=26)
words = st.text(alphabet="abz09-", min_size=1, max_size=16)
labels = st.dictionaries(st.text(alphabet="ab/é ", max_size=5), st.text(alphabet="ab /é", max_size=9), max_size=3)


def region(names: list[str], more: dict[str, str]) -> dict[str, Any]:
    """A region with one of everything, each under a name of its own."""
    cluster, fleet, reservation, bucket, system, registry = names
    on_demand = {**MACHINES, "capacity": {"model": "on-demand"}}
    reserved = {"accelerator": "a10", "nodes": 1, "zone": "1", "allowUnlistedZone": True}
    return {
        "kind": "region",
        "cloud": "azure",
        "region": "southcentralus",
        "jurisdiction": "US",
        "dependsOn": ["azure-global"],
        "account": ACCOUNT,
        "labels": {"owner": "training", "cost-centre": "cc-2042", **more},
        "network": {"cidr": "10.80.0.0/14"},
        "gpuClusters": {cluster: on_demand},
        "gpuFleets": {fleet: on_demand},
        "reservations": {reservation: reserved},
        "storage": {
            "buckets": {bucket: {}},
            "fileSystems": {system: {"kind": "lustre", "gib": 16384, "tier": "125", "zone": "1"}},
            "registries": {registry: {}},
        },
        "azure": {"adminGroups": [ACCOUNT["subscription"]], "sshPublicKey": "ssh-ed25519 AAAA platform"},
    }


def accepted(values: dict[str, Any], stack: str) -> StackSpec | None:
    """The spec, where the check finds no error in it."""
    found = examine(values, None, stack)
    errors = [problem for problem in found.problems if problem.severity == "error"]
    return None if errors else found.spec


def names_of(spec: StackSpec, stack: str) -> Iterator[tuple[str, str]]:
    """Type and name of what the region's components make; raises what they refuse."""
    network = plan_azure_network("network", network_args(spec, stack))
    yield "resources:ResourceGroup", network.group
    yield "network:VirtualNetwork", network.network
    yield "network:NatGateway", network.nat
    yield from (("network:Subnet", name) for name, _ in network.subnets.values())
    yield from (("network:NetworkSecurityGroup", name) for name in network.security_groups.values())
    yield from (("network:PublicIPAddress", name) for name in network.nat_addresses)
    yield "storage:StorageAccount", network.flow_account or ""
    cluster = plan_azure_aks_cluster("cluster", cluster_args(spec, stack, NETWORK, None))
    yield "containerservice:ManagedCluster", cluster.cluster
    yield from (("managedidentity:UserAssignedIdentity", name) for name in (cluster.identity, cluster.kubelet))
    place = cast("Any", (NETWORK, "aks"))
    for name, group in spec.gpu_clusters.items():
        pools = plan_azure_gpu_cluster(name, gpu_cluster_args(spec, group, place, {})).pools
        yield from (("containerservice:AgentPool", pool.name) for pool in pools)
    for name, group in spec.gpu_fleets.items():
        args = gpu_fleet_args(spec, stack, (name, group), (NETWORK, None), {})
        yield "compute:VirtualMachineScaleSet", plan_azure_gpu_fleet(name, args).name
    for name, each in spec.reservations.items():
        capacity = plan_azure_capacity(name, reservation_args(spec, stack, (name, each), NETWORK, {}))
        yield from (("compute:CapacityReservation", key) for key in (capacity.group, *capacity.names.values()))
    bucket = plan_azure_bucket(DATA, bucket_args(spec, stack, NETWORK, {}))
    yield "storage:StorageAccount", bucket.account
    yield from (("storage:BlobContainer", name) for name in bucket.containers.values())
    for name, each in spec.storage.file_systems.items():
        system = plan_azure_file_system(name, file_system_args(spec, stack, each, NETWORK))
        yield "storagecache:AmlFilesystem", system.name
    for name in spec.storage.registries:
        registry = plan_azure_registry(name, registry_args(spec, stack, name, NETWORK, {}))
        yield "containerregistry:Registry", registry.registry
        yield "network:PrivateEndpoint", registry.endpoint


@settings(deadline=None, max_examples=300)
@given(stacks, st.lists(words, min_size=6, max_size=6, unique=True), labels)
def test_a_region_that_passes_the_check_has_names_that_azure_takes(
    stack: str, names: list[str], more: dict[str, str]
) -> None:
    """A name that is refused after half an apply costs an hour."""
    spec = accepted(region(names, more), stack)
    if spec is None:
        return
    for kind, name in names_of(spec, stack):
        assert name
        assert arm_refusal(f"azure-native:{kind}", name) is None, (kind, name)


@given(st.sampled_from(["azure-southcentralus", "lab-1", "a1"]), st.integers(0, 99))
def test_ordinary_names_pass(stack: str, number: int) -> None:
    """A check that refuses everything would pass the test above."""
    names = [f"{word}-{number}" for word in ("train", "batch", "held", "data", "scratch", "images")]
    spec = accepted(region(names, {"team": "research"}), stack)
    assert spec is not None
    assert len(dict.fromkeys(names_of(spec, stack))) > 20


@given(stacks, st.text(alphabet="abz-9", min_size=1, max_size=22))
def test_a_global_stack_that_passes_the_check_has_vaults_that_azure_takes(stack: str, prefix: str) -> None:
    """24 characters, and a dash is never the last one."""
    values: dict[str, Any] = {
        "kind": "global",
        "cloud": "azure",
        "account": ACCOUNT,
        "labels": {"owner": "platform", "cost-centre": "cc-2100"},
        "keys": {"southcentralus": {}, "norwayeast": {}},
        "azure": {"homeRegion": "norwayeast", "vaultPrefix": prefix},
    }
    spec = accepted(values, stack)
    assume(spec is not None)
    if spec is not None:
        plan = plan_azure_base("base", base_args(spec, stack))
        for key in plan.keys.values():
            assert arm_refusal("azure-native:keyvault:Vault", key.vault) is None
            assert arm_refusal("azure-native:compute:DiskEncryptionSet", key.encryption_set) is None
