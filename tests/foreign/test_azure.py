"""Programs after the documentation of Azure's provider."""

from __future__ import annotations

import pytest

from podwright.testing.clouds import EmulatedClouds
from tests.foreign.life import live

pytestmark = pytest.mark.engine
CONFIG: dict[str, object] = {
    "azure-native:subscriptionId": "00000000-0000-0000-0000-00000000000a",
    "azure-native:location": "westeurope",
}


@pytest.mark.parametrize(
    ("program", "outputs"),
    [
        ("azure_aks", {"fqdn"}),
        ("azure_network", {"address", "data", "web"}),
        ("azure_storage", {"container", "key"}),
    ],
)
def test_lives_unchanged(emulated_clouds: EmulatedClouds, program: str, outputs: set[str]) -> None:
    """As it would on the real cloud."""
    live(emulated_clouds, program, CONFIG, outputs)
