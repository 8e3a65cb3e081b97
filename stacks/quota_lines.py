"""What a region stack needs of its cloud's quotas, what is stated or asked for, and what a person must still do.

One form for all clouds, from stack files alone: no cloud is asked. Google Cloud has a resource that asks for quota, so
a person is needed only where nobody has published the id; the other clouds have none, and the request is spelled out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from podwright.catalog.coreweave_quotas import request
from podwright.catalog.quotas import UNLIMITED, QuotaNeed
from podwright.plan.quota_oci import OciCap, raise_action
from stacks.model import StackSpec
from stacks.sizes import quota_needs
from stacks.sizes_azure import azure_actions, azure_limit, azure_needs
from stacks.sizes_coreweave import coreweave_needs
from stacks.sizes_oci import oci_needs


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """One quota in one place."""

    quota: str
    """The cloud's id of it; the console's name where no id is published."""
    place: str
    """Region, zone or availability domain; `project` for a quota of the whole project."""
    needed: int
    """What all machines of the stack together may draw."""
    unit: str
    stated: int | None
    """The limit that the stack asks for (Google Cloud) or that its file states as granted; None: neither."""
    action: str | None
    """What a person must do; None where nothing is left to do."""


def quota_lines(spec: StackSpec) -> list[QuotaLine]:
    """The quotas of a region stack, in a fixed order; none for a stack of another kind."""
    if spec.kind != "region":
        return []
    return _LINES[spec.cloud](spec) if spec.cloud in _LINES else []


def line_of(need: QuotaNeed, stated: int | None, action: str | None) -> QuotaLine:
    """The line of one need; the action is dropped where what is stated is enough."""
    enough = stated is not None and (stated >= need.amount or stated == UNLIMITED)
    place = next((need.dimensions[key] for key in ("zone", "region") if key in need.dimensions), "project")
    return QuotaLine(
        need.quota_id or need.display_name, place, need.amount, need.unit, stated, None if enough else action
    )


def _google(spec: StackSpec) -> list[QuotaLine]:
    """Asked for by the stack itself: what is derived, or what `quotas` says instead."""
    found: list[QuotaLine] = []
    for need in quota_needs(spec):
        if need.quota_id is None:
            look = f"ask for {need.amount} of “{need.display_name}” in the console, IAM & Admin, Quotas & System Limits"
            found.append(line_of(need, None, f"{look}: no id is published, so no program can"))
            continue
        asks = [ask.value for ask in spec.quotas.values() if ask.key() == need.key()]
        found.append(line_of(need, asks[0] if asks else need.amount, None))
    return found


def _coreweave(spec: StackSpec) -> list[QuotaLine]:
    who = f"organization {spec.account.organization}"
    granted = spec.coreweave.granted
    return [
        line_of(need, granted.get(need.quota_id or ""), f"{request(need)}, {who}") for need in coreweave_needs(spec)
    ]


def _azure(spec: StackSpec) -> list[QuotaLine]:
    """With a quota group there is one request for the whole region, under each line that it is about."""
    actions = azure_actions(spec)
    found: list[QuotaLine] = []
    for need in azure_needs(spec):
        request_ = actions.get(f"{spec.region}/{need.quota_id}", actions.get(spec.region or ""))
        found.append(line_of(need, azure_limit(spec, need), request_))
    return found


def _oracle(spec: StackSpec) -> list[QuotaLine]:
    """By availability domain; what reservations hold is another limit than what runs."""
    found: list[QuotaLine] = []
    for need in oci_needs(spec):
        place, stated = f"{spec.region} {need.zone}", spec.oci.limits.get(need.limit or "")
        action = (
            raise_action(OciCap(need.limit, need.gpus, need.zone), spec.region or "", stated or 0)
            if need.limit
            else (
                f"read the limit's name as quota-names of `oci compute shape list --region {spec.region}`, ask Oracle"
                f" for {need.gpus} of it, and state it as oci.machines.<name>.limit"
            )
        )
        found.append(QuotaLine(need.limit or need.shape, place, need.gpus, "gpus", stated, action))
    return found


_LINES: dict[str, Callable[[StackSpec], list[QuotaLine]]] = {
    "gcp": _google,
    "azure": _azure,
    "oci": _oracle,
    "coreweave": _coreweave,
}
