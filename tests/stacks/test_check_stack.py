"""Rules of a stack as a whole: the keys of its kind, its place, its owner."""

from __future__ import annotations

import pytest

from tests.stacks.samples import region, rendered, shared

COUNTRIES = (
    "AU, BE, BR, CA, CH, CL, DE, ES, FI, FR, GB, HK, ID, IL, IN, IT, JP, KR, MX, NL, PL, QA, SA, SE, SG, TW, US, ZA"
)


def test_sound_stacks_have_no_problem() -> None:
    """The samples that every other test changes must be sound themselves."""
    assert rendered(region()) == []
    assert rendered(shared()) == []


def test_a_region_stack_needs_its_place_network_and_dependencies() -> None:
    """All that is missing comes out at once, each with the line to add."""
    values = region(region=..., jurisdiction=..., network=..., dependsOn=...)
    assert rendered(values) == [
        "error: region: is required in a stack of kind region\n  fix:     add podwright:region: europe-west4",
        "error: jurisdiction: is required in a stack of kind region\n  fix:     add podwright:jurisdiction: NL",
        "error: network: is required in a stack of kind region\n  fix:     add podwright:network: {cidr: 10.32.0.0/14}",
        "error: dependsOn: is required in a stack of kind region\n  fix:     add podwright:dependsOn: [gcp-global]",
    ]


def test_an_empty_list_of_dependencies_is_none() -> None:
    """A region without a global stack has no identity for its nodes."""
    assert rendered(region(dependsOn=[])) == [
        "error: dependsOn: is required in a stack of kind region\n  fix:     add podwright:dependsOn: [gcp-global]"
    ]


def test_keys_of_the_other_kind_are_refused() -> None:
    """They would be ignored in silence."""
    assert rendered(region(services=["compute.googleapis.com"])) == [
        "error: services: does not belong in a stack of kind region, only in one of kind global\n"
        "  fix:     remove it, or move it to a stack of kind global"
    ]
    assert rendered(shared(network={"cidr": "10.0.0.0/14"})) == [
        "error: network: does not belong in a stack of kind global, only in one of kind region\n"
        "  fix:     remove it, or move it to a stack of kind region"
    ]


def test_norway_is_named() -> None:
    """Google has no region there; the answer is where to go instead."""
    assert rendered(region(jurisdiction="NO")) == [
        "error: jurisdiction: Norway has no public Google Cloud region\n"
        f"  given:   NO\n  allowed: {COUNTRIES}\n"
        "  fix:     nearest are europe-north1 (Hamina, FI) and europe-north2 (Stockholm, SE); "
        "or take another cloud for Norway"
    ]


def test_the_region_must_lie_in_the_jurisdiction() -> None:
    """This is the promise that a lawyer reads."""
    assert rendered(region(jurisdiction="DE")) == [
        "error: jurisdiction: region europe-west4 lies in NL, not in DE\n"
        "  given:   DE\n  allowed: NL\n"
        "  fix:     write jurisdiction NL, or a region in DE: europe-west3, europe-west10"
    ]


@pytest.mark.parametrize(("given", "meant"), [("nl", "NL"), ("UK", "GB"), ("Jp", "JP")])
def test_a_country_code_that_is_nearly_right_is_corrected(given: str, meant: str) -> None:
    """People write UK and lower case; the answer is the code and not a list of all countries."""
    assert rendered(region(jurisdiction=given)) == [
        f"error: jurisdiction: {given} is no ISO 3166-1 alpha-2 code\n  given:   {given}\n  fix:     write {meant}"
    ]


def test_a_zone_is_not_a_region() -> None:
    """The most common slip has its own answer."""
    assert rendered(region(region="europe-west4-a"))[0] == (
        'error: region: "europe-west4-a" is a zone, not a region\n'
        "  given:   europe-west4-a\n  allowed: a region of Google Cloud\n"
        "  fix:     write europe-west4"
    )


def test_a_project_is_named_by_its_id() -> None:
    """Numbers and display names are what consoles show first."""
    assert rendered(region(account={"project": "Lab Accelerators"})) == [
        "error: account.project: is no Google Cloud project id\n"
        "  given:   Lab Accelerators\n"
        "  allowed: 6 to 30 lower-case letters, digits and dashes, a letter first and no dash last\n"
        "  fix:     give the id, not the name or the number, of the project"
    ]


def test_owner_and_cost_centre_are_required() -> None:
    """Both are missing at once, and both are reported."""
    assert rendered(region(labels={"environment": "prod", "owner": ""})) == [
        "error: labels.owner: is required: nobody can be asked about machines without it\n"
        "  fix:     add owner: <owner>, such as serving",
        "error: labels.cost-centre: is required: nobody can be asked about machines without it\n"
        "  fix:     add cost-centre: <cost-centre>, such as cc-2107",
    ]


def test_labels_must_have_the_cloud_s_form() -> None:
    """Google refuses the apply half-way otherwise."""
    labels = {"owner": "Serving Team", "cost-centre": "cc-2107", "Tier": "1"}
    assert rendered(region(labels=labels)) == [
        'error: labels.owner: "Serving Team" cannot be a label value\n'
        "  given:   Serving Team\n  allowed: lower-case letters, digits, - and _, at most 63\n"
        "  fix:     write serving-team",
        'error: labels.Tier: "Tier" cannot be a label key\n'
        "  given:   Tier\n  allowed: a lower-case letter, then lower-case letters, digits, - and _, at most 63\n"
        "  fix:     write tier",
    ]


def test_too_many_labels_are_counted() -> None:
    """Google takes 64 on one resource."""
    labels = {"owner": "serving", "cost-centre": "cc", **{f"l{index}": "x" for index in range(63)}}
    assert rendered(region(labels=labels)) == ["error: labels: are too many\n  given:   65\n  allowed: up to 64"]


def test_a_dependency_is_named_once() -> None:
    """Twice is a merge that went wrong."""
    assert rendered(region(dependsOn=["gcp-global", "gcp-global"])) == [
        "error: dependsOn[1]: names gcp-global twice\n  fix:     name it once"
    ]


def test_what_a_global_stack_lists_is_checked() -> None:
    """APIs, roles and locations each in the form that the cloud takes."""
    values = shared(
        services=["compute"],
        nodeServiceAccounts={"gke-nodes": {"roles": ["logging.logWriter", "projects/p/roles/custom"]}},
        keys={"europe-west44": {}},
    )
    found = rendered(values)
    assert found[:2] == [
        "error: services[0]: is no API name\n  given:   compute\n  fix:     write compute.googleapis.com",
        "error: nodeServiceAccounts.gke-nodes.roles[0]: is no role\n"
        "  given:   logging.logWriter\n  allowed: roles/<name>, or projects/<project>/roles/<name>",
    ]
    assert [text.splitlines()[0] for text in found[2:]] == [
        'error: keys.europe-west44: Google Cloud has no region "europe-west44"'
    ]
