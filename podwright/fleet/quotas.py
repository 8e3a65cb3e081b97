"""The quotas of a fleet, stack by stack: what is needed, what is stated or asked for, what a person must do.

Offline, from stack files. What one stack needs is `stacks.quota_lines`; caps of a whole project belong to the global
stack that asks for them, and are what all its regions draw together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from podwright.fleet.discovery import StackFile
from podwright.fleet.shared_quotas import asks_for, project_caps
from stacks.quota_lines import QuotaLine, line_of, quota_lines


@dataclass(frozen=True, slots=True)
class StackQuotas:
    """The quotas that one stack answers for."""

    stack: str
    cloud: str
    lines: tuple[QuotaLine, ...]

    @property
    def actions(self) -> list[QuotaLine]:
        """The lines that a person must do something about."""
        return [line for line in self.lines if line.action is not None]

    def as_json(self) -> dict[str, object]:
        """The form that `quota.v1.json` describes."""
        return {"name": self.stack, "cloud": self.cloud, "quotas": [asdict(line) for line in self.lines]}


def fleet_quotas(fleet: Sequence[StackFile], selected: Sequence[StackFile]) -> list[StackQuotas]:
    """The quotas of the selected stacks; those that could not be read, or need none, are left out."""
    found: list[StackQuotas] = []
    for stack in selected:
        if stack.rest is None:
            continue
        lines = quota_lines(stack.rest) if stack.rest.kind == "region" else _shared(stack, fleet)
        if lines:
            found.append(StackQuotas(stack.name, stack.rest.cloud, tuple(lines)))
    return found


def _shared(stack: StackFile, fleet: Sequence[StackFile]) -> list[QuotaLine]:
    """Caps of the project that a global stack of Google Cloud asks for."""
    found: list[QuotaLine] = []
    for need in project_caps(stack, fleet):
        asks = list(asks_for(stack, need).values())
        line = f"{{service: {need.service}, quotaId: {need.quota_id}, value: {need.amount}}}"
        action = f"add to podwright:quotas of {stack.name}: {line}"
        found.append(line_of(need, asks[0].value if asks else None, action))
    return found
