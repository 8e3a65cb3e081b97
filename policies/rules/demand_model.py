"""What a demand is: accelerators of one kind in one zone, and the way they are bought.

Owns the reading of a machine (its type, or the accelerators that are hung on it) and of an instance's way of buying,
which single machines, templates and node pools have in common.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from pulumi_policy.proxy import UnknownValueError

from podwright.catalog.gpus import gpu_machines
from podwright.catalog.quotas import QuotaNeed, QuotaSurface, gpu_quota, tpu_quota
from podwright.catalog.topology import parse_accelerator_type, plan_slice
from podwright.catalog.tpus import machine_type_chips
from podwright.errors import InputError, Problem
from policies.rules.accelerators import machine_name
from policies.rules.evaluation import Props, block, blocks, number, text

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Demand:
    """Accelerators of one kind in one zone."""

    model: str
    zone: str
    surface: QuotaSurface
    accelerator: str
    """A GPU machine type, a TPU generation, or the TPU API's name of a shape."""
    topology: str | None = None
    """Only where the TPU API is told the generation and the shape."""
    machines: int = 1
    """GPU machines; TPU VMs of one resource are always one."""
    chips: int | None = None
    """TPU chips where they are known from the machines."""
    gpus: int | None = None
    """GPUs where they are counted and not their machines; `accelerator` is then the type of GPU."""

    def needs(self) -> list[QuotaNeed]:
        """What this draws; empty for a reservation. Raises `InputError` for what the catalog does not know."""
        if self.gpus is not None:
            return _gpu_needs(self.accelerator, self.model, self.zone, self.gpus)
        if self.accelerator in gpu_machines():
            return gpu_quota(self.accelerator, self.model, self.zone, self.machines)
        generation, chips = self.accelerator, self.chips
        if chips is None:
            by_name = self.topology is None
            plan = parse_accelerator_type(generation) if by_name else plan_slice(generation, self.topology or "")
            generation, chips = plan.generation, plan.chips
        need = tpu_quota(generation, self.model, self.zone, chips, self.surface)
        return [need] if need else []


def _gpu_needs(gpu_type: str, model: str, zone: str, gpus: int) -> list[QuotaNeed]:
    """What so many GPUs draw, whatever machines they are in; `InputError` for a type the catalog does not know."""
    machine = next((each for each in gpu_machines().values() if each.gpu_type == gpu_type), None)
    if machine is None:
        known = ", ".join(sorted({each.gpu_type for each in gpu_machines().values()}))
        raise InputError(Problem("type", f'the catalog knows no GPU "{gpu_type}"', gpu_type, known, None))
    return [replace(need, amount=gpus) for need in gpu_quota(machine.name, model, zone, 1)]


def machines(props: Props, model: Callable[[], str], zone: str, count: int) -> list[Demand]:
    """What `count` machines of a node config, an instance or a template draw; empty for machines without accelerators.

    `model` is read only where there is something to buy, because it may not be known yet.
    """
    machine = machine_name(props)
    if machine is not None and (tpu := machine_type_chips(machine)) is not None:
        return [Demand(model(), zone, "gke", tpu[0], chips=count * tpu[1])]
    if machine is not None and machine in gpu_machines():
        return [Demand(model(), zone, "gke", machine, machines=count)]
    # Cloud-computed where nobody set them, and then there are none.
    hung = known_or_none(lambda: blocks(props, "guestAccelerators")) or []
    found = [((text(each, "type") or "").rsplit("/", 1)[-1], number(each, "count") or 1) for each in hung]
    return [Demand(model(), zone, "gke", kind, gpus=gpus * count) for kind, gpus in found if kind]


def instance_model(props: Props) -> str:
    """How an instance or a template is bought."""
    affinity = known_or_none(lambda: block(props, "reservationAffinity")) or {}
    if text(affinity, "type") == "SPECIFIC_RESERVATION":
        return "reservation"
    scheduling = block(props, "scheduling")
    named = {"SPOT": "spot", "FLEX_START": "flex-start", "RESERVATION_BOUND": "reservation"}
    model = named.get(text(scheduling, "provisioningModel") or "", "on-demand")
    return "spot" if scheduling.get("preemptible") is True else model


def known_or_none(read: Callable[[], _T]) -> _T | None:
    """What `read` finds, None where the value is computed by the cloud because nobody set it."""
    try:
        return read()
    except UnknownValueError:
        return None
