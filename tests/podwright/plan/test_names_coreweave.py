"""Names of CoreWeave resources: within the limits of each kind or refused, and always the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InputError
from podwright.plan.names_coreweave import BUCKET_PREFIXES, RULES, check_bucket_tags, coreweave_name

kinds = st.sampled_from(sorted(RULES))
beginnings = st.sampled_from(["", "cw", "vip", "int", "log-stitcher-ch", "xn-", "lab"])
parts = st.lists(st.text(alphabet="abz09-_A.é", max_size=14), min_size=1, max_size=5)
EMULATED_BUCKET = re.compile(r"(?!cw-|vip-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""What the emulated cloud, after the provider's own words, takes."""


@given(kinds, beginnings, parts)
def test_a_name_is_one_that_coreweave_takes_or_refused(kind: str, first: str, given_parts: list[str]) -> None:
    """Nothing is cut off, and the same parts always give the same name."""
    try:
        name = coreweave_name(kind, first, *given_parts)
    except InputError:
        return
    rule = RULES[kind]
    assert rule.least <= len(name) <= rule.most
    assert rule.form.fullmatch(name)
    assert coreweave_name(kind, first, *given_parts) == name
    if kind == "bucket":
        assert EMULATED_BUCKET.fullmatch(name)
        assert not name.startswith(BUCKET_PREFIXES)


@given(kinds, st.text(alphabet="abdxyz", min_size=2, max_size=6), st.integers(0, 9))
def test_ordinary_parts_make_a_name_of_every_kind(kind: str, word: str, number: int) -> None:
    """A check that refuses everything would pass the test above."""
    assert coreweave_name(kind, "lab", word, f"n{number}") == f"lab-{word}-n{number}"


def test_a_name_that_is_too_long_says_by_how_much() -> None:
    """30 characters are few: the stack's own name has 23 already."""
    with pytest.raises(InputError) as caught:
        coreweave_name("cluster", "coreweave-us-central-07", "training")
    assert str(caught.value) == (
        'error: name: the CKS cluster name "coreweave-us-central-07-training" has 32 characters\n'
        "  given:   coreweave-us-central-07-training\n"
        "  allowed: at most 30 characters\n"
        '  fix:     shorten "coreweave-us-central-07" by 2'
    )


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("cw-data", 'names that begin with "cw-"'),
        ("vip-data", 'names that begin with "vip-"'),
        ("log-stitcher-ch-data", 'names that begin with "log-stitcher-ch-"'),
        ("xn--data", 'names that begin with "xn--"'),
        ("int", 'the name "int"'),
    ],
)
def test_a_bucket_name_that_coreweave_keeps_is_refused(name: str, why: str) -> None:
    """The provider lets them through and the API refuses them in the middle of an update."""
    with pytest.raises(InputError) as caught:
        coreweave_name("bucket", name)
    assert str(caught.value) == (
        f"error: name: CoreWeave keeps {why} for itself\n"
        f"  given:   {name}\n"
        "  allowed: not int, and none that begins with cw-, vip-, log-stitcher-ch-, xn--\n"
        "  fix:     put the team or the lab in front"
    )


def test_a_name_with_other_characters_is_refused_with_a_good_one() -> None:
    """Dots are no part of a bucket's name on CoreWeave, capitals nowhere."""
    with pytest.raises(InputError) as caught:
        coreweave_name("bucket", "Lab.data")
    assert str(caught.value) == (
        'error: name: the bucket name "Lab.data" is not one that is read and typed without trouble\n'
        "  given:   Lab.data\n"
        "  allowed: lower-case letters, digits and dashes, a letter or digit at both ends\n"
        "  fix:     write lab-data"
    )


def test_tags_of_buckets() -> None:
    """S3's own limits."""
    assert check_bucket_tags({"owner": "Training Team"}) == []
    assert [each.render() for each in check_bucket_tags({"": "x", "long": "v" * 257})] == [
        "error: tag: a key of 0 characters cannot be a tag's\n  given:   \n  allowed: 1 to 128 characters",
        f"error: long: a value of 257 characters is too long\n  given:   {'v' * 257}\n  allowed: at most 256",
    ]
