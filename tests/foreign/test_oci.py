"""Programs after the documentation of Oracle's provider."""

from __future__ import annotations

import pytest

from podwright.testing.clouds import EmulatedClouds
from tests.foreign.life import live

pytestmark = pytest.mark.engine
TENANCY = "ocid1.tenancy.oc1..shop"
CONFIG: dict[str, object] = {"oci:tenancyOcid": TENANCY, "oci:region": "eu-frankfurt-1"}


@pytest.mark.parametrize(
    ("program", "outputs"),
    [
        ("oci_bucket", {"bucket"}),
        ("oci_network", {"data", "web"}),
        ("oci_oke", {"cluster"}),
    ],
)
def test_lives_unchanged(emulated_clouds: EmulatedClouds, program: str, outputs: set[str]) -> None:
    """As it would on the real cloud."""
    live(emulated_clouds, program, {**CONFIG, f"{program}:compartment": TENANCY}, outputs)
