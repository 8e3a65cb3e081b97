"""Rules of quotas: explicit asks that are well-formed, lie in the stack's region, and cover what the slices need."""

from __future__ import annotations

import re

from podwright.catalog.quotas import UNLIMITED, QuotaIdentity, QuotaNeed
from podwright.catalog.regions import region_of_zone
from podwright.errors import InputError
from stacks.findings import Findings
from stacks.model import QuotaAsk, StackSpec
from stacks.refusals import example, model_fields, shown
from stacks.sizes import quota_needs
from stacks.source import KeyPath

_SERVICE = re.compile(r"[a-z][a-z0-9.-]*\.googleapis\.com")
_QUOTA_ID = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_FORBIDDEN_DIMENSIONS = ("user", "resource")
"""Cloud Quotas takes no values for these two (documentation of `SQuotaPreference`, pulumi-gcp 10.2.0)."""


def check_quotas(spec: StackSpec, findings: Findings) -> None:
    """Every explicit ask, the asks against what is derived, and somebody to write to."""
    needs = quota_needs(spec)
    for name, ask in spec.quotas.items():
        path: KeyPath = ("quotas", name)
        _check_form(path, ask, findings)
        _check_place(spec, path, ask, findings)
        _check_amount(path, ask, needs, findings)
    _check_twice(spec, findings)
    _check_contact(spec, needs, findings)


def _check_form(path: KeyPath, ask: QuotaAsk, findings: Findings) -> None:
    if not _SERVICE.fullmatch(ask.service):
        allowed = "the name of an API, such as compute.googleapis.com"
        findings.add((*path, "service"), "is no API name", given=shown(ask.service), allowed=allowed)
    if not _QUOTA_ID.fullmatch(ask.quota_id):
        allowed = "the Cloud Quotas id, such as CPUS-per-project-region; not the name that the console shows"
        findings.add((*path, "quotaId"), "is no quota id", given=shown(ask.quota_id), allowed=allowed)
    for dimension in _FORBIDDEN_DIMENSIONS:
        if dimension in ask.dimensions:
            message = "cannot be given: a quota preference applies to every user and resource"
            findings.add((*path, "dimensions", dimension), message, fix=f"remove {dimension}")


def _check_place(spec: StackSpec, path: KeyPath, ask: QuotaAsk, findings: Findings) -> None:
    """An ask for another region belongs to that region's stack, or two stacks would fight over it."""
    region, zone = ask.dimensions.get("region"), ask.dimensions.get("zone")
    if zone is not None:
        try:
            region = region_of_zone(zone)
        except InputError as error:
            findings.adopt_all((*path, "dimensions", "zone"), error)
            return
    key = "region" if zone is None else "zone"
    if spec.kind == "global" and region is not None:
        message = "is a place; quotas of a region belong to the stack of that region"
        findings.add((*path, "dimensions", key), message, given=zone or region, fix="move it to that stack")
    elif region is not None and spec.region is not None and region != spec.region:
        message = f"is not in the stack's region {spec.region}"
        fix = f"write {spec.region}, or move it to the stack of {region}" if zone is None else "move it to its stack"
        findings.add((*path, "dimensions", key), message, given=zone or region, fix=fix)


def _check_amount(path: KeyPath, ask: QuotaAsk, needs: list[QuotaNeed], findings: Findings) -> None:
    for need in needs:
        if need.key() == ask.key() and ask.value != UNLIMITED and ask.value < need.amount:
            findings.add(
                (*path, "value"),
                f"is less than the {need.amount} {need.unit} that the stack's own accelerators need",
                given=str(ask.value),
                allowed=f"{need.amount} or more, or {UNLIMITED} for no limit",
                fix=f"write {need.amount}, or remove this quota: what accelerators need is asked for anyway",
            )


def _check_twice(spec: StackSpec, findings: Findings) -> None:
    first: dict[QuotaIdentity, str] = {}
    for name, ask in spec.quotas.items():
        other = first.setdefault(ask.key(), name)
        if other != name:
            findings.add(("quotas", name), f"asks for the same quota as quotas.{other}", fix="keep one of the two")


def _check_contact(spec: StackSpec, needs: list[QuotaNeed], findings: Findings) -> None:
    contact = spec.quota_contact
    if contact is None and (needs or spec.quotas):
        info = model_fields(StackSpec)["quotaContact"]
        message = "is required: the stack asks for quotas, and Google writes to somebody about them"
        findings.add(("quotaContact",), message, fix=f"add podwright:{example('quotaContact', info)}")
    if contact is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", contact):
        findings.add(("quotaContact",), "is no e-mail address", given=shown(contact))
