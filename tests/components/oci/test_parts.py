"""Cluster, quota, vault, storage and identity on Oracle Cloud: what each makes, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from components.oci.base import OciBase
from components.oci.base_plan import OciRights, machine_rule, region_statements
from components.oci.bucket import OciBucket
from components.oci.file_system import OciFileSystem, OciFileSystemKind
from components.oci.gpu_cluster import api_certificate, api_endpoint
from components.oci.oke_cluster import OkeCluster
from components.oci.quota import OciQuota
from components.oci.shared import newest_image
from components.oci.vault import OciVault
from podwright.errors import InputError
from tests.components.harness import Deployment, deploy

HERE: dict[str, Any] = {
    "compartment": "ocid1.compartment.oc1..chicago",
    "region": "us-chicago-1",
    "prefix": "oci-us-chicago-1",
    "labels": {"owner": "training"},
}
PLACED: dict[str, Any] = {**HERE, "tenancy": "ocid1.tenancy.oc1..lab", "zone": "AD-1"}
STORE: dict[str, Any] = {**PLACED, "subnet": "subnet", "group": "group"}
CLUSTER: dict[str, Any] = {
    **HERE,
    "tenancy": "ocid1.tenancy.oc1..lab",
    "kubernetes_version": "v1.34.1",
    "network": {
        "vcn": "vcn",
        "endpoint_subnet": "endpoint",
        "endpoint_group": "endpoint-group",
        "load_balancer_subnet": "internal",
        "services_cidr": "10.64.144.0/20",
    },
    "node_network": {"nodes_subnet": "n", "pods_subnet": "p", "nodes_group": "ng", "pods_group": "pg"},
}
QUOTA: dict[str, Any] = {
    "tenancy": "ocid1.tenancy.oc1..lab",
    "region": "us-chicago-1",
    "prefix": "oci-us-chicago-1",
    "labels": {"owner": "training"},
    "compartment": "lab",
    "caps": {"gpu-h200-count": {"zones": {"AD-1": 32}}},
}


def run(kind: type[Any], name: str, args: dict[str, Any]) -> Deployment:
    return deploy(lambda: kind(name, args))


def refusal(kind: type[Any], name: str, args: dict[str, Any]) -> str:
    with pytest.raises(InputError) as caught:
        run(kind, name, args)
    return str(caught.value)


def test_system_nodes_are_spread_over_all_domains() -> None:
    """The loss of one domain leaves the cluster its services."""
    (pool,) = run(OkeCluster, "cluster", CLUSTER).of_type(":NodePool")
    placements = pool.inputs["nodeConfigDetails"]["placementConfigs"]
    assert [each["availabilityDomain"] for each in placements] == ["QrSt:AD-1", "QrSt:AD-2", "QrSt:AD-3"]
    assert pool.inputs["nodeSourceDetails"]["imageId"] == "image-x86"


def test_the_api_is_private_and_the_cluster_enhanced() -> None:
    """Workload identity, add-ons and machines that join by themselves need the one; nobody needs the other."""
    (cluster,) = run(OkeCluster, "cluster", CLUSTER).of_type(":Cluster")
    assert cluster.inputs["type"] == "ENHANCED_CLUSTER"
    assert cluster.inputs["endpointConfig"]["isPublicIpEnabled"] is False
    assert cluster.inputs["imagePolicyConfig"] == {"isPolicyEnabled": False, "keyDetails": []}
    assert cluster.inputs["clusterPodNetworkOptions"] == [{"cniType": "OCI_VCN_IP_NATIVE"}]


def test_a_system_pool_that_cannot_be_is_refused() -> None:
    """A small flexible machine has too few interfaces for its pods."""
    args = {**CLUSTER, "system_pool": {"nodes": 0, "ocpus": 1, "shape": "VM.Standard2.8"}}
    args["node_network"] = {**args["node_network"], "max_pods_per_node": 64}
    assert refusal(OkeCluster, "cluster", args) == (
        "error: OkeCluster cluster.system_pool.nodes: leaves the cluster without a machine for its own services\n"
        "  given:   0\n"
        "  allowed: 1 or more\n"
        "error: OkeCluster cluster.system_pool.shape: is no flexible shape of virtual machines\n"
        "  given:   VM.Standard2.8\n"
        "  allowed: such as VM.Standard.E5.Flex\n"
        "error: OkeCluster cluster.system_pool.ocpus: a node of 1 OCPUs has interfaces for 31 pods, and 64 are asked"
        " for\n"
        "  given:   1\n"
        "  allowed: 4 or more"
    )


def test_a_quota_of_another_home_region_has_a_provider_of_it() -> None:
    """Oracle writes quotas in the home region only."""
    found = run(OciQuota, "quota", {**QUOTA, "home_region": "us-ashburn-1"})
    assert found.resources["quota-quota"].provider == "quota-home"
    assert found.resources["quota-home"].inputs["region"] == "us-ashburn-1"
    assert run(OciQuota, "quota", QUOTA).of_type("providers:oci") == []


def test_what_only_oracle_can_raise_is_an_action() -> None:
    """16 of the limit are there in the mocked tenancy; every domain is asked about where no one is named."""
    args = {**QUOTA, "caps": {"gpu-h200-count": {"limit": 32}, "gpu-a10-count": {"zones": {"AD-2": 16}}}}
    assert run(OciQuota, "quota", args).outputs["quota"]["actions"] == {
        f"gpu-h200-count {zone}": f"ask Oracle to raise the service limit gpu-h200-count (service compute) in {zone} of"
        " us-chicago-1 from 16 to 32: Console, Limits, Quotas and Usage, Request a service limit increase"
        for zone in ("AD-1", "AD-2", "AD-3")
    }


def test_what_reservations_hold_is_compared_and_not_capped() -> None:
    """A number in the wrong unit would be worse than none."""
    args = {
        **QUOTA,
        "reservable": {"gpu-h200-core-count-reservable": {"zones": {"AD-1": 24}}},
        "uncapped": ["gpu-h200-core-count-reservable", "gpu-h200-core-reserved-count"],
    }
    outputs = run(OciQuota, "quota", args).outputs["quota"]
    assert [each.split(" in ")[0] for each in outputs["statements"]] == [
        "zero compute-core quotas /gpu*/",
        "unset compute-core quota gpu-h200-core-count-reservable",
        "unset compute-core quota gpu-h200-core-reserved-count",
        "set compute-core quota gpu-h200-count to 32",
    ]
    assert list(outputs["actions"]) == ["gpu-h200-count AD-1", "gpu-h200-core-count-reservable AD-1"]


def test_a_quota_that_would_say_nothing_is_refused() -> None:
    """And a cap that is two."""
    args: dict[str, Any] = {**QUOTA, "keep_others": True, "caps": {}}
    assert refusal(OciQuota, "quota", args) == (
        "error: OciQuota quota.caps: there is none, and other GPUs are left as they are\n  fix:     make no quota"
    )
    args = {**QUOTA, "caps": {"gpu-h200-count": {"limit": 8, "zones": {"AD-1": 8}}}}
    assert refusal(OciQuota, "quota", args) == (
        "error: OciQuota quota.caps.gpu-h200-count: is no cap\n  allowed: either limit or zones"
    )


def test_a_quota_of_nothing_that_exists_is_refused() -> None:
    """A wrong name would only be refused by Oracle, when everything else is applied."""
    args = {**QUOTA, "compartment": "my lab", "caps": {"cluster-cuont": {"limit": -1}}}
    assert refusal(OciQuota, "quota", args) == (
        'error: OciQuota quota.compartment: "my lab" cannot be the path of a compartment\n'
        "  given:   my lab\n"
        "  allowed: names of letters, digits, . _ and -, joined by colons\n"
        'error: OciQuota quota.caps.cluster-cuont: Oracle has no limit "cluster-cuont" that the catalog knows\n'
        "  given:   cluster-cuont\n"
        "  allowed: gpu4-count, gpu-a100-v2-count, gpu-h100-count, gpu-h200-count, gpu-b200-count, gpu-mi300x-count,"
        " gpu-a10-count, gpu3-count, compute-cluster-count, custom-image-count, cluster-network-count, config-count,"
        " pool-count, vcn-count, cluster-count, total-storage-gb, file-system-count, mount-target-count\n"
        "  fix:     did you mean cluster-count?\n"
        "error: OciQuota quota.caps.cluster-cuont.limit: is no number of anything\n"
        "  given:   -1\n"
        "  allowed: 0 or more"
    )


def test_nfs_is_exported_to_the_clients_alone() -> None:
    """An export without a source is open to the whole VCN."""
    args = {**STORE, "kind": OciFileSystemKind.NFS, "clients": "10.64.128.0/20"}
    found = run(OciFileSystem, "home", args)
    (export,) = found.of_type(":Export")
    assert [each["source"] for each in export.inputs["exportOptions"]] == ["10.64.128.0/20"]
    assert found.outputs["home"]["address"] == "10.64.176.2:/home"


def test_a_file_system_that_cannot_be_is_refused() -> None:
    """Lustre has a least size, four tiers and short names; NFS has none of these."""
    lustre = {**STORE, "kind": OciFileSystemKind.LUSTRE, "capacity_gb": 1000, "tier": 130, "clients": "10.0.0.0/8"}
    assert refusal(OciFileSystem, "scratch-space", lustre) == (
        'error: OciFileSystem scratch-space.name: the DNS label "scratchspace" cannot be one: it has 12 characters\n'
        "  given:   scratchspace\n"
        "  allowed: a letter, then letters and digits, at most 8\n"
        "  fix:     shorten its parts\n"
        "error: OciFileSystem scratch-space.capacity_gb: is too small for Lustre\n"
        "  given:   1000\n"
        "  allowed: 31200 or more\n"
        "error: OciFileSystem scratch-space.tier: is no performance tier of Lustre\n"
        "  given:   130\n"
        "  allowed: 125, 250, 500, 1000\n"
        "error: OciFileSystem scratch-space.clients: is for NFS; the network security group says who reaches Lustre\n"
        "  fix:     leave it out"
    )
    assert refusal(OciFileSystem, "home", {**STORE, "kind": OciFileSystemKind.NFS, "tier": 125}) == (
        "error: OciFileSystem home.clients: nobody may mount it\n"
        "  allowed: a range, such as the nodes' one of the network\n"
        "error: OciFileSystem home.tier: is for Lustre; NFS grows by itself\n"
        "  fix:     leave it out"
    )


def test_an_archive_keeps_no_versions() -> None:
    """Oracle refuses it when the bucket is made."""
    assert refusal(OciBucket, "old", {**HERE, "archive": True, "versioning": True}) == (
        "error: OciBucket old.versioning: an archive bucket keeps no versions\n"
        "  given:   on\n"
        "  fix:     leave one of the two out"
    )


def test_keys_rotate_in_private_vaults_only() -> None:
    """In a shared vault a new version is made by a person."""
    (key,) = run(OciVault, "vault", {**HERE, "private": True, "rotation_days": 90}).of_type(":Key")
    assert key.inputs["autoKeyRotationDetails"] == {"rotationIntervalInDays": 90}
    assert refusal(OciVault, "vault", {**HERE, "rotation_days": 9}) == (
        "error: OciVault vault.rotation_days: only keys of a private vault rotate by themselves\n"
        "  fix:     set private\n"
        "error: OciVault vault.rotation_days: is no interval of Oracle's\n"
        "  given:   9\n"
        "  allowed: 60 to 365 days"
    )


def test_policies_allow_what_is_asked_for_and_no_more() -> None:
    """Nothing in the tenancy, and no verb beyond the machines' work."""
    least = region_statements("dynamic-group m", "c", OciRights("uk-london-1", racks=False, keys=False, buckets=False))
    assert least == ["Allow dynamic-group m to {CLUSTER_JOIN} in compartment id c"]
    most = region_statements("dynamic-group m", "c", OciRights("uk-london-1", racks=True, keys=True, buckets=True))
    assert most[1:] == [
        "Allow dynamic-group m to manage compute-clusters in compartment id c",
        "Allow dynamic-group m to manage compute-gpu-memory-clusters in compartment id c",
        "Allow dynamic-group m to read buckets in compartment id c",
        "Allow dynamic-group m to manage objects in compartment id c where any {request.permission = 'OBJECT_READ',"
        " request.permission = 'OBJECT_INSPECT', request.permission = 'OBJECT_CREATE',"
        " request.permission = 'OBJECT_OVERWRITE'}",
        "Allow service blockstorage, objectstorage-uk-london-1, FssOc1Prod, oke to use keys in compartment id c",
    ]
    assert machine_rule(["a", "b"]) == "Any {instance.compartment.id = 'a', instance.compartment.id = 'b'}"


def test_a_group_of_another_identity_domain_is_named_with_it() -> None:
    """Without the domain a policy means a group of that name in the default one (oci-hpc-oke issue 288)."""
    args: dict[str, Any] = {
        **{key: PLACED[key] for key in ("tenancy", "region", "prefix", "labels")},
        "compartment": "lab",
        "regions": {"uk-london-1": {}},
        "identity_domain": "Research",
    }
    (policy,) = run(OciBase, "base", args).of_type(":Policy")
    assert policy.inputs["statements"] == [
        "Allow dynamic-group 'Research'/'oci-us-chicago-1-machines' to {CLUSTER_JOIN} in compartment id"
        " base-uk-london-1-id"
    ]


def test_a_base_without_regions_is_refused() -> None:
    """And a region that Oracle does not have."""
    args = {**{key: PLACED[key] for key in ("tenancy", "region", "prefix", "labels")}, "compartment": "Lab"}
    assert refusal(OciBase, "base", {**args, "regions": {}}) == (
        "error: OciBase base.regions: there is none, and so no machine for whom anything is made\n"
        "  allowed: one or more\n"
        'error: OciBase base.compartment: "Lab" cannot be a name\n'
        "  given:   Lab\n"
        "  allowed: lower-case letters, digits and dashes, from a letter to a letter or digit"
    )


def test_the_newest_image_of_a_kind_is_taken() -> None:
    """Names carry kind, date and version; an Arm image does not boot an x86 machine."""
    names = {
        "Oracle-Linux-8.10-2026.09.01-0-OKE-1.34.1-1": "old",
        "Oracle-Linux-8.10-2026.10.01-0-OKE-1.34.1-1": "new",
        "Oracle-Linux-8.10-2026.10.01-0-OKE-1.33.1-9": "other version",
        "Oracle-Linux-8.10-aarch64-2026.11.01-0-OKE-1.34.1-1": "arm",
    }
    assert newest_image(names, "v1.34.1", "x86") == "new"
    assert newest_image(names, "v1.34.1", "arm64") == "arm"
    with pytest.raises(LookupError) as caught:
        newest_image(names, "v1.34.1", "gpu")
    assert str(caught.value) == "Oracle offers no gpu image of nodes for Kubernetes v1.34.1; give one as image"


def test_a_kubeconfig_without_a_cluster_gives_nothing() -> None:
    """A preview may see one that is empty."""
    assert api_endpoint("") == api_certificate("") == ""
