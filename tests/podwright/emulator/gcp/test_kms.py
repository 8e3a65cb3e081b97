"""Key rings and keys: what Google never deletes, and what a program can do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.emulator.core import values
from podwright.emulator.listing import list_resources
from tests.podwright.emulator.client import Client, Made, refused

RING = "gcp:kms/keyRing:KeyRing"
KEY = "gcp:kms/cryptoKey:CryptoKey"
MEMBER = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember"
RING_ID = "projects/lab/locations/europe-west4/keyRings/keys"
KEY_ID = f"{RING_ID}/cryptoKeys/gke"
KEY_INPUTS: dict[str, object] = {"name": "gke", "keyRing": RING_ID, "rotationPeriod": "7776000s"}
NOTE = (
    "  note: Google Cloud cannot delete it, and neither does the provider: take it over with the resource option"
    ' import_="{id}"; retain_on_delete=True keeps it whole until then'
)


@pytest.fixture
def ring(gcp: Client) -> Made:
    """A ring in europe-west4."""
    return gcp.create(RING, "keys", {"name": "keys", "location": "europe-west4"})


@pytest.fixture
def key(gcp: Client, ring: Made) -> Made:
    """A key that rotates."""
    return gcp.create(KEY, "gke", KEY_INPUTS)


def test_a_key_has_googles_id_and_a_first_version(key: Made) -> None:
    """The primary version encrypts."""
    assert key.id == KEY_ID
    assert key.out("primaries") == [{"name": f"{KEY_ID}/cryptoKeyVersions/1", "state": "ENABLED"}]


@pytest.mark.parametrize("form", [RING_ID, "lab/europe-west4/keys", "europe-west4/keys"])
def test_a_ring_may_be_named_in_three_ways(gcp: Client, ring: Made, form: str) -> None:
    """As the provider takes them."""
    assert gcp.create(KEY, "gke", {**KEY_INPUTS, "keyRing": form}).id == KEY_ID


def test_a_key_needs_its_ring(gcp: Client) -> None:
    """Also in another location."""
    assert refused(lambda: gcp.create(KEY, "gke", KEY_INPUTS)) == (
        f"Error creating CryptoKey: googleapi: Error 404: KeyRing {RING_ID} not found., notFound"
    )


def test_a_destroyed_ring_cannot_be_made_again(gcp: Client, ring: Made) -> None:
    """The real provider's delete only forgets it; the second create is refused with 409."""
    gcp.delete(ring)
    assert refused(lambda: gcp.create(RING, "keys", ring.inputs)) == (
        f"Error creating KeyRing: googleapi: Error 409: KeyRing {RING_ID} already exists.\n{NOTE.format(id=RING_ID)}"
    )


def test_a_destroyed_key_has_lost_its_versions(gcp: Client, key: Made) -> None:
    """Whatever it encrypted is lost, and the key is there for ever."""
    gcp.delete(key)
    left = gcp.import_(KEY, "gke", KEY_ID)
    assert left is not None
    assert left.out("primaries") == [{"name": f"{KEY_ID}/cryptoKeyVersions/1", "state": "DESTROY_SCHEDULED"}]
    assert gcp.diff(left, KEY_INPUTS).changes == {"rotationPeriod": "add"}


def test_a_ring_can_be_adopted_by_import(gcp: Client, ring: Made) -> None:
    """With equal inputs, which the engine demands of an import."""
    gcp.delete(ring)
    adopted = gcp.import_(RING, "keys", RING_ID)
    assert adopted is not None
    assert gcp.diff(adopted, {"name": "keys", "location": "europe-west4"}).changes == {}


def test_a_key_that_was_retained_can_be_adopted_whole(gcp: Client, key: Made) -> None:
    """With retain_on_delete the engine never calls delete, so versions and rotation are as they were."""
    adopted = gcp.import_(KEY, "gke", KEY_ID)
    assert adopted is not None
    assert gcp.diff(adopted, KEY_INPUTS).changes == {}


def test_rings_and_keys_can_be_found_before_they_are_made(gcp: Client, key: Made) -> None:
    """So a program can decide whether to import."""
    rings = gcp.invoke("gcp:kms/getKeyRings:getKeyRings", {"location": "europe-west4"})
    assert rings["keyRings"] == [{"id": RING_ID, "name": RING_ID}]
    keys = gcp.invoke("gcp:kms/getCryptoKeys:getCryptoKeys", {"keyRing": RING_ID})
    assert [entry["id"] for entry in values.blocks(keys, "keys")] == [KEY_ID]


def test_what_is_permanent_is_listed_apart(gcp: Client, key: Made, ring: Made, state_dir: Path) -> None:
    """After a destroy the cloud is empty but for what no cloud deletes."""
    gcp.delete(key)
    gcp.delete(ring)
    found = list_resources(state_dir / "cloud.sqlite")
    assert found.resources == []
    assert [(line.id, line.retained) for line in found.permanent] == [(KEY_ID, True), (RING_ID, True)]


def test_a_rotation_of_less_than_a_day_is_refused(gcp: Client) -> None:
    """The provider's own rule."""
    assert refused(lambda: gcp.check(KEY, "gke", {**KEY_INPUTS, "rotationPeriod": "3600s"})) == (
        "rotationPeriod: must be at least 86400s (1 day)"
    )


def test_a_member_may_be_added_twice(gcp: Client, key: Made) -> None:
    """A policy is a set."""
    inputs: dict[str, object] = {
        "cryptoKeyId": KEY_ID,
        "role": "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        "member": "serviceAccount:service-1@container-engine-robot.iam.gserviceaccount.com",
    }
    first = gcp.create(MEMBER, "a", inputs)
    assert gcp.create(MEMBER, "b", inputs).id == first.id == f"{KEY_ID}/{inputs['role']}/{inputs['member']}"
