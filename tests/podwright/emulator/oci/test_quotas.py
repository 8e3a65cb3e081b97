"""Compartment quotas, and the questions about limits."""

from __future__ import annotations

import pytest

from podwright.emulator.core.wire import Values
from podwright.emulator.oci.quota_statements import parse
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.conftest import TENANCY
from tests.podwright.emulator.oci.everything import IMAGE
from tests.podwright.emulator.oci.types import SetLimit
from tests.podwright.emulator.oci.words import refusal

QUOTA = "oci:Limits/quota:Quota"
INSTANCE = "oci:Core/instance:Instance"
AVAILABILITY = "oci:Limits/getResourceAvailability:getResourceAvailability"
_OVER = (
    "400-QuotaExceeded, Fulfilling this request exceeds the administrator-defined quota for this compartment for this"
    " resource."
)


@pytest.fixture
def machine(compartment: Made, subnet: Made, domain: str, set_limit: SetLimit) -> Values:
    """Inputs of an H200 machine that the service limit has room for."""
    set_limit("gpu-h200-count", 64)
    return {
        "compartmentId": compartment.id,
        "availabilityDomain": domain,
        "shape": "BM.GPU.H200.8",
        "sourceDetails": {"sourceType": "image", "sourceId": IMAGE},
        "createVnicDetails": {"subnetId": subnet.id},
    }


def _quota(*statements: str, name: str = "q") -> Values:
    return {"compartmentId": TENANCY, "name": name, "description": "d", "statements": list(statements)}


def _refused_launch(oci: Client, machine: Values, note: str) -> None:
    assert refused(lambda: oci.create(INSTANCE, "i", machine)) == refusal(
        _OVER, "Core Instance", "core_instance", "LaunchInstance", note
    )


def test_a_quota_of_zero_lets_nothing_in(oci: Client, machine: Values, compartment: Made) -> None:
    """Wildcards match names."""
    oci.create(QUOTA, "q", _quota("zero compute-core quotas /gpu*/ in compartment ml"))
    _refused_launch(oci, machine, f"gpu-h200-count: 8 asked for, 0 of 0 free in {compartment.id}")


def test_the_last_statement_counts(oci: Client, machine: Values, compartment: Made) -> None:
    """Zero all, then set some: the usual way."""
    oci.create(
        QUOTA,
        "q",
        _quota(
            "zero compute-core quotas in compartment ml", "set compute-core quota gpu-h200-count to 8 in compartment ml"
        ),
    )
    oci.create(INSTANCE, "i", machine)
    second = {**machine, "displayName": "second"}
    _refused_launch(oci, second, f"gpu-h200-count: 8 asked for, 0 of 8 free in {compartment.id}")


def test_unset_takes_it_back(oci: Client, machine: Values) -> None:
    """Back to the service limit."""
    oci.create(
        QUOTA,
        "q",
        _quota("zero compute-core quotas in tenancy", "unset compute-core quota gpu-h200-count in tenancy"),
    )
    assert oci.create(INSTANCE, "i", machine).out("state") == "RUNNING"


def test_the_most_restrictive_policy_counts(oci: Client, machine: Values, compartment: Made) -> None:
    """Of several that are about the same quota."""
    oci.create(QUOTA, "a", _quota("set compute-core quota gpu-h200-count to 64 in compartment ml", name="a"))
    oci.create(QUOTA, "b", _quota("set compute-core quota gpu-h200-count to 4 in compartment ml", name="b"))
    _refused_launch(oci, machine, f"gpu-h200-count: 8 asked for, 4 of 4 free in {compartment.id}")


def test_a_quota_holds_for_what_is_below(oci: Client, machine: Values) -> None:
    """Here, all of the tenancy."""
    oci.create(QUOTA, "q", _quota("set compute-core quota gpu-h200-count to 4 in tenancy"))
    _refused_launch(oci, machine, f"gpu-h200-count: 8 asked for, 4 of 4 free in {TENANCY}")


def test_a_condition_narrows_a_statement(oci: Client, machine: Values) -> None:
    """To another region, in this case."""
    where = "where request.region = 'us-phoenix-1'"
    oci.create(QUOTA, "q", _quota(f"zero compute-core quotas in tenancy {where}"))
    assert oci.create(INSTANCE, "i", machine).out("state") == "RUNNING"


def test_what_exists_is_not_touched(oci: Client, machine: Values) -> None:
    """A quota that comes later stops what is new only; a change of name still works."""
    made = oci.create(INSTANCE, "i", machine)
    oci.create(QUOTA, "q", _quota("zero compute-core quotas in tenancy"))
    assert oci.update(made, {**machine, "displayName": "renamed"}).out("displayName") == "renamed"


@pytest.mark.parametrize(
    ("statement", "reason", "note"),
    [
        (
            "give compute-core quota gpu-h200-count to 8 in tenancy",
            "it is not of the form: set <family> quota <name> to <number> in compartment <name>",
            None,
        ),
        ("set compute-core quota gpu-h200-count in tenancy", "set needs the name of a quota and a number", None),
        ("zero compute-core quotas in compartment nowhere", "compartment nowhere does not exist", None),
        (
            "zero compute-core quotas in tenancy where request.user = 'x'",
            "the condition request.user = 'x' is not request.region or request.ad = 'name'",
            None,
        ),
    ],
)
def test_a_statement_that_cannot_be_read_is_refused(oci: Client, statement: str, reason: str, note: str | None) -> None:
    """Whole, with what is wrong."""
    assert refused(lambda: oci.create(QUOTA, "q", _quota(statement))) == refusal(
        f"400-InvalidParameter, Invalid quota statement '{statement}': {reason}.",
        "Limits Quota",
        "limits_quota",
        "CreateQuota",
        note,
    )


def test_a_name_that_no_quota_has_is_refused(oci: Client) -> None:
    """A typo would leave the door open; the note lists the names."""
    message = refused(lambda: oci.create(QUOTA, "q", _quota("set compute-core quota gpu-h2000-count to 8 in tenancy")))
    assert message.splitlines()[0] == (
        "400-InvalidParameter, Invalid quota statement 'set compute-core quota gpu-h2000-count to 8 in tenancy':"
        " gpu-h2000-count is not a quota of compute-core."
    )


def test_all_forms_of_a_statement_are_read() -> None:
    """Path, OCID, tenancy; with and without names and conditions."""
    read = parse(
        "SET compute-core quota gpu-h200-count to 32 in compartment a:b where any {request.ad = x, request.ad = y}"
    )
    assert (read.amount, read.pattern, read.compartment, read.needs_all) == (32, "gpu-h200-count", "a:b", False)
    assert [each.value for each in read.conditions] == ["x", "y"]
    read = parse("zero compute-core quotas in compartment id ocid1.compartment.oc1..a")
    assert (read.amount, read.pattern, read.compartment, read.is_id) == (0, "*", "ocid1.compartment.oc1..a", True)
    assert parse("unset compute-core quotas in tenancy").amount is None


def test_what_is_left_can_be_asked(oci: Client, machine: Values, compartment: Made, domain: str) -> None:
    """The smaller of the service limit and the quota."""
    asked = {
        "compartmentId": compartment.id,
        "serviceName": "compute",
        "limitName": "gpu-h200-count",
        "availabilityDomain": domain,
    }
    oci.create(INSTANCE, "i", machine)
    found = oci.invoke(AVAILABILITY, asked)
    assert (found["available"], found["used"]) == ("56", "8")
    oci.create(QUOTA, "q", _quota("set compute-core quota gpu-h200-count to 16 in compartment ml"))
    found = oci.invoke(AVAILABILITY, asked)
    assert (found["available"], found["used"], found["effectiveQuotaValue"]) == ("8", "8", 16.0)


def test_limits_are_listed_by_domain(oci: Client, domain: str, set_limit: SetLimit) -> None:
    """As text, one line for each domain."""
    set_limit("gpu-h200-count", 64)
    asked = {"compartmentId": TENANCY, "serviceName": "compute", "name": "gpu-h200-count"}
    found = oci.invoke("oci:Limits/getLimitValues:getLimitValues", asked)["limitValues"]
    assert found == [{"availabilityDomain": domain, "name": "gpu-h200-count", "scopeType": "AD", "value": "64"}]
