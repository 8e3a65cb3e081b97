"""Functions give back as a secret what the provider's schema marks so, also below the top of the result.

The SDK does not say it of functions; the facts are the real plugin's schema (pulumi-gcp 10.2.0, 2026-11-23).
"""

from __future__ import annotations

import pytest

from podwright.emulator.core import values
from podwright.emulator.core.wire import Secret, Values
from podwright.emulator.gcp.invokes import FUNCTIONS
from tests.podwright.emulator.client import Client

SECRET: dict[str, tuple[Values, str, tuple[str, ...]]] = {
    "gcp:organizations/getClientConfig:getClientConfig": ({}, "", ("accessToken",)),
    "gcp:organizations/getProject:getProject": ({}, "", ("effectiveLabels", "pulumiLabels")),
    "gcp:kms/getCryptoKeys:getCryptoKeys": (
        {"keyRing": "projects/lab/locations/europe-west4/keyRings/keys"},
        "keys",
        ("effectiveLabels", "pulumiLabels"),
    ),
}
"""Function to its arguments, the list in its result that has the secrets, and their names."""
OPEN = {
    "gcp:cloudquota/getSQuotaInfo:getSQuotaInfo",
    "gcp:compute/getDefaultServiceAccount:getDefaultServiceAccount",
    "gcp:compute/getImage:getImage",
    "gcp:compute/getNetwork:getNetwork",
    "gcp:compute/getSubnetwork:getSubnetwork",
    "gcp:compute/getZones:getZones",
    "gcp:container/getEngineVersions:getEngineVersions",
    "gcp:kms/getKMSKeyRing:getKMSKeyRing",
    "gcp:kms/getKeyRings:getKeyRings",
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount",
}
"""Functions without anything secret."""


def test_every_function_was_looked_up() -> None:
    """Whoever emulates another one says here which of its results are secret."""
    assert set(FUNCTIONS) == set(SECRET) | OPEN


@pytest.mark.parametrize("token", sorted(SECRET))
def test_what_the_schema_marks_is_a_secret(gcp: Client, token: str) -> None:
    """A program that exports it does not print it."""
    ring = gcp.create("gcp:kms/keyRing:KeyRing", "keys", {"name": "keys", "location": "europe-west4"})
    gcp.create("gcp:kms/cryptoKey:CryptoKey", "gke", {"name": "gke", "keyRing": ring.id, "labels": {"team": "ml"}})
    args, where, names = SECRET[token]
    result = gcp.invoke(token, args)
    found = values.blocks(result, where) if where else [result]
    assert found
    assert all(isinstance(each[name], Secret) for each in found for name in names)
