"""The components of Azure on the emulated cloud, with the real engine: their whole life, and changes in place."""

from __future__ import annotations

import pytest

from podwright.testing.clouds import EmulatedClouds

pytestmark = pytest.mark.engine
SUBSCRIPTION = "5ab5c419-0000-4000-8000-000000000001"
CONFIG: dict[str, object] = {"azure-native:location": "norwayeast"}
LIMITS = {
    "cores": 8000,
    "lowPriorityCores": 400,
    "standardDDSv5Family": 100,
    "standardNDISRH200V5Family": 1536,
    "standardNDISRGB300V6Family": 4608,
    "standardNDSH100v5Family": 384,
    "StandardNCADSA100v4Family": 400,
}

PROGRAM = """
import pulumi
from components.azure.aks_cluster import AzureAksCluster
from components.azure.base import AzureBase
from components.azure.bucket import AzureBucket
from components.azure.file_system import AzureFileSystem
from components.azure.gpu_cluster import AzureGpuCluster
from components.azure.gpu_fleet import AzureGpuFleet
from components.azure.network import AzureNetwork
from components.azure.quota import AzureQuota
from components.azure.registry import AzureRegistry
from components.azure.reservation import AzureCapacity

NODES, TEAM = %s
SUBSCRIPTION, REGION = "5ab5c419-0000-4000-8000-000000000001", "norwayeast"
LABELS = {"owner": "training", "cost-centre": "cc-2107"}
PLACE = {"region": REGION, "prefix": "azure-norwayeast", "labels": LABELS}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample slurm"

base = AzureBase("base", {
    "subscription": SUBSCRIPTION, "tenant": "7e4a4700-0000-4000-8000-000000000001", "region": REGION,
    "prefix": "azure-global", "labels": LABELS, "keys": {REGION: {}},
})
hub = AzureNetwork("hub", {**PLACE, "prefix": "azure-hub", "cidr": "10.0.0.0/16", "nodes_needed": 0})
network = AzureNetwork("network", {
    **PLACE, "cidr": "10.64.0.0/14", "nodes_needed": 128, "dns_zone": "no.lab.internal", "flow_logs": {},
    "nat_addresses": 2, "nat_zone": "1",
    "peers": {"hub": {
        "network": hub.network_id, "ranges": ["10.0.0.0/16"],
        "back": {"resource_group": "azure-hub", "network": "azure-hub-net"},
    }},
}, pulumi.ResourceOptions(depends_on=[hub]))
HERE = {**PLACE, "resource_group": network.resource_group}
SUBNETS, ZONES = network.subnets, network.zones
cluster = AzureAksCluster("cluster", {
    **HERE, "subscription": SUBSCRIPTION, "admin_groups": ["0f1d6c0e-0000-4000-8000-000000000002"],
    "network": {
        "subnet": SUBNETS["nodes"], "pods_range": network.pods_range, "services_range": network.services_range,
        "dns_service": network.dns_service,
    },
    "disk_encryption_set": base.disk_encryption_sets[REGION], "monitoring": True,
    "maintenance": {"start": "02:00", "hours": 6, "days": ["SU"]},
})
reserved = AzureCapacity("serve", {
    **HERE, "subscription": SUBSCRIPTION, "users": {"aks": cluster.identity_principal},
    "reservations": {"a100": {"machine_type": "Standard_NC48ads_A100_v4", "nodes": 2, "zone": "1"}},
})

def gpus(name, accelerator, nodes, model, **more):
    return AzureGpuCluster(name, {
        "region": REGION, "resource_group": network.resource_group, "labels": LABELS,
        "cluster": cluster.cluster_name, "subnet": SUBNETS["nodes"], "accelerator": accelerator, "nodes": nodes,
        "capacity": model, **more,
    })

ON_DEMAND = {"model": "on-demand"}
gpus("train", "h200", NODES, ON_DEMAND, zone="1", infiniband=True, node_labels={"team": TEAM},
     taints={"dedicated": {"value": TEAM}})
gpus("grow", "h100", 1, ON_DEMAND, max_nodes=3)
gpus("racks", "gb300", NODES + 14, ON_DEMAND)
gpus("spot", "a100-80gb", 2, {"model": "spot"}, machine_type="Standard_NC24ads_A100_v4", node={"mig": "MIG1g"})
gpus("serve-a100", "a100-80gb", 2, {"model": "reservation", "name": reserved.group_id},
     machine_type="Standard_NC48ads_A100_v4", zone="1")
AzureGpuFleet("batch", {
    **HERE, "subnet": SUBNETS["machines"], "accelerator": "h100", "nodes": 1, "infiniband": True,
    "capacity": ON_DEMAND, "ssh_public_key": KEY, "disk_encryption_set": base.disk_encryption_sets[REGION],
})
AzureGpuFleet("mixed", {
    **HERE, "subnet": SUBNETS["machines"], "accelerator": "a100-80gb", "nodes": 4, "capacity": {"model": "spot"},
    "machine_type": "Standard_NC24ads_A100_v4", "ssh_public_key": KEY,
    "sizes": {"Standard_NC24ads_A100_v4": 0, "Standard_NC40ads_H100_v5": 1},
})
AzureBucket("ckpt", {
    **HERE, "subscription": SUBSCRIPTION, "containers": ["checkpoints"],
    "endpoint": {"subnet": SUBNETS["endpoints"], "zone": ZONES["blob"]}, "users": {"aks": cluster.kubelet_principal},
})
AzureRegistry("images", {
    **HERE, "subscription": SUBSCRIPTION, "readers": {"nodes": cluster.kubelet_principal},
    "endpoint": {"subnet": SUBNETS["endpoints"], "zone": ZONES["registry"]},
})
AzureFileSystem("scratch", {**HERE, "subnet": SUBNETS["storage"], "tib": 16, "zone": "1"})
quota = AzureQuota("quota", {
    "subscription": SUBSCRIPTION,
    "needs": {"train": {"region": REGION, "machine_type": "Standard_ND96isr_H200_v5", "nodes": NODES}},
    "group": {"management_group": "lab", "name": "labgpus"},
})
pulumi.export("needed", quota.needed)
pulumi.export("issuer", cluster.oidc_issuer)
"""
FIRST, CHANGED = PROGRAM % ('(4, "training")',), PROGRAM % ('(6, "research")',)


def test_live_change_in_place_and_go(emulated_clouds: EmulatedClouds) -> None:
    """Labels, taints and numbers change in place: a pool that is replaced gives its machines to somebody else."""
    for name, limit in LIMITS.items():
        place = {"region": "norwayeast"}
        emulated_clouds.quotas.set(
            name, project=SUBSCRIPTION, service="Microsoft.Compute", dimensions=place, cloud="azure-native", limit=limit
        )
    assert emulated_clouds.preview(FIRST, config=CONFIG).succeeded()
    first = emulated_clouds.up(FIRST, config=CONFIG).succeeded()
    assert first.outputs["needed"] == {"norwayeast": {"cores": 384, "standardNDISRH200V5Family": 384}}
    assert emulated_clouds.up(FIRST, config=CONFIG).succeeded().resources == []
    changed = emulated_clouds.up(CHANGED, config=CONFIG).succeeded()
    found = {(each.urn.rsplit("::", 1)[-1], each.op) for each in changed.resources}
    assert found == {("train-0", "update"), ("racks-1", "create")}
    assert emulated_clouds.refresh(CHANGED, config=CONFIG).succeeded().resources == []
    emulated_clouds.destroy(CHANGED, config=CONFIG).succeeded()
    assert list(emulated_clouds.resources()) == []
