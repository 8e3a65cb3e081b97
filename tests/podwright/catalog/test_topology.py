"""Plans of slices: the arithmetic over the whole catalog, the choice of machines, and every refusal in full."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.catalog.shapes import default_topologies, parse_dims, shapes
from podwright.catalog.topology import SlicePlan, check_chips, check_nodes, parse_accelerator_type, plan_slice
from podwright.catalog.tpus import machine_type_chips, tpu_generation, tpu_generations
from podwright.errors import InputError

ALL_SHAPES = [(name, topology) for name in tpu_generations() for topology in shapes(name)]
every_shape = st.sampled_from(ALL_SHAPES)

ALLOWED_V5P = "2x2x1, 2x2x2, 2x2x4, 2x4x4; then AxBxC in ascending multiples of 4, at most 96 cubes of 4x4x4"
ALLOWED_V6E = "1x1, 2x2, 2x4, 4x4, 4x8, 8x8, 8x16, 16x16"


def refusal(generation: str, topology: str, machine_type: str | None = None) -> str:
    """The whole text a user sees for a slice that is refused."""
    with pytest.raises(InputError) as caught:
        plan_slice(generation, topology, machine_type)
    return str(caught.value)


def name_refusal(name: str) -> str:
    """The whole text a user sees for an accelerator type that is refused."""
    with pytest.raises(InputError) as caught:
        parse_accelerator_type(name)
    return str(caught.value)


@given(every_shape)
def test_chips_hosts_and_cores_agree(shape: tuple[str, str]) -> None:
    """Three numbers for one slice; a node count, a quota and a name are each taken from a different one."""
    generation, topology = shape
    plan = plan_slice(generation, topology)
    assert plan.chips == prod(parse_dims(topology) or ()) == plan.hosts * plan.chips_per_host
    assert plan.cores == plan.chips * tpu_generation(generation).cores_per_chip
    assert plan.multi_host == (plan.hosts > 1)
    assert machine_type_chips(plan.machine_type) == (generation, plan.chips_per_host)


@given(every_shape)
def test_a_default_shape_and_its_name_mean_each_other(shape: tuple[str, str]) -> None:
    """A TPU VM is declared by name, a node pool by topology: both must be the same slice."""
    plan = plan_slice(*shape)
    read = parse_accelerator_type(plan.accelerator_type)
    assert read.chips == plan.chips
    assert (read == plan) == plan.is_default_topology


@given(st.sampled_from(list(tpu_generations())), st.integers(min_value=1, max_value=20_000))
def test_a_name_is_a_slice_exactly_when_its_chips_have_a_shape(generation: str, number: int) -> None:
    """No number is rounded to a slice that nobody asked for."""
    found = tpu_generation(generation)
    chips, rest = divmod(number, found.cores_per_chip)
    exists = rest == 0 and chips in default_topologies(generation)
    try:
        plan = parse_accelerator_type(f"{found.api_prefix}-{number}")
    except InputError:
        assert not exists
    else:
        assert exists
        assert plan.chips == chips


@pytest.mark.parametrize(
    ("generation", "topology", "machine_type", "hosts"),
    [
        ("v6e", "1x1", "ct6e-standard-1t", 1),
        ("v6e", "2x2", "ct6e-standard-4t", 1),
        ("v6e", "2x4", "ct6e-standard-8t", 1),
        ("v6e", "4x4", "ct6e-standard-4t", 4),
        ("v6e", "16x16", "ct6e-standard-4t", 64),
        ("v5e", "1x1", "ct5lp-hightpu-1t", 1),
        ("v5e", "2x4", "ct5lp-hightpu-8t", 1),
        ("v5e", "8x16", "ct5lp-hightpu-4t", 32),
        ("v4", "2x2x4", "ct4p-hightpu-4t", 4),
        ("v5p", "2x2x1", "ct5p-hightpu-4t", 1),
        ("v5p", "16x16x24", "ct5p-hightpu-4t", 1536),
        ("tpu7x", "1x1x1", "tpu7x-standard-1t", 1),
        ("tpu7x", "4x4x4", "tpu7x-standard-4t", 16),
    ],
)
def test_the_machine_follows_from_the_shape(generation: str, topology: str, machine_type: str, hosts: int) -> None:
    """A shape that fits one VM is one VM; everything else is made of 4-chip machines."""
    plan = plan_slice(generation, topology)
    assert (plan.machine_type, plan.hosts) == (machine_type, hosts)


@pytest.mark.parametrize(("generation", "machine"), [("v6e", "ct6e-standard-4t"), ("v5e", "ct5lp-hightpu-4t")])
def test_2x4_can_be_two_hosts_when_the_machine_says_so(generation: str, machine: str) -> None:
    """2x4 is ambiguous: one VM of 8 chips, or two of 4 for a job that is written for several hosts."""
    plan = plan_slice(generation, "2x4", machine)
    assert (plan.hosts, plan.multi_host) == (2, True)


def test_a_plan_is_complete() -> None:
    """Every field of one plan, as the components use it."""
    assert plan_slice("v5p", "4x4x32") == SlicePlan(
        generation="v5p",
        topology="4x4x32",
        chips=512,
        hosts=128,
        chips_per_host=4,
        machine_type="ct5p-hightpu-4t",
        multi_host=True,
        accelerator_type="v5p-1024",
        cores=1024,
        is_default_topology=False,
    )


@pytest.mark.parametrize(
    ("generation", "topology", "message", "allowed", "fix"),
    [
        (
            "v5p",
            "4x4",
            "v5p slices are three-dimensional: 4x4 has 2 dimensions",
            ALLOWED_V5P,
            "for 16 chips use 2x2x4 (v5p-32)",
        ),
        (
            "v6e",
            "4x4x4",
            "v6e slices are two-dimensional: 4x4x4 has 3 dimensions",
            ALLOWED_V6E,
            "for 64 chips use 8x8 (v6e-64)",
        ),
        (
            "v6e",
            "16",
            "v6e slices are two-dimensional: 16 has 1 dimension",
            ALLOWED_V6E,
            "for 16 chips use 4x4 (v6e-16)",
        ),
        ("v6e", "3x3", "v6e has no 3x3 slice", ALLOWED_V6E, "the next larger is 4x4 (v6e-16) with 16 chips"),
        ("v6e", "32x32", "v6e has no 32x32 slice", ALLOWED_V6E, "the largest is 16x16 (v6e-256) with 256 chips"),
        (
            "v6e",
            "8x4",
            "v6e topologies are written in ascending order: 8x4 is 4x8",
            ALLOWED_V6E,
            "for 32 chips use 4x8 (v6e-32)",
        ),
        (
            "v5p",
            "8x4x4",
            "v5p topologies are written in ascending order: 8x4x4 is 4x4x8",
            ALLOWED_V5P,
            "for 128 chips use 4x4x8 (v5p-256)",
        ),
        (
            "v5p",
            "4x4x6",
            "v5p slices above the small shapes are made of 4x4x4 cubes: 6 is not a multiple of 4",
            ALLOWED_V5P,
            "the next larger is 4x4x8 (v5p-256) with 128 chips",
        ),
        (
            "v5p",
            "6x6x7",
            "v5p slices above the small shapes are made of 4x4x4 cubes: 6 and 7 are not multiples of 4",
            ALLOWED_V5P,
            "the next larger is 4x8x8 (v5p-512) with 256 chips",
        ),
        (
            "v5p",
            "16x16x28",
            "16x16x28 is 112 cubes of 4x4x4, more than 96, the largest v5p slice",
            ALLOWED_V5P,
            "the largest is 16x16x24 (v5p-12288) with 6144 chips",
        ),
        (
            "v5p",
            "4x4x260",
            "260 is more than 256, the longest side of a v5p slice",
            ALLOWED_V5P,
            "for 4160 chips use 4x20x52 (v5p-8320)",
        ),
        (
            "v5p",
            "four",
            '"four" is not a topology',
            ALLOWED_V5P,
            "write numbers joined by x, such as 2x4x4",
        ),
    ],
)
def test_an_impossible_topology_is_refused_with_the_nearest(
    generation: str, topology: str, message: str, allowed: str, fix: str
) -> None:
    """The message alone must be enough to correct the stack."""
    assert refusal(generation, topology) == (
        f"error: topology: {message}\n  given:   {topology}\n  allowed: {allowed}\n  fix:     {fix}"
    )


@given(st.sampled_from(list(tpu_generations())), st.lists(st.integers(1, 300), min_size=1, max_size=4))
def test_a_topology_is_planned_or_refused_with_a_shape_that_exists(generation: str, sides: list[int]) -> None:
    """A remedy that is refused in turn would be worse than none."""
    topology = "x".join(map(str, sides))
    try:
        plan = plan_slice(generation, topology)
    except InputError as error:
        named = (error.problems[0].fix or "").split(" (")[0].split(" ")[-1]
        assert named in shapes(generation)
    else:
        assert plan.topology == topology


@pytest.mark.parametrize(
    ("asked", "message", "allowed", "fix"),
    [
        (
            ("v6e", "4x4", "ct6e-standard-8t"),
            "ct6e-standard-8t holds a 2x4 in one VM and makes no larger slice",
            "ct6e-standard-4t",
            "for 4x4 use ct6e-standard-4t",
        ),
        (
            ("v6e", "1x1", "ct6e-standard-4t"),
            "ct6e-standard-4t has 4 chips in one VM, 1x1 is 1 chip",
            "ct6e-standard-1t",
            "for 1x1 use ct6e-standard-1t",
        ),
        (
            ("v5e", "2x4", "ct5lp-hightpu-1t"),
            "ct5lp-hightpu-1t holds a 1x1 in one VM and makes no larger slice",
            "ct5lp-hightpu-4t, ct5lp-hightpu-8t",
            "for 2x4 use ct5lp-hightpu-4t or ct5lp-hightpu-8t",
        ),
        (
            ("v5p", "2x2x1", "ct5p-hightpu-1t"),
            "no slice shape is documented for ct5p-hightpu-1t",
            "ct5p-hightpu-4t",
            "for 2x2x1 use ct5p-hightpu-4t",
        ),
        (
            ("v6e", "4x4", "ct5lp-hightpu-4t"),
            "ct5lp-hightpu-4t is a v5e machine, the generation is v6e",
            "ct6e-standard-1t, ct6e-standard-4t, ct6e-standard-8t",
            "use ct6e-standard-4t, or leave machineType out",
        ),
        (
            ("v6e", "4x4", "n2-standard-4"),
            '"n2-standard-4" is no TPU machine type',
            "ct6e-standard-1t, ct6e-standard-4t, ct6e-standard-8t",
            "use ct6e-standard-4t, or leave machineType out",
        ),
    ],
)
def test_a_machine_that_cannot_make_the_shape_is_refused(
    asked: tuple[str, str, str], message: str, allowed: str, fix: str
) -> None:
    """GKE would find this only when the node pool is made, minutes into an update."""
    assert refusal(*asked) == (
        f"error: machineType: {message}\n  given:   {asked[2]}\n  allowed: {allowed}\n  fix:     {fix}"
    )


def test_a_wrong_topology_and_a_wrong_machine_are_reported_together() -> None:
    """One run shows all of them."""
    with pytest.raises(InputError) as caught:
        plan_slice("v6e", "3x3", "ct5lp-hightpu-4t")
    assert [problem.subject for problem in caught.value.problems] == ["topology", "machineType"]


@pytest.mark.parametrize(
    ("name", "message", "allowed", "fix"),
    [
        (
            "v5p-4",
            "v5p names count TensorCores (2 per chip) and start at v5p-8 (4 chips, 2x2x1)",
            "v5p-<cores>",
            "for 4 chips write v5p-8",
        ),
        (
            "v5p-100",
            "v5p names count TensorCores (2 per chip), and there is no v5p slice of 50 chips",
            "v5p-<cores>",
            "the next larger is v5p-128 (64 chips, 4x4x4)",
        ),
        (
            "v4-33",
            "v4 names count TensorCores (2 per chip), and 33 is not a multiple of 2",
            "v4-<cores>",
            "the next larger is v4-64 (32 chips, 2x4x4)",
        ),
        (
            "tpu7x-4",
            "tpu7x names count TensorCores (2 per chip), and there is no tpu7x slice of 2 chips",
            "tpu7x-<cores>",
            "for 4 chips write tpu7x-8",
        ),
        (
            "v6e-12",
            "v6e names count chips, and there is no v6e slice of 12 chips",
            "v6e-<chips>",
            "the next larger is v6e-16 (16 chips, 4x4)",
        ),
        (
            "v5litepod-512",
            "v5e names count chips, and there is no v5e slice of 512 chips",
            "v5litepod-<chips>",
            "the largest is v5litepod-256 (256 chips, 16x16)",
        ),
        (
            "v5e-16",
            '"v5e-16" is no TPU accelerator type',
            "v4-<cores>, v5litepod-<chips>, v5p-<cores>, v6e-<chips>, tpu7x-<cores>",
            "v5e is written v5litepod: v5litepod-16",
        ),
    ],
)
def test_a_name_that_is_no_slice_is_refused_with_the_right_one(name: str, message: str, allowed: str, fix: str) -> None:
    """Names that count cores are read as chips by nearly everybody once."""
    assert name_refusal(name) == (
        f"error: acceleratorType: {message}\n  given:   {name}\n  allowed: {allowed}\n  fix:     {fix}"
    )


@pytest.mark.parametrize("name", ["", "v5p", "v5p-", "v5p-08", "v5p-0", "v5p--8", "h100-8", "v5p-99999999"])
def test_a_text_that_is_no_name_is_refused(name: str) -> None:
    """Nothing is guessed where the text is not a generation and a number."""
    assert name_refusal(name) == (
        f'error: acceleratorType: "{name}" is no TPU accelerator type\n'
        f"  given:   {name}\n"
        "  allowed: v4-<cores>, v5litepod-<chips>, v5p-<cores>, v6e-<chips>, tpu7x-<cores>"
    )


def test_a_node_count_other_than_the_hosts_is_refused() -> None:
    """A slice is atomic: one node too few and none of its chips can be used."""
    problem = check_nodes(plan_slice("v6e", "4x8"), 4)
    assert problem is not None
    assert problem.render() == (
        "error: nodes: ct6e-standard-4t with 4x8 = 32 chips needs exactly 8 nodes for each slice; nodes is 4\n"
        "  given:   4\n"
        "  allowed: 8\n"
        "  fix:     write 8, or leave nodes out: it follows from topology and machine type"
    )


def test_the_node_count_of_the_hosts_passes() -> None:
    """Writing the number down is allowed; it is a check the author makes on purpose."""
    assert check_nodes(plan_slice("v6e", "4x8"), 8) is None


def test_declared_chips_that_disagree_with_the_name_are_refused() -> None:
    """The name counts cores, the declaration chips: the message gives the name for either reading."""
    problem = check_chips("v5p-128", 128)
    assert problem is not None
    assert problem.render() == (
        "error: chips: v5p-128 is 64 chips, not 128\n"
        "  given:   128\n"
        "  allowed: 64\n"
        "  fix:     write 64, or v5p-256 for 128 chips"
    )


def test_declared_chips_that_agree_with_the_name_pass() -> None:
    """64 chips are 128 cores on v5p."""
    assert check_chips("v5p-128", 64) is None
