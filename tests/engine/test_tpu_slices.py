"""TPU slices of every kind on one emulated cluster, with the real engine: their life and what changes in place."""

from __future__ import annotations

import pytest

from podwright.catalog.quotas import tpu_quota
from podwright.testing.clouds import EmulatedClouds
from podwright.testing.runs import Run

pytestmark = pytest.mark.engine
CONFIG: dict[str, object] = {"gcp:project": "lab", "gcp:region": "us-central1"}
DRAWN = (
    ("v6e", "on-demand", "us-central1-b", 64),
    ("v5e", "spot", "us-central1-a", 64),
    ("tpu7x", "on-demand", "us-central1-c", 64),
    ("v6e", "flex-start", "us-central1-b", 64),
)
"""Generation, capacity model, zone, and the chips that the quota allows."""

PROGRAM = """
import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_gcp import serviceaccount
from components.gcp.gke_cluster import GkeCluster
from components.gcp.kubeconfig import gke_kubeconfig
from components.gcp.kueue import Kueue
from components.gcp.network import Network
from components.gcp.tpu_slice import TpuSlice

LABELS, LEAST, SLICES, TOPOLOGY = %s
common = {"project": "lab", "prefix": "lab", "labels": LABELS}
account = serviceaccount.Account("nodes", account_id="gke-nodes", project="lab")
network = Network(
    "network", {"project": "lab", "region": "us-central1", "prefix": "lab", "cidr": "10.32.0.0/14", "nodes_needed": 64}
)
cluster = GkeCluster(
    "cluster",
    {
        **common,
        "region": "us-central1",
        "network": {
            "network": network.network_id,
            "subnetwork": network.subnetwork_id,
            "pods_range_name": "pods",
            "services_range_name": "services",
            "control_plane_cidr": network.control_plane_range,
        },
        "service_account": account.email,
        "maintenance": {
            "start": "02:00",
            "hours": 6,
            "days": ["SA", "SU"],
            "exclusions": {"launch": {"start": "2026-12-01T00:00:00Z", "end": "2026-12-20T00:00:00Z"}},
        },
        "monitoring": True,
        "storage_drivers": ["lustre"],
        "deletion_protection": False,
    },
)
on_it = {**common, "cluster": cluster.cluster_name, "service_account": account.email, "max_pods_per_node": 16}
after = pulumi.ResourceOptions(depends_on=[cluster])
spot, demand, flex = {"model": "spot"}, {"model": "on-demand"}, {"model": "flex-start", "queued": True}
train = TpuSlice(
    "train",
    {
        **on_it, "zone": "us-central1-b", "generation": "v6e", "topology": TOPOLOGY, "slices": SLICES,
        "capacity": demand, "node": {"labels": LABELS},
    },
    after,
)
chat = TpuSlice(
    "chat",
    {
        **on_it, "zone": "us-central1-a", "generation": "v5e", "topology": "2x4", "slices": 6, "least_slices": LEAST,
        "capacity": spot,
    },
    after,
)
cube = TpuSlice(
    "cube",
    {
        **on_it, "zone": "us-central1-c", "generation": "tpu7x", "topology": "2x2x2", "slices": 1, "capacity": demand,
        "dranet": True,
    },
    after,
)
burst = TpuSlice(
    "burst",
    {
        **on_it, "zone": "us-central1-b", "generation": "v6e", "topology": "4x8", "slices": 1, "capacity": flex,
        "allow_unlisted_zone": True,
    },
    after,
)
inside = kubernetes.Provider("inside", kubeconfig=cluster.dns_endpoint.apply(gke_kubeconfig))
queue = Kueue(
    "kueue",
    {
        "accelerators": {
            "train": {"resource": "google.com/tpu", "amount": 32, "node_labels": {"podwright/slice-group": "train"}},
        },
    },
    pulumi.ResourceOptions(depends_on=[cluster, train], providers=[inside]),
)
pulumi.export("chips", pulumi.Output.all(train.chips, chat.chips, cube.chips, burst.chips))
pulumi.export("queue", queue.queue)
"""
FIRST = PROGRAM % '({"owner": "serving"}, 1, 1, "4x4")'
LARGER = PROGRAM % '({"owner": "training"}, 3, 2, "4x4")'
RESHAPED = PROGRAM % '({"owner": "training"}, 3, 2, "2x4")'


def _preemptible_v6e(clouds: EmulatedClouds) -> int:
    """The chips that flex-start holds."""
    return next(line.used for line in clouds.quotas.list() if line.quota_id.startswith("PREEMPTIBLE-TPU-V6E"))


def _pools(run: Run) -> dict[str, str]:
    """Node pool -> what happened to it."""
    return {each.name: each.op for each in run.resources if each.type.endswith(":NodePool")}


def test_lives_and_changes_in_place(emulated_clouds: EmulatedClouds) -> None:
    """Labels and numbers never replace a pool, a shape always does, and a queued slice comes whole when its time is."""
    for generation, model, zone, chips in DRAWN:
        need = tpu_quota(generation, model, zone, chips, "gke")
        assert need is not None
        assert need.quota_id is not None
        emulated_clouds.quotas.set(
            need.quota_id, project="lab", service=need.service, dimensions=need.dimensions, limit=chips
        )
    first = emulated_clouds.up(FIRST, config=CONFIG).succeeded()
    assert first.outputs == {"chips": [16, 48, 8, 32], "queue": "accelerators"}
    assert emulated_clouds.up(FIRST, config=CONFIG).succeeded().resources == []
    assert _preemptible_v6e(emulated_clouds) == 0
    emulated_clouds.clock.advance("1h")
    assert _preemptible_v6e(emulated_clouds) == 32
    assert emulated_clouds.up(FIRST, config=CONFIG).succeeded().resources == []

    larger = emulated_clouds.up(LARGER, config=CONFIG).succeeded()
    assert _pools(larger) == {
        "cluster-system": "update",
        "train-0": "update",
        "train-1": "create",
        "chat-0": "update",
        "cube-0": "update",
        "burst-0": "update",
    }
    reshaped = emulated_clouds.preview(RESHAPED, config=CONFIG).succeeded()
    assert _pools(reshaped) == {"train-0": "replace", "train-1": "replace"}

    emulated_clouds.destroy(LARGER, config=CONFIG).succeeded()
    assert list(emulated_clouds.resources()) == []
