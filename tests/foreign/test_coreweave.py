"""Programs after the documentation of CoreWeave's provider."""

from __future__ import annotations

import pytest

from podwright.testing.clouds import EmulatedClouds
from tests.foreign.life import live

pytestmark = pytest.mark.engine
CONFIG: dict[str, object] = {"coreweave:token": "CW-SECRET-of-nobody"}


@pytest.mark.parametrize(
    ("program", "outputs"),
    [
        ("coreweave_bucket", {"bucket"}),
        ("coreweave_cks", {"endpoint"}),
    ],
)
def test_lives_unchanged(emulated_clouds: EmulatedClouds, program: str, outputs: set[str]) -> None:
    """As it would on the real cloud."""
    live(emulated_clouds, program, CONFIG, outputs)
