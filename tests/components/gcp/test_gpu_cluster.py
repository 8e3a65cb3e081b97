"""GPU clusters: what each machine and capacity model registers, and what is refused before anything is."""

from __future__ import annotations

from pathlib import Path

import pulumi
import pulumi_kubernetes as kubernetes
import pytest

from components.gcp.capacity import CapacityArgs, CapacityModel
from components.gcp.gpu_cluster import Driver, GpuCluster, GpuClusterArgs
from components.gcp.gpu_machines import NodeNetworkArgs, Placement
from podwright.errors import InputError
from tests.components.harness import Deployment, check_inventory, deploy

INVENTORIES = Path(__file__).parent / "gpu_cluster"
SPOT: CapacityArgs = {"model": CapacityModel.SPOT}
FLEX: CapacityArgs = {"model": CapacityModel.FLEX_START}


def arguments(accelerator: str, nodes: int, zone: str, capacity: CapacityArgs) -> GpuClusterArgs:
    return {
        "project": "lab",
        "zone": zone,
        "prefix": "gcp-" + zone.rsplit("-", 1)[0],
        "labels": {"owner": "serving", "cost-centre": "cc-2107"},
        "cluster": "gcp-europe-west4-gke",
        "service_account": "gke-nodes@lab.iam.gserviceaccount.com",
        "accelerator": accelerator,
        "nodes": nodes,
        "capacity": capacity,
    }


def interfaces(hosts: int, gpus: int) -> list[NodeNetworkArgs]:
    """RDMA interfaces as `FabricNetwork` has them."""
    kinds = ["GVNIC"] * hosts + ["MRDMA"] * gpus
    return [
        {"network": "vpc-gpu" if kind == "MRDMA" else "vpc-host", "subnetwork": f"subnet-{index}", "nic_type": kind}
        for index, kind in enumerate(kinds)
    ]


def ultra() -> GpuClusterArgs:
    return {**arguments("h200", 4, "europe-west4-a", FLEX), "networks": interfaces(1, 8)}


def serve() -> GpuClusterArgs:
    return {
        **arguments("l4", 2, "europe-west4-b", SPOT),
        "machine_type": "g2-standard-48",
        "max_nodes": 8,
        "node": {
            "driver": Driver.NONE,
            "image_type": "UBUNTU_CONTAINERD",
            "boot_disk_gib": 300,
            "boot_disk_key": "projects/shared/locations/europe-west4/keyRings/r/cryptoKeys/k",
            "local_ssds": 4,
            "raw_local_ssds": True,
            "max_pods": 64,
        },
        "node_labels": {"team": "serving"},
        "taints": {"trial": {}, "dedicated": {"value": "serving", "effect": "NoExecute"}},
    }


def reserved(accelerator: str, nodes: int, zone: str, name: str) -> GpuClusterArgs:
    return arguments(accelerator, nodes, zone, {"model": CapacityModel.RESERVATION, "name": name})


CASES: dict[str, tuple[str, GpuClusterArgs]] = {
    "flex_start": ("train", ultra()),
    "queued": ("train", {**ultra(), "capacity": {**FLEX, "queued": True, "max_run_seconds": 86400}}),
    "compact_on_demand": ("train", arguments("h100", 8, "europe-west4-c", {"model": CapacityModel.ON_DEMAND})),
    "reserved_mega": (
        "train",
        {
            **reserved("h100-mega", 4, "europe-west4-b", "mega-q1/reservationBlocks/b-1/reservationSubBlocks/s-2"),
            "node": {"maintenance_interval": "PERIODIC"},
        },
    ),
    "racks": ("train", reserved("gb200", 20, "us-central1-a", "grace")),
    "metal": ("train", reserved("gb300", 18, "us-central1-b", "grace-max")),
    "dranet": ("train", {**arguments("b200", 2, "europe-west4-b", SPOT), "dranet": True}),
    "growing_spot": ("serve", serve()),
    "serving_g4": (
        "train",
        {
            **arguments("rtx-pro-6000", 2, "europe-west4-b", {"model": CapacityModel.ON_DEMAND}),
            "machine_type": "g4-standard-384",
        },
    ),
    "a100_spot": ("train", {**arguments("a100-80gb", 4, "europe-west4-a", SPOT), "machine_type": "a2-ultragpu-8g"}),
    "edge": ("train", arguments("h100-edge", 2, "europe-west2-b", {"model": CapacityModel.ON_DEMAND})),
}


def run(name: str, args: GpuClusterArgs) -> Deployment:
    return deploy(lambda: GpuCluster(name, args))


def refusal(args: GpuClusterArgs) -> str:
    with pytest.raises(InputError) as caught:
        deploy(lambda: GpuCluster("train", args))
    return str(caught.value)


def test_every_inventory_belongs_to_a_case() -> None:
    """An inventory nobody reads proves nothing."""
    assert {file.stem for file in INVENTORIES.glob("*.yaml")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_inventory(case: str) -> None:
    """What the provider is asked for."""
    name, args = CASES[case]
    check_inventory(run(name, args), INVENTORIES / f"{case}.yaml", name)


def test_another_rack_is_a_pool_at_the_end() -> None:
    """The place of a pool is its identity: the racks before it stay exactly as they are."""
    before = run("train", reserved("gb200", 18, "us-central1-a", "grace"))
    after = run("train", reserved("gb200", 36, "us-central1-a", "grace"))
    assert after.resources.keys() - before.resources.keys() == {"train-1"}
    assert after.resources["train-0"].inputs == before.resources["train-0"].inputs


def test_more_nodes_change_only_their_number() -> None:
    """Anything else that moved with it could replace the pool."""
    before = run("train", ultra()).resources["train-0"].inputs
    after = run("train", {**ultra(), "nodes": 6}).resources["train-0"].inputs
    assert after["autoscaling"].pop("maxNodeCount") == 6
    before["autoscaling"].pop("maxNodeCount")
    assert after == before


def test_pods_find_the_networks_by_name() -> None:
    """With a provider of Kubernetes each interface becomes a network of the cluster, before there are nodes."""

    def program() -> None:
        provider = kubernetes.Provider("inside", kubeconfig="{}")
        GpuCluster("train", ultra(), pulumi.ResourceOptions(providers=[provider]))

    found = deploy(program)
    names = [f"train-nic{number}" for number in range(1, 10)]
    assert found.outputs["train"]["nodeNetworks"] == names
    assert found.resources["train-nic2-params"].inputs == {
        "apiVersion": "networking.gke.io/v1",
        "kind": "GKENetworkParamSet",
        "metadata": {"name": "train-nic2"},
        "spec": {"vpc": "vpc-gpu", "vpcSubnet": "subnet-1", "deviceMode": "RDMA"},
    }
    assert found.resources["train-nic1-params"].inputs["spec"]["deviceMode"] == "NetDevice"
    network = found.resources["train-nic2"]
    assert (network.parent, network.provider) == ("train", "inside")
    assert network.inputs["spec"] == {
        "type": "Device",
        "parametersRef": {"group": "networking.gke.io", "kind": "GKENetworkParamSet", "name": "train-nic2"},
    }
    assert set(names) <= found.resources["train-0"].depends_on


def test_all_problems_at_once() -> None:
    """One run shows everything that is wrong, under the component's name and the spelling of its arguments."""
    wrong: GpuClusterArgs = {
        **arguments("h200", 4, "asia-northeast1-b", {"model": CapacityModel.ON_DEMAND, "name": "mine"}),
        "machine_type": "a3-ultragpu-8g",
        "networks": interfaces(0, 4),
        "dranet": True,
        "node": {"local_ssds": 4},
        "taints": {"nvidia.com/gpu": {}},
    }
    lines = refusal(wrong).splitlines()
    assert [line for line in lines if line.startswith("error")] == [
        "error: GpuCluster train.zone: a3-ultragpu-8g is not offered in asia-northeast1-b (catalog of 2026-08)",
        "error: GpuCluster train.capacity.model: a3-ultragpu-8g is not given on demand, only by spot, reservation and"
        " flex-start",
        "error: GpuCluster train.capacity.name: a reservation is named, but the model is on-demand; one group cannot"
        " use both",
        "error: GpuCluster train.networks: a3-ultragpu-8g needs 9 further interfaces of MTU 8896, got 4",
        "error: GpuCluster train.networks: are given, but DRANET makes its own",
        "error: GpuCluster train.node.local_ssds: a3-ultragpu-8g always has 32 local SSDs",
        "error: GpuCluster train.taints.nvidia.com/gpu: is set on every GPU node already",
    ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {**ultra(), "networks": list(reversed(interfaces(1, 8)))},
            "error: GpuCluster train.networks: a3-ultragpu-8g has other interfaces, in another order\n"
            "  given:   MRDMA, MRDMA, MRDMA, MRDMA, MRDMA, MRDMA, MRDMA, MRDMA, GVNIC\n"
            "  allowed: GVNIC, MRDMA, MRDMA, MRDMA, MRDMA, MRDMA, MRDMA, MRDMA, MRDMA\n"
            "  fix:     pass the interfaces of FabricNetwork as they are",
        ),
        (
            {**serve(), "networks": interfaces(1, 0)},
            "error: GpuCluster train.networks: g2-standard-48 needs no further interfaces, got 1\n"
            "  given:   1\n"
            "  allowed: 0\n"
            "  fix:     drop networks",
        ),
        (
            {**ultra(), "max_nodes": 8},
            "error: GpuCluster train.max_nodes: flex-start has no number to grow from: its machines come and go, from"
            " none up to nodes\n"
            "  given:   8\n"
            "  fix:     drop maxNodes, and write nodes: 8",
        ),
        (
            {**reserved("gb200", 18, "us-central1-a", "grace"), "max_nodes": 36},
            "error: GpuCluster train.max_nodes: a4x-highgpu-4g comes in racks of 18, which do not grow by themselves\n"
            "  given:   36\n"
            "  fix:     leave it out, and raise nodes when there is another rack",
        ),
        (
            reserved("h100-mega", 4, "europe-west4-b", "projects/other/reservations/m/reservationBlocks/b"),
            "error: GpuCluster train.capacity.name: a block of a reservation that project other shares cannot be named,"
            " only the whole reservation\n"
            "  given:   projects/other/reservations/m/reservationBlocks/b\n"
            "  fix:     write projects/other/reservations/m",
        ),
        (
            {**reserved("h100-mega", 4, "europe-west4-b", "m"), "placement": Placement.COMPACT},
            "error: GpuCluster train.placement: a reservation of a3-megagpu-8g has its own placement, and a second one"
            " makes the pool fail\n"
            "  given:   compact\n"
            "  fix:     drop placement",
        ),
        (
            {**serve(), "dranet": True},
            "error: GpuCluster train.dranet: g2-standard-48 has no networks between the GPUs of several machines\n"
            "  given:   dranet\n"
            "  fix:     drop fabric; accelerators with such networks: b200, gb200, gb300, h100, h100-edge, h100-mega,"
            " h200",
        ),
    ],
)
def test_refusals(args: GpuClusterArgs, message: str) -> None:
    """Each says what to write instead."""
    assert refusal(args) == message
