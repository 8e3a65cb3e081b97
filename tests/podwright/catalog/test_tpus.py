"""The facts about TPU generations, as other parts of the project rely on them."""

from __future__ import annotations

import re

import pytest

from podwright.catalog.shapes import shapes
from podwright.catalog.tpus import TpuGeneration, machine_type_chips, tpu_generation, tpu_generations
from podwright.errors import InputError

GENERATIONS = list(tpu_generations().values())


@pytest.fixture(params=GENERATIONS, ids=lambda each: each.name)
def generation(request: pytest.FixtureRequest) -> TpuGeneration:
    """Every generation of the catalog, one after the other."""
    found = request.param
    assert isinstance(found, TpuGeneration)
    return found


def test_the_generations_are_the_five_that_can_be_had() -> None:
    """A stack names one of these; the order is the order messages list them in."""
    assert list(tpu_generations()) == ["v4", "v5e", "v5p", "v6e", "tpu7x"]


def test_every_fact_has_a_source_and_a_date(generation: TpuGeneration) -> None:
    """A fact without its source cannot be checked again when a cloud changes."""
    facts = [generation, *generation.zones.values(), *generation.flex_start_zones.values()]
    assert all(fact.source and re.fullmatch(r"20\d\d-\d\d(-\d\d)?", fact.date) for fact in facts)


def test_names_and_labels_are_the_ones_google_uses() -> None:
    """v5e has four spellings for one chip, so each interface has its own word."""
    words = {each.name: (each.api_prefix, each.gke_accelerator, each.api_type) for each in GENERATIONS}
    assert words == {
        "v4": ("v4", "tpu-v4-podslice", "V4"),
        "v5e": ("v5litepod", "tpu-v5-lite-podslice", "V5LITE_POD"),
        "v5p": ("v5p", "tpu-v5p-slice", "V5P"),
        "v6e": ("v6e", "tpu-v6e-slice", "V6E"),
        "tpu7x": ("tpu7x", "tpu7x", None),
    }


def test_a_runtime_is_known_exactly_where_the_tpu_api_serves_the_generation(generation: TpuGeneration) -> None:
    """A TPU VM cannot be declared without a runtime version."""
    assert (generation.runtime_version is not None) == generation.tpu_api == (generation.api_type is not None)


def test_only_the_newest_generation_needs_a_workload_policy() -> None:
    """GKE refuses a compact placement policy on TPU7x, and a workload policy elsewhere is not documented."""
    assert [each.name for each in GENERATIONS if each.placement == "workload-policy"] == ["tpu7x"]


def test_names_count_cores_where_a_chip_has_two(generation: TpuGeneration) -> None:
    """v5p-8 is 4 chips, v6e-8 is 8 chips: mixing these up doubles or halves a slice."""
    assert (generation.name_counts == "cores") == (generation.cores_per_chip == 2)


def test_every_machine_of_a_generation_is_found_by_its_name(generation: TpuGeneration) -> None:
    """The emulator and the policies see only a machine type."""
    found = {name: machine_type_chips(name) for name in generation.machines}
    assert found == {name: (generation.name, machine.chips) for name, machine in generation.machines.items()}


def test_a_machine_that_is_no_tpu_machine_is_told_apart() -> None:
    """Node pools of a cluster also hold CPU and GPU machines."""
    assert machine_type_chips("e2-standard-4") is None


def test_machine_shapes_are_shapes_of_the_generation(generation: TpuGeneration) -> None:
    """A machine made for a shape that does not exist could never be chosen."""
    named = {shape for machine in generation.machines.values() for shape in machine.topologies or ()}
    assert named <= set(shapes(generation.name))


def test_the_default_machine_takes_every_shape_it_divides(generation: TpuGeneration) -> None:
    """It is what a slice gets without a machine type, so it must not be limited to one shape."""
    assert generation.machines[generation.default_machine].topologies is None


@pytest.mark.parametrize(
    ("given", "meant"),
    [("v5litepod", "v5e"), ("CT5LP", "v5e"), ("V5P", "v5p"), ("trillium", "v6e"), ("Ironwood", "tpu7x")],
)
def test_another_spelling_is_refused_with_the_right_one(given: str, meant: str) -> None:
    """Accepting two words for one thing would make two stacks look different that are not."""
    with pytest.raises(InputError) as caught:
        tpu_generation(given)
    assert str(caught.value) == (
        f'error: generation: "{given}" is another name of TPU {meant}\n'
        f"  given:   {given}\n"
        "  allowed: v4, v5e, v5p, v6e, tpu7x\n"
        f"  fix:     write {meant}"
    )


def test_an_unknown_generation_is_refused_with_the_known_ones() -> None:
    """No guess is made where nothing is similar."""
    with pytest.raises(InputError) as caught:
        tpu_generation("h100")
    assert str(caught.value) == (
        'error: generation: "h100" is no TPU generation\n  given:   h100\n  allowed: v4, v5e, v5p, v6e, tpu7x'
    )
