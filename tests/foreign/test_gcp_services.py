"""Programs after the documentation of Google Cloud's provider: storage, identities, services."""

from __future__ import annotations

import pytest

from podwright.testing.clouds import EmulatedClouds
from tests.foreign.life import live

pytestmark = pytest.mark.engine
CONFIG: dict[str, object] = {"gcp:project": "example-shop", "gcp:region": "us-central1"}


@pytest.mark.parametrize(
    ("program", "outputs"),
    [
        ("gcp_bucket", {"page", "url"}),
        ("gcp_dns", {"repository", "servers"}),
        ("gcp_identity", {"email"}),
        ("gcp_run", {"uri"}),
    ],
)
def test_lives_unchanged(emulated_clouds: EmulatedClouds, program: str, outputs: set[str]) -> None:
    """As it would on the real cloud."""
    live(emulated_clouds, program, CONFIG, outputs)
