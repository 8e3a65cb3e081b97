"""Labels and taints of nodes: the cloud's own keys are refused in the words of its Kubernetes."""

from __future__ import annotations

import pytest

from podwright.plan.node_marks import check_node_labels, check_taints


@pytest.mark.parametrize(
    ("cloud", "key", "said"),
    [
        ("gcp", "cloud.google.com/x", "the keys of cloud.google.com are set by GKE itself"),
        ("azure", "kubernetes.azure.com/x", "the keys of kubernetes.azure.com are set by AKS itself"),
        ("oci", "oci.oraclecloud.com/x", "the keys of oci.oraclecloud.com are set by OKE itself"),
        ("oci", "node.kubernetes.io/x", "the keys of node.kubernetes.io are set by OKE itself"),
        ("coreweave", "node.coreweave.cloud/x", "the keys of node.coreweave.cloud are set by CKS itself"),
    ],
)
def test_each_cloud_keeps_its_own_keys(cloud: str, key: str, said: str) -> None:
    """A label that the cloud writes itself would come back as a change for ever."""
    (label,), (taint,) = check_node_labels({key: "y"}, cloud), check_taints({key: ("y", "NoSchedule")}, cloud)
    assert (label.message, taint.message) == (said, said)
    assert (label.fix, taint.fix) == ("drop it, or take a key of your own",) * 2


@pytest.mark.parametrize("cloud", ["gcp", "azure", "oci", "coreweave"])
def test_keys_of_ones_own_are_taken(cloud: str) -> None:
    """With a domain or without."""
    assert check_node_labels({"team": "training", "lab.example/pool": "a"}, cloud) == []
