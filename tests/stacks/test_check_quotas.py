"""Rules of quotas: explicit asks are well-formed, belong to the stack, and cover its own slices."""

from __future__ import annotations

from typing import Any

from tests.stacks.samples import region, rendered, shared


def _ask(**changes: Any) -> dict[str, Any]:
    ask = {
        "service": "compute.googleapis.com",
        "quotaId": "SSD-TOTAL-GB-per-project-region",
        "dimensions": {"region": "europe-west4"},
        "value": 20000,
    }
    return {key: value for key, value in {**ask, **changes}.items() if value is not ...}


def test_a_sound_ask_passes() -> None:
    """The sample of the other tests."""
    assert rendered(region(quotas={"ssd": _ask()})) == []
    assert rendered(region(quotas={"ssd": _ask(value=-1)})) == []


def test_names_of_service_and_quota_are_checked() -> None:
    """The console's display name is what people copy."""
    assert rendered(region(quotas={"ssd": _ask(service="compute", quotaId="Persistent disk SSD (GB)")})) == [
        "error: quotas.ssd.service: is no API name\n"
        "  given:   compute\n  allowed: the name of an API, such as compute.googleapis.com",
        "error: quotas.ssd.quotaId: is no quota id\n"
        "  given:   Persistent disk SSD (GB)\n"
        "  allowed: the Cloud Quotas id, such as CPUS-per-project-region; not the name that the console shows",
    ]


def test_user_and_resource_are_no_dimensions_of_a_preference() -> None:
    """Cloud Quotas refuses them."""
    assert rendered(region(quotas={"ssd": _ask(dimensions={"user": "me"})})) == [
        "error: quotas.ssd.dimensions.user: cannot be given: a quota preference applies to every user and resource\n"
        "  fix:     remove user"
    ]


def test_a_quota_of_another_region_belongs_to_its_stack() -> None:
    """Two stacks would set the same preference in turns."""
    assert rendered(region(quotas={"ssd": _ask(dimensions={"region": "us-east5"})})) == [
        "error: quotas.ssd.dimensions.region: is not in the stack's region europe-west4\n"
        "  given:   us-east5\n  fix:     write europe-west4, or move it to the stack of us-east5"
    ]
    assert rendered(region(quotas={"ssd": _ask(dimensions={"zone": "us-east5-a"})})) == [
        "error: quotas.ssd.dimensions.zone: is not in the stack's region europe-west4\n"
        "  given:   us-east5-a\n  fix:     move it to its stack"
    ]
    assert rendered(shared(quotas={"ssd": _ask()}, quotaContact="a@example.com")) == [
        "error: quotas.ssd.dimensions.region: is a place; quotas of a region belong to the stack of that region\n"
        "  given:   europe-west4\n  fix:     move it to that stack"
    ]


def test_an_ask_below_the_need_is_refused() -> None:
    """An explicit ask wins over the derived one, so it must not be smaller: 2 slices of 8x8 are 128 chips."""
    quotas = {
        "v6e": _ask(
            quotaId="TPUS-PER-TPU-FAMILY-per-project-region",
            dimensions={"region": "europe-west4", "tpu_family": "CT6E"},
            value=64,
        )
    }
    assert rendered(region(quotas=quotas)) == [
        "error: quotas.v6e.value: is less than the 128 chips that the stack's own accelerators need\n"
        "  given:   64\n  allowed: 128 or more, or -1 for no limit\n"
        "  fix:     write 128, or remove this quota: what accelerators need is asked for anyway"
    ]


def test_the_same_quota_is_asked_for_once() -> None:
    """Two asks are one preference, and the second would win by chance."""
    assert rendered(region(quotas={"ssd": _ask(), "disks": _ask(value=1)})) == [
        "error: quotas.disks: asks for the same quota as quotas.ssd\n  fix:     keep one of the two"
    ]


def test_somebody_must_be_there_for_google_to_write_to() -> None:
    """The slices need quota, so a contact is required although no quota is listed."""
    assert rendered(region(quotaContact=...)) == [
        "error: quotaContact: is required: the stack asks for quotas, and Google writes to somebody about them\n"
        "  fix:     add podwright:quotaContact: platform@example.com"
    ]
    assert rendered(region(quotaContact="platform")) == [
        "error: quotaContact: is no e-mail address\n  given:   platform"
    ]
