"""Node pools: modes, versions, slices of GPUs."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.azure.types import SetQuota
from tests.podwright.emulator.client import Client, Made, refused

POOL = "azure-native:containerservice:AgentPool"
CLUSTER = "azure-native:containerservice:ManagedCluster"
LAST = 'Status=400 Code="OperationNotAllowed" Message="There has to be at least one system agent pool."'


def _pool(name: str, **more: object) -> dict[str, object]:
    names = {"resourceGroupName": "lab", "resourceName": "train", "agentPoolName": name}
    return {**names, "count": 1, "vmSize": "Standard_D4s_v5", **more}


@pytest.fixture
def system_pool(azure: Client, cluster: Made) -> Made:
    """The pool that is written inside the cluster, taken over as a resource of its own."""
    found = azure.import_(POOL, "system", f"{cluster.id}/agentPools/system")
    assert found is not None
    return found


def test_the_last_system_pool_stays(azure: Client, system_pool: Made) -> None:
    """AKS runs its own workloads there; another one lets it go."""
    assert refused(lambda: azure.delete(system_pool)) == LAST
    azure.create(POOL, "user", _pool("user", mode="User"))
    assert refused(lambda: azure.delete(system_pool)) == LAST
    azure.create(POOL, "sys", _pool("sys", mode="System"))
    azure.delete(system_pool)
    assert azure.refresh(system_pool) is None


def test_the_last_system_pool_keeps_its_mode(azure: Client, system_pool: Made) -> None:
    """A change of the mode is allowed with another system pool only."""
    assert refused(lambda: azure.update(system_pool, {**system_pool.inputs, "mode": "User"})) == LAST
    azure.create(POOL, "sys", _pool("sys", mode="System"))
    assert azure.update(system_pool, {**system_pool.inputs, "mode": "User"}).out("mode") == "User"


def test_a_cluster_takes_its_last_system_pool_along(azure: Client, cluster: Made, system_pool: Made) -> None:
    """And gives its quota back."""
    azure.delete(cluster)
    assert azure.refresh(system_pool) is None
    again = azure.create(CLUSTER, "train", cluster.inputs)
    assert again.id == cluster.id


def test_a_system_pool_has_a_node(azure: Client, cluster: Made) -> None:
    """A user pool may have none."""
    assert azure.create(POOL, "user", _pool("user", mode="User", count=0)).out("count") == 0
    assert refused(lambda: azure.create(POOL, "sys", _pool("sys", mode="System", count=0))) == (
        'Status=400 Code="InvalidParameter" Message="The value of parameter agentPoolProfile.count is invalid. Error'
        " details: 0 is not valid, it must be between 1 and 1000. Please see https://aka.ms/aks-naming-rules for more"
        ' details."'
    )


def test_a_pool_is_not_newer_than_its_control_plane(azure: Client, cluster: Made) -> None:
    """The cluster is upgraded first."""
    assert refused(lambda: azure.create(POOL, "new", _pool("new", orchestratorVersion="1.34.1"))) == (
        'Status=400 Code="NodePoolMcVersionIncompatible" Message="Node pool version 1.34.1 and control plane version'
        " 1.33.5 are incompatible. Minor version of node pool version 34 is bigger than control plane version 33. For"
        ' more information, please check https://aka.ms/aks/UpgradeVersionRules"'
    )
    assert azure.create(POOL, "old", _pool("old", orchestratorVersion="1.32")).out("orchestratorVersion") == "1.32"


def test_only_some_gpus_are_sliced(azure: Client, cluster: Made, set_quota: SetQuota) -> None:
    """And a new slice replaces the pool, which for a scarce size may lose the machines."""
    for name in ("standardNDISRH200V5Family", "standardNDSH100v5Family"):
        set_quota(name, 96)
    set_quota("cores", 960)
    h200 = _pool("gpu", vmSize="Standard_ND96isr_H200_v5", gpuInstanceProfile="MIG1g")
    assert refused(lambda: azure.create(POOL, "gpu", h200)) == (
        'Status=400 Code="InvalidParameter" Message="GPU instance profile MIG1g of agent pool \'gpu\' is not supported'
        ' for VM size Standard_ND96isr_H200_v5."\n  note: AKS slices Standard_NC24ads_A100_v4,'
        " Standard_NC48ads_A100_v4, Standard_NC96ads_A100_v4, Standard_ND96asr_v4, Standard_ND96amsr_A100_v4,"
        " Standard_NC40ads_H100_v5, Standard_ND96isr_H100_v5; the sentence is built the same way as Azure's"
    )
    h100 = _pool("gpu", vmSize="Standard_ND96isr_H100_v5", gpuInstanceProfile="MIG1g")
    made = azure.create(POOL, "gpu", h100)
    assert azure.diff(made, {**h100, "gpuInstanceProfile": "MIG2g"}).replaces == ["gpuInstanceProfile"]


def test_an_eviction_policy_is_for_spot_nodes(azure: Client, cluster: Made, set_quota: SetQuota) -> None:
    """Regular ones are not evicted."""
    set_quota("lowPriorityCores", 4)
    spot = _pool("spot", scaleSetPriority="Spot", scaleSetEvictionPolicy="Delete")
    assert azure.create(POOL, "spot", spot).out("scaleSetEvictionPolicy") == "Delete"
    assert refused(lambda: azure.create(POOL, "reg", _pool("reg", scaleSetEvictionPolicy="Delete"))) == (
        'Status=400 Code="InvalidParameter" Message="The scale set eviction policy of agent pool \'reg\' cannot be'
        " specified unless the priority is 'Spot'.\"\n"
        "  note: source: SDK 3.29, AgentPool.scale_set_eviction_policy; the sentence is built the same way as Azure's"
    )
