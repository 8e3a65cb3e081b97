"""Zones: a miss names the nearest, and every zone of the catalog belongs to a region of it."""

from __future__ import annotations

import pytest

from podwright.catalog.regions import region_of_zone, regions
from podwright.catalog.tpus import tpu_generation, tpu_generations
from podwright.catalog.zones import check_zone, listed_zones

LISTED = [(name, zone) for name, each in tpu_generations().items() for zone in each.zones]
V6E_ZONES = (
    "asia-northeast1-b, europe-west4-a, southamerica-west1-a, us-central1-b, us-east1-d, us-east5-a, us-east5-b, "
    "us-south1-ai1b"
)
OVERRIDE = "or set allowUnlistedZone: true if Google has told you that it is there"


def rendered(generation: str, zone: str, model: str | None = None) -> str:
    """The text of the problem; fails when there is none."""
    problem = check_zone(generation, zone, model)
    assert problem is not None
    return problem.render()


@pytest.mark.parametrize(("generation", "zone"), LISTED)
def test_a_listed_zone_passes_and_belongs_to_a_known_region(generation: str, zone: str) -> None:
    """A second-hand zone passes too: too strict a check hurts more than a late answer of the cloud."""
    assert check_zone(generation, zone) is None
    assert region_of_zone(zone) in regions("gcp")


def test_another_letter_of_the_region_is_the_nearest() -> None:
    """In the Netherlands v6e is in -a and v5p in -b; the letters are mixed up most of all."""
    assert rendered("v6e", "europe-west4-b") == (
        "error: zone: v6e is not offered in europe-west4-b (catalog of 2026-08)\n"
        "  given:   europe-west4-b\n"
        f"  allowed: {V6E_ZONES}\n"
        f"  fix:     nearest: europe-west4-a; {OVERRIDE}"
    )


def test_the_same_country_comes_before_the_rest() -> None:
    """Osaka has no TPU at all; what may not leave Japan goes to Tokyo."""
    assert rendered("v6e", "asia-northeast2-a").endswith(f"  fix:     nearest: asia-northeast1-b; {OVERRIDE}")


def test_the_same_continent_comes_when_the_country_has_none() -> None:
    """London has no TPU; the Netherlands are the nearest that do."""
    assert rendered("v5p", "europe-west2-a").endswith(f"  fix:     nearest: europe-west4-b; {OVERRIDE}")


def test_other_continents_are_named_when_there_is_nothing_nearer() -> None:
    """TPU7x is in one region of the world; its AI zone counts as that region."""
    assert rendered("tpu7x", "europe-west4-a") == (
        "error: zone: tpu7x is not offered in europe-west4-a (catalog of 2026-08)\n"
        "  given:   europe-west4-a\n"
        "  allowed: us-central1-ai1a, us-central1-c\n"
        f"  fix:     nearest: us-central1-ai1a, us-central1-c; {OVERRIDE}"
    )


def test_an_ai_zone_is_near_its_region() -> None:
    """us-central1-ai1a lies in us-central1, whatever its last field looks like."""
    assert rendered("v6e", "us-central1-ai1a").endswith(f"  fix:     nearest: us-central1-b; {OVERRIDE}")


def test_a_zone_for_reservations_only_is_refused_for_other_models() -> None:
    """us-west4-b holds reserved and single-tenant v5e; nothing else starts there."""
    assert rendered("v5e", "us-west4-b", "spot") == (
        "error: zone: v5e in us-west4-b is for reservations only (catalog of 2026-08)\n"
        "  given:   us-west4-b\n"
        "  allowed: europe-west4-b, us-central1-a, us-south1-a, us-west1-c, us-west4-a\n"
        f"  fix:     nearest: us-west4-a; {OVERRIDE}"
    )


def test_a_zone_for_reservations_only_passes_with_a_reservation() -> None:
    """That is what the zone is for."""
    assert check_zone("v5e", "us-west4-b", "reservation") is None


def test_flex_start_has_a_shorter_list_of_zones() -> None:
    """v5p is sold in three zones, and by flex-start in one."""
    assert rendered("v5p", "europe-west4-b", "flex-start") == (
        "error: zone: v5p is not offered in europe-west4-b with flex-start (catalog of 2026-08)\n"
        "  given:   europe-west4-b\n"
        "  allowed: us-east5-a\n"
        f"  fix:     nearest: us-east5-a; {OVERRIDE}"
    )


def test_flex_start_passes_where_its_zones_are_not_known() -> None:
    """Nothing is published about flex-start zones of v5e, so nothing is refused."""
    assert check_zone("v5e", "europe-west4-b", "flex-start") is None


@pytest.mark.parametrize("generation", tpu_generations())
def test_flex_start_zones_are_zones_of_the_generation(generation: str) -> None:
    """A model cannot be sold where the hardware is not."""
    found = tpu_generation(generation)
    assert set(found.flex_start_zones) <= set(found.zones)


def test_second_hand_zones_are_not_recommended() -> None:
    """A price row is good enough not to refuse a zone, and not good enough to send anybody there."""
    assert listed_zones(tpu_generation("v5p")) == ["europe-west4-b", "us-central1-a", "us-east5-a"]
