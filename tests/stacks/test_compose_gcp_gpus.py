"""GPU clusters and fleets of a region stack: what the words of the spec become, and in which order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stacks.__main__ import main
from tests.components.harness import Deployment, deploy
from tests.stacks.programs import GLOBAL_OUTPUTS
from tests.stacks.samples import region, rendered

STACK = "gcp-europe-west4"
SPOT_H200 = "compute_googleapis_com-PREEMPTIBLE-NVIDIA-H200-GPUS-per-project-region_europe-west4"
SPOT_L4 = "compute_googleapis_com-PREEMPTIBLE-NVIDIA-L4-GPUS-per-project-region_europe-west4"
TRAIN: dict[str, Any] = {
    "accelerator": "h200",
    "nodes": 4,
    "zone": "europe-west4-a",
    "capacity": {"model": "flex-start", "maxRunSeconds": 86400},
}
SERVE: dict[str, Any] = {
    "accelerator": "l4",
    "machineType": "g2-standard-48",
    "nodes": 2,
    "maxNodes": 8,
    "zone": "europe-west4-b",
    "capacity": {"model": "spot"},
    "driver": "latest",
    "localSsd": {"use": "block", "disks": 4},
    "maxPodsPerNode": 64,
    "bootDiskGib": 300,
    "nodeLabels": {"team": "serving"},
    "taints": {"dedicated": {"value": "serving", "effect": "NoExecute"}},
}
BATCH: dict[str, Any] = {
    "accelerator": "h100-mega",
    "nodes": 4,
    "zone": "europe-west4-b",
    "capacity": {"model": "reservation", "name": "mega-q1"},
    "image": "projects/lab-images/global/images/family/slurm-gpu",
    "bootDiskGib": 500,
}


def values(**changes: Any) -> dict[str, Any]:
    """A region with two GPU clusters and a fleet, and no TPUs."""
    groups = {"gpuClusters": {"train-h200": TRAIN, "serve-l4": SERVE}, "gpuFleets": {"batch-mega": BATCH}}
    return region(**{"tpuSlices": ..., **groups, **changes})


def run(**changes: Any) -> Deployment:
    config = {
        f"podwright:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in values(**changes).items()
    }
    references = {"org/podwright/gcp-global": GLOBAL_OUTPUTS}
    return deploy(main, stack=STACK, config=config, references=references)


def test_outputs() -> None:
    """What others read of them."""
    outputs = run().outputs["stack"]
    assert outputs["gpuClusters"] == {
        "train-h200": {
            "machineType": "a3-ultragpu-8g",
            "nodes": 4,
            "gpus": 32,
            "pools": ["train-h200-0"],
            "networks": [f"{STACK}-train-h200-fabric-host-0", f"{STACK}-train-h200-fabric-rdma"],
        },
        "serve-l4": {
            "machineType": "g2-standard-48",
            "nodes": 8,
            "gpus": 32,
            "pools": ["serve-l4-0"],
            "networks": [],
        },
    }
    fleet = outputs["gpuFleets"]["batch-mega"]
    assert fleet.pop("template").startswith(f"{STACK}-batch-mega-")
    assert fleet == {
        "machineType": "a3-megagpu-8g",
        "nodes": 4,
        "gpus": 32,
        "group": f"{STACK}-batch-mega",
        "networks": [f"{STACK}-batch-mega-fabric-gpu-{index}" for index in range(8)],
    }


def test_words_of_the_spec_reach_the_nodes() -> None:
    """Every word that changes a machine must be seen on it."""
    pool = run().resources["serve-l4-0"].inputs
    config = pool["nodeConfig"]
    assert (pool["maxPodsPerNode"], pool["autoscaling"]["maxNodeCount"]) == (64, 8)
    assert (config["machineType"], config["diskSizeGb"], config["spot"]) == ("g2-standard-48", 300, True)
    assert config["guestAccelerators"][0]["gpuDriverInstallationConfig"] == {"gpuDriverVersion": "LATEST"}
    assert config["localNvmeSsdBlockConfig"] == {"localSsdCount": 4}
    assert config["labels"] == {"team": "serving"}
    assert config["taints"][0] == {"key": "dedicated", "value": "serving", "effect": "NO_EXECUTE"}
    assert config["serviceAccount"] == GLOBAL_OUTPUTS["nodeServiceAccounts"]["gke-nodes"]
    template = run().resources["batch-mega-template"].inputs
    assert template["disks"][0]["sourceImage"] == BATCH["image"]
    assert template["disks"][0]["diskSizeGb"] == 500
    assert [each["nicType"] for each in template["networkInterfaces"]] == ["GVNIC"] * 9


def test_machines_wait_for_quota_cluster_and_networks() -> None:
    """A pool that comes before its quota or its networks is refused by the cloud."""
    resources = run().resources
    train = resources["train-h200"].depends_on
    assert {f"quota-{SPOT_H200}", "cluster-gke", "cluster-system", "train-h200-fabric-rdma-0-subnet"} <= train
    assert {"network-nat", "batch-mega-fabric-gpu-7-subnet"} <= resources["batch-mega"].depends_on
    assert "cluster-gke" not in resources["batch-mega"].depends_on


def test_quota_is_what_they_may_grow_to() -> None:
    """Flex-start and spot draw the preemptible quota, a reservation draws nothing, and a region asks for no cap."""
    assert run().outputs["stack"]["quotas"] == {SPOT_H200: 32, SPOT_L4: 32}


def test_the_cluster_is_multi_network_where_it_must_be() -> None:
    """A cluster without further interfaces needs nothing that was made for them."""
    assert run().resources["cluster-gke"].inputs["enableMultiNetworking"] is True
    assert "enableMultiNetworking" not in run(gpuClusters={"serve-l4": SERVE}).resources["cluster-gke"].inputs
    managed = run(gpuClusters={"train-h200": {**TRAIN, "fabric": "dranet"}}, gpuFleets={})
    assert "enableMultiNetworking" not in managed.resources["cluster-gke"].inputs
    assert managed.of_type(":FabricNetwork") == []
    assert managed.resources["train-h200-0"].inputs["networkConfig"]["acceleratorNetworkProfile"] == "auto"


def test_fleets_alone_need_no_cluster() -> None:
    """A control plane costs money; people log in to the machines through Identity-Aware Proxy instead."""
    found = run(gpuClusters={})
    assert found.of_type(":Cluster") == []
    assert "network-rule-iap-ssh" in found.resources


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"gpuFleets": {"train-h200": BATCH}},
            "error: gpuFleets.train-h200: has the name of gpuClusters.train-h200\n"
            "  fix:     give one of them another name",
        ),
        (
            {"gpuClusters": {"training-of-the-large-language-models": SERVE}},
            "error: gpuClusters.training-of-the-large-language-models: the name"
            ' "training-of-the-large-language-models-0" has 39 characters\n'
            "  given:   training-of-the-large-language-models-0\n"
            "  allowed: at most 36 characters\n"
            '  fix:     shorten "training-of-the-large-language-models" by 3',
        ),
        (
            {"gpuFleets": {"batches-of-the-large-language-models": BATCH}},
            "error: gpuFleets.batches-of-the-large-language-models: the name"
            ' "gcp-europe-west4-batches-of-the-large-language-models-fabric-host-0-internal" has 76 characters\n'
            "  given:   gcp-europe-west4-batches-of-the-large-language-models-fabric-host-0-internal\n"
            "  allowed: at most 63 characters\n"
            '  fix:     shorten "batches-of-the-large-language-models-fabric-host-0-internal" by 13',
        ),
    ],
)
def test_names_that_do_not_fit(changes: dict[str, Any], message: str) -> None:
    """Names are put together from keys and never cut, so a long one must be found before an apply."""
    assert rendered(values(**changes), STACK) == [message]
