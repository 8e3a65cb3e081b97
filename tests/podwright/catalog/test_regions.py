"""Regions: the countries they lie in, the zones that belong to them, and what is said where there is none."""

from __future__ import annotations

import re

import pytest

from podwright.catalog.data import load
from podwright.catalog.regions import (
    absent_countries,
    check_jurisdiction,
    check_region,
    jurisdiction_regions,
    region,
    region_of_zone,
    regions,
)
from podwright.errors import InputError

COUNTRIES = (
    "AU, BE, BR, CA, CH, CL, DE, ES, FI, FR, GB, HK, ID, IL, IN, IT, JP, KR, MX, NL, PL, QA, SA, SE, SG, TW, US, ZA"
)


@pytest.mark.parametrize("name", regions("gcp"))
def test_every_region_has_a_country_code_a_city_and_zones_of_its_own(name: str) -> None:
    """A country code that YAML read as a truth value, or a zone of another region, would pass unseen otherwise."""
    found = region("gcp", name)
    assert re.fullmatch(r"[A-Z]{2}", found.country)
    assert found.city
    assert found.zones
    assert {region_of_zone(zone) for zone in found.zones} == {name}


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("europe-west4-a", "europe-west4"),
        ("us-central1-ai1a", "us-central1"),
        ("us-south1-ai1b", "us-south1"),
        ("northamerica-northeast1-c", "northamerica-northeast1"),
    ],
)
def test_the_region_of_a_zone_is_all_but_its_last_field(zone: str, expected: str) -> None:
    """AI zones break the rule of one letter; cutting two characters gives us-central1-a."""
    assert region_of_zone(zone) == expected


@pytest.mark.parametrize("text", ["", "a", "europe", "europe-", "europe-west4", "-a"])
def test_a_text_that_is_no_zone_has_no_region(text: str) -> None:
    """A region given as a zone would otherwise lose its last field."""
    with pytest.raises(InputError) as caught:
        region_of_zone(text)
    assert str(caught.value) == (
        f'error: zone: "{text}" is no zone name\n  given:   {text}\n  allowed: <region>-<zone>, such as europe-west4-a'
    )


@pytest.mark.parametrize(
    ("country", "names"),
    [
        ("NL", {"europe-west4"}),
        ("JP", {"asia-northeast1", "asia-northeast2"}),
        ("GB", {"europe-west2"}),
        ("FI", {"europe-north1"}),
        ("SE", {"europe-north2"}),
    ],
)
def test_the_regions_of_a_country(country: str, names: set[str]) -> None:
    """A jurisdiction is a country, and a stack's region must lie in it."""
    assert {each.name for each in jurisdiction_regions("gcp", country)} == names


def test_norway_has_no_region_and_the_nearest_are_named() -> None:
    """Somebody who must stay in Norway needs another cloud, not a region that was announced."""
    with pytest.raises(InputError) as caught:
        jurisdiction_regions("gcp", "NO")
    assert str(caught.value) == (
        "error: jurisdiction: Norway has no public Google Cloud region\n"
        "  given:   NO\n"
        f"  allowed: {COUNTRIES}\n"
        "  fix:     nearest are europe-north1 (Hamina, FI) and europe-north2 (Stockholm, SE); "
        "or take another cloud for Norway"
    )


def test_absent_countries_point_to_regions_that_exist_and_have_none_of_their_own() -> None:
    """The entry must go when the region opens."""
    countries = {each.country for each in regions("gcp").values()}
    for absent in absent_countries("gcp").values():
        assert absent.country not in countries
        assert set(absent.nearest) <= set(regions("gcp"))


def test_a_country_that_nobody_asked_for_is_refused_without_a_guess() -> None:
    """The list of countries is the remedy."""
    with pytest.raises(InputError) as caught:
        jurisdiction_regions("gcp", "XX")
    assert str(caught.value) == (
        f'error: jurisdiction: Google Cloud has no region in "XX"\n  given:   XX\n  allowed: {COUNTRIES}'
    )


def test_a_zone_given_as_region_is_told_apart() -> None:
    """The most frequent slip: the fix is the same text without its end."""
    problem = check_region("gcp", "europe-west4-a")
    assert problem is not None
    assert problem.render() == (
        'error: region: "europe-west4-a" is a zone, not a region\n'
        "  given:   europe-west4-a\n"
        "  allowed: a region of Google Cloud\n"
        "  fix:     write europe-west4"
    )


def test_an_unknown_region_is_refused_with_the_nearest_spelling() -> None:
    """The country of an unknown region is unknown too, so this one cannot be waved through."""
    problem = check_region("gcp", "europe-west44")
    assert problem is not None
    assert problem.render() == (
        'error: region: Google Cloud has no region "europe-west44"\n'
        "  given:   europe-west44\n"
        f"  allowed: {', '.join(sorted(regions('gcp')))}\n"
        "  fix:     did you mean europe-west4 (Eemshaven)?"
    )


def test_a_region_in_another_country_is_refused_with_both_ways_out() -> None:
    """Either word may be the wrong one."""
    assert [problem.render() for problem in check_jurisdiction("gcp", "NL", "europe-west2")] == [
        "error: jurisdiction: region europe-west2 lies in GB, not in NL\n"
        "  given:   NL\n"
        "  allowed: GB\n"
        "  fix:     write jurisdiction GB, or a region in NL: europe-west4"
    ]


def test_a_region_in_its_country_passes() -> None:
    """The committed stacks rely on it."""
    assert check_jurisdiction("gcp", "JP", "asia-northeast1") == []


def test_an_absent_country_and_an_unknown_region_are_reported_together() -> None:
    """One run shows all problems."""
    assert [each.subject for each in check_jurisdiction("gcp", "NO", "europe-nord1")] == ["jurisdiction", "region"]


def test_a_cloud_without_regions_in_the_catalog_is_refused() -> None:
    """Other clouds come with their own facts."""
    with pytest.raises(InputError) as caught:
        region("aws", "us-east-1")
    clouds = ", ".join(load("regions.yaml").children("clouds"))
    assert str(caught.value) == (
        f'error: cloud: the catalog knows no regions of "aws"\n  given:   aws\n  allowed: {clouds}'
    )


def test_azure_serves_the_countries_that_google_cannot() -> None:
    """Norway is the reason a lab takes a second cloud; a bare NO in YAML would have become false."""
    assert [each.name for each in jurisdiction_regions("azure", "NO")] == ["norwayeast", "norwaywest"]
    assert {each.country for each in regions("azure").values()} == {"US", "JP", "NL", "NO", "GB"}
    assert regions("azure")["norwayeast"].zones == ("norwayeast-1", "norwayeast-2", "norwayeast-3")
    assert regions("azure")["ukwest"].zones == ()
