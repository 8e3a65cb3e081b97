"""GPU machines on Oracle Cloud, as nodes and as a fleet: how each shape is placed, and what is refused."""

from __future__ import annotations

import base64

import pytest

from components.oci.capacity import OciCapacityModel, OciPlacement
from components.oci.gpu_cluster import OciGpuCluster, OciGpuClusterArgs, plan_oci_gpu_cluster
from components.oci.gpu_fleet import OciGpuFleet, OciGpuFleetArgs
from components.oci.reservation import OciReservation
from podwright.catalog.cloud_gpus import CloudGpu, cloud_gpus
from podwright.catalog.oci_rules import RDMA_PLUGINS
from podwright.errors import InputError
from tests.components.harness import Deployment, deploy

ARGS: OciGpuClusterArgs = {
    "tenancy": "ocid1.tenancy.oc1..lab",
    "compartment": "ocid1.compartment.oc1..chicago",
    "region": "us-chicago-1",
    "zone": "AD-1",
    "prefix": "oci-us-chicago-1",
    "labels": {"owner": "training"},
    "cluster": "ocid1.cluster.oc1..oke",
    "kubernetes_version": "v1.34.1",
    "network": {
        "nodes_subnet": "nodes-subnet",
        "pods_subnet": "pods-subnet",
        "nodes_group": "nodes-group",
        "pods_group": "pods-group",
    },
    "accelerator": "h200",
    "nodes": 2,
    "capacity": {"model": OciCapacityModel.ON_DEMAND},
    "image": "ocid1.image.oc1..rdma",
}
FLEET: OciGpuFleetArgs = {
    "tenancy": "ocid1.tenancy.oc1..lab",
    "compartment": "ocid1.compartment.oc1..chicago",
    "region": "us-chicago-1",
    "zone": "AD-1",
    "prefix": "oci-us-chicago-1",
    "labels": {"owner": "training"},
    "subnet": "nodes-subnet",
    "accelerator": "h200",
    "nodes": 2,
    "capacity": {"model": OciCapacityModel.ON_DEMAND},
    "image": "ocid1.image.oc1..rdma",
}


def run(args: OciGpuClusterArgs) -> Deployment:
    return deploy(lambda: OciGpuCluster("train", args))


def fleet(args: OciGpuFleetArgs) -> Deployment:
    return deploy(lambda: OciGpuFleet("batch", args))


@pytest.mark.parametrize("shape", cloud_gpus("oci").values(), ids=lambda each: each.size)
def test_every_shape_of_the_catalog_is_placed(shape: CloudGpu) -> None:
    """Racks in GPU memory clusters, RDMA in a compute cluster, the others in a pool alone."""
    args: OciGpuClusterArgs = {**ARGS, "accelerator": shape.accelerator, "machine_type": shape.size}
    counts = run(args).counts
    assert counts.get("oci:Core/computeCluster:ComputeCluster", 0) == shape.rdma
    assert counts.get("oci:Core/computeGpuMemoryCluster:ComputeGpuMemoryCluster", 0) == bool(shape.rack_size)
    assert counts.get("oci:ContainerEngine/nodePool:NodePool", 0) == (not shape.rack_size)


@pytest.mark.parametrize("shape", cloud_gpus("oci").values(), ids=lambda each: each.size)
def test_every_template_of_rdma_machines_turns_on_the_plugins(shape: CloudGpu) -> None:
    """OCI-RDMA-PLUGINS: without them the interfaces get no address and jobs hang."""
    args: OciGpuFleetArgs = {**FLEET, "accelerator": shape.accelerator, "machine_type": shape.size}
    (template,) = fleet(args).of_type(":InstanceConfiguration")
    plugins = template.inputs["instanceDetails"]["launchDetails"]["agentConfig"]["pluginsConfigs"]
    enabled = {each["name"] for each in plugins if each["desiredState"] == "ENABLED"}
    assert set(RDMA_PLUGINS) <= enabled if shape.rdma else not enabled & set(RDMA_PLUGINS)


def test_a_rack_is_at_most_18_machines_of_one_fabric() -> None:
    """OCI-GB-NETWORK: a GPU memory cluster is one fabric."""
    found = run({**ARGS, "accelerator": "gb300", "nodes": 40, "fabrics": ["a", "b", "c"]})
    racks = found.of_type(":ComputeGpuMemoryCluster")
    assert {(each.name, each.inputs["size"], each.inputs["gpuMemoryFabricId"]) for each in racks} == {
        ("train-rack-0", "18", "a"),
        ("train-rack-1", "18", "b"),
        ("train-rack-2", "4", "c"),
    }


def test_machines_of_a_cluster_network_join_by_themselves() -> None:
    """Their template knows the API, its authority and where pods get addresses."""
    found = run({**ARGS, "placement": OciPlacement.CLUSTER_NETWORK, "node_labels": {"team": "a", "kind": "b"}})
    assert found.of_type(":NodePool") == []
    (template,) = found.of_type(":InstanceConfiguration")
    metadata = template.inputs["instanceDetails"]["launchDetails"]["metadata"]
    assert base64.b64decode(metadata["user_data"]).decode() == (
        "#!/usr/bin/env bash\n"
        'bash /etc/oke/oke-install.sh --apiserver-endpoint "10.64.160.2" --kubelet-ca-cert "Q0E="\n'
    )
    assert metadata["oke-initial-node-labels"] == "kind=b,team=a"
    assert metadata["oke-native-pod-networking"] == "true"
    assert metadata["pod-subnets"] == "pods-subnet"


def test_spot_nodes_are_preemptible() -> None:
    """The word is the same on every cloud; here it is for virtual machines."""
    args: OciGpuClusterArgs = {
        **ARGS,
        "accelerator": "a10",
        "machine_type": "VM.GPU.A10.1",
        "capacity": {"model": OciCapacityModel.SPOT},
    }
    (pool,) = run(args).of_type(":NodePool")
    (placement,) = pool.inputs["nodeConfigDetails"]["placementConfigs"]
    assert placement["preemptibleNodeConfig"] == {
        "preemptionAction": {"type": "TERMINATE", "isPreserveBootVolume": False}
    }


def test_without_an_image_it_is_oracles_newest() -> None:
    """For shapes without RDMA, whose driver Oracle's own image has."""
    args: OciGpuClusterArgs = {**ARGS, "accelerator": "a10"}
    del args["image"]
    (pool,) = run(args).of_type(":NodePool")
    assert pool.inputs["nodeSourceDetails"]["imageId"] == "image-gpu"


def test_a_fleet_on_a_compute_cluster_is_a_pool_in_it() -> None:
    """The other way to have one RDMA network."""
    found = fleet({**FLEET, "placement": OciPlacement.COMPUTE_CLUSTER})
    (pool,) = found.of_type(":InstancePool")
    assert pool.inputs["placementConfigurations"][0]["computeClusterId"] == "batch-compute-cluster-id"


def test_a_reservation_holds_machines_in_one_domain() -> None:
    """Counts are text, as Oracle has them."""
    args = {key: FLEET[key] for key in ("tenancy", "compartment", "region", "zone", "prefix", "labels")}
    found = deploy(
        lambda: OciReservation(
            "held",
            {**args, "accelerator": "h100", "nodes": 3, "capacity_source": "c"},  # pyright: ignore[reportArgumentType]
        )
    )
    (held,) = found.of_type(":ComputeCapacityReservation")
    assert held.inputs["instanceReservationConfigs"] == [{"instanceShape": "BM.GPU.H100.8", "reservedCount": "3"}]
    (topology,) = found.of_type(":ComputeCapacityTopology")
    assert topology.inputs["capacitySource"] == {"capacityType": "DEDICATED", "compartmentId": "c"}


def test_all_problems_of_a_cluster_at_once() -> None:
    """One run shows everything that is wrong, under the component's name and the spelling of its arguments."""
    wrong: OciGpuClusterArgs = {
        **ARGS,
        "zone": "AD-9",
        "kubernetes_version": "1.34",
        "placement": OciPlacement.NONE,
        "capacity": {"model": OciCapacityModel.SPOT},
        "boot_volume_gib": 10,
    }
    del wrong["image"]
    with pytest.raises(InputError) as caught:
        plan_oci_gpu_cluster("train", wrong)
    assert str(caught.value) == (
        "error: OciGpuCluster train.kubernetes_version: is no version of Kubernetes as OKE writes it\n"
        "  given:   1.34\n"
        "  allowed: v<major>.<minor>.<patch>, such as v1.34.1\n"
        "  fix:     write v1.34.1\n"
        "error: OciGpuCluster train.zone: us-chicago-1 has no availability domain AD-9\n"
        "  given:   AD-9\n"
        "  allowed: AD-1, AD-2, AD-3\n"
        "error: OciGpuCluster train.boot_volume_gib: is no size of a boot volume\n"
        "  given:   10\n"
        "  allowed: 50 to 32768\n"
        "error: OciGpuCluster train.placement: BM.GPU.H200.8 outside of an RDMA network: its roce interfaces would be"
        " of no use\n"
        "  given:   none\n"
        "  allowed: compute-cluster, cluster-network\n"
        "  fix:     leave it out\n"
        "error: OciGpuCluster train.image: BM.GPU.H200.8 needs an image with RDMA and GPU drivers, and Oracle's own"
        " images for nodes have none\n"
        "  allowed: ocid1.image…\n"
        "  fix:     import an image of oci-hpc-oke and give its OCID\n"
        "error: OciGpuCluster train.capacity.model: BM.GPU.H200.8 is not offered as preemptible capacity, which is for"
        " virtual machines\n"
        "  given:   spot\n"
        "  allowed: on-demand, reservation"
    )


def test_a_fleet_has_no_spot_machines() -> None:
    """Instance pools have no preemptible machines; the way that has is named."""
    args: OciGpuFleetArgs = {
        **FLEET,
        "accelerator": "a10",
        "machine_type": "VM.GPU.A10.1",
        "capacity": {"model": OciCapacityModel.SPOT},
    }
    with pytest.raises(InputError) as caught:
        fleet(args)
    assert str(caught.value) == (
        "error: OciGpuFleet batch.capacity.model: instance pools have no preemptible machines\n"
        "  given:   spot\n"
        "  allowed: on-demand, reservation\n"
        "  fix:     run spot machines as nodes of an OciGpuCluster"
    )
