"""OKE clusters and node pools."""

from __future__ import annotations

from typing import cast

import pytest

from podwright.emulator.core.wire import Values
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.types import SetLimit
from tests.podwright.emulator.oci.words import NOT_FOUND, refusal

CLUSTER = "oci:ContainerEngine/cluster:Cluster"
NODE_POOL = "oci:ContainerEngine/nodePool:NodePool"
_WORDS = ("Containerengine Cluster", "containerengine_cluster")
_POOL_WORDS = ("Containerengine Node Pool", "containerengine_node_pool")


@pytest.fixture
def pool_inputs(compartment: Made, subnet: Made, cluster: Made, domain: str) -> Values:
    """Two nodes without accelerators."""
    return {
        "compartmentId": compartment.id,
        "clusterId": cluster.id,
        "name": "cpu",
        "nodeShape": "VM.Standard.E5.Flex",
        "nodeShapeConfig": {"ocpus": 2, "memoryInGbs": 24},
        "nodeConfigDetails": {
            "size": 2,
            "placementConfigs": [{"availabilityDomain": domain, "subnetId": subnet.id}],
        },
    }


def _addresses(made: Made) -> list[str]:
    return [str(node["privateIp"]) for node in cast("list[Values]", made.out("nodes"))]


def test_a_cluster_has_an_address_of_its_subnet(cluster: Made) -> None:
    """And nothing public unless it was asked for."""
    assert cluster.out("endpoints") == [
        {
            "kubernetes": "",
            "privateEndpoint": "10.0.0.2:6443",
            "publicEndpoint": "",
            "vcnHostnameEndpoint": "",
            "ipv6endpoint": "",
        }
    ]
    assert (cluster.out("state"), cluster.out("type")) == ("ACTIVE", "ENHANCED_CLUSTER")
    options = cast("Values", cluster.out("options"))
    assert options["kubernetesNetworkConfig"] == {"podsCidr": "10.244.0.0/16", "servicesCidr": "10.96.0.0/16"}


def test_a_version_must_be_offered(oci: Client, cluster: Made) -> None:
    """In Oracle's few words; the note says which are."""
    inputs = {**cluster.inputs, "name": "old", "kubernetesVersion": "v1.20.8"}
    assert refused(lambda: oci.create(CLUSTER, "c", inputs)) == refusal(
        "400-InvalidParameter, Invalid kubernetes version.",
        *_WORDS,
        "CreateCluster",
        "the emulated cloud offers v1.31.1, v1.32.1, v1.33.1, v1.34.1 and other patches of these",
    )


def test_a_cluster_does_not_go_back(oci: Client, cluster: Made) -> None:
    """Nor two minor versions up at once."""
    assert refused(lambda: oci.update(cluster, {**cluster.inputs, "kubernetesVersion": "v1.33.1"})) == refusal(
        "400-InvalidParameter, Invalid kubernetesVersion: v1.33.1 is not an available upgrade of v1.34.1.",
        *_WORDS,
        "UpdateCluster",
        "a cluster goes up one minor version at a time and never down",
    )


def test_services_keep_out_of_the_vcn(oci: Client, cluster: Made) -> None:
    """Their addresses would not be reached."""
    options = {"kubernetesNetworkConfig": {"servicesCidr": "10.0.0.0/16"}}
    assert refused(lambda: oci.create(CLUSTER, "c", {**cluster.inputs, "name": "c", "options": options})) == refusal(
        "400-InvalidParameter, Invalid servicesCidr: 10.0.0.0/16 overlaps with VCN CIDR 10.0.0.0/16.",
        *_WORDS,
        "CreateCluster",
    )


def test_nodes_have_addresses_and_keep_them(oci: Client, pool_inputs: Values) -> None:
    """More nodes come beside the old ones."""
    made = oci.create(NODE_POOL, "p", pool_inputs)
    assert _addresses(made) == ["10.0.0.3", "10.0.0.4"]
    details = {**cast("Values", pool_inputs["nodeConfigDetails"]), "size": 3}
    assert oci.diff(made, {**pool_inputs, "nodeConfigDetails": details}).changes == {"nodeConfigDetails.size": "update"}
    grown = oci.update(made, {**pool_inputs, "nodeConfigDetails": details})
    assert _addresses(grown) == ["10.0.0.3", "10.0.0.4", "10.0.0.5"]


def test_a_pool_needs_its_cluster(oci: Client, pool_inputs: Values) -> None:
    """Which is found by its OCID."""
    inputs = {**pool_inputs, "clusterId": "ocid1.cluster.oc1.eu-amsterdam-1.aaaa"}
    assert refused(lambda: oci.create(NODE_POOL, "p", inputs)) == refusal(NOT_FOUND, *_POOL_WORDS, "CreateNodePool")


def test_a_launch_that_fails_is_a_work_request_that_fails(
    oci: Client, pool_inputs: Values, set_limit: SetLimit
) -> None:
    """OKE takes the request and tells later what Compute said."""
    set_limit("gpu-h200-count", 8)
    inputs = {**pool_inputs, "nodeShape": "BM.GPU.H200.8"}
    lines = refused(lambda: oci.create(NODE_POOL, "p", inputs)).splitlines()
    request = lines[2].split("workId: ")[1].split(",")[0]
    assert request.startswith("ocid1.clustersworkrequest.oc1..")
    assert lines[:4] == [
        "Work Request error",
        "Service: Containerengine Node Pool",
        f"Error Message: work request did not succeed, workId: {request}, entity: nodepool, action: CREATED. Message:"
        " node(s) launch failure. Reason for failure on one of the nodes : Error returned by LaunchInstance operation"
        " in Compute service.(400, LimitExceeded, false) The following service limits were exceeded: gpu-h200-count."
        " Request a service limit increase from the service limits page in the console.",
        "Suggestion: Please retry or contact support for help with service: Containerengine Node Pool",
    ]
    assert lines[4].startswith("  note: 16 asked for, 8 of 8 free; to have more: podwright emulator quota set")


def test_old_and_new_placement_exclude_each_other(oci: Client, pool_inputs: Values) -> None:
    """The provider says it before any call."""
    inputs = {**pool_inputs, "subnetIds": ["x"], "quantityPerSubnet": 1}
    assert refused(lambda: oci.check(NODE_POOL, "p", inputs)) == (
        'nodeConfigDetails: Conflicting configuration arguments: "nodeConfigDetails": conflicts with'
        " quantityPerSubnet\n"
        'nodeConfigDetails: Conflicting configuration arguments: "nodeConfigDetails": conflicts with subnetIds'
    )


def test_nodes_are_not_newer_than_their_cluster(oci: Client, pool_inputs: Values) -> None:
    """A kubelet may be behind, never ahead."""
    inputs = {**pool_inputs, "kubernetesVersion": "v1.34.2"}
    assert refused(lambda: oci.create(NODE_POOL, "p", inputs)) == refusal(
        "400-InvalidParameter, Invalid kubernetesVersion: node pool version v1.34.2 is not supported by cluster version"
        " v1.34.1.",
        *_POOL_WORDS,
        "CreateNodePool",
    )


def test_pods_are_networked_as_the_cluster_says(oci: Client, pool_inputs: Values, subnet: Made) -> None:
    """A pool cannot have a network of another kind."""
    details: Values = {
        **cast("Values", pool_inputs["nodeConfigDetails"]),
        "nodePoolPodNetworkOptionDetails": {"cniType": "OCI_VCN_IP_NATIVE", "podSubnetIds": [subnet.id]},
    }
    assert refused(lambda: oci.create(NODE_POOL, "p", {**pool_inputs, "nodeConfigDetails": details})) == refusal(
        "400-InvalidParameter, Invalid nodePoolPodNetworkOptionDetails: cniType must be FLANNEL_OVERLAY.",
        *_POOL_WORDS,
        "CreateNodePool",
    )


def test_pools_go_with_their_cluster(oci: Client, cluster: Made, pool_inputs: Values) -> None:
    """As the service deletes them."""
    pool = oci.create(NODE_POOL, "p", pool_inputs)
    oci.delete(cluster)
    assert oci.refresh(pool) is None
