"""Oracle Cloud's shapes and what does not go together there."""

from __future__ import annotations

import pytest

from podwright.catalog.cloud_gpus import CloudGpu, cloud_accelerators, cloud_gpu, cloud_gpus, plan_cloud_gpu
from podwright.catalog.oci_rules import (
    check_image,
    check_oci_capacity,
    check_placement,
    check_racks,
    default_placement,
    domain_number,
    oci_zone,
)
from podwright.catalog.regions import check_jurisdiction, regions
from podwright.emulator.oci import regions as emulated
from podwright.emulator.oci.shapes import shapes
from podwright.errors import InputError

SHAPES = list(cloud_gpus("oci").values())
DEFAULTS = {
    "a100": "BM.GPU4.8",
    "a100-80gb": "BM.GPU.A100-v2.8",
    "h100": "BM.GPU.H100.8",
    "h200": "BM.GPU.H200.8",
    "b200": "BM.GPU.B200.8",
    "b300": "BM.GPU.B300.8",
    "gb200": "BM.GPU.GB200.4",
    "gb300": "BM.GPU.GB300.4",
    "mi300x": "BM.GPU.MI300X.8",
    "mi355x": "BM.GPU.MI355X.8",
    "l40s": "BM.GPU.L40S.4",
    "rtx-pro-6000": "BM.GPU.RTXPRO.8",
    "a10": "BM.GPU.A10.4",
    "v100": "BM.GPU3.8",
}


def test_an_accelerator_is_its_bare_metal_shape() -> None:
    """Nobody wants a virtual machine with one GPU when training."""
    assert {word: sizes[0] for word, sizes in cloud_accelerators("oci").items()} == DEFAULTS


@pytest.mark.parametrize("shape", SHAPES, ids=lambda each: each.size)
def test_the_emulated_oracle_knows_the_same_shape(shape: CloudGpu) -> None:
    """What is planned here is counted there."""
    found = shapes()[shape.size]
    assert found.gpus == shape.gpus
    assert found.has_rdma == shape.rdma
    assert found.is_rack == (shape.rack_size is not None)
    assert found.is_arm == (shape.arch == "arm64")
    assert shape.quota_key in (None, found.limit)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda each: each.size)
def test_the_default_placement_is_one_that_is_accepted(shape: CloudGpu) -> None:
    """A default that a check refuses would be refused for everybody."""
    assert check_placement(shape, default_placement(shape)) is None


@pytest.mark.parametrize("region", regions("oci"))
def test_the_emulated_oracle_has_the_same_domains(region: str) -> None:
    """A domain that is accepted here must be there."""
    zones = [f"{region}-AD-{number}" for number in range(1, emulated.regions()[region].domains + 1)]
    assert list(regions("oci")[region].zones) == zones


def test_norway_is_answered_by_name() -> None:
    """Oracle has no region there; the nearest is named."""
    assert [problem.render() for problem in check_jurisdiction("oci", "NO", "eu-stockholm-1")] == [
        "error: jurisdiction: Norway has no public Oracle Cloud region\n"
        "  given:   NO\n"
        "  allowed: GB, JP, NL, SE, US\n"
        "  fix:     nearest are eu-stockholm-1 (Stockholm, SE); or take another cloud for Norway"
    ]


@pytest.mark.parametrize("zone", ["AD-2", "us-chicago-1-AD-2"])
def test_a_domain_is_named_shortly(zone: str) -> None:
    """Its full name carries letters of the tenancy."""
    assert oci_zone("us-chicago-1", zone) == "AD-2"
    assert domain_number("AD-2") == 2


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (
            "AD-4",
            "error: zone: us-chicago-1 has no availability domain AD-4\n  given:   AD-4\n  allowed: AD-1, AD-2, AD-3",
        ),
        (
            "Uocm:US-CHICAGO-1-AD-1",
            "error: zone: Uocm:US-CHICAGO-1-AD-1 is the name of a domain in one tenancy, which no other tenancy has\n"
            "  given:   Uocm:US-CHICAGO-1-AD-1\n"
            "  allowed: AD-1, AD-2, AD-3\n"
            "  fix:     write AD-1: the name is looked up",
        ),
    ],
)
def test_a_domain_that_is_none_is_refused(zone: str, expected: str) -> None:
    """OCI-AD: a literal works in the tenancy it was copied from and nowhere else."""
    with pytest.raises(InputError) as caught:
        oci_zone("us-chicago-1", zone)
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("size", "placement", "expected"),
    [
        (
            "BM.GPU.GB200.4",
            "cluster-network",
            "error: placement: BM.GPU.GB200.4 cannot be placed by a cluster network\n"
            "  given:   cluster-network\n"
            "  allowed: compute-cluster\n"
            "  fix:     leave it out: a compute cluster and a GPU memory cluster for each fabric place it",
        ),
        (
            "BM.GPU.A10.4",
            "compute-cluster",
            "error: placement: BM.GPU.A10.4 has no RDMA network, and a compute-cluster takes machines with one only\n"
            "  given:   compute-cluster\n"
            "  allowed: none\n"
            "  fix:     leave it out",
        ),
        (
            "BM.GPU.H200.8",
            "none",
            "error: placement: BM.GPU.H200.8 outside of an RDMA network: its roce interfaces would be of no use\n"
            "  given:   none\n"
            "  allowed: compute-cluster, cluster-network\n"
            "  fix:     leave it out",
        ),
        (
            "BM.GPU.H200.8",
            "compact",
            'error: placement: Oracle Cloud has no placement "compact"\n'
            "  given:   compact\n"
            "  allowed: compute-cluster, cluster-network, none\n"
            "  fix:     leave it out",
        ),
    ],
)
def test_a_placement_that_cannot_be_is_refused(size: str, placement: str, expected: str) -> None:
    """OCI-GB-NETWORK and OCI-RDMA-PLUGINS: the provider asks nothing, the machines come up without a network."""
    problem = check_placement(cloud_gpu("oci", size), placement)
    assert problem is not None
    assert problem.render() == expected


@pytest.mark.parametrize(
    ("size", "model", "named", "expected"),
    [
        ("BM.GPU.H200.8", "on-demand", False, []),
        ("BM.GPU.H200.8", "reservation", True, []),
        ("VM.GPU.A10.1", "spot", False, []),
        (
            "BM.GPU.H200.8",
            "spot",
            False,
            [
                "error: capacity.model: BM.GPU.H200.8 is not offered as preemptible capacity, which is for virtual"
                " machines\n  given:   spot\n  allowed: on-demand, reservation"
            ],
        ),
        (
            "BM.GPU.GB300.4",
            "reservation",
            False,
            [
                "error: capacity.model: BM.GPU.GB300.4 comes from dedicated capacity, which no reservation holds\n"
                "  given:   reservation\n  allowed: on-demand\n  fix:     name the fabrics that Oracle gave you",
                "error: capacity.name: the model is reservation, but no reservation is named\n"
                "  allowed: ocid1.capacityreservation…",
            ],
        ),
        (
            "BM.GPU.H200.8",
            "on-demand",
            True,
            [
                "error: capacity.name: a reservation is named, but the model is on-demand\n"
                "  fix:     drop name, or set model: reservation"
            ],
        ),
        (
            "BM.GPU.H200.8",
            "flex-start",
            False,
            [
                'error: capacity.model: Oracle Cloud has no capacity model "flex-start"\n'
                "  given:   flex-start\n"
                "  allowed: on-demand, spot, reservation\n"
                "  fix:     write reservation for machines of your own"
            ],
        ),
    ],
)
def test_capacity_that_oracle_does_not_sell_so_is_refused(
    size: str, model: str, named: bool, expected: list[str]
) -> None:
    """One word for one idea on all clouds, and here what each means."""
    assert [each.render() for each in check_oci_capacity(cloud_gpu("oci", size), model, named=named)] == expected


def test_racks_need_a_fabric_each_or_none() -> None:
    """A GPU memory cluster is one fabric of at most 18 machines."""
    machine = plan_cloud_gpu("oci", "gb200", None, 36)
    assert machine.racks == (18, 18)
    assert check_racks(machine.machine, 36, 0) is None
    assert check_racks(machine.machine, 36, 2) is None
    problem = check_racks(machine.machine, 37, 2)
    assert problem is not None
    assert problem.render() == (
        "error: fabrics: 37 machines are 3 GPU memory clusters of at most 18, and 2 fabrics are named\n"
        "  given:   2\n"
        "  allowed: 3\n"
        "  fix:     name one fabric for each, or none"
    )


def test_rdma_machines_need_an_image_of_their_own() -> None:
    """Oracle's images for nodes have no RDMA driver, and the launch would fail or the ports stay down."""
    assert check_image(cloud_gpu("oci", "VM.GPU.A10.1"), given=False) is None
    problem = check_image(cloud_gpu("oci", "BM.GPU.H200.8"), given=False)
    assert problem is not None
    assert problem.render() == (
        "error: image: BM.GPU.H200.8 needs an image with RDMA and GPU drivers, and Oracle's own images for nodes have"
        " none\n"
        "  allowed: ocid1.image…\n"
        "  fix:     import an image of oci-hpc-oke and give its OCID"
    )
