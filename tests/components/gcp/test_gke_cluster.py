"""The cluster of a region: private, regional, deletion-protected, with a system pool of its own."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from components.gcp.gke_cluster import GkeCluster, GkeClusterArgs, ReleaseChannel
from components.gcp.gke_cluster_plan import plan_gke_cluster
from podwright.errors import InputError
from tests.components.harness import check_inventory, deploy

INVENTORIES = Path(__file__).parent / "gke_cluster"


def arguments() -> GkeClusterArgs:
    return {
        "project": "lab",
        "region": "europe-west4",
        "prefix": "gcp-europe-west4",
        "labels": {"owner": "serving", "cost-centre": "cc-2107"},
        "network": {
            "network": "projects/lab/global/networks/net",
            "subnetwork": "projects/lab/regions/europe-west4/subnetworks/nodes",
            "pods_range_name": "pods",
            "services_range_name": "services",
            "control_plane_cidr": "10.34.128.0/28",
        },
        "service_account": "gke-nodes@lab.iam.gserviceaccount.com",
    }


CASES: dict[str, GkeClusterArgs] = {
    "defaults": arguments(),
    "private_regional": {
        **arguments(),
        "network": {**arguments()["network"], "max_pods_per_node": 64},
        "database_key": "projects/lab/locations/europe-west4/keyRings/gcp-global-keys/cryptoKeys/gke",
        "release_channel": ReleaseChannel.RAPID,
        "min_version": "1.34.1-gke.3084001",
        "system_pool": {"nodes_per_zone": 2, "machine_type": "e2-standard-8"},
        "multi_networking": True,
    },
}


def test_every_inventory_belongs_to_a_case() -> None:
    """An inventory nobody reads proves nothing."""
    assert {file.stem for file in INVENTORIES.glob("*.yaml")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_registers(case: str) -> None:
    """Cluster and system pool, with every setting given and with none."""
    check_inventory(deploy(lambda: GkeCluster("cluster", CASES[case])), INVENTORIES / f"{case}.yaml", "cluster")


def test_all_problems_at_once() -> None:
    """One run shows everything that is wrong with a cluster, whatever part of the arguments it is in."""
    wrong: GkeClusterArgs = {
        **arguments(),
        "prefix": "gcp-europe-west4-of-the-serving-platform",
        "network": {**arguments()["network"], "max_pods_per_node": 300},
        "release_channel": cast("ReleaseChannel", "WEEKLY"),
        "system_pool": {"nodes_per_zone": 0},
    }
    with pytest.raises(InputError) as caught:
        deploy(lambda: GkeCluster("cluster", wrong))
    assert str(caught.value) == (
        "error: GkeCluster cluster.release_channel: is not a release channel of GKE\n"
        "  given:   WEEKLY\n"
        "  allowed: RAPID, REGULAR, STABLE\n"
        "error: GkeCluster cluster.system_pool.nodes_per_zone:"
        " leaves the cluster without a machine for its own services\n"
        "  given:   0\n"
        "  allowed: 1 or more\n"
        "error: GkeCluster cluster.network.max_pods_per_node: 300 pods on one node is outside what GKE takes\n"
        "  given:   300\n"
        "  allowed: 8 to 256\n"
        "  fix:     leave it out for 32\n"
        'error: GkeCluster cluster.prefix: the name "gcp-europe-west4-of-the-serving-platform-gke" has 44 characters\n'
        "  given:   gcp-europe-west4-of-the-serving-platform-gke\n"
        "  allowed: at most 40 characters\n"
        '  fix:     shorten "gcp-europe-west4-of-the-serving-platform" by 4'
    )


def test_a_version_that_is_none_is_refused() -> None:
    """GKE would refuse it only after the network was made."""
    with pytest.raises(InputError) as caught:
        plan_gke_cluster("cluster", {**arguments(), "min_version": "banana"})
    assert str(caught.value).splitlines()[0] == ('error: GkeCluster cluster.min_version: "banana" is no GKE version')
