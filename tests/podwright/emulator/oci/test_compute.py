"""Machines: limits, capacity, reservations, RDMA, addresses."""

from __future__ import annotations

import pytest

from podwright.emulator.core.capacity import Stock
from podwright.emulator.core.store import Store
from podwright.emulator.core.wire import Values
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.conftest import TENANCY
from tests.podwright.emulator.oci.everything import IMAGE, LAUNCH
from tests.podwright.emulator.oci.types import SetLimit
from tests.podwright.emulator.oci.words import NOT_FOUND, refusal

INSTANCE = "oci:Core/instance:Instance"
CONFIGURATION = "oci:Core/instanceConfiguration:InstanceConfiguration"
NETWORK = "oci:Core/clusterNetwork:ClusterNetwork"
POOL = "oci:Core/instancePool:InstancePool"
RESERVATION = "oci:Core/computeCapacityReservation:ComputeCapacityReservation"
CLUSTER = "oci:Core/computeCluster:ComputeCluster"
_LIMIT = (
    "400-LimitExceeded, The following service limits were exceeded: {}. Request a service limit increase from the"
    " service limits page in the console."
)


@pytest.fixture
def machine(compartment: Made, subnet: Made, domain: str) -> Values:
    """Inputs of an H200 machine."""
    return {
        "compartmentId": compartment.id,
        "availabilityDomain": domain,
        "shape": "BM.GPU.H200.8",
        "sourceDetails": {"sourceType": "image", "sourceId": IMAGE},
        "createVnicDetails": {"subnetId": subnet.id},
    }


def test_gpus_are_not_given_to_a_new_tenancy(oci: Client, machine: Values) -> None:
    """Counted by GPU, not by machine; the note says how to have more."""
    assert refused(lambda: oci.create(INSTANCE, "i", machine)) == refusal(
        _LIMIT.format("gpu-h200-count"),
        "Core Instance",
        "core_instance",
        "LaunchInstance",
        "8 asked for, 0 of 0 free; to have more: podwright emulator quota set gpu-h200-count --cloud oci"
        f" --service compute --project {TENANCY} --dimension ad=AD-1 --dimension region=eu-amsterdam-1 --limit 8",
    )


def test_a_machine_runs_within_the_limit(oci: Client, machine: Values, set_limit: SetLimit) -> None:
    """One fits, the second does not."""
    set_limit("gpu-h200-count", 8)
    made = oci.create(INSTANCE, "i", machine)
    assert (made.out("state"), made.out("privateIp"), made.out("publicIp")) == ("RUNNING", "10.0.0.2", "")
    message = refused(lambda: oci.create(INSTANCE, "j", {**machine, "displayName": "second"}))
    assert message.splitlines()[0] == _LIMIT.format("gpu-h200-count")


def test_a_deleted_machine_gives_back_what_it_had(oci: Client, machine: Values, set_limit: SetLimit) -> None:
    """GPUs and address."""
    set_limit("gpu-h200-count", 8)
    oci.delete(oci.create(INSTANCE, "i", machine))
    assert oci.create(INSTANCE, "j", {**machine, "displayName": "second"}).out("privateIp") == "10.0.0.2"


def test_machines_can_be_out_of_stock(oci: Client, oci_store: Store, machine: Values, set_limit: SetLimit) -> None:
    """Which has nothing to do with limits."""
    set_limit("gpu-h200-count", 64)
    with oci_store.transaction("oci") as tx:
        Stock(tx).set("EU-AMSTERDAM-1-AD-1", "BM.GPU.H200.8", 0)
    assert refused(lambda: oci.create(INSTANCE, "i", machine)) == refusal(
        "500-InternalError, Out of host capacity.",
        "Core Instance",
        "core_instance",
        "LaunchInstance",
        "1 BM.GPU.H200.8 asked for in EU-AMSTERDAM-1-AD-1, 0 available",
    )


def test_a_domain_of_another_tenancy_is_not_found(oci: Client, machine: Values, domain: str) -> None:
    """The letters in front of its name are the tenancy's own."""
    assert refused(lambda: oci.create(INSTANCE, "i", {**machine, "availabilityDomain": "Uocm:PHX-AD-1"})) == refusal(
        NOT_FOUND,
        "Core Instance",
        "core_instance",
        "LaunchInstance",
        f'"Uocm:PHX-AD-1" is no availability domain of this region; it has {domain}',
    )


def test_a_private_subnet_gives_no_public_address(oci: Client, machine: Values, subnet: Made) -> None:
    """Asking for one is a mistake."""
    vnic = {"subnetId": subnet.id, "assignPublicIp": "true"}
    inputs = {**machine, "shape": "VM.Standard.E5.Flex", "createVnicDetails": vnic}
    assert refused(lambda: oci.create(INSTANCE, "i", inputs)) == refusal(
        f"400-InvalidParameter, assignPublicIp cannot be true: subnet {subnet.id} prohibits public IPs on VNICs.",
        "Core Instance",
        "core_instance",
        "LaunchInstance",
    )


def test_a_subnet_runs_out_of_addresses(oci: Client, machine: Values, compartment: Made, vcn: Made) -> None:
    """A /30 has one left after Oracle's three."""
    inputs = {"compartmentId": compartment.id, "vcnId": vcn.id, "cidrBlock": "10.0.9.0/30"}
    tiny = oci.create("oci:Core/subnet:Subnet", "tiny", inputs)
    cheap = {**machine, "shape": "VM.Standard.E5.Flex", "createVnicDetails": {"subnetId": tiny.id}}
    assert oci.create(INSTANCE, "i", cheap).out("privateIp") == "10.0.9.2"
    assert refused(lambda: oci.create(INSTANCE, "j", {**cheap, "displayName": "j"})) == refusal(
        f"400-InvalidParameter, The subnet {tiny.id} with CIDR 10.0.9.0/30 does not have enough private IP addresses:"
        " 1 requested, 0 available.",
        "Core Instance",
        "core_instance",
        "LaunchInstance",
    )


def test_a_reservation_is_drawn_down(oci: Client, machine: Values, set_limit: SetLimit) -> None:
    """Its machines need no limit of their own, and it cannot shrink below what is used."""
    set_limit("gpu-h200-core-count-reservable", 8)
    placed = {key: machine[key] for key in ("compartmentId", "availabilityDomain")}
    held = {**placed, "instanceReservationConfigs": [{"instanceShape": "BM.GPU.H200.8", "reservedCount": "1"}]}
    made = oci.create(RESERVATION, "r", held)
    inside = {**machine, "capacityReservationId": made.id}
    oci.create(INSTANCE, "i", inside)
    seen = oci.refresh(made)
    assert seen is not None
    assert (seen.out("reservedInstanceCount"), seen.out("usedInstanceCount")) == ("1", "1")
    assert refused(lambda: oci.create(INSTANCE, "j", {**inside, "displayName": "j"})) == refusal(
        "500-InternalError, Out of host capacity.",
        "Core Instance",
        "core_instance",
        "LaunchInstance",
        f"1 BM.GPU.H200.8 asked for in {made.id}, 0 available",
    )
    none = {**placed, "instanceReservationConfigs": [{"instanceShape": "BM.GPU.H200.8", "reservedCount": "0"}]}
    assert refused(lambda: oci.update(made, none)) == refusal(
        f"409-Conflict, The reserved count of BM.GPU.H200.8 in {made.id} cannot be less than its used count 1.",
        "Core Compute Capacity Reservation",
        "core_compute_capacity_reservation",
        "UpdateComputeCapacityReservation",
    )


def _network(oci: Client, machine: Values, shape: str, size: int) -> Made:
    details = {"instanceType": "compute", "launchDetails": {**LAUNCH, "shape": shape}}
    template = oci.create(CONFIGURATION, shape, {"compartmentId": machine["compartmentId"], "instanceDetails": details})
    inputs = {
        "compartmentId": machine["compartmentId"],
        "instancePools": [{"instanceConfigurationId": template.id, "size": size}],
        "placementConfiguration": {"availabilityDomain": machine["availabilityDomain"]},
    }
    return oci.create(NETWORK, "n", inputs)


@pytest.mark.parametrize(
    ("shape", "note"),
    [
        ("BM.GPU.A10.4", None),
        ("BM.GPU.GB200.4", "GB200 and GB300 need a compute cluster and a GPU memory cluster"),
    ],
)
def test_a_cluster_network_takes_rdma_shapes_only(oci: Client, machine: Values, shape: str, note: str | None) -> None:
    """And racks are placed another way."""
    assert refused(lambda: _network(oci, machine, shape, 2)) == refusal(
        f"400-InvalidParameter, Shape {shape} is not supported in cluster networks.",
        "Core Cluster Network",
        "core_cluster_network",
        "CreateClusterNetwork",
        note,
    )


def test_a_cluster_network_counts_all_its_gpus(oci: Client, machine: Values, set_limit: SetLimit) -> None:
    """Two machines of eight."""
    set_limit("gpu-h200-count", 15)
    message = refused(lambda: _network(oci, machine, "BM.GPU.H200.8", 2))
    assert message.splitlines()[0] == _LIMIT.format("gpu-h200-count")


def test_a_configuration_in_use_cannot_be_deleted(oci: Client, machine: Values, subnet: Made) -> None:
    """Oracle's sentence does not name the pool, the note does."""
    details = {"instanceType": "compute", "launchDetails": {**LAUNCH, "shape": "VM.Standard.E5.Flex"}}
    compartment = {"compartmentId": machine["compartmentId"]}
    template = oci.create(CONFIGURATION, "c", {**compartment, "instanceDetails": details})
    placement = {"availabilityDomain": machine["availabilityDomain"], "primarySubnetId": subnet.id}
    inputs = {**compartment, "instanceConfigurationId": template.id, "size": 1, "placementConfigurations": [placement]}
    pool = oci.create(POOL, "p", inputs)
    assert refused(lambda: oci.delete(template)) == refusal(
        f"409-Conflict, The Instance Configuration {template.id} is associated to one or more Instance Pools.",
        "Core Instance Configuration",
        "core_instance_configuration",
        "DeleteInstanceConfiguration",
        f"it is used by {pool.id}",
    )


def test_a_compute_cluster_takes_rdma_shapes_only(oci: Client, machine: Values) -> None:
    """A machine without a cluster network has nothing to join it with."""
    placed = {key: machine[key] for key in ("compartmentId", "availabilityDomain")}
    cluster = oci.create(CLUSTER, "c", placed)
    inputs = {**machine, "shape": "VM.Standard.E5.Flex", "computeClusterId": cluster.id}
    assert refused(lambda: oci.create(INSTANCE, "i", inputs)) == refusal(
        "400-InvalidParameter, Shape VM.Standard.E5.Flex is not supported in a compute cluster.",
        "Core Instance",
        "core_instance",
        "LaunchInstance",
    )
