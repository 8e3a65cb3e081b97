"""Programs after the documentation of Google Cloud's provider: networks and clusters."""

from __future__ import annotations

import pytest

from podwright.testing.clouds import EmulatedClouds
from tests.foreign.life import live

pytestmark = pytest.mark.engine
CONFIG: dict[str, object] = {"gcp:project": "example-shop", "gcp:region": "us-central1"}


@pytest.mark.parametrize(
    ("program", "outputs"),
    [
        ("gcp_gke", {"endpoint", "version"}),
        ("gcp_nat", {"addresses"}),
        ("gcp_vpc", {"gateway", "network"}),
    ],
)
def test_lives_unchanged(emulated_clouds: EmulatedClouds, program: str, outputs: set[str]) -> None:
    """As it would on the real cloud."""
    live(emulated_clouds, program, CONFIG, outputs)
