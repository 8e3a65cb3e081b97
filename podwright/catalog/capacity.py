"""Which capacity models go with which TPU generation and surface.

Owns the conflicts between a model and the rest of a slice's words. Where the sources are silent nothing is refused: a
check that is too strict hurts more than a late answer of the cloud. Zones of a model are checked in `zones.py`.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from podwright.catalog.tpus import TpuGeneration, tpu_generation, tpu_generations
from podwright.errors import Problem

CapacityModel = Literal["on-demand", "spot", "reservation", "flex-start"]
Surface = Literal["gke", "tpu-vm", "tpu-queued"]
"""Where a slice is declared: a GKE node pool, a TPU VM, or a queued resource of the Cloud TPU API."""

FLEX_START_LIMIT_SECONDS = 604_800
"""Flex-start runs at most 7 days (Google Cloud documentation: about flex-start)."""

_PART = "[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?"
_PROJECT = r"(?:[a-z0-9.-]+:)?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_RESERVATION = re.compile(
    f"(?:projects/{_PROJECT}/reservations/)?{_PART}(?:/reservationBlocks/{_PART}(?:/reservationSubBlocks/{_PART})?)?"
)
_RESERVATION_FORMS = (
    "a name of lower-case letters, digits and dashes, a letter first and no dash last, at most 63;"
    " /reservationBlocks/<block> and /reservationSubBlocks/<sub-block> may follow,"
    " projects/<project>/reservations/ may stand in front"
)


def check_capacity(
    generation: str,
    model: str,
    reservation_name: str | None,
    max_run_seconds: int | None,
    surface: Surface,
    *,
    queued: bool = False,
) -> list[Problem]:
    """All conflicts; subjects `capacity.model`, `.name`, `.maxRunSeconds`, `.queued` and `generation`.

    `reservation_name` and `max_run_seconds` are None when the stack does not give them; `queued` asks for queued
    provisioning, which is not the queued resource of the Cloud TPU API. Raises `InputError` for an unknown generation.
    """
    found = tpu_generation(generation)
    problems = [problem for problem in (check_tpu_api(found.name, surface),) if problem]
    if model not in get_args(CapacityModel):
        what = f'"{model}" is no capacity model'
        return [*problems, Problem("capacity.model", what, model, ", ".join(get_args(CapacityModel)), None)]
    problems += _check_reservation(model, reservation_name, surface)
    problems += check_queued(model, surface, queued)
    problems += check_run_time(model, max_run_seconds)
    problems += _check_surface(found, model, surface)
    return problems


def check_tpu_api(generation: str, surface: Surface) -> Problem | None:
    """Whether the surface serves the generation at all (subject `generation`)."""
    found = tpu_generation(generation)
    if surface == "gke" or found.tpu_api:
        return None
    return Problem(
        subject="generation",
        message=f"{found.name} is not served by the Cloud TPU API",
        given=found.name,
        allowed=", ".join(each.name for each in tpu_generations().values() if each.tpu_api),
        fix="declare it under tpuSlices: a GKE node pool serves it",
    )


def check_queued(model: str, surface: Surface, queued: bool) -> list[Problem]:
    """Queued provisioning gives a node pool all its machines at once, when there are all; for flex-start alone.

    Source: preconditions of GoogleCloudPlatform/cluster-toolkit v1.95.0 `modules/compute/gke-node-pool/main.tf`.
    """
    if not queued or (surface == "gke" and model == "flex-start"):
        return []
    if surface != "gke":
        what = "queued provisioning is a way to fill a GKE node pool; a TPU VM waits with queued: true beside capacity"
        fix = "drop capacity.queued, or declare it under tpuSlices"
    else:
        what = f"machines are queued for, but the model is {model}; only flex-start has a queue"
        fix = "drop queued, or set model: flex-start"
    return [Problem("capacity.queued", what, "true", None, fix)]


def check_reservation(model: str, name: str | None, user: str) -> list[Problem]:
    """Whether a reservation is named exactly where the model takes one (subject `capacity.name`).

    `user` is what takes it, such as `slice`.
    """
    if model == "reservation":
        return _check_reservation_name(name)
    if name is None:
        return []
    what = f"a reservation is named, but the model is {model}; one {user} cannot use both"
    return [Problem("capacity.name", what, name, None, "drop name, or set model: reservation")]


def check_run_time(model: str, seconds: int | None) -> list[Problem]:
    """Whether a run time is given only where machines end by themselves (subject `capacity.maxRunSeconds`)."""
    if seconds is None:
        return []
    subject, given = "capacity.maxRunSeconds", str(seconds)
    if model != "flex-start":
        what = f"a run time is set, but the model is {model}; only flex-start ends by itself"
        return [Problem(subject, what, given, None, "drop maxRunSeconds, or set model: flex-start")]
    if 1 <= seconds <= FLEX_START_LIMIT_SECONDS:
        return []
    what = f"{seconds} seconds is outside what flex-start runs"
    allowed = f"1 to {FLEX_START_LIMIT_SECONDS} (7 days)"
    return [Problem(subject, what, given, allowed, "leave it out for 7 days")]


def _check_reservation(model: str, name: str | None, surface: Surface) -> list[Problem]:
    if model != "reservation" or surface == "gke":
        return check_reservation(model, name, "slice")
    if surface == "tpu-queued" or name is None:
        return []
    what = "a TPU VM cannot name a reservation: the API has only a flag for reserved capacity"
    fix = "drop name, or declare it under tpuSlices: a GKE node pool can name one"
    return [Problem("capacity.name", what, name, None, fix)]


def _check_reservation_name(name: str | None) -> list[Problem]:
    if not name:
        what = "the model is reservation, but no reservation is named"
        return [Problem("capacity.name", what, None, "the name of a reservation", "write name: <reservation>")]
    if not _RESERVATION.fullmatch(name):
        return [Problem("capacity.name", f'"{name}" cannot be a reservation', name, _RESERVATION_FORMS, None)]
    return []


def _check_surface(generation: TpuGeneration, model: str, surface: Surface) -> list[Problem]:
    if surface == "gke" or model == "on-demand" or not generation.tpu_api:
        return []
    if surface == "tpu-queued":
        what = f"a queued resource has no field for {model}; it takes on-demand capacity only"
        elsewhere = f"declare it under tpuSlices: a GKE node pool can use {model}"
        fix = f"set queued: false, or {elsewhere}" if model == "spot" else elsewhere
        return [Problem("capacity.model", what, model, "on-demand", fix)]
    if model == "flex-start":
        what = "a TPU VM has no field for flex-start"
        fix = "declare it under tpuSlices: a GKE node pool can use flex-start"
        return [Problem("capacity.model", what, model, "on-demand, spot, reservation", fix)]
    return []
