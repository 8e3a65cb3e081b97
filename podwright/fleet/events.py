"""Folds the engine's event stream of one command on one stack into what a run needs to know about it.

The stream is what `pulumi preview|up|destroy --json` prints with PULUMI_ENABLE_STREAMING_JSON_PREVIEW (one
`apitype.EngineEvent` per line, engine 3.259). Owns counts, changed resources, diagnostics and the activity of the
moment; what the packs said is `policy`, what a diagnostic means to a person is `diagnostics`. Pure: no process and no
file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from podwright.fleet.changes import Op, ResourceChange, resource_change
from podwright.fleet.policy import PolicyTally
from podwright.fleet.urns import STACK_TYPE, describe

Event = Mapping[str, object]

_HALVES = {"create-replacement": "replace", "delete-replaced": "delete"}
"""The two physical steps of a replacement, as if each stood for itself."""
_VERBS = {
    "create": "creating",
    "create-replacement": "creating",
    "delete": "deleting",
    "delete-replaced": "deleting",
    "update": "updating",
    "replace": "replacing",
    "refresh": "reading",
    "read": "reading",
}


@dataclass(slots=True)
class Changes:
    """How many resources an operation touches, as the engine counts them: components and the stack itself included."""

    create: int = 0
    update: int = 0
    replace: int = 0
    delete: int = 0
    same: int = 0

    @property
    def total(self) -> int:
        """How many change."""
        return self.create + self.update + self.replace + self.delete

    def line(self) -> str:
        """`+23 ~0 ±0 -0`."""
        return f"+{self.create} ~{self.update} ±{self.replace} -{self.delete}"

    def as_json(self) -> dict[str, int]:
        """For the report."""
        return {name: getattr(self, name) for name in ("create", "update", "replace", "delete", "same")}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message of the engine, a provider or the program."""

    severity: str
    """`error`, `warning`, `info`, or `info#err` for a line that the program wrote to standard error."""
    message: str
    urn: str = ""


@dataclass(slots=True)
class StackEvents:
    """What is known about one stack so far; grows as events arrive."""

    seen: dict[str, ResourceChange] = field(default_factory=dict[str, ResourceChange])
    """Changed resources by URN, as the engine reports them."""
    taken_down: dict[str, ResourceChange] = field(default_factory=dict[str, ResourceChange])
    """Resources deleted for the replacement of something, by URN; most of them come back."""
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    policies: PolicyTally = field(default_factory=PolicyTally)
    output_changes: tuple[str, ...] = ()
    """Stack outputs that differ from the last applied ones."""
    actions: Mapping[str, str] | None = None
    """What the stack's output `quota.actions` leaves to a person, by a word for each; None until it was seen."""
    result: str | None = None
    """`succeeded`, `failed` or `canceled`; None until the engine said it."""
    activity: str = "starting"
    """What happens now, for a live line."""
    same: set[str] = field(default_factory=set[str])
    """URNs of resources that stay as they are."""
    engine_counts: Mapping[str, int] | None = None
    """The engine's own count at the end, by operation."""

    @property
    def changes(self) -> Changes:
        """The engine's own counts once it gave them; until then what was seen so far."""
        if self.engine_counts is None:
            counts = Changes(same=len(self.same))
            for change in self.seen.values():
                _add(counts, change.op, 1)
            return counts
        counts = Changes(same=self.engine_counts.get("same", 0))
        for op, count in self.engine_counts.items():
            change = resource_change({"op": op, "urn": ""})
            if change is not None:
                _add(counts, change.op, count)
        _add(counts, "delete", len(self._gone()))
        return counts

    @property
    def resources(self) -> list[ResourceChange]:
        """Every resource that changes."""
        return [*self.seen.values(), *self._gone()]

    def _gone(self) -> list[ResourceChange]:
        """Resources that are deleted when what they stand on is replaced and are no longer in the program.

        The engine (3.259) counts them nowhere: not as deleted, not as replaced.
        """
        return [change for urn, change in self.taken_down.items() if urn not in self.seen]

    @property
    def unchanged(self) -> bool:
        """An apply would change neither a resource nor an output."""
        return self.changes.total == 0 and not self.output_changes

    def add(self, event: Event) -> None:
        """Takes one event; kinds that say nothing a run needs are passed over."""
        for kind, take in _HANDLERS.items():
            if kind in event:
                take(self, cast("Event", event[kind]))

    def add_diagnostic(self, event: Event) -> None:
        """Takes a `diagnosticEvent`. Debug lines are dropped: they hold secrets in clear text."""
        severity = str(event.get("severity", "info"))
        text = str(event.get("message", "")).rstrip()
        if severity != "debug" and text and not event.get("ephemeral"):
            self.diagnostics.append(Diagnostic(severity, text, str(event.get("urn") or "")))

    def add_start(self, event: Event) -> None:
        """Takes a `resourcePreEvent`: an operation begins."""
        metadata = _metadata(event)
        verb = _VERBS.get(str(metadata["op"]))
        subject = describe(str(metadata["urn"]))
        if verb and subject:
            self.activity = f"{verb} {subject}"
        if event.get("planning"):
            self._keep(metadata)

    def add_end(self, event: Event) -> None:
        """Takes a `resOutputsEvent`: an operation succeeded."""
        metadata = _metadata(event)
        self._keep(metadata)
        if metadata.get("type") == STACK_TYPE:
            self.output_changes = _changed_outputs(metadata)
            self.actions = _actions(metadata)

    def add_summary(self, event: Event) -> None:
        """Takes the `summaryEvent`, the last word of the engine."""
        self.engine_counts = cast("Mapping[str, int]", event.get("resourceChanges") or {})
        self.result = str(event.get("result") or "") or None
        self.activity = "finishing"

    def add_policy_load(self, _: Event) -> None:
        """Takes a `policyLoadEvent`."""
        self.activity = "loading policy packs"

    def add_prelude(self, _: Event) -> None:
        """Takes the `preludeEvent`: the engine is ready and waits for the program."""
        self.activity = "running the program"

    def add_policy(self, event: Event) -> None:
        """Takes a `policyEvent`."""
        self.policies.add_report(event)

    def add_policy_summary(self, event: Event) -> None:
        """Takes a summary of which rules ran."""
        self.policies.add_summary(event)

    def _keep(self, metadata: Event) -> None:
        urn, op = str(metadata["urn"]), metadata["op"]
        change = resource_change({**metadata, "op": _HALVES.get(str(op), op)})
        if op == "same":
            self.same.add(urn)
        elif op == "delete-replaced" and change is not None:
            self.taken_down[urn] = change
        elif change is not None and (op != "create-replacement" or change.properties):
            # the logical step of a resource that goes down with another one gives no reason, its second half does
            self.seen[urn] = change
            self.same.discard(urn)


_HANDLERS: dict[str, Callable[[StackEvents, Event], None]] = {
    "diagnosticEvent": StackEvents.add_diagnostic,
    "policyLoadEvent": StackEvents.add_policy_load,
    "preludeEvent": StackEvents.add_prelude,
    "resourcePreEvent": StackEvents.add_start,
    "resOutputsEvent": StackEvents.add_end,
    "policyEvent": StackEvents.add_policy,
    "policyAnalyzeSummaryEvent": StackEvents.add_policy_summary,
    "policyAnalyzeStackSummaryEvent": StackEvents.add_policy_summary,
    "summaryEvent": StackEvents.add_summary,
}


def _metadata(event: Event) -> Event:
    return cast("Event", event["metadata"])


def _add(counts: Changes, op: Op, count: int) -> None:
    setattr(counts, op, getattr(counts, op) + count)


def _changed_outputs(metadata: Event) -> tuple[str, ...]:
    """Names of the outputs that differ. A secret always looks the same here, so one that changes alone goes unseen."""
    old, new = (cast("Event", cast("Event", metadata.get(side) or {}).get("outputs") or {}) for side in ("old", "new"))
    return tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))


def _actions(metadata: Event) -> dict[str, str]:
    """The commands in the new outputs; a value of another form, such as one that is not known yet, has none."""
    found: object = cast("Event", metadata.get("new") or {}).get("outputs")
    for key in ("quota", "actions"):
        found = cast("Event", found).get(key) if isinstance(found, dict) else None
    given = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    return {word: command for word, command in given.items() if isinstance(command, str)}


def parse_event(line: str) -> Event | None:
    """One line of the stream; None for a line that is not an event (a plugin that writes to standard output)."""
    if not line.startswith("{"):
        return None
    try:
        event = json.loads(line)
    except json.JSONDecodeError:
        return None
    return cast("Event", event) if isinstance(event, dict) and "sequence" in event else None


def is_debug(event: Event) -> bool:
    """The engine streams debug lines too; they hold secrets in clear text and must never reach a disk or a screen."""
    diagnostic = cast("Event", event.get("diagnosticEvent") or {})
    return diagnostic.get("severity") == "debug"
