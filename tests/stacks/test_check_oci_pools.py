"""Rules of GPU machines on Oracle Cloud: shapes, domains, capacity, placement, racks, images, nodes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.oci_samples import GROUP, IMAGE, MACHINES, region, with_fleet, with_group, with_machines, with_own
from tests.stacks.samples import rendered

HELD = {"accelerator": "h200", "nodes": 8, "zone": "AD-1", "allowUnlistedZone": True}
OCID = "ocid1.capacityreservation.oc1.us-chicago-1.aaaa"
FABRIC = "ocid1.computegpumemoryfabric.oc1.us-chicago-1.aaaa"


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_group(accelerator="h300"),
            None,
            'error: gpuClusters.train.accelerator: Oracle Cloud has no GPU "h300" that the catalog knows\n'
            "  given:   h300\n"
            "  allowed: a100, a100-80gb, h100, h200, b200, b300, gb200, gb300, mi300x, mi355x, l40s,"
            " rtx-pro-6000, a10, v100\n"
            "  fix:     did you mean h200?",
        ),
        (
            with_group(machineType="BM.GPU.H100.8"),
            None,
            "error: gpuClusters.train.machineType: BM.GPU.H100.8 has h100 GPUs, the accelerator is h200\n"
            "  given:   BM.GPU.H100.8\n"
            "  allowed: BM.GPU.H200.8\n"
            "  fix:     write BM.GPU.H200.8, or leave machineType out; or write accelerator: h100",
        ),
        (
            with_group(machineType="BM.GPU.H200.4"),
            None,
            'error: gpuClusters.train.machineType: the catalog knows no machine "BM.GPU.H200.4", the'
            " accelerator is h200\n"
            "  given:   BM.GPU.H200.4\n"
            "  allowed: BM.GPU.H200.8\n"
            "  fix:     did you mean BM.GPU.H200.8?",
        ),
        (
            with_group(zone="AD-4"),
            None,
            "error: gpuClusters.train.zone: us-chicago-1 has no availability domain AD-4\n"
            "  given:   AD-4\n"
            "  allowed: AD-1, AD-2, AD-3",
        ),
        (
            with_group(zone="Uocm:US-CHICAGO-1-AD-2"),
            None,
            "error: gpuClusters.train.zone: Uocm:US-CHICAGO-1-AD-2 is the name of a domain in one"
            " tenancy, which no other tenancy has\n"
            "  given:   Uocm:US-CHICAGO-1-AD-2\n"
            "  allowed: AD-1, AD-2, AD-3\n"
            "  fix:     write AD-2: the name is looked up",
        ),
        (
            with_group(zone="us-chicago-1-AD-2"),
            None,
            "",
        ),
    ],
)
def test_shapes_and_domains_that_do_not_exist(values: dict[str, Any], stack: str | None, said: str) -> None:
    """The nearest that does is named; a domain's full name is another tenancy's."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_group(allowUnlistedZone=False),
            None,
            "warning: gpuClusters.train.zone: whether Oracle Cloud offers BM.GPU.H200.8 in us-chicago-1"
            " is not public; nothing is checked\n"
            "  given:   us-chicago-1\n"
            "  fix:     ask Oracle Cloud before relying on it; then write allowUnlistedZone: true",
        ),
    ],
)
def test_what_nobody_publishes_is_a_warning(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Nothing is invented; whoever has asked says so and is left alone."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_group(capacity={"model": "flex-start", "maxRunSeconds": 60}),
            None,
            "error: gpuClusters.train.capacity.maxRunSeconds: says nothing on Oracle Cloud\n"
            "  allowed: model, name\n"
            "  fix:     remove it\n"
            'error: gpuClusters.train.capacity.model: Oracle Cloud has no capacity model "flex-start"\n'
            "  given:   flex-start\n"
            "  allowed: on-demand, spot, reservation\n"
            "  fix:     write reservation for machines of your own",
        ),
        (
            with_group(capacity={"model": "spot"}),
            None,
            "error: gpuClusters.train.capacity.model: BM.GPU.H200.8 is not offered as preemptible"
            " capacity, which is for virtual machines\n"
            "  given:   spot\n"
            "  allowed: on-demand, reservation",
        ),
        (
            with_group(capacity={"model": "reservation"}),
            None,
            "error: gpuClusters.train.capacity.name: the model is reservation, but no reservation is named\n"
            "  allowed: ocid1.capacityreservation…",
        ),
        (
            with_group(capacity={"model": "on-demand", "name": OCID}),
            None,
            "error: gpuClusters.train.capacity.name: a reservation is named, but the model is on-demand\n"
            "  fix:     drop name, or set model: reservation",
        ),
        (
            with_group(capacity={"model": "reservation", "name": "hold"}),
            None,
            "error: gpuClusters.train.capacity.name: is no OCID\n"
            "  given:   hold\n"
            "  allowed: ocid1.capacityreservation.<realm>.<region, or nothing>.<unique part>\n"
            "  fix:     give its OCID, or declare it under reservations",
        ),
        (
            {**with_group(capacity={"model": "reservation", "name": "hold"}), "reservations": {"held": HELD}},
            None,
            "error: gpuClusters.train.capacity.name: is no OCID\n"
            "  given:   hold\n"
            "  allowed: ocid1.capacityreservation.<realm>.<region, or nothing>.<unique part>\n"
            "  fix:     did you mean held?",
        ),
        (
            {
                **with_group(zone="AD-2", capacity={"model": "reservation", "name": "held"}),
                "reservations": {"held": HELD},
            },
            None,
            "error: gpuClusters.train.zone: reservations.held is in AD-1, and its machines are in AD-2:"
            " one domain only\n"
            "  given:   AD-2\n"
            "  fix:     write AD-1",
        ),
        (
            {**with_group(capacity={"model": "reservation", "name": "held"}), "reservations": {"held": HELD}},
            None,
            "",
        ),
        (
            with_group(capacity={"model": "reservation", "name": OCID}),
            None,
            "",
        ),
        (
            with_fleet(accelerator="a10", machineType="VM.GPU.A10.1", capacity={"model": "spot"}),
            None,
            "error: gpuFleets.batch.capacity.model: instance pools have no preemptible machines\n"
            "  given:   spot\n"
            "  allowed: on-demand, reservation\n"
            "  fix:     run spot machines as a GPU cluster",
        ),
    ],
)
def test_capacity_that_oracle_does_not_give(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Preemptible is for virtual machines, and a reservation is in one domain."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_machines({}, placement="none"),
            None,
            "error: oci.machines.train.placement: BM.GPU.H200.8 outside of an RDMA network: its roce"
            " interfaces would be of no use\n"
            "  given:   none\n"
            "  allowed: compute-cluster, cluster-network\n"
            "  fix:     leave it out",
        ),
        (
            with_machines({"accelerator": "a10"}, placement="compute-cluster"),
            None,
            "error: oci.machines.train.placement: BM.GPU.A10.4 has no RDMA network, and a"
            " compute-cluster takes machines with one only\n"
            "  given:   compute-cluster\n"
            "  allowed: none\n"
            "  fix:     leave it out",
        ),
        (
            with_machines({"accelerator": "a10"}, placement="none"),
            None,
            "",
        ),
        (
            with_machines({}, placement="cluster-network"),
            None,
            "",
        ),
        (
            with_group(placement="compact"),
            None,
            "error: gpuClusters.train.placement: says nothing on Oracle Cloud\n"
            "  allowed: accelerator, nodes, zone, capacity, machineType, bootDiskGib, allowUnlistedZone,"
            " maxPodsPerNode, nodeLabels\n"
            "  fix:     write it under oci.machines, in Oracle's words",
        ),
    ],
)
def test_rdma_machines_are_placed_together(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Outside of an RDMA network their interfaces are of no use, and others have none."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_machines({"accelerator": "gb200", "nodes": 18}, placement="cluster-network"),
            None,
            "error: oci.machines.train.placement: BM.GPU.GB200.4 cannot be placed by a cluster network\n"
            "  given:   cluster-network\n"
            "  allowed: compute-cluster\n"
            "  fix:     leave it out: a compute cluster and a GPU memory cluster for each fabric place it",
        ),
        (
            with_machines({"accelerator": "gb200", "nodes": 20}, fabrics=[FABRIC]),
            None,
            "error: oci.machines.train.fabrics: 20 machines are 2 GPU memory clusters of at most 18, and"
            " 1 fabrics are named\n"
            "  given:   1\n"
            "  allowed: 2\n"
            "  fix:     name one fabric for each, or none",
        ),
        (
            with_machines({"accelerator": "gb200", "nodes": 18}, fabrics=["fabric-1"]),
            None,
            "error: oci.machines.train.fabrics[0]: is no OCID\n"
            "  given:   fabric-1\n"
            "  allowed: ocid1.computegpumemoryfabric.<realm>.<region, or nothing>.<unique part>\n"
            "  fix:     copy it from the console, or from the output of `oci`",
        ),
        (
            with_machines({}, fabrics=[FABRIC]),
            None,
            "error: oci.machines.train.fabrics: BM.GPU.H200.8 has no GPU memory fabric\n"
            "  given:   1\n"
            "  fix:     leave them out",
        ),
        (
            with_machines({"accelerator": "gb200", "nodes": 18, "capacity": {"model": "reservation", "name": OCID}}),
            None,
            "error: gpuClusters.train.capacity.model: BM.GPU.GB200.4 comes from dedicated capacity,"
            " which no reservation holds\n"
            "  given:   reservation\n"
            "  allowed: on-demand\n"
            "  fix:     name the fabrics that Oracle gave you",
        ),
    ],
)
def test_racks_have_a_fabric_each(values: dict[str, Any], stack: str | None, said: str) -> None:
    """At most 18 hosts, and no cluster network."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(oci={"version": "v1.34.1"}),
            None,
            "error: oci.machines.train.image: BM.GPU.H200.8 needs an image with RDMA and GPU drivers,"
            " and Oracle's own images for nodes have none\n"
            "  allowed: ocid1.image…\n"
            "  fix:     import an image of oci-hpc-oke and give its OCID",
        ),
        (
            with_machines({}, image="ubuntu"),
            None,
            "error: oci.machines.train.image: is no OCID\n"
            "  given:   ubuntu\n"
            "  allowed: ocid1.image.<realm>.<region, or nothing>.<unique part>\n"
            "  fix:     copy it from the console, or from the output of `oci`",
        ),
        (
            with_fleet(image="ubuntu"),
            None,
            "error: gpuFleets.batch.image: is no OCID\n"
            "  given:   ubuntu\n"
            "  allowed: ocid1.image.<realm>.<region, or nothing>.<unique part>\n"
            "  fix:     copy it from the console, or from the output of `oci`",
        ),
        (
            region(gpuClusters={}, gpuFleets={"batch": GROUP}, oci={}),
            None,
            "error: gpuFleets.batch.image: is required: Oracle has no image that suits machines without"
            " Kubernetes\n"
            "  allowed: ocid1.image…\n"
            "  fix:     import an image and give its OCID",
        ),
        (
            {**with_fleet(), "oci": {"machines": {"batch": {"image": IMAGE}}}},
            None,
            "error: gpuFleets.batch.image: stands in oci.machines.batch too\n"
            "  given:   ocid1.image.oc1.us-chicago-1.aaaaroce\n"
            "  fix:     keep one of the two",
        ),
        (
            with_own(machines={**MACHINES, "trian": {}}),
            None,
            "error: oci.machines.trian: is no GPU cluster or fleet of the stack\n"
            "  allowed: train\n"
            "  fix:     did you mean train?",
        ),
    ],
)
def test_rdma_machines_need_an_image_with_drivers(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Oracle's own images for nodes have none."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_group(taints={"dedicated": {"value": "x"}}, maxNodes=16, driver="none", fabric="networks"),
            None,
            "error: gpuClusters.train.maxNodes: says nothing on Oracle Cloud\n"
            "  allowed: accelerator, nodes, zone, capacity, machineType, bootDiskGib, allowUnlistedZone,"
            " maxPodsPerNode, nodeLabels\n"
            "  fix:     remove it: the machines stand where they are placed together, and nothing adds"
            " some by itself\n"
            "error: gpuClusters.train.driver: says nothing on Oracle Cloud\n"
            "  allowed: accelerator, nodes, zone, capacity, machineType, bootDiskGib, allowUnlistedZone,"
            " maxPodsPerNode, nodeLabels\n"
            "  fix:     remove it: the image brings the driver\n"
            "error: gpuClusters.train.fabric: says nothing on Oracle Cloud\n"
            "  allowed: accelerator, nodes, zone, capacity, machineType, bootDiskGib, allowUnlistedZone,"
            " maxPodsPerNode, nodeLabels\n"
            "  fix:     remove it\n"
            "error: gpuClusters.train.taints: says nothing on Oracle Cloud\n"
            "  allowed: accelerator, nodes, zone, capacity, machineType, bootDiskGib, allowUnlistedZone,"
            " maxPodsPerNode, nodeLabels\n"
            "  fix:     remove it: node pools of OKE have none, and the plugin for GPUs sets its own",
        ),
        (
            with_group(bootDiskGib=65536, maxPodsPerNode=128),
            None,
            "error: gpuClusters.train.maxPodsPerNode: 128 pods on one node is outside what OKE takes\n"
            "  given:   128\n"
            "  allowed: 1 to 110\n"
            "  fix:     leave it out for 32\n"
            "error: gpuClusters.train.bootDiskGib: is no size of a boot volume\n"
            "  given:   65536\n"
            "  allowed: 50 to 32768",
        ),
        (
            with_group(nodeLabels={"oci.oraclecloud.com/x": "y"}),
            None,
            "error: gpuClusters.train.nodeLabels.oci.oraclecloud.com/x: the keys of oci.oraclecloud.com"
            " are set by OKE itself\n"
            "  given:   oci.oraclecloud.com/x\n"
            "  fix:     drop it, or take a key of your own",
        ),
    ],
)
def test_nodes_as_oke_takes_them(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Sizes and labels; what OKE's pools do not have is said with what to do."""
    assert "\n".join(rendered(values, stack)) == said
