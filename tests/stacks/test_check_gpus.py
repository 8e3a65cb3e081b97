"""Rules of GPU clusters and fleets: every conflict of machine, zone, capacity and network is found before an engine."""

from __future__ import annotations

from typing import Any

import pytest

from podwright.catalog.gpus import gpu_accelerators, gpu_machine
from tests.stacks.samples import problems, region, rendered, shared, with_fleet, with_gpus

RESERVED = {"model": "reservation", "name": "train-h1"}


def test_a_sound_group_is_taken() -> None:
    """As cluster and as fleet, with all that a cluster may say."""
    assert rendered(with_gpus()) == []
    assert rendered(with_fleet()) == []
    full: dict[str, Any] = {
        "accelerator": "a100",
        "machineType": "a2-highgpu-4g",
        "maxNodes": 32,
        "placement": "compact",
        "driver": "latest",
        "localSsd": {"use": "block", "disks": 8},
        "capacity": {"model": "spot"},
    }
    assert rendered(with_gpus(**full)) == []


def test_an_unknown_accelerator_is_refused_once() -> None:
    """With nothing known of the machine no other rule speaks, except for the place."""
    assert rendered(with_gpus(accelerator="H200", zone="us-east5-a")) == [
        'error: gpuClusters.train.accelerator: "H200" is another name of h200\n'
        f"  given:   H200\n  allowed: {', '.join(gpu_accelerators())}\n  fix:     write h200",
        "error: gpuClusters.train.zone: zone us-east5-a is in region us-east5, the stack is in europe-west4\n"
        "  given:   us-east5-a\n  fix:     take a zone of europe-west4, or move the group to a stack of us-east5",
    ]


def test_a_machine_of_another_gpu_is_refused() -> None:
    """Both words are in the message."""
    (problem,) = problems(with_gpus(machineType="a3-megagpu-8g"))
    assert (problem.subject, problem.message) == (
        "gpuClusters.train.machineType",
        "a3-megagpu-8g has h100-mega GPUs, the accelerator is h200",
    )


def test_a_zone_of_another_region_is_refused_with_those_here() -> None:
    """The zones of the stack's region that have the machine."""
    (problem,) = problems(with_fleet(zone="us-east5-a"))
    assert (problem.subject, problem.allowed) == ("gpuFleets.batch.zone", "europe-west4-a")


def test_a_zone_without_the_machine_is_refused_or_a_warning() -> None:
    """Lists are snapshots: whoever knows better says so, and is still told."""
    for allowed, severity in ((False, "error"), (True, "warning")):
        (problem,) = problems(with_gpus(zone="europe-west4-c", allowUnlistedZone=allowed))
        assert problem.severity == severity
        assert problem.message == "a3-ultragpu-8g is not offered in europe-west4-c (catalog of 2026-08)"


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({"capacity": {"model": "on-demand"}}, "capacity.model"),
        ({"capacity": {"model": "spot", "name": "train-h1"}}, "capacity.name"),
        ({"capacity": {"model": "spot", "maxRunSeconds": 3600}}, "capacity.maxRunSeconds"),
        ({"capacity": {"model": "spot", "queued": True}}, "capacity.queued"),
    ],
)
def test_conflicts_of_capacity_are_reported_at_their_keys(changes: dict[str, Any], subject: str) -> None:
    """For clusters and fleets alike."""
    assert [problem.subject for problem in problems(with_gpus(**changes))] == [f"gpuClusters.train.{subject}"]
    assert [problem.subject for problem in problems(with_fleet(**changes))] == [f"gpuFleets.batch.{subject}"]


def test_machines_that_are_queued_for_have_no_compact_placement() -> None:
    """A fleet has no queue either."""
    changes = {"capacity": {"model": "flex-start", "queued": True}, "placement": "compact"}
    assert [problem.subject for problem in problems(with_gpus(**changes))] == ["gpuClusters.train.placement"]
    found = [problem.subject for problem in problems(with_fleet(**changes))]
    assert found == ["gpuFleets.batch.placement", "gpuFleets.batch.capacity.queued"]


def test_growth_by_flex_start_is_refused() -> None:
    """Its pools scale anyway."""
    assert [problem.subject for problem in problems(with_gpus(maxNodes=32))] == ["gpuClusters.train.maxNodes"]


def test_a_version_that_is_too_old_is_the_clusters_mistake() -> None:
    """It is the cluster that pins it."""
    values = {**with_gpus(), "cluster": {"minVersion": "1.30"}}
    assert rendered(values) == [
        "error: cluster.minVersion: a3-ultragpu-8g needs GKE 1.31.4-gke.1183000 or later, the cluster pins 1.30\n"
        "  given:   1.30\n  allowed: 1.31.4-gke.1183000 or later\n"
        "  fix:     write 1.31.4-gke.1183000, or leave minVersion out"
    ]


def test_a_driver_that_is_too_old_is_the_groups_mistake() -> None:
    """The group can ask for a newer one."""
    values = {**with_gpus(), "cluster": {"minVersion": "1.31.4-gke.1183000"}}
    assert [problem.subject for problem in problems(values)] == ["gpuClusters.train.driver"]


def test_a_text_that_is_no_version_is_reported_once() -> None:
    """Not by every group on the cluster."""
    values = {**with_gpus(), "cluster": {"minVersion": "newest"}}
    assert [problem.subject for problem in problems(values)] == ["cluster.minVersion"]


def test_disks_the_machine_does_not_have_are_refused() -> None:
    """The number is the machine's own."""
    (problem,) = problems(with_gpus(localSsd={"disks": 4}))
    assert (problem.subject, problem.message) == (
        "gpuClusters.train.localSsd.disks",
        "a3-ultragpu-8g always has 32 local SSDs",
    )


def test_a_fabric_for_a_machine_without_one_is_refused() -> None:
    """L4 machines talk over the region's network."""
    changes: dict[str, Any] = {"accelerator": "l4", "fabric": "networks", "capacity": {"model": "spot"}}
    assert [problem.subject for problem in problems(with_gpus(**changes))] == ["gpuClusters.train.fabric"]


def test_marks_of_nodes_are_those_of_the_user() -> None:
    """What the cloud sets itself cannot be set twice."""
    marks = {"taints": {"nvidia.com/gpu": {"value": "yes"}}, "nodeLabels": {"cloud.google.com/team": "a"}}
    assert rendered(with_gpus(**marks)) == [
        "error: gpuClusters.train.nodeLabels.cloud.google.com/team: the keys of cloud.google.com are set by GKE"
        " itself\n"
        "  given:   cloud.google.com/team\n  fix:     drop it, or take a key of your own",
        "error: gpuClusters.train.taints.nvidia.com/gpu: is set on every GPU node already\n  fix:     remove it",
    ]


def test_managed_networks_of_an_old_cluster_are_refused() -> None:
    """DRANET came later than the machines it serves."""
    values = {**with_gpus(fabric="dranet"), "cluster": {"minVersion": "1.33"}}
    (problem,) = problems(values)
    assert problem.subject == "gpuClusters.train.fabric"
    assert problem.message == "DRANET needs GKE 1.34.1-gke.1829001 or later, the cluster pins 1.33"


def test_an_image_of_another_processor_is_refused() -> None:
    """GB200 machines are Arm."""
    changes: dict[str, Any] = {
        "accelerator": "gb200",
        "zone": "us-central1-a",
        "capacity": RESERVED,
        "image": "projects/lab/global/images/family/ubuntu-amd64",
    }
    values = {**with_fleet(**changes), "region": "us-central1", "jurisdiction": "US"}
    assert [problem.subject for problem in problems(values)] == ["gpuFleets.batch.image"]


def test_a_region_in_the_ranges_of_gpu_networks_is_refused_once() -> None:
    """A node would have two interfaces with one range; managed networks and machines without any do not collide."""
    group = with_gpus()["gpuClusters"]["train"]
    network = {"cidr": "192.168.0.0/17"}
    both = region(tpuSlices=..., network=network, gpuClusters={"a": group, "b": group})
    overlap = [problem for problem in problems(both) if "networks between GPUs" in problem.message]
    assert [(problem.subject, problem.message) for problem in overlap] == [
        ("network.cidr", "192.168.0.0/17 overlaps 192.168.0.0/16, which the networks between GPUs use")
    ]
    for harmless in ({**group, "fabric": "dranet"}, {**group, "accelerator": "l4"}):
        values = region(tpuSlices=..., network=network, gpuClusters={"a": harmless})
        assert not [problem for problem in problems(values) if "networks between GPUs" in problem.message]


def test_more_machines_than_a_gpu_network_holds_are_refused() -> None:
    """The subnets are as large as they are."""
    values = {**with_gpus(nodes=5000), "network": {"cidr": "10.0.0.0/8", "maxPodsPerNode": 8}}
    assert "gpuClusters.train.nodes" in [problem.subject for problem in problems(values)]


def test_a_global_stack_has_no_groups() -> None:
    """That they do not belong there is said by another rule, once."""
    values = shared(gpuClusters=with_gpus(accelerator="nothing")["gpuClusters"])
    assert [problem.subject for problem in problems(values)] == ["gpuClusters"]


@pytest.mark.parametrize("accelerator", gpu_accelerators())
def test_every_accelerator_can_be_had_somewhere(accelerator: str) -> None:
    """A word of the vocabulary that no stack could use would be a trap."""
    machine = gpu_machine(gpu_accelerators()[accelerator].default_machine)
    zone = sorted(each for each in machine.zones if each.startswith("us-"))[0]
    capacity = RESERVED if "reservation" in machine.models else {"model": machine.models[0]}
    values = with_gpus(accelerator=accelerator, zone=zone, nodes=2, capacity=capacity)
    assert rendered({**values, "region": zone.rsplit("-", 1)[0], "jurisdiction": "US"}) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"capacity": {"model": "flex-start", "queued": True}},
            "error: gpuFleets.batch.capacity.queued: belongs to Kubernetes\n"
            "  given:   true\n"
            "  fix:     drop it: the machines of a fleet always come by a request that waits",
        ),
        (
            {"capacity": {"model": "spot", "queued": True}},
            "error: gpuFleets.batch.capacity.queued: machines are queued for, but the model is spot; only flex-start"
            " has a queue\n"
            "  given:   true\n"
            "  fix:     drop queued, or set model: flex-start",
        ),
        (
            {"batch": 5},
            "error: gpuFleets.batch.batch: does not divide the 16 machines of the fleet\n"
            "  given:   5\n"
            "  allowed: 1, 2, 4, 8, 16\n"
            "  fix:     leave it out, and all machines come together",
        ),
        (
            {"batch": 4, "capacity": {"model": "spot"}},
            "error: gpuFleets.batch.batch: is for flex-start only: other machines come one by one\n"
            "  given:   4\n"
            "  fix:     drop it",
        ),
        (
            {"startupScript": " "},
            "error: gpuFleets.batch.startupScript: is empty\n"
            "  fix:     write what each machine runs when it starts, or drop it",
        ),
        (
            {"startupScript": "#!/bin/sh\n" + "#" * 262_144},
            "error: gpuFleets.batch.startupScript: has 262154 bytes, and a value of a machine's metadata 262144 at"
            " most\n"
            "  fix:     put the rest into a bucket or into the image",
        ),
    ],
)
def test_what_only_a_fleet_asks_for(changes: dict[str, Any], said: str) -> None:
    """The component says the same when it is used without a stack file."""
    assert rendered(with_fleet(**changes)) == [said]


def test_batches_and_scripts_that_fit_are_taken() -> None:
    """And hosts of clusters that are serviced at set times."""
    assert rendered(with_fleet(batch=4, startupScript="#!/bin/sh\nexit 0\n")) == []
    assert rendered(with_gpus(hostMaintenance="periodic")) == []


def test_an_unknown_way_of_servicing_hosts_is_refused() -> None:
    """The words are those of the file, not of Google's API."""
    assert rendered(with_gpus(hostMaintenance="PERIODIC")) == [
        "error: gpuClusters.train.hostMaintenance: PERIODIC is not one of the known words\n"
        "  given:   PERIODIC\n"
        "  allowed: as-needed, periodic\n"
        "  fix:     did you mean periodic?"
    ]
