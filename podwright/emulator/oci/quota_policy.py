"""Compartment quotas: what the quota statements of a tenancy leave to a compartment.

Owns their enforcement. Within one policy the last statement about a quota counts, of several policies the most
restrictive one, and a quota of a compartment holds for everything below it (Oracle documentation: compartment quotas).
A quota only narrows: the service limit holds beside it, and what exists already is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.quota import Need, QuotaKey
from podwright.emulator.core.store import Transaction
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors
from podwright.emulator.oci.base import COMPARTMENT, region_of, tenancy_of
from podwright.emulator.oci.limits import limits
from podwright.emulator.oci.quota_statements import Statement, parse
from podwright.emulator.oci.regions import domain_names

QUOTA = "oci:Limits/quota:Quota"


@dataclass(frozen=True, slots=True)
class Room:
    """What a compartment's quota leaves."""

    compartment: str
    amount: int
    used: int


def within(call: Call, token: str, identity: Identity, inputs: Values, needs: Sequence[Need]) -> Sequence[Need]:
    """The needs, if the quotas of the compartment and those above it allow what is more than the resource has."""
    compartment = values.string(inputs, "compartmentId") or tenancy_of(call.scope)
    short = [
        f"{need.key.quota_id}: {need.amount} asked for, {max(room.amount - room.used, 0)} of {room.amount} free in"
        f" {room.compartment}"
        for need in needs
        if need.amount > _held(call, token, identity, need.key)
        for room in rooms(call, compartment, need.key, besides=(token, identity.id))
        if room.used + need.amount > room.amount
    ]
    if short:
        raise errors.over_quota("; ".join(short))
    return needs


def rooms(call: Call, compartment: str, key: QuotaKey, *, besides: tuple[str, str] = ("", "")) -> Iterator[Room]:
    """For the compartment and each one above it that a quota is set for: how much, and how much is used."""
    limit = limits().get((key.service, key.quota_id))
    policies = _policies(call.tx, key.project)
    if limit is None or limit.family is None or not policies:
        return
    facts = _facts(call, key)
    for each in lineage(call.tx, compartment, key.project):
        found = (
            _effective(call.tx, statements, each, (key.project, limit.family, key.quota_id), facts)
            for statements in policies
        )
        amounts = [amount for amount in found if amount is not None]
        if amounts:
            yield Room(each, min(amounts), _used(call, key, each, besides))


def lineage(tx: Transaction, compartment: str, tenancy: str) -> list[str]:
    """The compartment and all above it, up to the tenancy."""
    found = [compartment]
    while found[-1] != tenancy:
        record = tx.get(COMPARTMENT, found[-1])
        found.append(str(record.outputs.get("compartmentId")) if record else tenancy)
    return found


def find_compartment(tx: Transaction, path: str, root: str) -> str | None:
    """The compartment that `parent:child` names, from `root` down; None where there is none."""
    place = root
    for name in path.split(":"):
        children = (
            each.id
            for each in tx.records(COMPARTMENT)
            if each.outputs.get("compartmentId") == place and str(each.outputs.get("name")).lower() == name.lower()
        )
        found = next(children, None)
        if found is None:
            return None
        place = found
    return place


def target_of(tx: Transaction, statement: Statement, tenancy: str) -> str | None:
    """The compartment that a statement is about; None when there is none of that name."""
    if statement.compartment is None:
        return tenancy
    if statement.is_id:
        return statement.compartment
    return find_compartment(tx, statement.compartment, tenancy)


def _policies(tx: Transaction, tenancy: str) -> list[list[Statement]]:
    return [
        [parse(text) for text in values.strings(record.outputs, "statements")] for record in tx.records(QUOTA, tenancy)
    ]


def _effective(
    tx: Transaction, statements: list[Statement], compartment: str, quota: tuple[str, str, str], facts: dict[str, str]
) -> int | None:
    """What the last statement about a quota (tenancy, family, name) leaves to a compartment; None: no statement."""
    tenancy, family, name = quota
    found: int | None = None
    for statement in statements:
        if statement.covers(family, name, facts) and target_of(tx, statement, tenancy) == compartment:
            found = statement.amount
    return found


def _facts(call: Call, key: QuotaKey) -> dict[str, str]:
    dimensions, region = dict(key.dimensions), region_of(call.scope)
    domains = domain_names(key.project, region)
    own = next((name for name in domains if name.endswith(f"-{dimensions['ad']}")), "") if "ad" in dimensions else ""
    return {"region": dimensions.get("region", region.name), "ad": own}


def _held(call: Call, token: str, identity: Identity, key: QuotaKey) -> int:
    return call.ledger.used(key) - call.ledger.used(key, besides=(token, identity.id))


def _used(call: Call, key: QuotaKey, compartment: str, besides: tuple[str, str]) -> int:
    total = 0
    for token, resource_id, amount in call.ledger.state(key).holders:
        record = call.tx.get(token, resource_id)
        own = values.string(record.outputs, "compartmentId") if record else None
        is_other = (token, resource_id) != besides
        if own and is_other and compartment in lineage(call.tx, own, key.project):
            total += amount
    return total
