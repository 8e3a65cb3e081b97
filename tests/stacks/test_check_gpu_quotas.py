"""GPU quota that is asked for and never drawn."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.samples import problems, with_gpus

FAMILY = "GPUS-PER-GPU-FAMILY-per-project-region"
STANDARD = {
    "service": "compute.googleapis.com",
    "quotaId": FAMILY,
    "dimensions": {"region": "europe-west4", "gpu_family": "NVIDIA_H200"},
    "value": 4096,
}
PREEMPTIBLE = {
    "service": "compute.googleapis.com",
    "quotaId": "PREEMPTIBLE-NVIDIA-H200-GPUS-per-project-region",
    "dimensions": {"region": "europe-west4"},
    "value": 4096,
}


def warnings(ask: dict[str, Any], **changes: Any) -> list[str]:
    values = {**with_gpus(**changes), "quotas": {"gpus": ask}}
    return [problem.render() for problem in problems(values) if problem.severity == "warning"]


def test_the_pool_that_nobody_draws_is_named() -> None:
    """Flex-start draws the preemptible pool: asking for the other one buys nothing and takes a day to be granted."""
    assert warnings(STANDARD) == [
        "warning: quotas.gpus.quotaId: is drawn by nothing here: gpuClusters.train is flex-start, which draws"
        " PREEMPTIBLE-NVIDIA-H200-GPUS-per-project-region\n"
        f"  given:   {FAMILY}\n  fix:     remove it: what the stack's own groups draw is asked for anyway"
    ]


@pytest.mark.parametrize(
    ("ask", "changes"),
    [
        (PREEMPTIBLE, {}),
        (PREEMPTIBLE, {"capacity": {"model": "spot"}}),
        ({**STANDARD, "dimensions": {"region": "europe-west4", "gpu_family": "NVIDIA_B200"}}, {}),
        (STANDARD, {"capacity": {"model": "reservation", "name": "h200-q1"}}),
    ],
)
def test_other_asks_are_left_alone(ask: dict[str, Any], changes: dict[str, Any]) -> None:
    """The pool that is drawn, other GPUs, and what a reservation of one's own may need."""
    assert warnings(ask, **changes) == []
