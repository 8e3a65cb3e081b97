"""Names of cloud resources: readable, the same each time, within each cloud's limits or refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InputError
from podwright.plan.names import (
    CLUSTER_LIMIT,
    COMPUTE_LIMIT,
    NODE_POOL_LIMIT,
    check_labels,
    cloud_name,
    label_key,
    label_value,
    service_account_id,
)

ALLOWED = "lower-case letters, digits and dashes, from a letter to a letter or digit"
parts = st.lists(st.text(alphabet="abz09-_A.é", max_size=12), max_size=6)


def refusal(*name_parts: str, limit: int = COMPUTE_LIMIT) -> str:
    """The whole text a user sees for a name that is refused."""
    with pytest.raises(InputError) as caught:
        cloud_name(*name_parts, limit=limit)
    return str(caught.value)


def test_a_name_is_its_parts() -> None:
    """A reader finds stack, role and key in the name."""
    assert cloud_name("lab", "europe-west4", "slice", "serve-v6e") == "lab-europe-west4-slice-serve-v6e"


@given(parts, st.sampled_from([COMPUTE_LIMIT, CLUSTER_LIMIT, NODE_POOL_LIMIT]))
def test_a_name_is_within_its_limit_or_refused(name_parts: list[str], limit: int) -> None:
    """Nothing is cut off or rewritten: two stacks could get one name that way."""
    try:
        name = cloud_name(*name_parts, limit=limit)
    except InputError:
        return
    assert len(name) <= limit
    assert re.fullmatch(r"[a-z]([-a-z0-9]*[a-z0-9])?", name)
    assert name == "-".join(name_parts)


@given(parts)
def test_a_service_account_id_is_within_its_limits_or_refused(name_parts: list[str]) -> None:
    """These are the only names with a least length."""
    try:
        name = service_account_id(*name_parts)
    except InputError:
        return
    assert 6 <= len(name) <= 30


@pytest.mark.parametrize("limit", [COMPUTE_LIMIT, CLUSTER_LIMIT, NODE_POOL_LIMIT])
def test_a_name_of_exactly_the_limit_passes(limit: int) -> None:
    """The border is the cloud's, not one less."""
    assert cloud_name("a" * limit, limit=limit) == "a" * limit


def test_a_name_that_is_too_long_says_what_to_shorten() -> None:
    """The longest part is where the characters are."""
    assert refusal("gcp-europe-west4", "serve-recommendations", "pool-0", limit=NODE_POOL_LIMIT) == (
        'error: name: the name "gcp-europe-west4-serve-recommendations-pool-0" has 45 characters\n'
        "  given:   gcp-europe-west4-serve-recommendations-pool-0\n"
        "  allowed: at most 36 characters\n"
        '  fix:     shorten "serve-recommendations" by 9'
    )


def test_a_name_of_many_parts_is_not_told_to_lose_a_whole_one() -> None:
    """No single part is long enough to make up for it."""
    assert refusal(*["abcd"] * 9, limit=36) == (
        'error: name: the name "abcd-abcd-abcd-abcd-abcd-abcd-abcd-abcd-abcd" has 44 characters\n'
        "  given:   abcd-abcd-abcd-abcd-abcd-abcd-abcd-abcd-abcd\n"
        "  allowed: at most 36 characters\n"
        "  fix:     shorten its parts"
    )


@pytest.mark.parametrize(
    ("name_parts", "message", "fix"),
    [
        (("Serve_v6e", "x"), "has characters that are not allowed: 'S', '_'", "write serve-v6e-x"),
        (("6e", "x"), "does not start with a letter and end with a letter or digit", "write e-x"),
        (("serve-",), "does not start with a letter and end with a letter or digit", "write serve"),
        (("serve", "", "x"), "has an empty part", "write serve-x"),
    ],
)
def test_a_name_with_a_wrong_form_is_refused_with_a_right_one(
    name_parts: tuple[str, ...], message: str, fix: str
) -> None:
    """The remedy is a proposal, because only the author knows which names must stay apart."""
    name = "-".join(name_parts)
    assert refusal(*name_parts) == (
        f'error: name: the name "{name}" {message}\n  given:   {name}\n  allowed: {ALLOWED}\n  fix:     {fix}'
    )


def test_a_name_that_is_too_long_and_wrong_shows_both() -> None:
    """One run shows all problems."""
    with pytest.raises(InputError) as caught:
        cloud_name("A" * 70)
    assert len(caught.value.problems) == 2


def test_an_empty_name_is_refused() -> None:
    """It has no character that could be wrong, only too few."""
    assert refusal("") == (
        'error: name: the name "" has 0 characters\n'
        "  given:   \n"
        "  allowed: at least 1 and at most 63 characters\n"
        "  fix:     make it 1 longer"
    )


def test_a_short_service_account_id_is_refused() -> None:
    """Six characters are the least the cloud takes."""
    with pytest.raises(InputError) as caught:
        service_account_id("gke")
    assert str(caught.value) == (
        'error: name: the service account id "gke" has 3 characters\n'
        "  given:   gke\n"
        "  allowed: at least 6 and at most 30 characters\n"
        "  fix:     make it 3 longer"
    )


@pytest.mark.parametrize("value", ["", "cc-2107", "a_b", "9", "x" * 63])
def test_label_values_that_the_cloud_takes_pass(value: str) -> None:
    """A value may be empty and may start with a digit, unlike a name."""
    assert label_value(value) == value


def test_a_wrong_label_value_is_refused_with_a_right_one() -> None:
    """The subject is the label's key, so that the line in the stack file is found."""
    with pytest.raises(InputError) as caught:
        label_value("CC 2107", "cost-centre")
    assert str(caught.value) == (
        'error: cost-centre: "CC 2107" cannot be a label value\n'
        "  given:   CC 2107\n"
        "  allowed: lower-case letters, digits, - and _, at most 63\n"
        "  fix:     write cc-2107"
    )


def test_a_label_value_that_is_too_long_is_refused() -> None:
    """Whole sentences belong elsewhere."""
    with pytest.raises(InputError) as caught:
        label_value("x" * 70, "note")
    assert str(caught.value) == (
        "error: note: a label value of 70 characters is too long\n"
        f"  given:   {'x' * 70}\n"
        "  allowed: lower-case letters, digits, - and _, at most 63\n"
        "  fix:     shorten it by 7"
    )


def test_a_label_key_starts_with_a_letter() -> None:
    """A key is stricter than a value."""
    with pytest.raises(InputError) as caught:
        label_key("2nd")
    assert str(caught.value) == (
        'error: 2nd: "2nd" cannot be a label key\n'
        "  given:   2nd\n"
        "  allowed: a lower-case letter, then lower-case letters, digits, - and _, at most 63"
    )


def test_all_wrong_labels_are_reported_together() -> None:
    """One run shows all problems."""
    problems = check_labels({"owner": "serving", "Team": "x", "cost": "A B"})
    assert [(problem.subject, problem.fix) for problem in problems] == [("Team", "write team"), ("cost", "write a-b")]
