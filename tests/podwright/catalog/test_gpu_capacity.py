"""Capacity models of GPU machines against placement, queue, growth and reservation: one message names both sides."""

from __future__ import annotations

import pytest

from podwright.catalog.gpu_capacity import check_gpu_capacity, check_gpu_growth, gpu_placement
from podwright.catalog.gpus import gpu_machine
from podwright.errors import Problem


def only(problems: list[Problem]) -> str:
    (problem,) = problems
    return problem.render()


def test_h200_on_demand_is_refused() -> None:
    """Google keeps it for reservations, spot and flex-start."""
    assert only(check_gpu_capacity(gpu_machine("a3-ultragpu-8g"), "on-demand")) == (
        "error: capacity.model: a3-ultragpu-8g is not given on demand, only by spot, reservation and flex-start\n"
        "  given:   on-demand\n  allowed: spot, reservation, flex-start\n  fix:     set model: spot"
    )


def test_another_machine_of_the_same_gpu_is_named_where_it_has_the_model() -> None:
    """Somebody who wants one H100 on demand can have eight."""
    assert only(check_gpu_capacity(gpu_machine("a3-highgpu-1g"), "on-demand")) == (
        "error: capacity.model: a3-highgpu-1g is not given on demand, only by spot and flex-start\n"
        "  given:   on-demand\n  allowed: spot, flex-start\n  fix:     set model: spot, or take a3-highgpu-8g"
    )


def test_a_rack_by_spot_is_refused() -> None:
    """A4X can be had from a reservation only."""
    assert only(check_gpu_capacity(gpu_machine("a4x-highgpu-4g"), "spot")) == (
        "error: capacity.model: a4x-highgpu-4g is not given by spot, only by reservation\n"
        "  given:   spot\n  allowed: reservation\n  fix:     set model: reservation"
    )


def test_spot_from_a_reservation_is_refused() -> None:
    """A reservation is paid for whether it is used or not."""
    assert only(check_gpu_capacity(gpu_machine("a3-megagpu-8g"), "spot", "train-h1")) == (
        "error: capacity.name: a reservation is named, but the model is spot; one group cannot use both\n"
        "  given:   train-h1\n  fix:     drop name, or set model: reservation"
    )


@pytest.mark.parametrize(
    "name",
    [
        "h200-q1",
        "projects/lab/reservations/h200-q1",
        "h200-q1/reservationBlocks/block-1",
        "projects/lab/reservations/h200-q1/reservationBlocks/block-1/reservationSubBlocks/sub-2",
    ],
)
def test_a_reservation_is_named_down_to_a_sub_block(name: str) -> None:
    """Dense reservations are bought in blocks, and one may be another project's."""
    assert check_gpu_capacity(gpu_machine("a3-ultragpu-8g"), "reservation", name) == []


def test_a_queue_goes_with_flex_start_only() -> None:
    """Nothing else waits."""
    assert only(check_gpu_capacity(gpu_machine("a3-megagpu-8g"), "spot", queued=True)) == (
        "error: capacity.queued: machines are queued for, but the model is spot; only flex-start has a queue\n"
        "  given:   true\n  fix:     drop queued, or set model: flex-start"
    )


def test_a_run_time_goes_with_flex_start_only() -> None:
    """A spot machine ends when Google wants it back."""
    assert only(check_gpu_capacity(gpu_machine("a3-megagpu-8g"), "spot", None, 3600)) == (
        "error: capacity.maxRunSeconds: a run time is set, but the model is spot; only flex-start ends by itself\n"
        "  given:   3600\n  fix:     drop maxRunSeconds, or set model: flex-start"
    )


@pytest.mark.parametrize(
    ("machine", "model", "queued", "message", "fix"),
    [
        (
            "a3-ultragpu-8g",
            "flex-start",
            True,
            "machines that are queued for cannot be placed compactly",
            "drop placement, or drop capacity.queued",
        ),
        (
            "a3-megagpu-8g",
            "flex-start",
            False,
            "flex-start places only a3-ultragpu-8g and a4-highgpu-8g compactly, not a3-megagpu-8g",
            "drop placement",
        ),
        (
            "a3-megagpu-8g",
            "reservation",
            False,
            "a reservation of a3-megagpu-8g has its own placement, and a second one makes the pool fail",
            "drop placement",
        ),
        (
            "a4x-highgpu-4g",
            "reservation",
            False,
            "a4x-highgpu-4g comes in racks of 18, which a workload policy holds together; it takes no compact"
            " placement",
            "drop placement",
        ),
    ],
)
def test_a_compact_placement_that_cannot_be_is_refused(
    machine: str, model: str, queued: bool, message: str, fix: str
) -> None:
    """One message names both and which to drop."""
    name = "train-h1" if model == "reservation" else None
    found = check_gpu_capacity(gpu_machine(machine), model, name, queued=queued, placement="compact")
    assert only(found) == f"error: placement: {message}\n  given:   compact\n  fix:     {fix}"


@pytest.mark.parametrize(
    ("machine", "model"),
    [("a3-ultragpu-8g", "flex-start"), ("a4-highgpu-8g", "reservation"), ("a3-megagpu-8g", "spot")],
)
def test_a_compact_placement_that_can_be_is_taken(machine: str, model: str) -> None:
    """Too strict a check hurts more than a late answer."""
    name = "train-h1" if model == "reservation" else None
    assert check_gpu_capacity(gpu_machine(machine), model, name, placement="compact") == []


@pytest.mark.parametrize(
    ("machine", "model", "nodes", "asked", "placement"),
    [
        ("a3-megagpu-8g", "on-demand", 4, None, "compact"),
        ("a3-megagpu-8g", "on-demand", 1, None, "none"),
        ("a3-megagpu-8g", "reservation", 4, None, "none"),
        ("a3-ultragpu-8g", "flex-start", 4, None, "none"),
        ("a3-ultragpu-8g", "flex-start", 4, "compact", "compact"),
        ("a3-ultragpu-8g", "spot", 4, "none", "none"),
        ("g2-standard-96", "on-demand", 4, None, "none"),
        ("a4x-highgpu-4g", "reservation", 18, "none", "rack"),
    ],
)
def test_the_placement_follows_machine_and_model(
    machine: str, model: str, nodes: int, asked: str | None, placement: str
) -> None:
    """What a stack leaves out is what works best and is never refused."""
    assert gpu_placement(gpu_machine(machine), model, nodes, asked) == placement


def test_growth_by_flex_start_is_refused() -> None:
    """Its machines come and go by themselves anyway."""
    problem = check_gpu_growth("flex-start", 8, 16)
    assert problem is not None
    assert problem.render() == (
        "error: maxNodes: flex-start has no number to grow from: its machines come and go, from none up to nodes\n"
        "  given:   16\n  fix:     drop maxNodes, and write nodes: 16"
    )


def test_growth_to_less_is_refused() -> None:
    """The pool would begin above its own limit."""
    problem = check_gpu_growth("spot", 8, 4)
    assert problem is not None
    assert problem.render() == (
        "error: maxNodes: the pool starts with 8 machines and cannot grow to 4\n"
        "  given:   4\n  allowed: 8 or more\n  fix:     raise it, or leave it out for a fixed size"
    )


def test_racks_do_not_grow() -> None:
    """Half of a rack that comes later is another NVLink domain."""
    problem = check_gpu_growth("reservation", 18, 36, gpu_machine("a4x-highgpu-4g"))
    assert problem is not None
    assert problem.render() == (
        "error: maxNodes: a4x-highgpu-4g comes in racks of 18, which do not grow by themselves\n"
        "  given:   36\n  fix:     leave it out, and raise nodes when there is another rack"
    )


def test_growth_that_can_be_is_taken() -> None:
    """The same number is a pool of fixed size that may shrink."""
    assert check_gpu_growth("spot", 8, 8) is None
    assert check_gpu_growth("flex-start", 8, None) is None


def test_an_unknown_model_is_refused() -> None:
    """With the machine's own models, not all there are."""
    assert only(check_gpu_capacity(gpu_machine("a4x-highgpu-4g"), "cheap")) == (
        'error: capacity.model: "cheap" is no capacity model\n  given:   cheap\n  allowed: reservation'
    )
