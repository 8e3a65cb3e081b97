"""The messages for TPU slices that cannot exist: what is wrong, what is allowed, and the nearest slice that does exist.

Owns words, not rules: which shapes there are is decided in `shapes.py`, and `topology.py` decides when to look here.
"""

from __future__ import annotations

from math import prod

from podwright.catalog.shapes import (
    CUBE,
    LONGEST_SIDE,
    Dims,
    accelerator_type,
    count_chips,
    cubes,
    default_topologies,
    nearest,
    parse_dims,
    shapes,
    write_dims,
)
from podwright.catalog.tpus import TpuGeneration, TpuMachine, tpu_generations
from podwright.errors import Problem

_DIMENSIONS = {2: "two-dimensional", 3: "three-dimensional"}


def check_topology(generation: TpuGeneration, topology: str) -> list[Problem]:
    """Why a topology is none of the generation's (subject `topology`); empty when it is one."""
    if topology in shapes(generation.name):
        return []
    dims = parse_dims(topology)
    if dims is None:
        what, fix = f'"{topology}" is not a topology', f"write numbers joined by x, such as {generation.topologies[-1]}"
    else:
        what, fix = _why_not(generation, dims), nearest(generation, prod(dims))
    return [Problem("topology", what, topology, _allowed_shapes(generation), fix)]


def _why_not(generation: TpuGeneration, dims: Dims) -> str:
    """Why a shape is none of the generation's, in one sentence."""
    name, topology = generation.name, write_dims(dims)
    if len(dims) != generation.dims:
        counted = "1 dimension" if len(dims) == 1 else f"{len(dims)} dimensions"
        return f"{name} slices are {_DIMENSIONS[generation.dims]}: {topology} has {counted}"
    ordered = write_dims(tuple(sorted(dims)))
    if ordered != topology and ordered in shapes(name):
        return f"{name} topologies are written in ascending order: {topology} is {ordered}"
    if generation.max_cubes is None:
        return f"{name} has no {topology} slice"
    odd = [str(side) for side in dict.fromkeys(dims) if side % CUBE]
    if odd:
        verb = "is not a multiple" if len(odd) == 1 else "are not multiples"
        return f"{name} slices above the small shapes are made of 4x4x4 cubes: {' and '.join(odd)} {verb} of 4"
    if max(dims) > LONGEST_SIDE:
        return f"{max(dims)} is more than {LONGEST_SIDE}, the longest side of a {name} slice"
    return f"{topology} is {cubes(dims)} cubes of 4x4x4, more than {generation.max_cubes}, the largest {name} slice"


def _allowed_shapes(generation: TpuGeneration) -> str:
    small = ", ".join(generation.topologies)
    if generation.max_cubes is None:
        return small
    return f"{small}; then AxBxC in ascending multiples of 4, at most {generation.max_cubes} cubes of 4x4x4"


def check_machine(generation: TpuGeneration, topology: str, machine: TpuMachine) -> Problem | None:
    """Why a machine of the generation cannot make up that shape (subject `machineType`)."""
    chips = shapes(generation.name)[topology]
    if machine.topologies is None and chips % machine.chips == 0:
        return None
    if machine.topologies is not None and topology in machine.topologies:
        return None
    fitting = [
        each.name
        for each in generation.machines.values()
        if (topology in each.topologies if each.topologies is not None else chips % each.chips == 0)
    ]
    if machine.topologies is None:
        what = f"{machine.name} has {machine.chips} chips in one VM, {topology} is {count_chips(chips)}"
    elif machine.topologies:
        what = f"{machine.name} holds a {' or '.join(machine.topologies)} in one VM and makes no larger slice"
    else:
        what = f"no slice shape is documented for {machine.name}"
    return Problem("machineType", what, machine.name, ", ".join(fitting), f"for {topology} use {' or '.join(fitting)}")


def foreign_machine(generation: TpuGeneration, machine_type: str) -> Problem:
    """That a machine type is not one of the generation's (subject `machineType`)."""
    owner = next((each for each in tpu_generations().values() if machine_type in each.machines), None)
    what = f"{machine_type} is a {owner.name} machine" if owner else f'"{machine_type}" is no TPU machine type'
    return Problem(
        subject="machineType",
        message=f"{what}, the generation is {generation.name}" if owner else what,
        given=machine_type,
        allowed=", ".join(generation.machines),
        fix=f"use {generation.default_machine}, or leave machineType out",
    )


def unknown_accelerator_type(name: str) -> Problem:
    """That a text is not an accelerator type of any generation (subject `acceleratorType`)."""
    prefix, _, number = name.rpartition("-")
    spelled = prefix.lower()
    meant = next(
        (
            each
            for each in tpu_generations().values()
            if spelled in (each.name, *each.aliases) and spelled != each.api_prefix
        ),
        None,
    )
    return Problem(
        subject="acceleratorType",
        message=f'"{name}" is no TPU accelerator type',
        given=name,
        allowed=", ".join(f"{each.api_prefix}-<{each.name_counts}>" for each in tpu_generations().values()),
        fix=f"{meant.name} is written {meant.api_prefix}: {meant.api_prefix}-{number}" if meant else None,
    )


def wrong_number(generation: TpuGeneration, name: str, number: int, per_chip: int) -> Problem:
    """That the number in an accelerator type is no slice (subject `acceleratorType`).

    `per_chip` is what the number counts for each chip: 2 where names count TensorCores.
    """
    known = default_topologies(generation.name)
    smallest = next(iter(known))
    first = f"{accelerator_type(generation, smallest)} ({count_chips(smallest)}, {known[smallest]})"
    counted = "TensorCores" if generation.name_counts == "cores" else "chips"
    rule = f"{generation.name} names count {counted}" + (f" ({per_chip} per chip)" if per_chip > 1 else "")
    if number < smallest * per_chip:
        what = f"{rule} and start at {first}"
    elif number % per_chip:
        what = f"{rule}, and {number} is not a multiple of {per_chip}"
    else:
        what = f"{rule}, and there is no {generation.name} slice of {count_chips(number // per_chip)}"
    meant_chips = generation.name_counts == "cores" and number in known
    fix = (
        f"for {count_chips(number)} write {accelerator_type(generation, number)}"
        if meant_chips
        else _next_name(generation, number // per_chip)
    )
    return Problem("acceleratorType", what, name, f"{generation.api_prefix}-<{generation.name_counts}>", fix)


def _next_name(generation: TpuGeneration, chips: int) -> str:
    sizes = list(default_topologies(generation.name))
    larger = next((size for size in sizes if size > chips), sizes[-1])
    kind = "next larger" if larger > chips else "largest"
    shape = default_topologies(generation.name)[larger]
    return f"the {kind} is {accelerator_type(generation, larger)} ({count_chips(larger)}, {shape})"
