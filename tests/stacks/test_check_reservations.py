"""Reservations of a stack: possible ones, in its region, and named by what consumes them as the cloud does."""

from __future__ import annotations

from typing import Any

from stacks.sizes import quota_needs
from stacks.spec import parse
from tests.stacks.samples import region, rendered, with_slice

NOW: dict[str, Any] = {"accelerator": "h200", "nodes": 4, "zone": "europe-west4-a"}


def test_a_sound_reservation() -> None:
    """Machines of the region."""
    assert rendered(region(reservations={"q1": NOW}), "gcp-europe-west4") == []


def test_rules_of_the_catalog_speak_with_the_key() -> None:
    """The place in the file is that of the key, deep ones too."""
    wrong = {**NOW, "calendar": {"start": "soon", "days": 120}}
    assert rendered(region(reservations={"q1": wrong})) == [
        "error: reservations.q1.calendar.days: is outside of calendar mode\n  given:   120\n  allowed: 1 to 90",
        "error: reservations.q1.calendar.start: is no point in time with a time zone\n"
        "  given:   soon\n"
        "  allowed: RFC 3339, such as 2027-01-04T08:00:00Z",
    ]


def test_a_zone_of_another_region_and_the_own_project() -> None:
    """Both would be refused by the cloud in the middle of an apply."""
    wrong = {**NOW, "zone": "us-east5-a", "shareWith": ["lab-accelerators"]}
    assert rendered(region(reservations={"q1": wrong})) == [
        "error: reservations.q1.zone: zone us-east5-a is in region us-east5, the stack is in europe-west4\n"
        "  given:   us-east5-a\n"
        "  fix:     take a zone of europe-west4, or move it to the stack of us-east5",
        "error: reservations.q1.shareWith[0]: is the project that owns it\n"
        "  given:   lab-accelerators\n"
        "  fix:     remove it",
    ]


def test_a_group_names_it_as_the_cloud_does() -> None:
    """The key of a reservation is not its name."""
    values = with_slice(capacity={"model": "reservation", "name": "q1"})
    values["reservations"] = {"q1": NOW}
    assert rendered(values, "gcp-europe-west4") == [
        "error: tpuSlices.serve.capacity.name: is the key of reservations.q1, which has another name in the cloud\n"
        "  given:   q1\n"
        "  fix:     write gcp-europe-west4-q1"
    ]


def test_a_reservation_draws_quota_and_its_consumer_does_not() -> None:
    """Making a reservation needs the quota of machines on demand; a window in the calendar is granted with it."""
    consumer = {"train": {**NOW, "capacity": {"model": "reservation", "name": "gcp-europe-west4-q1"}}}
    window = {**NOW, "calendar": {"start": "2027-01-04T08:00:00Z", "days": 30}}
    now, _ = parse(region(tpuSlices=..., gpuClusters=consumer, reservations={"q1": NOW}), None)
    later, _ = parse(region(tpuSlices=..., gpuClusters=consumer, reservations={"q1": window}), None)
    assert now is not None
    assert later is not None
    assert [(need.quota_id, need.dimensions["gpu_family"], need.amount) for need in quota_needs(now)] == [
        ("GPUS-PER-GPU-FAMILY-per-project-region", "NVIDIA_H200", 32)
    ]
    assert quota_needs(later) == []
