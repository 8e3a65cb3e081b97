"""GPU memory clusters: racks, their fabrics and what they draw; and the configurations that their machines have."""

from __future__ import annotations

import pytest

from podwright.emulator.core.wire import Values
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.everything import LAUNCH
from tests.podwright.emulator.oci.types import SetLimit
from tests.podwright.emulator.oci.words import refusal

TOKEN = "oci:Core/computeGpuMemoryCluster:ComputeGpuMemoryCluster"
COMPUTE_CLUSTER = "oci:Core/computeCluster:ComputeCluster"
CONFIGURATION = "oci:Core/instanceConfiguration:InstanceConfiguration"
FABRIC = "ocid1.computegpumemoryfabric.oc1.eu-amsterdam-1.aaaaaaaarack"
WORDS = (
    "Core Compute Gpu Memory Cluster",
    "core_compute_gpu_memory_cluster",
    "CreateComputeGpuMemoryCluster",
)


def _configuration(oci: Client, compartment: Made, shape: str, **more: object) -> Made:
    details = {"instanceType": "compute", "launchDetails": {**LAUNCH, "shape": shape, **more}}
    return oci.create(CONFIGURATION, shape, {"compartmentId": compartment.id, "instanceDetails": details})


@pytest.fixture
def placed(compartment: Made, domain: str) -> Values:
    """Where everything is."""
    return {"compartmentId": compartment.id, "availabilityDomain": domain}


@pytest.fixture
def rack(oci: Client, compartment: Made, placed: Values, set_limit: SetLimit) -> Values:
    """Inputs of one of two machines; there is quota for a whole rack."""
    set_limit("gpu-gb200-count", 72)
    return {
        **placed,
        "computeClusterId": oci.create(COMPUTE_CLUSTER, "c", placed).id,
        "instanceConfigurationId": _configuration(oci, compartment, "BM.GPU.GB200.4").id,
        "size": "2",
    }


def test_a_rack_is_active_on_a_fabric(oci: Client, rack: Values) -> None:
    """On one that it keeps, named or not."""
    made = oci.create(TOKEN, "r", rack)
    assert made.id.startswith("ocid1.computegpumemorycluster.oc1.eu-amsterdam-1.")
    assert str(made.out("gpuMemoryFabricId")).startswith("ocid1.computegpumemoryfabric.")
    larger = oci.update(made, {**rack, "size": "4"})
    assert (larger.out("size"), larger.out("gpuMemoryFabricId")) == ("4", made.out("gpuMemoryFabricId"))


def test_a_rack_draws_its_gpus(oci: Client, rack: Values) -> None:
    """Four for each machine: 18 machines take the quota of a rack, and nothing is left."""
    oci.create(TOKEN, "r", {**rack, "size": "18"})
    message = refused(lambda: oci.create(TOKEN, "s", rack))
    assert message.startswith("400-LimitExceeded, The following service limits were exceeded: gpu-gb200-count.")


def test_a_rack_without_a_size_takes_all_of_it(oci: Client, rack: Values) -> None:
    """Rather than nothing of the quota."""
    assert oci.create(TOKEN, "r", {**rack, "size": None}).out("size") == "18"


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ("0", "The size 0 is not valid, a GPU memory fabric has up to 18 hosts."),
        ("19", "The size 19 is not valid, a GPU memory fabric has up to 18 hosts."),
    ],
)
def test_a_rack_has_18_machines(oci: Client, rack: Values, size: str, message: str) -> None:
    """Of four GPUs each."""
    assert refused(lambda: oci.create(TOKEN, "r", {**rack, "size": size})) == refusal(
        f"400-InvalidParameter, {message}", *WORDS
    )


def test_other_shapes_are_no_racks(oci: Client, compartment: Made, rack: Values) -> None:
    """They are placed by cluster networks."""
    other = {**rack, "instanceConfigurationId": _configuration(oci, compartment, "BM.GPU.H200.8").id}
    assert refused(lambda: oci.create(TOKEN, "r", other)) == refusal(
        "400-InvalidParameter, Shape BM.GPU.H200.8 is not supported in GPU memory clusters.", *WORDS
    )


def test_a_fabric_has_one_for_each_compute_cluster(oci: Client, rack: Values, placed: Values) -> None:
    """Another compute cluster may share it, as far as there are hosts."""
    first = oci.create(TOKEN, "r", {**rack, "gpuMemoryFabricId": FABRIC})
    again = {**rack, "gpuMemoryFabricId": FABRIC, "displayName": "again"}
    assert refused(lambda: oci.create(TOKEN, "s", again)) == refusal(
        f"409-Conflict, The GPU memory fabric {FABRIC} already has the GPU Memory Cluster {first.id} of the same"
        " Compute Cluster.",
        *WORDS,
        "more than one on a fabric must be of different compute clusters",
    )
    other = {**again, "computeClusterId": oci.create(COMPUTE_CLUSTER, "d", {**placed, "displayName": "d"}).id}
    message = refused(lambda: oci.create(TOKEN, "s", {**other, "size": "17"}))
    assert message.startswith("500-InternalError, Out of host capacity.")
    assert f"17 hosts asked for, 16 of 18 of the fabric {FABRIC} are free" in message
    oci.create(TOKEN, "s", {**other, "size": "16"})


def test_what_replaces_a_rack(oci: Client, rack: Values) -> None:
    """Its place; its size and its machines' configuration do not."""
    made = oci.create(TOKEN, "r", rack)
    for name in ("computeClusterId", "gpuMemoryFabricId"):
        assert oci.diff(made, {**rack, name: "other"}).replaces == [name]
    assert oci.diff(made, {**rack, "size": "3", "instanceConfigurationId": "other"}).replaces == []


def test_tags_of_a_configuration_are_changed_in_place(oci: Client, compartment: Made) -> None:
    """Those of its machines are a part of what machines are made by, so they replace it."""
    made = _configuration(oci, compartment, "BM.GPU.GB200.4")
    tagged = {**made.inputs, "freeformTags": {"team": "a"}}
    del tagged["__defaults"]
    assert oci.diff(made, tagged).replaces == []
    assert oci.update(made, tagged).out("freeformTags") == {"team": "a"}
    launch = {**LAUNCH, "shape": "BM.GPU.GB200.4", "freeformTags": {"team": "a"}}
    machines = {**made.inputs, "instanceDetails": {"instanceType": "compute", "launchDetails": launch}}
    del machines["__defaults"]
    assert oci.diff(made, machines).replaces == ["instanceDetails"]
