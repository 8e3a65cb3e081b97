"""The shapes of every generation: the rules against what Google publishes, and the arithmetic over all of them."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.catalog.shapes import accelerator_type, cubes, default_topologies, parse_dims, shapes, write_dims
from podwright.catalog.tpus import tpu_generation, tpu_generations

PUBLISHED = [
    # generation, name, topology, chips: Google Cloud documentation: TPU v5p
    ("v5p", "v5p-8", "2x2x1", 4),
    ("v5p", "v5p-16", "2x2x2", 8),
    ("v5p", "v5p-64", "2x4x4", 32),
    ("v5p", "v5p-128", "4x4x4", 64),
    ("v5p", "v5p-256", "4x4x8", 128),
    ("v5p", "v5p-512", "4x8x8", 256),
    ("v5p", "v5p-1024", "8x8x8", 512),
    ("v5p", "v5p-2048", "8x8x16", 1024),
    ("v5p", "v5p-4096", "8x16x16", 2048),
    ("v5p", "v5p-8192", "16x16x16", 4096),
    ("v5p", "v5p-12288", "16x16x24", 6144),
    # AI-Hypercomputer/xpk: the default topologies of v4
    ("v4", "v4-8", "2x2x1", 4),
    ("v4", "v4-32", "2x2x4", 16),
    ("v4", "v4-512", "4x8x8", 256),
    ("v4", "v4-1536", "8x8x12", 768),
    ("v4", "v4-4096", "8x16x16", 2048),
    # Google Cloud documentation: TPU v5e, TPU v6e
    ("v5e", "v5litepod-1", "1x1", 1),
    ("v5e", "v5litepod-8", "2x4", 8),
    ("v5e", "v5litepod-256", "16x16", 256),
    ("v6e", "v6e-32", "4x8", 32),
    ("v6e", "v6e-128", "8x16", 128),
    ("tpu7x", "tpu7x-128", "4x4x4", 64),
]


@pytest.mark.parametrize(("generation", "count"), [("v4", 186), ("v5e", 8), ("v5p", 278), ("v6e", 8), ("tpu7x", 433)])
def test_the_rules_yield_as_many_shapes_as_were_counted(generation: str, count: int) -> None:
    """The counts were worked out from the sources' own rules; tpu7x has 1x1x1 besides its 432."""
    assert len(shapes(generation)) == count


@pytest.mark.parametrize(("generation", "name", "topology", "chips"), PUBLISHED)
def test_published_names_mean_the_published_shapes(generation: str, name: str, topology: str, chips: int) -> None:
    """The most cube-like shape of a size is what the API takes when it is given a name only."""
    found = tpu_generation(generation)
    assert (default_topologies(generation)[chips], accelerator_type(found, chips)) == (topology, name)


@pytest.mark.parametrize("generation", tpu_generations())
def test_chips_are_the_product_of_the_sides(generation: str) -> None:
    """Everything else is counted from the chips."""
    assert all(prod(parse_dims(topology) or ()) == chips for topology, chips in shapes(generation).items())


@pytest.mark.parametrize("generation", tpu_generations())
def test_shapes_have_the_dimensions_of_their_generation_in_ascending_order(generation: str) -> None:
    """4x8x4 and 4x4x8 are one shape, so only one may be written."""
    found = tpu_generation(generation)
    every = [parse_dims(topology) or () for topology in shapes(generation)]
    small = {parse_dims(topology) for topology in found.topologies}
    assert all(len(dims) == found.dims and (dims in small or list(dims) == sorted(dims)) for dims in every)


@pytest.mark.parametrize("generation", ["v4", "v5p", "tpu7x"])
def test_large_shapes_are_whole_cubes_up_to_the_largest_slice(generation: str) -> None:
    """A slice above the small shapes is made of whole 4x4x4 cubes, and the largest one is reached."""
    found = tpu_generation(generation)
    large = [parse_dims(topology) or () for topology in shapes(generation) if topology not in found.topologies]
    assert all(side % 4 == 0 for dims in large for side in dims)
    assert max(cubes(dims) for dims in large) == found.max_cubes


@given(st.lists(st.integers(min_value=1, max_value=999_999), min_size=1, max_size=5))
def test_a_written_topology_reads_back(sides: list[int]) -> None:
    """Messages and names are written from the same numbers that were read."""
    assert parse_dims(write_dims(tuple(sides))) == tuple(sides)


@given(st.text(alphabet="0123456789x -+.", max_size=12))
def test_a_topology_that_is_read_is_written_the_same(text: str) -> None:
    """No two texts mean one topology: 04x4 and 4x4 must not both pass."""
    dims = parse_dims(text)
    assert dims is None or write_dims(dims) == text
