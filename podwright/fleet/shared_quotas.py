"""Quotas of a whole project that several region stacks draw on together.

A region stack asks for what its region needs. A cap of the whole project (GPUs of all regions, networks) is asked for
once, by the project's global stack, and has to hold what all regions draw: `GPUS-ALL-REGIONS-per-project` begins so low
that it blocks the first machine with eight GPUs, however much the region was granted.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from podwright.catalog.quotas import UNLIMITED, QuotaIdentity, QuotaNeed
from podwright.errors import Problem
from podwright.fleet.discovery import StackFile
from stacks.model import QuotaAsk
from stacks.sizes import project_quota_needs


@dataclass(slots=True)
class _Cap:
    """One quota of one project, and who draws on it."""

    need: QuotaNeed
    amount: int = 0
    stacks: list[str] = field(default_factory=list[str])


def shared_quota_problems(fleet: Sequence[StackFile], names: AbstractSet[str]) -> list[Problem]:
    """Caps that are asked for too low (error) or not at all (warning), where a stack of `names` has a part in it.

    Silent for a project without a global stack in the fleet: nothing here says what that project has.
    """
    problems: list[Problem] = []
    for stack in fleet:
        spec = stack.rest
        if spec is None or spec.kind != "global":
            continue
        caps = _caps([each for each in fleet if each.rest and each.rest.account.project == spec.account.project])
        for cap in caps:
            if names & {stack.name, *cap.stacks}:
                problems += _verdict(stack, cap, asks_for(stack, cap.need))
    return problems


def project_caps(stack: StackFile, fleet: Sequence[StackFile]) -> list[QuotaNeed]:
    """What all regions of a global stack's project draw together from the caps of the whole project."""
    spec = stack.rest
    if spec is None or spec.kind != "global" or spec.cloud != "gcp":
        return []
    members = [each for each in fleet if each.rest and each.rest.account.project == spec.account.project]
    return [replace(cap.need, amount=cap.amount) for cap in _caps(members)]


def asks_for(stack: StackFile, need: QuotaNeed) -> dict[str, QuotaAsk]:
    """The asks of a stack that are for a cap, by their name in the file."""
    return {name: ask for name, ask in stack.rest.quotas.items() if ask.key() == need.key()} if stack.rest else {}


def _caps(stacks: Sequence[StackFile]) -> list[_Cap]:
    caps: dict[QuotaIdentity, _Cap] = {}
    for stack in stacks:
        if stack.rest is None or stack.rest.kind != "region":
            continue
        for need in project_quota_needs(stack.rest):
            if need.quota_id is None:
                continue
            cap = caps.setdefault(need.key(), _Cap(need))
            cap.amount += need.amount
            cap.stacks.append(stack.name)
    return list(caps.values())


def _verdict(stack: StackFile, cap: _Cap, asks: dict[str, QuotaAsk]) -> list[Problem]:
    who = f"the {cap.amount} {cap.need.unit} that {' and '.join(cap.stacks)} may reach"
    if not asks:
        line = f"{{service: {cap.need.service}, quotaId: {cap.need.quota_id}, value: {cap.amount}}}"
        return [
            Problem(
                "quotas",
                f"nothing asks for {cap.need.quota_id}, a cap of the whole project, which must hold {who}",
                fix=f"add to podwright:quotas: {line}",
                file=stack.file,
                line=stack.line("quotas"),
                severity="warning",
            )
        ]
    return [
        Problem(
            f"quotas.{name}.value",
            f"is less than {who}",
            given=str(ask.value),
            allowed=f"{cap.amount} or more, or {UNLIMITED} for no limit",
            fix=f"write {cap.amount}",
            file=stack.file,
            line=stack.line("quotas", name, "value"),
        )
        for name, ask in asks.items()
        if ask.value != UNLIMITED and ask.value < cap.amount
    ]
