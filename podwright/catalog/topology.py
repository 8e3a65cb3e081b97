"""Plans one TPU slice: from generation and topology to chips, hosts, machine type and names.

The rules which shapes exist are in `shapes.py`, the messages for slices that cannot exist in `slice_problems.py`, the
facts in `tpus.yaml`, zones in `zones.py`. Chips, cores and hosts are three separate numbers everywhere, because the
number in an accelerator type means chips on some generations and TensorCores on others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from podwright.catalog.shapes import accelerator_type, count_chips, default_topologies, shapes
from podwright.catalog.slice_problems import (
    check_machine,
    check_topology,
    foreign_machine,
    unknown_accelerator_type,
    wrong_number,
)
from podwright.catalog.tpus import TpuGeneration, TpuMachine, tpu_generation, tpu_generations
from podwright.catalog.zones import check_zone
from podwright.errors import InputError, Problem

__all__ = ["SlicePlan", "check_chips", "check_nodes", "check_zone", "parse_accelerator_type", "plan_slice"]


@dataclass(frozen=True, slots=True)
class SlicePlan:
    """One slice, ready to be declared."""

    generation: str
    topology: str
    chips: int
    hosts: int
    """Host VMs, which is the number of nodes of its node pool."""
    chips_per_host: int
    machine_type: str
    multi_host: bool
    """More than one host: the node pool needs a placement and exactly `hosts` nodes."""
    accelerator_type: str
    """Name on the Cloud TPU API, such as `v5p-128`."""
    cores: int
    """TensorCores."""
    is_default_topology: bool
    """Whether `accelerator_type` alone means this topology; if not, the API must be given the topology as well."""


def plan_slice(generation: str, topology: str, machine_type: str | None = None) -> SlicePlan:
    """The plan of a slice, or one `InputError` with all problems (subjects `generation`, `topology`, `machineType`).

    Without a machine type a shape that fits one VM gets that VM (1x1: the 1-chip one, 2x4: the 8-chip one); every other
    shape gets the 4-chip machine.
    """
    found = tpu_generation(generation)
    problems = check_topology(found, topology)
    if machine_type is not None and machine_type not in found.machines:
        problems.append(foreign_machine(found, machine_type))
    if problems:
        raise InputError(problems)
    machine = found.machines[machine_type] if machine_type else _default_machine(found, topology)
    problem = check_machine(found, topology, machine)
    if problem:
        raise InputError(problem)
    return _plan(found, topology, machine)


def parse_accelerator_type(name: str) -> SlicePlan:
    """The slice an accelerator type stands for, or an `InputError` (subject `acceleratorType`)."""
    matched = re.fullmatch(r"([a-z0-9]+)-([1-9][0-9]{0,6})", name)
    generation = _generation_of_prefix(matched[1]) if matched else None
    if matched is None or generation is None:
        raise InputError(unknown_accelerator_type(name))
    number = int(matched[2])
    per_chip = generation.cores_per_chip if generation.name_counts == "cores" else 1
    chips = number // per_chip
    if number % per_chip or chips not in default_topologies(generation.name):
        raise InputError(wrong_number(generation, name, number, per_chip))
    topology = default_topologies(generation.name)[chips]
    return _plan(generation, topology, _default_machine(generation, topology))


def check_nodes(plan: SlicePlan, nodes: int) -> Problem | None:
    """Whether a slice's node pool has exactly its hosts (subject `nodes`); a slice is atomic and cannot be resized."""
    if nodes == plan.hosts:
        return None
    needed = f"{plan.hosts} node" if plan.hosts == 1 else f"{plan.hosts} nodes"
    shape = f"{plan.topology} = {count_chips(plan.chips)}"
    return Problem(
        subject="nodes",
        message=f"{plan.machine_type} with {shape} needs exactly {needed} for each slice; nodes is {nodes}",
        given=str(nodes),
        allowed=str(plan.hosts),
        fix=f"write {plan.hosts}, or leave nodes out: it follows from topology and machine type",
    )


def check_chips(name: str, chips: int) -> Problem | None:
    """Whether an accelerator type has the chips somebody declared (subject `chips`)."""
    plan = parse_accelerator_type(name)
    if plan.chips == chips:
        return None
    generation = tpu_generation(plan.generation)
    known = chips in default_topologies(generation.name)
    meant = f", or {accelerator_type(generation, chips)} for {count_chips(chips)}" if known else ""
    return Problem(
        subject="chips",
        message=f"{name} is {count_chips(plan.chips)}, not {chips}",
        given=str(chips),
        allowed=str(plan.chips),
        fix=f"write {plan.chips}{meant}",
    )


def _plan(generation: TpuGeneration, topology: str, machine: TpuMachine) -> SlicePlan:
    chips = shapes(generation.name)[topology]
    hosts = chips // machine.chips
    return SlicePlan(
        generation=generation.name,
        topology=topology,
        chips=chips,
        hosts=hosts,
        chips_per_host=machine.chips,
        machine_type=machine.name,
        multi_host=hosts > 1,
        accelerator_type=accelerator_type(generation, chips),
        cores=chips * generation.cores_per_chip,
        is_default_topology=default_topologies(generation.name)[chips] == topology,
    )


def _default_machine(generation: TpuGeneration, topology: str) -> TpuMachine:
    made_for_it = [each for each in generation.machines.values() if each.topologies and topology in each.topologies]
    return made_for_it[0] if made_for_it else generation.machines[generation.default_machine]


def _generation_of_prefix(prefix: str) -> TpuGeneration | None:
    return next((each for each in tpu_generations().values() if each.api_prefix == prefix), None)
