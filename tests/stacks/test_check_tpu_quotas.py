"""TPU quota that is asked for and never drawn."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.samples import problems, with_slice

API = {
    "service": "tpu.googleapis.com",
    "quotaId": "TPUV6EPerProjectPerZoneForTPUAPI",
    "dimensions": {"zone": "europe-west4-a"},
    "value": 4096,
}
SPOT = {
    "service": "compute.googleapis.com",
    "quotaId": "PREEMPTIBLE-TPU-V6E-per-project-region",
    "dimensions": {"region": "europe-west4"},
    "value": 4096,
}
VM = {"generation": "v6e", "topology": "2x2", "zone": "europe-west4-a", "capacity": {"model": "on-demand"}}


def warnings(ask: dict[str, Any], model: str, **more: Any) -> list[str]:
    capacity = {"model": model, **({"name": "q1"} if model == "reservation" else {})}
    group = {"generation": "v6e", "topology": "4x4", "zone": "europe-west4-a", "capacity": capacity}
    values = {**with_slice(), "tpuSlices": {"serve": group}, "quotas": {"chips": ask}, **more}
    return [each.render() for each in problems(values) if each.subject.startswith("quotas")]


@pytest.mark.parametrize(
    ("ask", "model", "draws"),
    [
        (API, "spot", "PREEMPTIBLE-TPU-V6E-per-project-region"),
        (API, "on-demand", "TPUS-PER-TPU-FAMILY-per-project-region"),
        (SPOT, "on-demand", "TPUS-PER-TPU-FAMILY-per-project-region"),
    ],
)
def test_the_pool_that_nobody_draws_is_named(ask: dict[str, Any], model: str, draws: str) -> None:
    """Chips of the TPU API are no use to GKE, and those of spot none to machines on demand."""
    assert warnings(ask, model) == [
        f"warning: quotas.chips.quotaId: is drawn by nothing here: tpuSlices.serve is {model} on GKE, which draws"
        f" {draws}\n"
        f"  given:   {ask['quotaId']}\n  fix:     remove it: what the stack's own groups draw is asked for anyway"
    ]


def test_a_pool_that_somebody_draws_passes() -> None:
    """The slices' own, that of a TPU VM beside them, and any where a reservation draws none."""
    assert warnings(SPOT, "spot") == []
    assert warnings(API, "spot", tpuVms={"dev": VM}) == []
    assert warnings(API, "reservation") == []
