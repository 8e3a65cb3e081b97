"""What of accelerators can be reserved on Google Cloud, from now on or for a window in the future.

Owns the rules of both; a reservation that somebody else made is only named, and its name is checked in `capacity`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from podwright.catalog.gpu_plans import plan_gpu
from podwright.catalog.gpu_zones import check_gpu_zone
from podwright.catalog.gpus import GpuMachine
from podwright.catalog.tpus import TpuGeneration, tpu_generation
from podwright.catalog.zones import check_zone
from podwright.errors import InputError, Problem

MOST_DAYS = 90
"""Calendar mode takes 1 to 90 days (Google Cloud documentation: request a future reservation in calendar mode)."""
TPU_FAMILIES = {
    "v5e": "VM_FAMILY_CLOUD_TPU_LITE_POD_SLICE_CT5LP",
    "v5p": "VM_FAMILY_CLOUD_TPU_POD_SLICE_CT5P",
    "v6e": "VM_FAMILY_CLOUD_TPU_LITE_POD_SLICE_CT6E",
}
"""`vm_family` of the generations of calendar mode (pulumi-gcp 10.2, compute/_inputs.py). The provider has no value for
TPU7x although the API does (2026-06), and calendar mode does not serve v4."""
CALENDAR_GPUS = ("a3-", "a4-")
"""Machine families of calendar mode (Google Cloud documentation: consumption options, 2026-08)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to reserve, as a stack file says it."""

    zone: str
    accelerator: str | None = None
    machine_type: str | None = None
    nodes: int | None = None
    generation: str | None = None
    chips: int | None = None
    start: str | None = None
    days: int | None = None
    allow_unlisted_zone: bool = False

    @property
    def in_calendar(self) -> bool:
        """Whether a window is given."""
        return self.start is not None or self.days is not None


def check_wish(wish: Wish) -> list[Problem]:
    """Everything that forbids it; subjects are the keys of the spec (`calendar.days`, `zone`, …)."""
    if (wish.accelerator is None) == (wish.generation is None):
        what = "needs exactly one of accelerator (GPU machines) and generation (TPU chips)"
        given = "both" if wish.accelerator else None
        return [Problem("accelerator", what, given, None, "write accelerator and nodes, or generation and chips")]
    problems = _machines(wish) if wish.accelerator is not None else _chips(wish)
    return [*problems, *(_window(wish) if wish.in_calendar else [])]


def gpu_machine_of(wish: Wish) -> GpuMachine:
    """The machine of a wish for GPUs; `InputError` where there is none."""
    return plan_gpu(wish.accelerator or "", wish.machine_type, wish.nodes or 1).machine


def _machines(wish: Wish) -> list[Problem]:
    problems = _amount("nodes", wish.nodes, "chips", wish.chips)
    try:
        machine = gpu_machine_of(wish)
    except InputError as error:
        return [*error.problems, *problems]
    zone = None if wish.allow_unlisted_zone else check_gpu_zone(machine, wish.zone)
    problems += [zone] if zone else []
    if wish.in_calendar and not machine.name.startswith(CALENDAR_GPUS):
        what = f"{machine.name} cannot be reserved for a window"
        fix = "remove calendar: it is reserved from now on"
        problems.append(Problem("calendar", what, None, f"A3 and A4 machines, TPU {', '.join(TPU_FAMILIES)}", fix))
    return problems


def _chips(wish: Wish) -> list[Problem]:
    problems = _amount("chips", wish.chips, "nodes", wish.nodes)
    try:
        generation = tpu_generation(wish.generation or "")
    except InputError as error:
        return [*error.problems, *problems]
    if generation.name not in TPU_FAMILIES:
        what = f"chips of {generation.name} cannot be reserved by a program"
        fix = "ask Google for the reservation, and name it in capacity"
        return [*problems, Problem("generation", what, generation.name, ", ".join(TPU_FAMILIES), fix)]
    if not wish.in_calendar:
        what = "TPU chips can only be reserved for a window: the provider has no reservation of chips from now on"
        problems.append(Problem("calendar", what, None, None, "add calendar: {start: <time>, days: <1 to 90>}"))
    zone = None if wish.allow_unlisted_zone else check_zone(generation.name, wish.zone)
    return [*problems, *_whole_hosts(generation, wish.chips), *([zone] if zone else [])]


def _whole_hosts(generation: TpuGeneration, chips: int | None) -> Sequence[Problem]:
    per_host = generation.machines[generation.default_machine].chips
    if not chips or chips % per_host == 0:
        return []
    what = f"{chips} chips are not whole machines of {generation.name}, which have {per_host} chips each"
    more = -(-chips // per_host) * per_host
    return [Problem("chips", what, str(chips), f"multiples of {per_host}", f"write {more}")]


def _amount(wanted: str, value: int | None, other: str, unwanted: int | None) -> list[Problem]:
    problems: list[Problem] = []
    if value is None or value < 1:
        given = None if value is None else str(value)
        problems.append(Problem(wanted, "says how much is reserved", given, "1 or more", f"add {wanted}"))
    if unwanted is not None:
        problems.append(Problem(other, f"does not go with {wanted}", str(unwanted), None, f"remove {other}"))
    return problems


def _window(wish: Wish) -> list[Problem]:
    problems: list[Problem] = []
    if wish.days is None or not 1 <= wish.days <= MOST_DAYS:
        given = None if wish.days is None else str(wish.days)
        problems.append(Problem("calendar.days", "is outside of calendar mode", given, f"1 to {MOST_DAYS}", None))
    try:
        found = datetime.fromisoformat(wish.start or "")
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        what = "is no point in time with a time zone"
        problems.append(Problem("calendar.start", what, wish.start, "RFC 3339, such as 2027-01-04T08:00:00Z", None))
    return problems
