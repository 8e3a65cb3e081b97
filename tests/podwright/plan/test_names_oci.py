"""Names and tags on Oracle Cloud: readable, the same each time, within Oracle's limits or refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.emulator.oci.cidrs import check_label
from podwright.errors import InputError
from podwright.plan.names_oci import RULES, check_tags, dns_label, oci_name

parts = st.lists(st.text(alphabet="abz09-_A.é", max_size=60), max_size=6)


@given(parts, st.sampled_from(sorted(RULES)))
def test_a_name_is_within_its_limit_or_refused(name_parts: list[str], kind: str) -> None:
    """Nothing is cut off or rewritten: two stacks could get one name that way."""
    try:
        name = oci_name(kind, *name_parts)
    except InputError:
        return
    assert name == "-".join(name_parts)
    assert len(name) <= RULES[kind].limit
    assert re.fullmatch(r"[a-z]([-a-z0-9]*[a-z0-9])?", name)


@given(parts)
def test_a_dns_label_is_one_or_refused(name_parts: list[str]) -> None:
    """The emulated cloud asks the same question when it makes a VCN."""
    try:
        label = dns_label(*name_parts)
    except InputError:
        return
    check_label(label)


def test_regions_make_dns_labels() -> None:
    """A VCN is called after its region."""
    assert dns_label("us-chicago-1") == "uschicago1"
    assert dns_label("ap-southeast", "x") == "apsoutheastx"


def test_a_name_that_is_too_long_says_what_to_shorten() -> None:
    """A user can act on it without counting."""
    long = "a" * 101
    with pytest.raises(InputError) as caught:
        oci_name("iam", long)
    assert str(caught.value) == (
        f'error: name: the name "{long}" has 101 characters\n'
        f"  given:   {long}\n"
        "  allowed: at most 100 characters\n"
        "  fix:     shorten its parts"
    ).replace("shorten its parts", f'shorten "{long}" by 1')


def test_a_dns_label_that_is_too_long_is_refused() -> None:
    """Nothing is cut off."""
    with pytest.raises(InputError) as caught:
        dns_label("af-johannesburg-10")
    assert str(caught.value) == (
        'error: name: the DNS label "afjohannesburg10" cannot be one: it has 16 characters\n'
        "  given:   afjohannesburg10\n"
        "  allowed: a letter, then letters and digits, at most 15\n"
        "  fix:     shorten its parts"
    )


def test_tags_that_oracle_takes() -> None:
    """What Google refuses, such as capitals and spaces in values, is fine here."""
    assert check_tags({"Owner": "Serving team, Zürich", "cost-centre": "cc-2107", "a/b:c": ""}) == []


def test_all_wrong_tags_are_named() -> None:
    """Keys without spaces and dots, told apart without regard to case; values of 256; ten in all."""
    tags = {"cost.centre": "x", "": "x", "Owner": "a", "owner": "b", "note": "x" * 257}
    assert [problem.render() for problem in check_tags(tags)] == [
        'error: cost.centre: "cost.centre" cannot be the key of a freeform tag\n'
        "  given:   cost.centre\n"
        "  allowed: printable ASCII without spaces and dots, at most 100",
        'error: labels: "" cannot be the key of a freeform tag\n'
        "  given:   \n"
        "  allowed: printable ASCII without spaces and dots, at most 100",
        'error: owner: "owner" and "Owner" are one tag: Oracle does not tell upper case from lower case in keys\n'
        "  given:   owner\n"
        "  fix:     drop one of them",
        "error: note: the value of a freeform tag has 257 characters\n"
        f"  given:   {'x' * 257}\n"
        "  allowed: at most 256 characters\n"
        "  fix:     shorten it by 1",
    ]
    assert [problem.render() for problem in check_tags({f"k{number}": "" for number in range(11)})] == [
        "error: labels: 11 freeform tags are more than a resource can have\n"
        "  given:   11\n"
        "  allowed: at most 10\n"
        "  fix:     drop some"
    ]
