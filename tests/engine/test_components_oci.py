"""Oracle Cloud's components on the emulated cloud, with the real engine: their whole life, and changes in place."""

from __future__ import annotations

from typing import cast

import pytest

from podwright.testing.clouds import EmulatedClouds

pytestmark = pytest.mark.engine
TENANCY = "ocid1.tenancy.oc1..lab"
CONFIG: dict[str, object] = {"oci:tenancyOcid": TENANCY, "oci:region": "us-chicago-1"}
LIMITS = ("gpu-h200-count", "gpu-gb200-count", "gpu-h100-count", "gpu-h100-core-count-reservable")

PROGRAM = """
import pulumi
from components.oci.base import OciBase
from components.oci.bucket import OciBucket
from components.oci.file_system import OciFileSystem, OciFileSystemKind
from components.oci.gpu_cluster import OciGpuCluster
from components.oci.gpu_fleet import OciGpuFleet
from components.oci.network import OciNetwork
from components.oci.oke_cluster import OkeCluster
from components.oci.quota import OciQuota
from components.oci.reservation import OciReservation
from components.oci.vault import OciVault

owner, nodes = %s
tenancy, region, prefix = "ocid1.tenancy.oc1..lab", "us-chicago-1", "oci-us-chicago-1"
labels, image = {"owner": owner}, "ocid1.image.oc1.us-chicago-1.rdma"
base = OciBase("base", {
    "tenancy": tenancy, "region": region, "prefix": "oci", "labels": labels, "compartment": "lab",
    "regions": {region: {"racks": True, "keys": True, "buckets": True}}, "instance_pools": True,
})
compartment = base.compartments[region]
here = {"compartment": compartment, "region": region, "prefix": prefix, "labels": labels}
quota = OciQuota("quota", {
    "tenancy": tenancy, "region": region, "prefix": prefix, "labels": labels, "compartment": "lab:us-chicago-1",
    "caps": {"gpu-h200-count": {"zones": {"AD-1": 64}}, "gpu-h100-count": {"limit": 64},
             "gpu-gb200-count": {"zones": {"AD-2": 80}}},
}, pulumi.ResourceOptions(depends_on=[base]))
vault = OciVault("vault", here)
network = OciNetwork("network", {
    **here, "cidr": "10.64.0.0/16", "nodes_needed": 64, "internet": True, "access_from": {"office": "10.1.0.0/16"},
    "flow_logs": 0.5,
})
subnets, groups = network.subnets, network.groups
node_network = {"nodes_subnet": subnets["nodes"], "pods_subnet": subnets["pods"],
                "nodes_group": groups["nodes"], "pods_group": groups["pods"]}
cluster = OkeCluster("cluster", {
    **here, "tenancy": tenancy, "kubernetes_version": "v1.34.1", "node_network": node_network,
    "network": {"vcn": network.vcn_id, "endpoint_subnet": subnets["endpoint"], "endpoint_group": groups["endpoint"],
                "load_balancer_subnet": subnets["internal"], "services_cidr": network.services_cidr},
    "secrets_key": vault.key_id, "image_signing_keys": [vault.key_id],
    "add_ons": {"NvidiaGpuPlugin": {"isDcgmExporterDeployed": "true"}},
}, pulumi.ResourceOptions(depends_on=[network]))
placed = {**here, "tenancy": tenancy, "zone": "AD-1"}
join = {"cluster": cluster.cluster_id, "kubernetes_version": "v1.34.1", "network": node_network, "image": image,
        "capacity": {"model": "on-demand"}}
train = OciGpuCluster("train-h200", {**placed, **join, "accelerator": "h200", "nodes": nodes,
                                     "node_labels": {"team": "serving"}})
spare = OciGpuCluster("spare-h200", {**placed, **join, "accelerator": "h200", "nodes": 1,
                                     "placement": "cluster-network"})
rack = OciGpuCluster("rack-gb200", {**placed, **join, "zone": "AD-2", "accelerator": "gb200", "nodes": 20})
held = OciReservation("held-h100", {**placed, "accelerator": "h100", "nodes": 3})
batch = OciGpuFleet("batch-h100", {**placed, "accelerator": "h100", "nodes": nodes, "image": image,
    "subnet": subnets["nodes"], "groups": [groups["nodes"]], "cloud_init": "#cloud-config",
    "capacity": {"model": "reservation", "name": held.reservation_id}})
bucket = OciBucket("checkpoints", {**here, "key": vault.key_id, "versioning": True,
                                   "endpoint": {"subnet": subnets["storage"], "group": groups["storage"]}})
store = {**placed, "subnet": subnets["storage"], "group": groups["storage"]}
home = OciFileSystem("home", {**store, "kind": OciFileSystemKind.NFS, "clients": network.nodes_range})
scratch = OciFileSystem("scratch", {**store, "kind": OciFileSystemKind.LUSTRE})
pulumi.export("statements", quota.statements)
pulumi.export("actions", quota.actions)
pulumi.export("racks", rack.pools)
pulumi.export("home", home.address)
pulumi.export("condition", cluster.workload_condition)
"""
FIRST, GROWN = PROGRAM % '("serving", 2)', PROGRAM % '("training", 3)'


def test_lives_and_changes_in_place(emulated_clouds: EmulatedClouds) -> None:
    """Nothing that holds GPUs is replaced by another label or another number of machines."""
    for name in LIMITS:
        emulated_clouds.quotas.set(
            name, project=TENANCY, service="compute", dimensions={"region": "us-chicago-1"}, cloud="oci", limit=80
        )
    assert emulated_clouds.preview(FIRST, config=CONFIG).succeeded()
    first = emulated_clouds.up(FIRST, config=CONFIG).succeeded()
    outputs = cast("dict[str, object]", first.outputs)
    assert outputs["actions"] == {}
    assert emulated_clouds.up(FIRST, config=CONFIG).succeeded().resources == []
    grown = emulated_clouds.up(GROWN, config=CONFIG).succeeded()
    ops = {(each.type.rsplit(":", 1)[-1], each.op) for each in grown.resources}
    # A template may be another one; what it launched never is.
    assert {kind for kind, op in ops if op != "update"} <= {"InstanceConfiguration"}
    assert {("NodePool", "update"), ("ClusterNetwork", "update")} <= ops
    emulated_clouds.destroy(GROWN, config=CONFIG).succeeded()
    assert list(emulated_clouds.resources()) == []
