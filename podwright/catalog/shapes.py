"""Which slice shapes a TPU generation has, and the arithmetic between shape, chips and accelerator type.

Owns the rules only: with 2 dimensions a closed list, with 3 dimensions the small shapes plus every block of 4x4x4
cubes up to the generation's largest slice (AI-Hypercomputer/xpk @367c8382 `generate_tpu_topologies`; Google Cloud
documentation: TPU types and topologies). What to say when a shape is wrong is in `topology.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import product
from math import prod
from types import MappingProxyType

from podwright.catalog.tpus import TpuGeneration, tpu_generation

CUBE = 4
"""Side of a cube in chips: 3D slices above the small shapes are made of whole 4x4x4 cubes."""
LONGEST_SIDE = 256

Dims = tuple[int, ...]


def parse_dims(topology: str) -> Dims | None:
    """(4, 4, 8) of "4x4x8"; None when it is not numbers joined by x."""
    if not re.fullmatch(r"[1-9][0-9]{0,5}(x[1-9][0-9]{0,5})*", topology):
        return None
    return tuple(int(side) for side in topology.split("x"))


def write_dims(dims: Dims) -> str:
    """ "4x4x8" of (4, 4, 8)."""
    return "x".join(str(side) for side in dims)


def cubes(dims: Dims) -> int:
    """How many 4x4x4 cubes a shape of whole cubes has."""
    return prod(side // CUBE for side in dims)


@cache
def shapes(generation: str) -> Mapping[str, int]:
    """Every shape of a generation with its chips, from the smallest to the largest."""
    found = tpu_generation(generation)
    every = [*map(_known_dims, found.topologies), *_cube_shapes(found)]
    return MappingProxyType(
        {write_dims(dims): prod(dims) for dims in sorted(every, key=lambda dims: (prod(dims), dims))}
    )


@cache
def default_topologies(generation: str) -> Mapping[int, str]:
    """Chips -> the shape an accelerator type stands for when no topology is given.

    Several shapes can have the same number of chips (8x8x8 and 4x4x32); the cloud takes the most cube-like, which here
    is the one with the smallest surface, and of equals the one with the shortest longest side. That reproduces the
    published tables; for sizes outside them it is inferred.
    """
    best: dict[int, Dims] = {}
    for topology, chips in shapes(generation).items():
        dims = _known_dims(topology)
        if chips not in best or _unevenness(dims) < _unevenness(best[chips]):
            best[chips] = dims
    return MappingProxyType({chips: write_dims(dims) for chips, dims in sorted(best.items())})


def accelerator_type(generation: TpuGeneration, chips: int) -> str:
    """The accelerator type of a slice of that many chips: `v5p-128` for 64 chips, `v6e-64` for 64 chips."""
    count = chips * generation.cores_per_chip if generation.name_counts == "cores" else chips
    return f"{generation.api_prefix}-{count}"


def describe(generation: TpuGeneration, chips: int) -> str:
    """The usual way messages name a slice: `2x2x4 (v5p-32)`."""
    return f"{default_topologies(generation.name)[chips]} ({accelerator_type(generation, chips)})"


def nearest(generation: TpuGeneration, chips: int) -> str:
    """A remedy for a slice of `chips` chips that does not exist: the same size, the next larger, or the largest."""
    sizes = list(default_topologies(generation.name))
    if chips in sizes:
        return f"for {count_chips(chips)} use {describe(generation, chips)}"
    larger = [size for size in sizes if size > chips]
    if larger:
        return f"the next larger is {describe(generation, larger[0])} with {count_chips(larger[0])}"
    return f"the largest is {describe(generation, sizes[-1])} with {count_chips(sizes[-1])}"


def count_chips(chips: int) -> str:
    """ "1 chip", "16 chips"."""
    return f"{chips} chip" if chips == 1 else f"{chips} chips"


def _cube_shapes(generation: TpuGeneration) -> list[Dims]:
    if generation.max_cubes is None:
        return []
    most = generation.max_cubes
    sides = range(1, min(most, LONGEST_SIDE // CUBE) + 1)
    found: list[Dims] = []
    for a, b in product(sides, sides):
        if a > b or a * b * b > most:
            continue
        found += [(a * CUBE, b * CUBE, c * CUBE) for c in range(b, min(most // (a * b), sides[-1]) + 1)]
    return found


def _known_dims(topology: str) -> Dims:
    return tuple(int(side) for side in topology.split("x"))


def _unevenness(dims: Dims) -> tuple[int, int]:
    surface = sum(prod(dims) // side for side in dims)
    return surface, max(dims)
