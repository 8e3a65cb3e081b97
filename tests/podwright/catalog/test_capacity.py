"""Capacity models: each documented conflict is refused in full, and nothing else is."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from podwright.catalog.capacity import CapacityModel, Surface, check_capacity, check_tpu_api
from podwright.catalog.tpus import tpu_generations


def rendered(
    generation: str, model: str, surface: Surface, name: str | None = None, seconds: int | None = None
) -> list[str]:
    """The texts of all problems."""
    return [problem.render() for problem in check_capacity(generation, model, name, seconds, surface)]


@pytest.mark.parametrize(("generation", "model"), list(product(tpu_generations(), get_args(CapacityModel))))
def test_a_node_pool_takes_every_model(generation: str, model: str) -> None:
    """Where the sources are silent nothing is refused."""
    assert rendered(generation, model, "gke", "res" if model == "reservation" else None) == []


@pytest.mark.parametrize(
    ("generation", "surface"), list(product(["v4", "v5e", "v5p", "v6e"], ["gke", "tpu-vm", "tpu-queued"]))
)
def test_on_demand_goes_everywhere(generation: str, surface: Surface) -> None:
    """It is the model that needs no field."""
    assert rendered(generation, "on-demand", surface) == []


def test_a_tpu_vm_takes_spot() -> None:
    """Its scheduling has a field for it, unlike a queued resource."""
    assert rendered("v5e", "spot", "tpu-vm") == []


def test_a_queued_resource_takes_no_spot() -> None:
    """The provider's resource has no such field; leaving it out would silently buy on-demand."""
    assert rendered("v5e", "spot", "tpu-queued") == [
        "error: capacity.model: a queued resource has no field for spot; it takes on-demand capacity only\n"
        "  given:   spot\n"
        "  allowed: on-demand\n"
        "  fix:     set queued: false, or declare it under tpuSlices: a GKE node pool can use spot"
    ]


@pytest.mark.parametrize(("model", "name"), [("reservation", "winter"), ("flex-start", None)])
def test_a_queued_resource_takes_nothing_that_a_tpu_vm_could_not_take_either(model: str, name: str | None) -> None:
    """Making it a TPU VM would only move the refusal, so the remedy is a node pool alone."""
    assert rendered("v5e", model, "tpu-queued", name) == [
        f"error: capacity.model: a queued resource has no field for {model}; it takes on-demand capacity only\n"
        f"  given:   {model}\n"
        "  allowed: on-demand\n"
        f"  fix:     declare it under tpuSlices: a GKE node pool can use {model}"
    ]


def test_a_tpu_vm_takes_no_flex_start() -> None:
    """Its scheduling knows preemptible, reserved and spot only."""
    assert rendered("v6e", "flex-start", "tpu-vm") == [
        "error: capacity.model: a TPU VM has no field for flex-start\n"
        "  given:   flex-start\n"
        "  allowed: on-demand, spot, reservation\n"
        "  fix:     declare it under tpuSlices: a GKE node pool can use flex-start"
    ]


def test_a_tpu_vm_cannot_name_a_reservation() -> None:
    """The provider has no field for it (hashicorp/terraform-provider-google issue 24153), so it would be lost."""
    assert rendered("v5e", "reservation", "tpu-vm", "winter") == [
        "error: capacity.name: a TPU VM cannot name a reservation: the API has only a flag for reserved capacity\n"
        "  given:   winter\n"
        "  fix:     drop name, or declare it under tpuSlices: a GKE node pool can name one"
    ]


def test_a_tpu_vm_takes_reserved_capacity_without_a_name() -> None:
    """That is what its flag means."""
    assert rendered("v5e", "reservation", "tpu-vm") == []


def test_a_reservation_needs_its_name_on_a_node_pool() -> None:
    """Without it the pool would take any reservation, or none."""
    assert rendered("v6e", "reservation", "gke") == [
        "error: capacity.name: the model is reservation, but no reservation is named\n"
        "  allowed: the name of a reservation\n"
        "  fix:     write name: <reservation>"
    ]


@pytest.mark.parametrize("model", ["on-demand", "spot", "flex-start"])
def test_a_reservation_goes_with_no_other_model(model: str) -> None:
    """GKE refuses spot or flex-start together with a specific reservation."""
    assert rendered("v6e", model, "gke", "winter") == [
        f"error: capacity.name: a reservation is named, but the model is {model}; one slice cannot use both\n"
        "  given:   winter\n"
        "  fix:     drop name, or set model: reservation"
    ]


@pytest.mark.parametrize("seconds", [0, -1, 604_801])
def test_flex_start_runs_at_most_seven_days(seconds: int) -> None:
    """The cloud refuses more only when the pool is made."""
    assert rendered("v6e", "flex-start", "gke", seconds=seconds) == [
        f"error: capacity.maxRunSeconds: {seconds} seconds is outside what flex-start runs\n"
        f"  given:   {seconds}\n"
        "  allowed: 1 to 604800 (7 days)\n"
        "  fix:     leave it out for 7 days"
    ]


@pytest.mark.parametrize("seconds", [1, 604_800])
def test_flex_start_runs_up_to_seven_days(seconds: int) -> None:
    """Both ends are allowed."""
    assert rendered("v6e", "flex-start", "gke", seconds=seconds) == []


def test_a_run_time_goes_with_flex_start_only() -> None:
    """On other models it would be read as a promise that nobody keeps."""
    assert rendered("v6e", "spot", "gke", seconds=3600) == [
        "error: capacity.maxRunSeconds: a run time is set, but the model is spot; only flex-start ends by itself\n"
        "  given:   3600\n"
        "  fix:     drop maxRunSeconds, or set model: flex-start"
    ]


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    """Other words, such as preemptible, mean one of these four."""
    assert rendered("v6e", "preemptible", "gke") == [
        'error: capacity.model: "preemptible" is no capacity model\n'
        "  given:   preemptible\n"
        "  allowed: on-demand, spot, reservation, flex-start"
    ]


@pytest.mark.parametrize("surface", ["tpu-vm", "tpu-queued"])
def test_the_newest_generation_is_not_on_the_tpu_api(surface: Surface) -> None:
    """The API gets only fixes; TPU7x and later are served by GKE and Compute Engine."""
    assert rendered("tpu7x", "spot", surface) == [
        "error: generation: tpu7x is not served by the Cloud TPU API\n"
        "  given:   tpu7x\n"
        "  allowed: v4, v5e, v5p, v6e\n"
        "  fix:     declare it under tpuSlices: a GKE node pool serves it"
    ]


def test_the_newest_generation_is_served_by_gke() -> None:
    """The refusal is about the API, not about the generation."""
    assert check_tpu_api("tpu7x", "gke") is None


FORMS = (
    "a name of lower-case letters, digits and dashes, a letter first and no dash last, at most 63;"
    " /reservationBlocks/<block> and /reservationSubBlocks/<sub-block> may follow,"
    " projects/<project>/reservations/ may stand in front"
)


@pytest.mark.parametrize(
    "name",
    ["Winter", "winter_1", "-w", "w-", "w" * 64, "winter/block-1", "winter/reservationBlocks/", "projects/lab/w"],
)
def test_a_text_that_is_no_reservation_is_refused(name: str) -> None:
    """GKE would refuse it only after the cluster was made."""
    assert rendered("v6e", "reservation", "gke", name) == [
        f'error: capacity.name: "{name}" cannot be a reservation\n  given:   {name}\n  allowed: {FORMS}'
    ]


@pytest.mark.parametrize("front", ["", "projects/lab-accelerators/reservations/"])
@pytest.mark.parametrize("back", ["", "/reservationBlocks/b-0001", "/reservationBlocks/b/reservationSubBlocks/s-1"])
def test_every_form_of_a_reservation_passes(front: str, back: str) -> None:
    """Blocks, sub-blocks and shared reservations are named by paths."""
    assert rendered("v6e", "reservation", "gke", f"{front}winter{back}") == []
    assert rendered("v6e", "reservation", "gke", f"{front}{'w' * 63}{back}") == []


def test_queued_provisioning_goes_with_flex_start() -> None:
    """A pool that waits for all its machines at once is how a slice is bought by flex-start."""
    assert check_capacity("v6e", "flex-start", None, None, "gke", queued=True) == []


@pytest.mark.parametrize("model", ["on-demand", "spot"])
def test_queued_provisioning_goes_with_nothing_else(model: str) -> None:
    """GKE takes it for flex-start alone, and would say so only after the cluster was made."""
    assert [problem.render() for problem in check_capacity("v6e", model, None, None, "gke", queued=True)] == [
        f"error: capacity.queued: machines are queued for, but the model is {model}; only flex-start has a queue\n"
        "  given:   true\n"
        "  fix:     drop queued, or set model: flex-start"
    ]


def test_a_tpu_vm_has_no_queued_provisioning() -> None:
    """Two ways to wait have nearly one name; the message tells them apart."""
    assert [problem.render() for problem in check_capacity("v6e", "spot", None, None, "tpu-vm", queued=True)] == [
        "error: capacity.queued: queued provisioning is a way to fill a GKE node pool; a TPU VM waits with queued: true"
        " beside capacity\n"
        "  given:   true\n"
        "  fix:     drop capacity.queued, or declare it under tpuSlices"
    ]
