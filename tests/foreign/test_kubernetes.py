"""Programs after the documentation of the Kubernetes provider."""

from __future__ import annotations

import pytest

from podwright.testing.clouds import EmulatedClouds
from tests.foreign.life import live

pytestmark = pytest.mark.engine
NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
"""Every cluster comes with them."""


@pytest.mark.parametrize(
    ("program", "outputs"),
    [
        ("kubernetes_config", {"settings"}),
        ("kubernetes_helm", {"revision"}),
        ("kubernetes_web", {"address", "service"}),
    ],
)
def test_lives_unchanged(emulated_clouds: EmulatedClouds, program: str, outputs: set[str]) -> None:
    """As it would on the real cloud."""
    live(emulated_clouds, program, {}, outputs, brought=NAMESPACES)
