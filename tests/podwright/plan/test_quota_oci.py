"""Quota statements on Oracle Cloud: read back by a grammar of the tests', they mean what was asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from podwright.emulator.oci.limits import limits
from podwright.emulator.oci.quota_statements import parse
from podwright.plan.quota_oci import (
    OciCap,
    check_cap,
    check_compartment,
    gpu_limits,
    quota_statements,
    raise_action,
)

REGION = "us-chicago-1"
DOMAINS = {f"AD-{number}": f"QrSt:US-CHICAGO-1-AD-{number}" for number in (1, 2, 3)}
GRAMMAR = re.compile(
    r"(?:zero (?P<zeroed>[a-z-]+) quotas /(?P<pattern>[a-z*-]+)/|set (?P<family>[a-z-]+) quota (?P<name>[a-z0-9-]+)"
    r" to (?P<amount>[0-9]+)|unset (?P<freed>[a-z-]+) quota (?P<back>[a-z0-9-]+))"
    r" in compartment (?P<compartment>[\w.:-]+) where request\.(?P<subject>region|ad) = '(?P<value>[^']+)'"
)


@dataclass(frozen=True)
class Request:
    """What somebody asks of a compartment: one limit, in one domain of one region."""

    family: str
    name: str
    region: str
    domain: str


def allowed(statements: list[str], request: Request) -> int | None:
    """What the last statement about it leaves; None: nothing is said."""
    found: int | None = None
    for text in statements:
        match = GRAMMAR.fullmatch(text)
        assert match, text
        facts = {"region": request.region, "ad": request.domain}
        family = match["zeroed"] or match["family"] or match["freed"]
        pattern = match["pattern"] or match["name"] or match["back"]
        if (
            family == request.family
            and fnmatchcase(request.name, pattern)
            and facts[match["subject"]] == match["value"]
        ):
            found = None if match["back"] else int(match["amount"] or 0)
    return found


caps = st.lists(
    st.builds(OciCap, st.sampled_from(gpu_limits()), st.integers(0, 4096), st.sampled_from([None, *DOMAINS])),
    unique_by=lambda cap: (cap.name, cap.zone),
    max_size=6,
).map(lambda found: sorted(found, key=lambda cap: (cap.zone is not None, cap.name)))


@given(caps, st.sampled_from(gpu_limits()), st.sampled_from(sorted(DOMAINS)))
def test_statements_mean_what_was_asked_for(asked: list[OciCap], name: str, zone: str) -> None:
    """A cap of a domain goes before one of the region; a GPU that nobody asked for is not to be had."""
    statements = quota_statements("lab:us-chicago-1", REGION, asked, DOMAINS)
    own = {(cap.name, cap.zone): cap.amount for cap in asked}
    expected = own.get((name, zone), own.get((name, None), 0))
    assert allowed(statements, Request("compute-core", name, REGION, DOMAINS[zone])) == expected
    assert len(statements) == 1 + len(asked)


@given(caps)
def test_what_reservations_hold_can_be_left_to_the_service_limit(asked: list[OciCap]) -> None:
    """Taken away with all GPUs and given back without a number, whatever else is capped."""
    names = ["gpu-h200-core-count-reservable", "gpu-h200-core-reserved-count"]
    statements = quota_statements("lab", REGION, asked, DOMAINS, names)
    for name in names:
        assert allowed(statements, Request("compute-core", name, REGION, DOMAINS["AD-1"])) is None
        parse(statements[1 + names.index(name)])
    other = Request("compute-core", "gpu-b200-reserved-count", REGION, DOMAINS["AD-1"])
    assert allowed(statements, other) == 0


@given(caps)
def test_others_are_left_alone_where_a_name_is_not_known(asked: list[OciCap]) -> None:
    """What cannot be named cannot be given back."""
    statements = quota_statements("lab", REGION, asked, DOMAINS, None)
    assert len(statements) == len(asked)
    assert allowed(statements, Request("compute-core", "gpu-gb200-count", REGION, DOMAINS["AD-1"])) is None


@given(caps)
def test_other_regions_and_other_limits_are_left_alone(asked: list[OciCap]) -> None:
    """Two regions may share a compartment, and the most restrictive of two quotas counts."""
    statements = quota_statements("lab", REGION, asked, DOMAINS)
    assert allowed(statements, Request("compute-core", "gpu-h200-count", "uk-london-1", "x:UK-LONDON-1-AD-1")) is None
    assert allowed(statements, Request("compute-core", "standard-e5-core-ad-count", REGION, DOMAINS["AD-1"])) is None


@given(caps)
def test_the_emulated_oracle_takes_them(asked: list[OciCap]) -> None:
    """Its own reading of Oracle's syntax page."""
    for statement in quota_statements("lab:us-chicago-1", REGION, asked, DOMAINS):
        parse(statement)


def test_statements_read_like_oracles_own() -> None:
    """A reviewer reads them in a preview."""
    asked = [OciCap("gpu-h200-count", 32, "AD-1"), OciCap("cluster-count", 2, None)]
    assert quota_statements("lab", REGION, asked, DOMAINS) == [
        "zero compute-core quotas /gpu*/ in compartment lab where request.region = 'us-chicago-1'",
        "set compute-core quota gpu-h200-count to 32 in compartment lab where request.ad = 'QrSt:US-CHICAGO-1-AD-1'",
        "set container-engine quota cluster-count to 2 in compartment lab where request.region = 'us-chicago-1'",
    ]


def test_families_are_those_of_the_emulated_oracle() -> None:
    """A wrong family is refused by Oracle only when the quota is applied."""
    for limit in limits().values():
        if limit.family:
            cap = OciCap(limit.name, 1, None)
            assert (cap.family, cap.service) == (limit.family, limit.service), limit.name
            assert cap.per_domain == (limit.scope == "AD"), limit.name


def test_a_misspelt_limit_is_refused_with_the_nearest() -> None:
    """`compute` counts nothing of GPUs; what no page tells is a warning, as the account may know it."""
    found = [problem.render() for problem in check_cap(OciCap("clusters-count", -1, "AD-1"))]
    assert found == [
        'error: : Oracle has no limit "clusters-count" that the catalog knows\n'
        "  given:   clusters-count\n"
        "  allowed: gpu4-count, gpu-a100-v2-count, gpu-h100-count, gpu-h200-count, gpu-b200-count, gpu-mi300x-count,"
        " gpu-a10-count, gpu3-count, compute-cluster-count, custom-image-count, cluster-network-count, config-count,"
        " pool-count, vcn-count, cluster-count, total-storage-gb, file-system-count, mount-target-count\n"
        "  fix:     did you mean cluster-count?",
        "error: limit: is no number of anything\n  given:   -1\n  allowed: 0 or more",
    ]
    assert [problem.severity for problem in check_cap(OciCap("gpu-h20-count", 8, None))] == ["warning"]
    assert [problem.render() for problem in check_cap(OciCap("vcn-count", 8, "AD-1"))] == [
        "error: zone: vcn-count counts in the whole region\n  given:   AD-1\n  fix:     leave it out"
    ]


def test_a_path_that_no_statement_can_hold_is_refused() -> None:
    """A space would end the statement's compartment."""
    problem = check_compartment("my lab")
    assert problem is not None
    assert problem.render() == (
        'error: compartment: "my lab" cannot be the path of a compartment\n'
        "  given:   my lab\n"
        "  allowed: names of letters, digits, . _ and -, joined by colons"
    )


def test_a_raise_is_for_a_person() -> None:
    """A quota only caps: more than the service limit is Oracle's to give."""
    cap = OciCap("gpu-h200-count", 32, "AD-1")
    assert raise_action(cap, REGION, 32) is None
    assert raise_action(cap, REGION, 8) == (
        "ask Oracle to raise the service limit gpu-h200-count (service compute) in AD-1 of us-chicago-1 from 8 to 32:"
        " Console, Limits, Quotas and Usage, Request a service limit increase"
    )
