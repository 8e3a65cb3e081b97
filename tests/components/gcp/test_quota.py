"""Quota preferences: one per quota and place, with a name that never moves."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.gcp.quota import Quota, QuotaArgs, QuotaAskArgs, preference_name
from podwright.errors import InputError
from tests.components.harness import check_inventory, deploy

INVENTORIES = Path(__file__).parent / "quota"
V6E: QuotaAskArgs = {
    "service": "compute.googleapis.com",
    "quota_id": "TPUS-PER-TPU-FAMILY-per-project-region",
    "dimensions": {"tpu_family": "CT6E", "region": "europe-west4"},
    "value": 128,
}
CPUS: QuotaAskArgs = {"service": "compute.googleapis.com", "quota_id": "CPUS-ALL-REGIONS-per-project", "value": -1}
ARGS: QuotaArgs = {
    "project": "lab",
    "contact_email": "platform@example.com",
    "asks": {"v6e": V6E, "cpus": CPUS},
    "justification": "serving",
}


def test_registers() -> None:
    """Regional and project-wide asks; the value is text, as the API takes it."""
    check_inventory(deploy(lambda: Quota("quota", ARGS)), INVENTORIES / "asks.yaml", "quota")


def test_the_name_does_not_depend_on_the_order_of_dimensions() -> None:
    """A name that moved would replace the preference and lose what was granted."""
    turned = {"region": "europe-west4", "tpu_family": "CT6E"}
    one = preference_name("compute.googleapis.com", "Q-per-project", turned)
    assert one == preference_name("compute.googleapis.com", "Q-per-project", dict(reversed(turned.items())))


def test_an_adopted_preference_is_imported() -> None:
    """A preference outlives the stack that made it, and creating it again is refused."""
    adopted: QuotaAskArgs = {**CPUS, "adopt": True}
    deployment = deploy(lambda: Quota("quota", {**ARGS, "asks": {"cpus": adopted, "v6e": V6E}}))
    name = "compute_googleapis_com-CPUS-ALL-REGIONS-per-project"
    assert deployment.resources["quota-cpus"].import_id == f"projects/lab/locations/global/quotaPreferences/{name}"
    assert deployment.resources["quota-v6e"].import_id == ""


def test_asking_for_nothing_registers_nothing() -> None:
    """A stack without accelerators has an empty set of asks, which is fine."""
    deployment = deploy(lambda: Quota("quota", {**ARGS, "asks": {}}))
    assert deployment.counts == {"podwright:index:Quota": 1}
    assert deployment.outputs["quota"] == {"preferences": {}, "effective": {}}


def test_what_is_in_effect_is_told() -> None:
    """Asking is not getting: a stack says what Google has granted so far."""
    assert deploy(lambda: Quota("quota", ARGS)).outputs["quota"]["effective"] == {"v6e": 8, "cpus": 8}


def test_all_problems_at_once() -> None:
    """Two asks for one quota would undo each other at every update; the rest is refused by Cloud Quotas."""
    again: QuotaAskArgs = {**V6E, "value": -2}
    user: QuotaAskArgs = {**CPUS, "dimensions": {"user": "me"}}
    wrong: QuotaArgs = {**ARGS, "contact_email": "platform", "asks": {"v6e": V6E, "again": again, "user": user}}
    with pytest.raises(InputError) as caught:
        deploy(lambda: Quota("quota", wrong))
    assert str(caught.value) == (
        "error: Quota quota.contact_email: is no e-mail address; Google answers there\n"
        "  given:   platform\n"
        "error: Quota quota.asks.again.value: is no amount\n"
        "  given:   -2\n"
        "  allowed: 0 or more, or -1\n"
        "error: Quota quota.asks.again: asks for the same quota as asks.v6e\n"
        "  fix:     keep one of them\n"
        "error: Quota quota.asks.user.dimensions.user: cannot be set:"
        " a preference always covers every user and resource\n"
        "  fix:     drop it"
    )
