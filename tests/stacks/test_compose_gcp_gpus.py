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
    "hostMaintenance": "periodic",
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
    "startupScript": "#!/bin/sh\nexit 0\n",
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
            "nodeSelector": {"podwright/gpu-cluster": "train-h200"},
            "networks": [f"{STACK}-train-h200-fabric-host-0", f"{STACK}-train-h200-fabric-rdma"],
            "nodeNetworks": [f"train-h200-nic{number}" for number in range(1, 10)],
        },
        "serve-l4": {
            "machineType": "g2-standard-48",
            "nodes": 8,
            "gpus": 32,
            "pools": ["serve-l4-0"],
            "nodeSelector": {"podwright/gpu-cluster": "serve-l4"},
            "networks": [],
            "nodeNetworks": [],
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
    assert config["hostMaintenancePolicy"] == {"maintenanceInterval": "PERIODIC"}
    assert config["labels"] == {"team": "serving", "podwright/gpu-cluster": "serve-l4"}
    assert config["taints"][0] == {"key": "dedicated", "value": "serving", "effect": "NO_EXECUTE"}
    assert config["serviceAccount"] == GLOBAL_OUTPUTS["nodeServiceAccounts"]["gke-nodes"]
    template = run().resources["batch-mega-template"].inputs
    assert template["disks"][0]["sourceImage"] == BATCH["image"]
    assert template["disks"][0]["diskSizeGb"] == 500
    assert template["metadata"]["startup-script"] == BATCH["startupScript"]
    assert [each["nicType"] for each in template["networkInterfaces"]] == ["GVNIC"] * 9


def test_batches_of_a_fleet_are_requests() -> None:
    """Each comes whole or not at all."""
    fleet = {
        "accelerator": "h200",
        "nodes": 4,
        "zone": "europe-west4-a",
        "capacity": {"model": "flex-start"},
        "batch": 2,
    }
    made = run(gpuFleets={"batch": fleet}).resources
    requests = [made[name].inputs for name in sorted(made) if name.startswith("batch-request-")]
    assert [request["resizeBy"] for request in requests] == [2, 2]


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


def test_pods_find_the_interfaces_of_the_nodes() -> None:
    """Without the objects inside of the cluster nodes have interfaces that no pod can ask for."""
    resources = run().resources
    first, rdma = resources["train-h200-nic1-params"], resources["train-h200-nic2-params"]
    assert first.inputs["spec"] == {
        "vpc": f"{STACK}-train-h200-fabric-host-0",
        "vpcSubnet": f"{STACK}-train-h200-fabric-host-0",
        "deviceMode": "NetDevice",
    }
    assert rdma.inputs["spec"]["deviceMode"] == "RDMA"
    assert {each.provider for each in resources.values() if each.type.startswith("kubernetes:")} == {"kubernetes"}
    assert "cluster-system" in resources["kubernetes"].depends_on
    assert resources["train-h200-0"].provider == "gcp"


def test_nothing_inside_of_a_cluster_needs_no_provider_for_it() -> None:
    """The SDK of Kubernetes takes seconds to load, at every preview."""
    assert run(gpuClusters={"serve-l4": SERVE}).of_type(":kubernetes") == []
    managed = run(gpuClusters={"train-h200": {**TRAIN, "fabric": "dranet"}}, gpuFleets={})
    assert managed.of_type(":kubernetes") == []


def test_jobs_queue_for_gpus_and_slices() -> None:
    """Each group is a flavor on its own nodes, and what it may grow to is its quota."""
    slices = {"tune": {"generation": "v6e", "topology": "4x4", "zone": "europe-west4-a", "capacity": {"model": "spot"}}}
    deployment = run(cluster={"kueue": True}, tpuSlices=slices)
    resources = deployment.resources
    assert deployment.outputs["stack"]["queue"] == {"name": "accelerators", "namespace": "default"}
    assert resources["kueue-flavor-serve-l4"].inputs["spec"] == {
        "nodeLabels": {"podwright/gpu-cluster": "serve-l4"},
        "tolerations": [{"key": "dedicated", "operator": "Equal", "value": "serving", "effect": "NoExecute"}],
    }
    assert resources["kueue-cluster-queue"].inputs["spec"]["resourceGroups"] == [
        {
            "coveredResources": ["google.com/tpu"],
            "flavors": [{"name": "tune", "resources": [{"name": "google.com/tpu", "nominalQuota": 16}]}],
        },
        {
            "coveredResources": ["nvidia.com/gpu"],
            "flavors": [
                {"name": name, "resources": [{"name": "nvidia.com/gpu", "nominalQuota": 32}]}
                for name in ("serve-l4", "train-h200")
            ],
        },
    ]
    assert {"train-h200-0", "serve-l4-0", "tune-0"} <= resources["kueue"].depends_on


KEY = GLOBAL_OUTPUTS["keys"]["europe-west4"]


def test_boot_disks_have_the_key_of_the_region() -> None:
    """All of them, those of fleets too; what is stored beside them only where storage asks for it."""
    slices = {"tune": {"generation": "v6e", "topology": "4x4", "zone": "europe-west4-a", "capacity": {"model": "spot"}}}
    resources = run(
        cluster={"encryptDisks": True}, tpuSlices=slices, storage={"buckets": {"checkpoints": {}}}
    ).resources
    pools = [resources[name].inputs for name in ("cluster-system", "tune-0", "train-h200-0", "serve-l4-0")]
    assert [pool["nodeConfig"]["bootDiskKmsKey"] for pool in pools] == [KEY] * 4
    disk = resources["batch-mega-template"].inputs["disks"][0]
    assert (disk["diskSizeGb"], disk["diskEncryptionKey"]) == (500, {"kmsKeySelfLink": KEY})
    assert "encryption" not in resources["checkpoints-bucket"].inputs


def test_encrypted_disks_of_fleets_alone_make_no_cluster() -> None:
    """The word stands under `cluster` and is about the disks of fleets as well."""
    found = run(gpuClusters={}, cluster={"encryptDisks": True})
    assert found.of_type(":Cluster") == []
    assert found.resources["batch-mega-template"].inputs["disks"][0]["diskEncryptionKey"] == {"kmsKeySelfLink": KEY}


def test_disks_have_a_key_of_googles_where_nothing_is_said() -> None:
    """A key that nobody asked for is a key that nobody looks after."""
    resources = run(storage={"customerKeys": True, "buckets": {"checkpoints": {}}}).resources
    assert "bootDiskKmsKey" not in resources["serve-l4-0"].inputs["nodeConfig"]
    assert resources["checkpoints-bucket"].inputs["encryption"] == {"defaultKmsKeyName": KEY}


def test_pods_can_mount_what_the_stack_stores() -> None:
    """The driver of a file system comes with it, and the file system when Google's network is joined."""
    system = {"kind": "lustre", "gib": 18000, "tier": "500", "zone": "europe-west4-a"}
    resources = run(
        network={"cidr": "10.32.0.0/14", "privateServices": True},
        cluster={"storageDrivers": ["filestore"]},
        storage={"fileSystems": {"scratch": system}},
    ).resources
    addons = resources["cluster-gke"].inputs["addonsConfig"]
    assert addons["lustreCsiDriverConfig"] == addons["gcpFilestoreCsiDriverConfig"] == {"enabled": True}
    assert "parallelstoreCsiDriverConfig" not in addons
    assert "network-connection" in resources["scratch"].depends_on


@pytest.mark.parametrize("gpus", [{}, {"serve-l4": {**SERVE, "nodes": 0, "maxNodes": ...}}])
def test_a_queue_for_nothing_is_refused(gpus: dict[str, Any]) -> None:
    """It would take every job and start none."""
    groups = {name: {key: value for key, value in each.items() if value is not ...} for name, each in gpus.items()}
    assert rendered(values(gpuClusters=groups, cluster={"kueue": True}), STACK) == [
        "error: cluster.kueue: there is nothing to queue for: the stack has neither tpuSlices nor gpuClusters with"
        " machines\n"
        "  given:   true\n"
        "  fix:     drop kueue, or declare slices or a GPU cluster"
    ]


def test_tpu_vms_have_no_disk_to_encrypt() -> None:
    """Who asks for keys must know what does not get one."""
    vms = {"dev": {"generation": "v5e", "topology": "2x2", "zone": "europe-west4-b", "capacity": {"model": "spot"}}}
    assert rendered(values(tpuVms=vms, cluster={"encryptDisks": True}), STACK) == [
        "warning: tpuVms.dev: its boot disk has Google's own key, and cluster.encryptDisks does not change that\n"
        "  fix:     declare it under tpuSlices"
    ]


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
