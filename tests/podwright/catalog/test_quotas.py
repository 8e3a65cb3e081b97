"""Quota needs: the right pool, place, unit and amount for every generation, and the sum of several."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.catalog.gpus import gpu_machine, gpu_machines
from podwright.catalog.quotas import QuotaNeed, QuotaSurface, gpu_quota, sum_needs, tpu_quota
from podwright.catalog.tpus import tpu_generation, tpu_generations
from podwright.errors import InputError

COMPUTE, TPU = "compute.googleapis.com", "tpu.googleapis.com"
REGION, ZONE = {"region": "europe-west4"}, {"zone": "europe-west4-a"}
PAIRS: list[tuple[str, QuotaSurface]] = [
    (name, surface)
    for name, surface in product(tpu_generations(), ("gke", "tpu-api"))
    if surface == "gke" or tpu_generation(name).tpu_api
]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (("v4", "on-demand", "gke"), (COMPUTE, None, REGION, 64, "chips")),
        (("v4", "spot", "tpu-api"), (TPU, None, ZONE, 128, "cores")),
        (("v5e", "on-demand", "gke"), (COMPUTE, "TPU-LITE-PODSLICE-V5-per-project-zone", ZONE, 64, "chips")),
        (("v5e", "spot", "gke"), (COMPUTE, "PREEMPTIBLE-TPU-LITE-PODSLICE-V5-per-project-zone", ZONE, 64, "chips")),
        (("v5e", "on-demand", "tpu-api"), (TPU, "TPUV5sLitepodPerProjectPerZoneForTPUAPI", ZONE, 64, "chips")),
        (("v5e", "spot", "tpu-api"), (TPU, "TPUV5sPreemptibleLitepodPerProjectPerZoneForTPUAPI", ZONE, 64, "chips")),
        (("v5p", "on-demand", "gke"), (COMPUTE, "TPU-V5P-per-project-zone", ZONE, 64, "chips")),
        (("v5p", "flex-start", "gke"), (COMPUTE, "PREEMPTIBLE-TPU-V5P-per-project-zone", ZONE, 64, "chips")),
        (("v5p", "on-demand", "tpu-api"), (TPU, "TPUV5PPerProjectPerZoneForTPUAPI", ZONE, 128, "cores")),
        (("v5p", "spot", "tpu-api"), (TPU, "TPUV5PPreemptiblePerProjectPerZoneForTPUAPI", ZONE, 128, "cores")),
        (
            ("v6e", "on-demand", "gke"),
            (COMPUTE, "TPUS-PER-TPU-FAMILY-per-project-region", {**REGION, "tpu_family": "CT6E"}, 64, "chips"),
        ),
        (("v6e", "spot", "gke"), (COMPUTE, "PREEMPTIBLE-TPU-V6E-per-project-region", REGION, 64, "chips")),
        (("v6e", "flex-start", "gke"), (COMPUTE, "PREEMPTIBLE-TPU-V6E-per-project-region", REGION, 64, "chips")),
        (("v6e", "on-demand", "tpu-api"), (TPU, "TPUV6EPerProjectPerZoneForTPUAPI", ZONE, 64, "chips")),
        (("v6e", "spot", "tpu-api"), (TPU, "TPUV6EPreemptiblePerProjectPerZoneForTPUAPI", ZONE, 64, "chips")),
        (
            ("tpu7x", "on-demand", "gke"),
            (COMPUTE, "TPUS-PER-TPU-FAMILY-per-project-region", {**REGION, "tpu_family": "tpu7x"}, 64, "chips"),
        ),
        (("tpu7x", "spot", "gke"), (COMPUTE, None, REGION, 64, "chips")),
    ],
)
def test_64_chips_draw_this_quota(
    drawn: tuple[str, str, QuotaSurface], expected: tuple[str, str | None, dict[str, str], int, str]
) -> None:
    """Asking for the wrong one of these buys nothing: pools are apart by surface, model, place and unit."""
    generation, model, surface = drawn
    need = tpu_quota(generation, model, "europe-west4-a", 64, surface)
    assert need is not None
    assert (need.service, need.quota_id, need.dimensions, need.amount, need.unit) == expected


@pytest.mark.parametrize(("generation", "surface"), PAIRS)
def test_a_reservation_draws_nothing(generation: str, surface: QuotaSurface) -> None:
    """Its chips were counted when the reservation was made; asking again would double them."""
    assert tpu_quota(generation, "reservation", "europe-west4-a", 64, surface) is None


@pytest.mark.parametrize(("generation", "surface"), PAIRS)
def test_spot_and_on_demand_are_two_pools(generation: str, surface: QuotaSurface) -> None:
    """Spot capacity never draws the standard quota, and the other way round."""
    standard = tpu_quota(generation, "on-demand", "us-central1-a", 4, surface)
    spot = tpu_quota(generation, "spot", "us-central1-a", 4, surface)
    assert standard is not None
    assert spot is not None
    assert standard.key() != spot.key()


@pytest.mark.parametrize("generation", tpu_generations())
def test_an_id_that_nobody_published_is_none_and_has_a_name(generation: str) -> None:
    """A made-up id would be refused by the cloud; a name lets a person find the quota."""
    need = tpu_quota(generation, "on-demand", "us-central1-a", 4, "gke")
    assert need is not None
    assert need.display_name
    assert need.quota_id is not None or not need.verified


def test_an_ai_zone_draws_the_quota_of_its_region() -> None:
    """us-central1-ai1a has no region of its own."""
    need = tpu_quota("tpu7x", "spot", "us-central1-ai1a", 4, "gke")
    assert need is not None
    assert need.dimensions == {"region": "us-central1"}


def test_a_generation_the_tpu_api_does_not_serve_is_refused() -> None:
    """There is no quota to ask for."""
    with pytest.raises(InputError) as caught:
        tpu_quota("tpu7x", "on-demand", "us-central1-c", 4, "tpu-api")
    assert str(caught.value) == (
        "error: generation: tpu7x is not served by the Cloud TPU API\n"
        "  given:   tpu7x\n"
        "  allowed: v4, v5e, v5p, v6e\n"
        "  fix:     declare it under tpuSlices: a GKE node pool serves it"
    )


def test_an_unknown_model_is_refused() -> None:
    """Guessing a pool would ask for the wrong quota."""
    with pytest.raises(InputError) as caught:
        tpu_quota("v6e", "preemptible", "us-east5-a", 4, "gke")
    assert str(caught.value) == (
        'error: capacity.model: "preemptible" is no capacity model\n'
        "  given:   preemptible\n"
        "  allowed: on-demand, spot, flex-start, reservation"
    )


@pytest.mark.parametrize("machine_type", gpu_machines())
@pytest.mark.parametrize("model", ["on-demand", "spot", "flex-start"])
def test_machines_draw_their_gpus_and_the_project_wide_cap(machine_type: str, model: str) -> None:
    """The cap over all regions can be 1 and then blocks every machine with 8 GPUs."""
    own, cap = gpu_quota(machine_type, model, "us-central1-b", 3)
    assert own.amount == cap.amount == 3 * gpu_machine(machine_type).gpus
    assert (cap.quota_id, cap.dimensions) == ("GPUS-ALL-REGIONS-per-project", {})
    assert own.dimensions["region"] == "us-central1"


@pytest.mark.parametrize(
    ("machine_type", "model", "quota_id", "dimensions"),
    [
        ("a3-highgpu-8g", "on-demand", "GPUS-PER-GPU-FAMILY-per-project-region", {"gpu_family": "NVIDIA_H100"}),
        ("a3-ultragpu-8g", "spot", "PREEMPTIBLE-NVIDIA-H200-GPUS-per-project-region", {}),
        ("a3-megagpu-8g", "flex-start", "PREEMPTIBLE-NVIDIA-H100-MEGA-GPUS-per-project-region", {}),
        ("a2-ultragpu-8g", "on-demand", "NVIDIA-A100-80GB-GPUS-per-project-region", {}),
        ("g2-standard-96", "on-demand", "NVIDIA-L4-GPUS-per-project-region", {}),
        ("a4x-maxgpu-4g-metal", "on-demand", None, {}),
    ],
)
def test_gpus_draw_the_quota_of_their_family(
    machine_type: str, model: str, quota_id: str | None, dimensions: dict[str, str]
) -> None:
    """New families share one id and are told apart by a dimension; older ones and spot have their own."""
    own = gpu_quota(machine_type, model, "us-central1-b", 1)[0]
    assert (own.quota_id, own.dimensions) == (quota_id, {"region": "us-central1", **dimensions})


def test_reserved_gpus_draw_nothing() -> None:
    """As with TPUs, the reservation was counted when it was made."""
    assert gpu_quota("a3-megagpu-8g", "reservation", "us-central1-b", 4) == []


def test_a_machine_without_gpus_is_refused() -> None:
    """A typing mistake must not read as no need."""
    with pytest.raises(InputError) as caught:
        gpu_quota("a3-megagpu-9g", "spot", "us-central1-b", 1)
    assert str(caught.value) == (
        'error: machineType: the catalog knows no GPU machine type "a3-megagpu-9g"\n'
        "  given:   a3-megagpu-9g\n"
        f"  allowed: {', '.join(gpu_machines())}"
    )


def test_needs_of_one_quota_add_up() -> None:
    """Two zones of a region draw one regional quota, and two models draw two."""
    drawn = [
        tpu_quota("v6e", "spot", "us-east5-a", 64, "gke"),
        tpu_quota("v6e", "flex-start", "us-east5-b", 16, "gke"),
        tpu_quota("v6e", "on-demand", "us-east5-b", 8, "gke"),
        tpu_quota("v6e", "spot", "us-central1-b", 4, "gke"),
    ]
    needs = sum_needs(need for need in drawn if need)
    assert [(need.quota_id, need.dimensions["region"], need.amount) for need in needs] == [
        ("PREEMPTIBLE-TPU-V6E-per-project-region", "us-central1", 4),
        ("PREEMPTIBLE-TPU-V6E-per-project-region", "us-east5", 80),
        ("TPUS-PER-TPU-FAMILY-per-project-region", "us-east5", 8),
    ]


def test_quotas_without_an_id_are_kept_apart_by_their_names() -> None:
    """Both pools of v4 have no known id; they are still two quotas."""
    drawn = [tpu_quota("v4", model, "us-central2-b", 8, "gke") for model in ("on-demand", "spot")]
    assert len(sum_needs(need for need in drawn if need)) == 2


def drawn_from(pair: tuple[str, QuotaSurface], model: str, zone: str, chips: int) -> QuotaNeed:
    """A need as a stack of the fleet would have it."""
    need = tpu_quota(pair[0], model, zone, chips, pair[1])
    assert need is not None
    return need


some_needs = st.lists(
    st.builds(
        drawn_from,
        st.sampled_from(PAIRS),
        st.sampled_from(["on-demand", "spot", "flex-start"]),
        st.sampled_from(["us-east5-a", "us-east5-b", "europe-west4-a"]),
        st.integers(min_value=1, max_value=4096),
    ),
    max_size=12,
)


@given(some_needs)
def test_a_sum_loses_nothing_and_does_not_depend_on_the_order(needs: list[QuotaNeed]) -> None:
    """Stacks list their slices in any order; the request must be the same one."""
    total = sum_needs(needs)
    assert sum(need.amount for need in total) == sum(need.amount for need in needs)
    assert len({need.key() for need in total}) == len(total)
    assert sum_needs(reversed(needs)) == total
