"""GPU components on the emulated cloud, with the real engine: their whole life, and what never replaces a machine."""

from __future__ import annotations

import pytest

from podwright.testing.clouds import EmulatedClouds

pytestmark = pytest.mark.engine
CONFIG: dict[str, object] = {"gcp:project": "lab", "gcp:region": "europe-west4"}

PROGRAM = """
import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_gcp import compute, serviceaccount

from components.gcp.capacity import CapacityModel
from components.gcp.fabric_network import FabricNetwork
from components.gcp.gke_cluster import GkeCluster
from components.gcp.gpu_cluster import GpuCluster
from components.gcp.gpu_fleet import GpuFleet
from components.gcp.network import PODS_RANGE, SERVICES_RANGE, Network

LABELS, L4S, MEGAS, TEAM = %s
KUBECONFIG = (
    '{{"apiVersion": "v1", "kind": "Config", "current-context": "c", "users": [{{"name": "u", "user": {{}}}}],'
    ' "contexts": [{{"name": "c", "context": {{"cluster": "c", "user": "u"}}}}],'
    ' "clusters": [{{"name": "c", "cluster": {{"server": "https://{}"}}}}]}}'
)
common = {"project": "lab", "prefix": "gcp-europe-west4", "labels": LABELS}
account = serviceaccount.Account("nodes", account_id="gke-nodes", project="lab")
network = Network("network", {"project": "lab", "region": "europe-west4", "prefix": "gcp-europe-west4",
                              "cidr": "10.32.0.0/14", "nodes_needed": 64})
gke = GkeCluster("cluster", {**common, "region": "europe-west4", "service_account": account.email,
    "network": {"network": network.network_id, "subnetwork": network.subnetwork_id, "pods_range_name": PODS_RANGE,
                "services_range_name": SERVICES_RANGE, "control_plane_cidr": network.control_plane_range,
                "max_pods_per_node": 32},
    "multi_networking": True, "deletion_protection": False}, pulumi.ResourceOptions(depends_on=[network]))
pods = kubernetes.Provider("pods", kubeconfig=gke.endpoint.apply(KUBECONFIG.format))
inside = pulumi.ResourceOptions(depends_on=[gke])
nodes = {**common, "cluster": gke.cluster_name, "service_account": account.email}
fabric = FabricNetwork("train-fabric", {"project": "lab", "zone": "europe-west4-a", "prefix": "gcp-europe-west4",
                                        "accelerator": "h200"})
train = GpuCluster("train", {**nodes, "zone": "europe-west4-a", "accelerator": "h200", "nodes": 4,
    "capacity": {"model": CapacityModel.FLEX_START}, "networks": fabric.node_networks},
    pulumi.ResourceOptions(depends_on=[gke], providers=[pods]))
serve = GpuCluster("serve", {**nodes, "zone": "europe-west4-b", "accelerator": "l4", "machine_type": "g2-standard-12",
    "nodes": L4S, "capacity": {"model": CapacityModel.SPOT}, "node_labels": {"team": TEAM}}, inside)
reserved = compute.Reservation("mega", name="mega-q1", project="lab", zone="europe-west4-b",
    specific_reservation_required=True,
    specific_reservation={"count": 8, "instance_properties": {"machine_type": "a3-megagpu-8g"}})
mega = FabricNetwork("batch-fabric", {"project": "lab", "zone": "europe-west4-b", "prefix": "gcp-europe-west4",
                                      "accelerator": "h100-mega"})
batch = GpuFleet("batch", {**common, "zone": "europe-west4-b", "subnetwork": network.subnetwork_id,
    "service_account": account.email, "accelerator": "h100-mega", "nodes": MEGAS, "networks": mega.node_networks,
    "capacity": {"model": CapacityModel.RESERVATION, "name": "mega-q1"}},
    pulumi.ResourceOptions(depends_on=[reserved, mega]))
burst = GpuFleet("burst", {**common, "zone": "europe-west4-a", "subnetwork": network.subnetwork_id,
    "service_account": account.email, "accelerator": "h200", "nodes": 2,
    "capacity": {"model": CapacityModel.FLEX_START, "max_run_seconds": 86400}})
pulumi.export("template", batch.template)
pulumi.export("pools", pulumi.Output.all(train.pools, serve.pools))
"""
BEFORE = PROGRAM % '({"owner": "a", "cost-centre": "b"}, 2, 4, "red")'
AFTER = PROGRAM % '({"owner": "c", "cost-centre": "b"}, 3, 6, "blue")'


def quotas(clouds: EmulatedClouds) -> None:
    """What Google would have to grant first."""
    for quota_id, dimensions in (
        ("GPUS-PER-GPU-FAMILY-per-project-region", {"region": "europe-west4", "gpu_family": "NVIDIA_H100_MEGA"}),
        ("PREEMPTIBLE-NVIDIA-H200-GPUS-per-project-region", {"region": "europe-west4"}),
        ("PREEMPTIBLE-NVIDIA-L4-GPUS-per-project-region", {"region": "europe-west4"}),
        ("GPUS-ALL-REGIONS-per-project", {}),
    ):
        clouds.quotas.set(quota_id, project="lab", service="compute.googleapis.com", dimensions=dimensions, limit=500)


def test_lives_and_grows_in_place(emulated_clouds: EmulatedClouds) -> None:
    """More nodes and other labels change what is there: nothing that holds a machine is made again."""
    quotas(emulated_clouds)
    assert emulated_clouds.preview(BEFORE, config=CONFIG).succeeded()
    first = emulated_clouds.up(BEFORE, config=CONFIG).succeeded()
    assert first.outputs["pools"] == [["train-0"], ["serve-0"]]
    assert emulated_clouds.up(BEFORE, config=CONFIG).succeeded().resources == []
    grown = emulated_clouds.up(AFTER, config=CONFIG).succeeded()
    changed = {(each.name, each.op) for each in grown.resources if "fabric" not in each.name}
    assert changed == {
        ("train-0", "update"),
        ("serve-0", "update"),
        ("batch-group", "update"),
        ("batch-template", "replace"),
        ("burst-group", "update"),
        ("burst-template", "replace"),
        ("cluster-gke", "update"),
        ("cluster-system", "update"),
    }
    assert first.outputs["template"] != grown.outputs["template"]
    emulated_clouds.clock.advance("1h")  # the machines that were asked for by flex-start come
    assert emulated_clouds.up(AFTER, config=CONFIG).succeeded().resources == []
    assert emulated_clouds.refresh(AFTER, config=CONFIG).succeeded().resources == []
    emulated_clouds.destroy(AFTER, config=CONFIG).succeeded()
    assert list(emulated_clouds.resources()) == []
