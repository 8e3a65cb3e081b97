"""GKE clusters: ranges on the subnetwork, the control plane's range, versions, deletion protection."""

from __future__ import annotations

import pytest

from podwright.emulator.core.wire import Secret
from tests.podwright.emulator.client import Client, Made, refused

CLUSTER = "gcp:container/cluster:Cluster"
Inputs = dict[str, object]


def test_a_cluster_has_googles_id_endpoint_and_ranges(cluster: Made) -> None:
    """The ranges are those of the subnetwork's names."""
    assert cluster.id == "projects/lab/locations/europe-west4/clusters/train"
    assert cluster.out("clusterIpv4Cidr") == "10.4.0.0/14"
    assert cluster.out("servicesIpv4Cidr") == "10.8.0.0/20"
    assert cluster.out("nodeLocations") == ["europe-west4-a", "europe-west4-b", "europe-west4-c"]
    assert cluster.out("masterVersion") == "1.34.1-gke.3084001"


def test_the_client_key_is_secret(cluster: Made) -> None:
    """The real provider marks it."""
    auth = cluster.outputs["masterAuth"]
    assert isinstance(auth, dict)
    assert isinstance(auth["clientKey"], Secret)


def test_a_private_endpoint_is_in_the_control_planes_range(gcp: Client, cluster_inputs: Inputs) -> None:
    """Nothing outside of the network can reach it."""
    private: Inputs = {
        "enablePrivateNodes": True,
        "enablePrivateEndpoint": True,
        "masterIpv4CidrBlock": "172.16.0.0/28",
    }
    made = gcp.create(CLUSTER, "train", {**cluster_inputs, "privateClusterConfig": private})
    assert made.out("endpoint") == "172.16.0.2"


@pytest.mark.parametrize(
    ("prop", "role"), [("clusterSecondaryRangeName", "Pod"), ("servicesSecondaryRangeName", "Services")]
)
def test_secondary_ranges_must_be_on_the_subnetwork(gcp: Client, cluster_inputs: Inputs, prop: str, role: str) -> None:
    """A typo in a range's name fails only when the cluster is made."""
    policy: Inputs = {"clusterSecondaryRangeName": "pods", "servicesSecondaryRangeName": "services", prop: "podz"}
    assert refused(lambda: gcp.create(CLUSTER, "c", {**cluster_inputs, "ipAllocationPolicy": policy})) == (
        f'Error creating Cluster: googleapi: Error 400: {role} secondary range "podz" does not exist in network "net",'
        ' subnetwork "nodes"., badRequest'
    )


def test_range_names_and_blocks_exclude_each_other(gcp: Client, cluster_inputs: Inputs) -> None:
    """Refused before any call."""
    policy: Inputs = {"clusterSecondaryRangeName": "pods", "clusterIpv4CidrBlock": "10.4.0.0/14"}
    assert refused(lambda: gcp.check(CLUSTER, "c", {**cluster_inputs, "ipAllocationPolicy": policy})) == (
        "ipAllocationPolicy.clusterSecondaryRangeName: Conflicting configuration arguments:"
        ' "ipAllocationPolicy.clusterSecondaryRangeName": conflicts with ipAllocationPolicy.clusterIpv4CidrBlock'
    )


def test_the_control_plane_may_not_overlap_the_network(gcp: Client, cluster_inputs: Inputs) -> None:
    """Neither subnetworks nor another cluster's control plane."""
    private: Inputs = {"enablePrivateNodes": True, "masterIpv4CidrBlock": "10.0.3.0/28"}
    assert refused(lambda: gcp.create(CLUSTER, "c", {**cluster_inputs, "privateClusterConfig": private})) == (
        "Error creating Cluster: googleapi: Error 400: The given master_ipv4_cidr 10.0.3.0/28 overlaps with an existing"
        " network 10.0.0.0/20., badRequest"
    )


def test_two_control_planes_may_not_overlap(gcp: Client, cluster: Made, cluster_inputs: Inputs) -> None:
    """They share the network."""
    assert refused(lambda: gcp.create(CLUSTER, "two", {**cluster_inputs, "name": "two"})) == (
        "Error creating Cluster: googleapi: Error 400: The given master_ipv4_cidr 172.16.0.0/28 overlaps with an"
        " existing network 172.16.0.0/28., badRequest"
    )


def test_a_cluster_needs_its_network(gcp: Client) -> None:
    """There is no default network: organizations switch it off."""
    inputs: Inputs = {"name": "c", "location": "europe-west4", "initialNodeCount": 1}
    assert refused(lambda: gcp.create(CLUSTER, "c", inputs)) == (
        'Error creating Cluster: googleapi: Error 400: Network "projects/lab/global/networks/default" does not exist.,'
        " badRequest"
    )


def test_a_cluster_is_protected_unless_told_otherwise(gcp: Client, cluster_inputs: Inputs) -> None:
    """The provider's default, and why a destroy fails in many a test."""
    inputs = {key: value for key, value in cluster_inputs.items() if key != "deletionProtection"}
    made = gcp.create(CLUSTER, "train", inputs)
    assert refused(lambda: gcp.delete(made)) == (
        "Cannot destroy cluster because deletion_protection is set to true."
        " Set it to false to proceed with cluster deletion."
    )
    gcp.delete(gcp.update(made, cluster_inputs))
    assert gcp.refresh(made) is None


def test_the_default_pool_needs_a_node_also_to_be_removed(gcp: Client, cluster_inputs: Inputs) -> None:
    """GKE insists on a first pool."""
    inputs = {key: value for key, value in cluster_inputs.items() if key != "initialNodeCount"}
    assert refused(lambda: gcp.check(CLUSTER, "c", inputs)) == (
        "initialNodeCount: must be at least 1 when no node pools are given, also to remove the default pool"
    )


def test_the_workload_pool_is_the_projects(gcp: Client, cluster_inputs: Inputs) -> None:
    """A copy from another project is found in the preview."""
    config: Inputs = {"workloadPool": "other.svc.id.goog"}
    assert refused(lambda: gcp.check(CLUSTER, "c", {**cluster_inputs, "workloadIdentityConfig": config})) == (
        'workloadIdentityConfig.workloadPool: must be "lab.svc.id.goog" in this project, got "other.svc.id.goog"'
    )


def test_a_version_that_is_not_offered_is_refused(gcp: Client, cluster_inputs: Inputs) -> None:
    """The note says what there is."""
    assert refused(lambda: gcp.create(CLUSTER, "c", {**cluster_inputs, "minMasterVersion": "1.99"})) == (
        'Error creating Cluster: googleapi: Error 400: Master version "1.99" is unsupported., badRequest\n'
        "  note: the emulated cloud offers 1.33.5-gke.1201000, 1.34.1-gke.3084001, 1.35.0-gke.274500"
    )


def test_a_new_range_replaces_and_a_new_label_does_not(gcp: Client, cluster: Made) -> None:
    """The provider's schema says which."""
    policy: Inputs = {"clusterSecondaryRangeName": "other", "servicesSecondaryRangeName": "services"}
    changed = gcp.diff(cluster, {**cluster.inputs, "ipAllocationPolicy": policy, "resourceLabels": {"owner": "ml"}})
    assert changed.changes == {
        "ipAllocationPolicy.clusterSecondaryRangeName": "update_replace",
        "resourceLabels": "add",
    }
    assert changed.replaces == ["ipAllocationPolicy"]


def test_a_cluster_with_a_name_of_its_own_is_deleted_before_it_is_replaced(gcp: Client, cluster: Made) -> None:
    """The new one could not have the name while the old one is there."""
    assert gcp.diff(cluster, {**cluster.inputs, "location": "us-east5"}).delete_before_replace


def test_a_cluster_with_an_automatic_name_is_replaced_before_it_is_deleted(gcp: Client, cluster_inputs: Inputs) -> None:
    """That is what automatic names are for."""
    inputs = {key: value for key, value in cluster_inputs.items() if key != "name"}
    made = gcp.create(CLUSTER, "train", inputs)
    difference = gcp.diff(made, {**inputs, "location": "us-east5"})
    assert difference.changes == {"location": "update_replace"}
    assert not difference.delete_before_replace
