"""Every TPU slice the catalog knows, planned: machine, hosts, placement, quota; every pair that cannot be, refused."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.gcp.capacity import CapacityArgs, CapacityModel
from components.gcp.tpu_slice import TpuSliceArgs
from components.gcp.tpu_slice_plan import TpuSlicePlan, plan_tpu_slice
from podwright.catalog.quotas import tpu_quota
from podwright.catalog.shapes import shapes
from podwright.catalog.tpus import TpuGeneration, tpu_generation, tpu_generations
from podwright.catalog.zones import check_zone
from podwright.errors import InputError

MACHINES = {
    ("v4", "2x2x1"): ("ct4p-hightpu-4t", 1),
    ("v4", "4x4x4"): ("ct4p-hightpu-4t", 16),
    ("v5e", "1x1"): ("ct5lp-hightpu-1t", 1),
    ("v5e", "2x4"): ("ct5lp-hightpu-8t", 1),
    ("v5e", "16x16"): ("ct5lp-hightpu-4t", 64),
    ("v5p", "2x2x1"): ("ct5p-hightpu-4t", 1),
    ("v5p", "16x16x24"): ("ct5p-hightpu-4t", 1536),
    ("v6e", "1x1"): ("ct6e-standard-1t", 1),
    ("v6e", "2x2"): ("ct6e-standard-4t", 1),
    ("v6e", "2x4"): ("ct6e-standard-8t", 1),
    ("v6e", "4x4"): ("ct6e-standard-4t", 4),
    ("tpu7x", "1x1x1"): ("tpu7x-standard-1t", 1),
    ("tpu7x", "2x2x1"): ("tpu7x-standard-4t", 1),
    ("tpu7x", "4x4x4"): ("tpu7x-standard-4t", 16),
}
"""Documented: Google Cloud documentation of each generation, and xpk's table (facts of 2026-06)."""
QUOTAS = {
    ("v5e", "on-demand"): "TPU-LITE-PODSLICE-V5-per-project-zone",
    ("v5e", "spot"): "PREEMPTIBLE-TPU-LITE-PODSLICE-V5-per-project-zone",
    ("v5p", "on-demand"): "TPU-V5P-per-project-zone",
    ("v5p", "spot"): "PREEMPTIBLE-TPU-V5P-per-project-zone",
    ("v5p", "flex-start"): "PREEMPTIBLE-TPU-V5P-per-project-zone",
    ("v6e", "on-demand"): "TPUS-PER-TPU-FAMILY-per-project-region",
    ("v6e", "spot"): "PREEMPTIBLE-TPU-V6E-per-project-region",
    ("v6e", "flex-start"): "PREEMPTIBLE-TPU-V6E-per-project-region",
    ("tpu7x", "on-demand"): "TPUS-PER-TPU-FAMILY-per-project-region",
}
"""Field notes on live projects, 2026-08; ids nobody has published are missing here and in the catalog."""


def arguments(generation: str, topology: str, zone: str, model: str) -> TpuSliceArgs:
    capacity: CapacityArgs = {"model": CapacityModel(model)}
    if model == "reservation":
        capacity["name"] = "train-h1"
    return {
        "project": "lab",
        "zone": zone,
        "prefix": "gcp",
        "labels": {},
        "cluster": "gcp-gke",
        "service_account": "gke-nodes@lab.iam.gserviceaccount.com",
        "generation": generation,
        "topology": topology,
        "slices": 1,
        "capacity": capacity,
    }


def offers(*, legal: bool) -> Iterator[tuple[str, str, str]]:
    """Every (generation, model, zone) of the catalog that is offered, or is not."""
    every = sorted({zone for each in tpu_generations().values() for zone in each.zones})
    for generation, model, zone in product(tpu_generations(), CapacityModel, every):
        if (check_zone(generation, zone, str(model)) is None) == legal:
            yield generation, str(model), zone


def some_shapes(generation: TpuGeneration) -> list[str]:
    """All flat shapes; of the hundreds of cubic ones the small, the first above them and the largest."""
    known = list(shapes(generation.name))
    return known if generation.dims == 2 else [*known[: len(generation.topologies) + 3], known[-1]]


@pytest.mark.parametrize(("generation", "model", "zone"), list(offers(legal=True)))
def test_what_is_offered_plans(generation: str, model: str, zone: str) -> None:
    """Every shape where it is offered: whole hosts, the right placement, the size its way of buying demands."""
    found = tpu_generation(generation)
    for topology in some_shapes(found):
        plan = plan_tpu_slice("train", arguments(generation, topology, zone, model))
        assert_whole(plan, topology)
        assert plan.compact == (plan.shape.multi_host and generation != "tpu7x")
        assert (plan.workload_policy is not None) == (plan.shape.multi_host and generation == "tpu7x")
        (pool,) = plan.pools
        flex = model == "flex-start"
        assert (pool.capacity.node_count, pool.capacity.max_node_count) == (
            (None, plan.hosts) if flex else (plan.hosts, None)
        )
        if (generation, topology) in MACHINES:
            assert (plan.shape.machine_type, plan.hosts) == MACHINES[generation, topology]


def assert_whole(plan: TpuSlicePlan, topology: str) -> None:
    """The arithmetic that must hold for any slice."""
    assert plan.chips == prod(int(side) for side in topology.split("x"))
    assert plan.hosts * plan.shape.chips_per_host == plan.chips
    assert plan.shape.multi_host == (plan.hosts > 1)


@pytest.mark.parametrize(("generation", "model", "zone"), list(offers(legal=False)))
def test_what_is_not_offered_is_refused(generation: str, model: str, zone: str) -> None:
    """In the catalog's words, which name the nearest zones and the way around; and only for the zone."""
    args = arguments(generation, tpu_generation(generation).topologies[0], zone, model)
    problem = check_zone(generation, zone, model)
    assert problem is not None
    with pytest.raises(InputError) as caught:
        plan_tpu_slice("train", args)
    assert str(caught.value) == problem.render().replace("error: zone:", "error: TpuSlice train.zone:")
    assert plan_tpu_slice("train", {**args, "allow_unlisted_zone": True}).chips >= 1


@pytest.mark.parametrize(("generation", "model"), QUOTAS)
def test_quota_ids(generation: str, model: str) -> None:
    """The id differs by generation in ways no template gives."""
    zone = next(zone for each, how, zone in offers(legal=True) if (each, how) == (generation, model))
    need = tpu_quota(generation, model, zone, 64, "gke")
    assert need is not None
    assert (need.quota_id, need.amount) == (QUOTAS[generation, model], 64)


@pytest.mark.parametrize("generation", tpu_generations())
def test_a_reservation_draws_no_quota(generation: str) -> None:
    """Its chips were counted when it was made."""
    zone = next(iter(tpu_generation(generation).zones))
    assert tpu_quota(generation, "reservation", zone, 64, "gke") is None


@given(st.data())
def test_any_slice_is_whole(data: st.DataObject) -> None:
    """Chips are the product of the topology, and hosts times chips of a host are chips, times slices."""
    generation = data.draw(st.sampled_from(list(tpu_generations())))
    topology = data.draw(st.sampled_from(list(shapes(generation))))
    slices = data.draw(st.integers(1, 20))
    zone = next(zone for zone, fact in tpu_generation(generation).zones.items() if not fact.reserved_only)
    plan = plan_tpu_slice("train", {**arguments(generation, topology, zone, "on-demand"), "slices": slices})
    assert plan.chips == slices * prod(int(side) for side in topology.split("x"))
    assert plan.hosts * plan.shape.chips_per_host == plan.chips
    assert len(plan.pools) == slices
