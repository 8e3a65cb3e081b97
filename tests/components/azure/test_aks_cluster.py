"""AKS clusters: least privilege, a system pool apart, no crash on Azure's shapes, and what is refused."""

from __future__ import annotations

from typing import cast

import pulumi
import pytest

from components.azure.aks_cluster import AzureAksCluster, AzureAksClusterArgs
from podwright.catalog.azure_roles import azure_roles
from podwright.errors import InputError
from tests.components.harness import deploy

ARGS: AzureAksClusterArgs = {
    "subscription": "5ab5c419-0000-4000-8000-000000000001",
    "region": "northcentralus",
    "resource_group": "azure-northcentralus",
    "prefix": "azure-northcentralus",
    "labels": {"owner": "training"},
    "network": {
        "subnet": "/subnets/nodes",
        "pods_range": "10.64.0.0/15",
        "services_range": "10.66.64.0/20",
        "dns_service": "10.66.64.10",
    },
    "admin_groups": ["0f1d6c0e-0000-4000-8000-000000000002"],
}


def test_another_resource_reads_the_cluster() -> None:
    """Identities go in as a list and come back as a mapping; reading any output of the cluster would fail otherwise."""
    seen: list[str] = []

    def program() -> None:
        cluster = AzureAksCluster("cluster", ARGS)
        pulumi.Output.all(cluster.cluster_name, cluster.oidc_issuer, cluster.private_fqdn).apply(seen.extend)

    deploy(program)
    assert seen == [
        "azure-northcentralus-aks",
        "https://oidc.example/azure-northcentralus-aks/",
        "azure-northcentralus-aks.privatelink.azmk8s.io",
    ]


def test_the_control_plane_has_three_narrow_roles() -> None:
    """It joins machines to one subnet, hands out one identity, and reads one disk encryption set."""
    deployment = deploy(lambda: AzureAksCluster("cluster", {**ARGS, "disk_encryption_set": "/des"}))
    words = {guid: word for word, guid in azure_roles().items()}
    granted = {
        each.name: (words[each.inputs["roleDefinitionId"].rsplit("/", 1)[-1]], each.inputs["scope"].rsplit("/", 1)[-1])
        for each in deployment.of_type(":RoleAssignment")
    }
    assert granted == {
        "cluster-grant-subnet": ("network-contributor", "nodes"),
        "cluster-grant-kubelet": ("identity-operator", "azure-northcentralus-kubelet"),
        "cluster-grant-disks": ("reader", "des"),
    }
    assert deployment.resources["cluster-aks"].depends_on >= set(granted)


def test_a_region_without_zones() -> None:
    """A zonal pool there is refused by AKS."""
    deployment = deploy(lambda: AzureAksCluster("cluster", ARGS))
    assert "availabilityZones" not in deployment.resources["cluster-aks"].inputs["agentPoolProfiles"][0]


def test_all_problems_at_once() -> None:
    """GPU machines as the system pool can never go again; the rest AKS says one by one."""
    wrong = cast(
        "AzureAksClusterArgs",
        {
            **ARGS,
            "network": {**ARGS["network"], "pods_range": "172.16.0.0/16"},
            "admin_groups": [],
            "kubernetes_version": "v1.33",
            "system_pool": {"nodes": 0, "machine_type": "Standard_ND96isr_H100_v5"},
            "upgrade_channel": "latest",
            "maintenance": {"start": "2:00", "hours": 2, "days": ["SA", "SU"]},
        },
    )
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureAksCluster("cluster", wrong))
    assert str(caught.value) == (
        "error: AzureAksCluster cluster.system_pool.nodes: leaves the cluster without a machine for its own services\n"
        "  given:   0\n"
        "  allowed: 1 or more\n"
        "error: AzureAksCluster cluster.system_pool.machine_type: would put the cluster's own services on GPU machines,"
        " which then can never go\n"
        "  given:   Standard_ND96isr_H100_v5\n"
        "  fix:     take a machine without GPUs, such as Standard_D4ds_v5\n"
        "error: AzureAksCluster cluster.kubernetes_version: is no version of Kubernetes\n"
        "  given:   v1.33\n"
        "  allowed: such as 1.33 or 1.33.5\n"
        "  fix:     write 1.33\n"
        "error: AzureAksCluster cluster.upgrade_channel: is no upgrade channel of AKS\n"
        "  given:   latest\n"
        "  allowed: patch, stable, rapid, node-image, none\n"
        "error: AzureAksCluster cluster.admin_groups: leaves nobody who may administer the cluster: local accounts are"
        " off\n"
        "  allowed: object ids of Entra groups\n"
        "error: AzureAksCluster cluster.network.pods_range: 172.16.0.0/16 overlaps 172.16.0.0/16, which Azure uses for"
        " the RDMA network; MPI traffic would fail\n"
        "  given:   172.16.0.0/16\n"
        "  fix:     use a part of 10.0.0.0/8\n"
        "error: AzureAksCluster cluster.maintenance.start: is no time of a day\n"
        "  given:   2:00\n"
        "  allowed: 00:00 to 23:59, UTC\n"
        "error: AzureAksCluster cluster.maintenance.hours: is not how long a window of AKS lasts\n"
        "  given:   2\n"
        "  allowed: 4 to 24\n"
        "error: AzureAksCluster cluster.maintenance.days: is not one day: AKS upgrades a cluster on one day of each"
        " week\n"
        "  given:   SA, SU\n"
        "  allowed: one of MO, TU, WE, TH, FR, SA, SU"
    )
