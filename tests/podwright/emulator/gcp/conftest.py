"""What most resources need before them: a network, a subnetwork with ranges, a cluster, quota."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.client import Client, Made
from tests.podwright.emulator.gcp.types import SetQuota


@pytest.fixture
def network(gcp: Client) -> Made:
    """A custom-mode network."""
    return gcp.create("gcp:compute/network:Network", "net", {"name": "net", "autoCreateSubnetworks": False})


@pytest.fixture
def subnetwork(gcp: Client, network: Made) -> Made:
    """A subnetwork of europe-west4 with ranges for pods and services."""
    return gcp.create(
        "gcp:compute/subnetwork:Subnetwork",
        "nodes",
        {
            "name": "nodes",
            "network": network.id,
            "ipCidrRange": "10.0.0.0/20",
            "secondaryIpRanges": [
                {"rangeName": "pods", "ipCidrRange": "10.4.0.0/14"},
                {"rangeName": "services", "ipCidrRange": "10.8.0.0/20"},
            ],
        },
    )


@pytest.fixture
def cluster_inputs(network: Made, subnetwork: Made) -> dict[str, object]:
    """Inputs of a private cluster that may be deleted."""
    return {
        "name": "train",
        "location": "europe-west4",
        "network": network.id,
        "subnetwork": subnetwork.id,
        "removeDefaultNodePool": True,
        "initialNodeCount": 1,
        "ipAllocationPolicy": {"clusterSecondaryRangeName": "pods", "servicesSecondaryRangeName": "services"},
        "privateClusterConfig": {"enablePrivateNodes": True, "masterIpv4CidrBlock": "172.16.0.0/28"},
        "deletionProtection": False,
    }


@pytest.fixture
def cluster(gcp: Client, cluster_inputs: dict[str, object]) -> Made:
    """That cluster."""
    return gcp.create("gcp:container/cluster:Cluster", "train", cluster_inputs)


@pytest.fixture
def set_quota(gcp: Client) -> SetQuota:
    """Asks for a quota of Compute Engine."""

    def ask(quota_id: str, dimensions: dict[str, str], amount: int) -> Made:
        return gcp.create(
            "gcp:cloudquota/sQuotaPreference:SQuotaPreference",
            f"{quota_id}-{'-'.join(dimensions.values())}",
            {
                "name": "-".join((quota_id, *dimensions.values())),
                "parent": "projects/lab",
                "service": "compute.googleapis.com",
                "quotaId": quota_id,
                "dimensions": dimensions,
                "quotaConfig": {"preferredValue": str(amount)},
            },
        )

    return ask


@pytest.fixture
def v6e_quota(set_quota: SetQuota) -> Made:
    """128 chips of v6e on demand in europe-west4."""
    return set_quota("TPUS-PER-TPU-FAMILY-per-project-region", {"region": "europe-west4", "tpu_family": "CT6E"}, 128)
