"""Rules of slices and TPU VMs: every conflict of shape, zone and capacity is found before an engine starts."""

from __future__ import annotations

from tests.stacks.samples import problems, region, rendered, with_slice, with_vm

V6E_ZONES = (
    "asia-northeast1-b, europe-west4-a, southamerica-west1-a, us-central1-b, us-east1-d, us-east5-a, us-east5-b, "
    "us-south1-ai1b"
)

QUEUED = (
    "warning: tpuVms.dev.queued: a queued TPU VM runs as the project's default service account and without the stack's "
    "labels: the provider's queued resource has no fields for them\n"
    "  given:   true\n  fix:     set queued: false, unless that account may do what is needed and no more"
)


def test_a_topology_of_another_generation_is_refused() -> None:
    """A 2-D shape on a 3-D generation, with the shape of the same size."""
    assert rendered(with_slice(generation="v5p", topology="4x4", zone="europe-west4-b")) == [
        "error: tpuSlices.serve.topology: v5p slices are three-dimensional: 4x4 has 2 dimensions\n"
        "  given:   4x4\n"
        "  allowed: 2x2x1, 2x2x2, 2x2x4, 2x4x4; then AxBxC in ascending multiples of 4, at most 96 cubes of 4x4x4\n"
        "  fix:     for 16 chips use 2x2x4 (v5p-32)"
    ]


def test_a_name_counted_in_chips_is_refused() -> None:
    """v5p names count cores; generation and topology are then not reported as missing."""
    values = with_slice(generation=..., topology=..., acceleratorType="v5p-4", zone="europe-west4-b")
    assert rendered(values) == [
        "error: tpuSlices.serve.acceleratorType: v5p names count TensorCores (2 per chip) and start at v5p-8 "
        "(4 chips, 2x2x1)\n"
        "  given:   v5p-4\n  allowed: v5p-<cores>\n  fix:     for 4 chips write v5p-8"
    ]


def test_a_machine_of_another_generation_is_refused() -> None:
    """The machine type must be one of the generation's hosts."""
    found = problems(with_slice(machineType="ct5lp-hightpu-4t"))
    assert [problem.subject for problem in found] == ["tpuSlices.serve.machineType"]


def test_nodes_must_be_the_hosts_of_one_slice() -> None:
    """A slice is atomic: GKE makes no pool of half of it."""
    assert rendered(with_slice(nodes=32)) == [
        "error: tpuSlices.serve.nodes: ct6e-standard-4t with 8x8 = 64 chips needs exactly 16 nodes for each slice; "
        "nodes is 32\n"
        "  given:   32\n  allowed: 16\n"
        "  fix:     write 16, or leave nodes out: it follows from topology and machine type"
    ]
    assert rendered(with_slice(nodes=16)) == []


def test_a_zone_of_another_region_is_refused() -> None:
    """The stack's network and law end at its region."""
    assert rendered(with_slice(zone="us-east5-a")) == [
        "error: tpuSlices.serve.zone: zone us-east5-a is in region us-east5, the stack is in europe-west4\n"
        "  given:   us-east5-a\n  allowed: europe-west4-a\n"
        "  fix:     take a zone of europe-west4, or move the group to a stack of us-east5"
    ]


def test_a_zone_without_the_generation_is_refused_with_the_nearest() -> None:
    """v6e is in -a; -b is the mistake that everybody makes once."""
    assert rendered(with_slice(zone="europe-west4-b")) == [
        "error: tpuSlices.serve.zone: v6e is not offered in europe-west4-b (catalog of 2026-08)\n"
        f"  given:   europe-west4-b\n  allowed: {V6E_ZONES}\n"
        "  fix:     nearest: europe-west4-a; or set allowUnlistedZone: true if Google has told you that it is there"
    ]


def test_an_unlisted_zone_can_be_taken_with_a_warning() -> None:
    """Zone lists are snapshots: Google may have told somebody otherwise."""
    found = problems(with_slice(zone="europe-west4-b", allowUnlistedZone=True))
    assert [(problem.subject, problem.severity) for problem in found] == [("tpuSlices.serve.zone", "warning")]


def test_a_text_that_is_no_zone_is_refused() -> None:
    """The place stays the zone's key."""
    assert rendered(with_slice(zone="europe")) == [
        'error: tpuSlices.serve.zone: "europe" is no zone name\n'
        "  given:   europe\n  allowed: <region>-<zone>, such as europe-west4-a"
    ]


def test_spot_cannot_name_a_reservation() -> None:
    """Google would ignore the reservation, and the bill would show it a month later."""
    assert rendered(with_slice(capacity={"model": "spot", "name": "train"})) == [
        "error: tpuSlices.serve.capacity.name: a reservation is named, but the model is spot; "
        "one slice cannot use both\n"
        "  given:   train\n  fix:     drop name, or set model: reservation"
    ]


def test_a_reservation_must_be_named() -> None:
    """Accelerator reservations are specific ones."""
    assert rendered(with_slice(capacity={"model": "reservation"})) == [
        "error: tpuSlices.serve.capacity.name: the model is reservation, but no reservation is named\n"
        "  allowed: the name of a reservation\n  fix:     write name: <reservation>"
    ]


def test_only_flex_start_has_a_run_time() -> None:
    """On any other model the limit would be ignored."""
    assert rendered(with_slice(capacity={"model": "on-demand", "maxRunSeconds": 60})) == [
        "error: tpuSlices.serve.capacity.maxRunSeconds: a run time is set, but the model is on-demand; "
        "only flex-start ends by itself\n"
        "  given:   60\n  fix:     drop maxRunSeconds, or set model: flex-start"
    ]


def test_capacity_is_checked_under_an_unknown_generation() -> None:
    """One mistake must not hide another."""
    found = problems(with_slice(generation="v9", capacity={"model": "spot", "name": "x"}))
    assert [problem.subject for problem in found] == ["tpuSlices.serve.generation", "tpuSlices.serve.capacity.name"]


def test_a_queued_vm_cannot_be_spot() -> None:
    """The provider's queued resource has no spot field: it would be billed on demand."""
    assert rendered(with_vm(queued=True)) == [
        "error: tpuVms.dev.capacity.model: a queued resource has no field for spot; it takes on-demand capacity only\n"
        "  given:   spot\n  allowed: on-demand\n  fix:     set queued: false, "
        "or declare it under tpuSlices: a GKE node pool can use spot",
        QUEUED,
    ]


def test_a_vm_cannot_come_from_a_reservation() -> None:
    """Its resource cannot name one, and without a name Google refuses."""
    assert rendered(with_vm(capacity={"model": "reservation"})) == [
        "error: tpuVms.dev.capacity.model: a TPU VM cannot be taken from a reservation: its resource cannot name one\n"
        "  given:   reservation\n  allowed: on-demand, spot\n"
        "  fix:     declare it under tpuSlices: a GKE node pool can name a reservation"
    ]


def test_a_queued_vm_takes_only_shapes_that_have_a_name() -> None:
    """A queued resource has no topology field, so 4x4x32 would silently become 8x8x8."""
    values = region(
        region="us-east5",
        jurisdiction="US",
        tpuSlices=...,
        tpuVms={
            "train": {
                "generation": "v5p",
                "topology": "4x4x32",
                "zone": "us-east5-a",
                "queued": True,
                "capacity": {"model": "on-demand"},
            }
        },
    )
    assert rendered(values) == [
        QUEUED.replace("dev", "train"),
        "error: tpuVms.train.topology: 4x4x32 cannot be queued: a queued resource takes only a name, "
        "and v5p-1024 is another shape\n"
        "  given:   4x4x32\n  fix:     set queued: false",
    ]


def test_a_runtime_of_another_generation_is_refused() -> None:
    """The VM would start and find no TPU."""
    assert rendered(with_vm(runtimeVersion="v2-alpha-tpuv6e")) == [
        "error: tpuVms.dev.runtimeVersion: runtime v2-alpha-tpuv6e is for v6e, the generation is v5e\n"
        "  given:   v2-alpha-tpuv6e\n  allowed: v2-alpha-tpuv5-lite\n"
        "  fix:     use v2-alpha-tpuv5-lite, or leave runtimeVersion out"
    ]


def test_a_cluster_pinned_too_low_is_refused() -> None:
    """tpu7x nodes never join an older cluster."""
    values = region(
        region="us-central1",
        jurisdiction="US",
        cluster={"minVersion": "1.32"},
        tpuSlices={
            "big": {
                "generation": "tpu7x",
                "topology": "4x4x4",
                "zone": "us-central1-c",
                "capacity": {"model": "on-demand"},
            }
        },
    )
    assert rendered(values) == [
        "error: cluster.minVersion: tpu7x needs GKE 1.34.0-gke.2201000 or later, the cluster pins 1.32\n"
        "  given:   1.32\n  allowed: 1.34.0-gke.2201000 or later\n"
        "  fix:     write 1.34.0-gke.2201000, or leave minVersion out"
    ]


def test_a_queued_vm_is_warned_about() -> None:
    """It is allowed, and nobody would see from the stack whose rights it has."""
    assert rendered(with_vm(queued=True, capacity={"model": "on-demand"})) == [QUEUED]
    assert rendered(with_vm()) == []


def test_a_pinned_version_that_is_none_is_refused_once() -> None:
    """With slices or without: the cluster is made either way."""
    message = (
        'error: cluster.minVersion: "banana" is no GKE version\n'
        "  given:   banana\n"
        "  allowed: a version such as 1.34.1-gke.3084001, or the beginning of one, such as 1.34\n"
        "  fix:     write a version, or leave minVersion out for the channel's default"
    )
    assert rendered(region(cluster={"minVersion": "banana"})) == [message]
    assert rendered(region(cluster={"minVersion": "banana"}, tpuSlices=..., quotaContact=...)) == [message]
