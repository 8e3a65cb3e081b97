"""Reservations: machines from now on, machines or chips for a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.gcp.reservation import Reservation, ReservationArgs
from podwright.errors import InputError
from tests.components.harness import check_inventory, deploy

INVENTORIES = Path(__file__).parent / "reservation"
NOW: ReservationArgs = {
    "project": "lab",
    "zone": "europe-west4-a",
    "prefix": "gcp-europe-west4",
    "accelerator": "h200",
    "nodes": 4,
}
WINDOW: ReservationArgs = {**NOW, "calendar": {"start": "2027-01-04T08:00:00Z", "days": 30}}
CHIPS: ReservationArgs = {
    "project": "lab",
    "zone": "us-east5-a",
    "prefix": "gcp-us-east5",
    "generation": "v5p",
    "chips": 128,
    "calendar": {"start": "2027-01-04T08:00:00Z", "days": 30},
}


@pytest.mark.parametrize(
    ("case", "args"),
    [
        ("machines", NOW),
        ("shared", {**NOW, "share_with": ["lab-research"]}),
        ("window", {**WINDOW, "share_with": ["lab-research"]}),
        ("chips", CHIPS),
    ],
)
def test_registers(case: str, args: ReservationArgs) -> None:
    """Only those that name it may use it; a request for a window is sent, not drafted."""
    check_inventory(deploy(lambda: Reservation("q1", args)), INVENTORIES / f"{case}.yaml", "q1")


def test_a_request_stays_in_the_cloud() -> None:
    """Google neither changes nor deletes it once it is sent; a reservation of now goes with the stack."""
    assert deploy(lambda: Reservation("q1", WINDOW)).resources["q1-request"].retain_on_delete
    assert not deploy(lambda: Reservation("q1", NOW)).resources["q1-machines"].retain_on_delete


def test_all_problems_at_once() -> None:
    """Amount, zone, window and the own project among the shared ones."""
    wrong: ReservationArgs = {
        **WINDOW,
        "nodes": 0,
        "zone": "europe-west4-c",
        "calendar": {"start": "soon", "days": 0},
        "share_with": ["lab"],
    }
    with pytest.raises(InputError) as caught:
        deploy(lambda: Reservation("q1", wrong))
    assert [problem.subject for problem in caught.value.problems] == [
        "Reservation q1.nodes",
        "Reservation q1.zone",
        "Reservation q1.calendar.days",
        "Reservation q1.calendar.start",
        "Reservation q1.share_with",
    ]
