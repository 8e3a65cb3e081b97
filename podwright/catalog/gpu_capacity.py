"""Which capacity models go with which GPU machine, and with which placement.

Owns the conflicts between a model and the rest of a cluster's or fleet's words. Where the sources are silent nothing
is refused: a check that is too strict hurts more than a late answer of the cloud.

Sources: Google Cloud documentation, GPU machine types and Create an AI-optimized GKE cluster (2026-04); preconditions
of GoogleCloudPlatform/cluster-toolkit modules/compute/gke-node-pool (2026-06); AI-Hypercomputer/xpk #1073-#1075.
"""

from __future__ import annotations

from typing import get_args

from podwright.catalog.capacity import CapacityModel, check_queued, check_reservation, check_run_time
from podwright.catalog.gpus import GpuMachine, GpuPlacement, gpu_machines
from podwright.errors import Problem

_NO_PLACEMENT_ON_RESERVATION = frozenset({"a3-mega"})
"""Families whose reservations place the machines themselves and break with a placement of the pool's own."""


def check_gpu_capacity(
    machine: GpuMachine,
    model: str,
    reservation: str | None = None,
    max_run_seconds: int | None = None,
    *,
    queued: bool = False,
    placement: str | None = None,
) -> list[Problem]:
    """All conflicts; subjects `capacity.model`, `.name`, `.maxRunSeconds`, `.queued`, and `placement`.

    `placement` is `compact`, `none`, or None where the machine's own is taken.
    """
    if model not in get_args(CapacityModel):
        what = f'"{model}" is no capacity model'
        return [Problem("capacity.model", what, model, ", ".join(machine.models), None)]
    found = [_check_model(machine, model), *check_queued(model, "gke", queued)]
    found += [*check_reservation(model, reservation, "group"), *check_run_time(model, max_run_seconds)]
    if placement == "compact":
        found.append(_check_compact(machine, model, queued=queued))
    return [problem for problem in found if problem]


def check_gpu_growth(
    model: str, nodes: int, max_nodes: int | None, machine: GpuMachine | None = None
) -> Problem | None:
    """Whether a pool can grow by itself from `nodes` to `max_nodes` (subject `maxNodes`).

    With the machine it is also asked whether such machines are added one by one.
    """
    if max_nodes is None:
        return None
    given = str(max_nodes)
    if machine is not None and machine.rack_size is not None:
        what = f"{machine.name} comes in racks of {machine.rack_size}, which do not grow by themselves"
        return Problem("maxNodes", what, given, None, "leave it out, and raise nodes when there is another rack")
    if model == "flex-start":
        what = "flex-start has no number to grow from: its machines come and go, from none up to nodes"
        return Problem("maxNodes", what, given, None, f"drop maxNodes, and write nodes: {max_nodes}")
    if max_nodes >= nodes:
        return None
    what = f"the pool starts with {nodes} machines and cannot grow to {max_nodes}"
    return Problem("maxNodes", what, given, f"{nodes} or more", "raise it, or leave it out for a fixed size")


def gpu_placement(machine: GpuMachine, model: str, nodes: int, placement: str | None = None) -> GpuPlacement:
    """The placement that is asked for, or else the one that the machines are best declared with.

    Racks hold together by their policy whatever is asked. Machines with GPU networks are kept compact where nothing
    speaks against it: a reservation has placed its machines already, flex-start places as well as it can by itself,
    and one machine needs no company.
    """
    if machine.placement == "rack":
        return "rack"
    if placement is not None:
        return "compact" if placement == "compact" else "none"
    wanted = machine.placement == "compact" and machine.fabric.networks > 0 and nodes > 1
    return "compact" if wanted and model in ("on-demand", "spot") else "none"


def _check_model(machine: GpuMachine, model: str) -> Problem | None:
    if model in machine.models:
        return None
    given = " and ".join([", ".join(machine.models[:-1]), machine.models[-1]] if machine.models[1:] else machine.models)
    same = (
        each for each in gpu_machines().values() if each.accelerator == machine.accelerator and model in each.models
    )
    other = next((each.name for each in sorted(same, key=lambda each: -each.gpus)), None)
    fix = f"set model: {machine.models[0]}" + (f", or take {other}" if other else "")
    what = f"{machine.name} is not given {_by(model)}, only by {given}"
    return Problem("capacity.model", what, model, ", ".join(machine.models), fix)


def _by(model: str) -> str:
    return "on demand" if model == "on-demand" else f"by {model}"


def _check_compact(machine: GpuMachine, model: str, *, queued: bool) -> Problem | None:
    """Why a compact placement that is asked for cannot be; the fix names what to drop."""
    if machine.placement == "rack":
        what = f"{machine.name} comes in racks of {machine.rack_size}, which a workload policy holds together"
        return Problem("placement", f"{what}; it takes no compact placement", "compact", None, "drop placement")
    fix = "drop placement"
    if model == "flex-start" and queued:
        what = "machines that are queued for cannot be placed compactly"
        fix = "drop placement, or drop capacity.queued" if machine.compact_flex_start else fix
    elif model == "flex-start" and not machine.compact_flex_start:
        families = sorted(each.name for each in gpu_machines().values() if each.compact_flex_start)
        what = f"flex-start places only {' and '.join(families)} compactly, not {machine.name}"
    elif model == "reservation" and machine.family in _NO_PLACEMENT_ON_RESERVATION:
        what = f"a reservation of {machine.name} has its own placement, and a second one makes the pool fail"
    else:
        return None
    return Problem("placement", what, "compact", None, fix)
