"""The runs over a fleet: preview, up and destroy, from the first engine command to the report.

Owns which stages a run has, when it stops, and what it asks the user. It does not choose stacks, check specs or start
clouds (`session`), and prints only through the context's progress.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from podwright.errors import ExitCode
from podwright.fleet.context import RunContext
from podwright.fleet.guard import unused
from podwright.fleet.prerequisites import refuse_to_orphan
from podwright.fleet.report import Command, RunReport, StackResult, exit_code
from podwright.fleet.stages import apply_stage, destroy_preview_stage, destroy_stage, preview_stage
from podwright.fleet.verdict import skip

_NOT_CONFIRMED = "the question was not answered with yes"
_LEFT = "nothing was changed"


class Dialogue(Protocol):
    """What a run shows and asks between its stages."""

    def show_plan(self, results: Sequence[StackResult]) -> None:
        """What would change in these stacks."""
        ...

    def confirm(self, question: str) -> bool:
        """The user's yes or no."""
        ...


@dataclass(slots=True)
class _Run:
    """One run in the making."""

    command: Command
    context: RunContext
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    results: dict[str, StackResult] = field(init=False)

    def __post_init__(self) -> None:
        self.results = self.context.new_results()

    def code(self) -> int:
        return exit_code(self.results.values())

    def report(self, code: int, note: str | None = None) -> RunReport:
        kind = self.context.target.kind
        stacks = list(self.results.values())
        return RunReport(self.command, kind, self.started, datetime.now(UTC), stacks, code, note)

    def leave_alone(self, reason: str) -> None:
        """Stacks with nothing wrong of their own are skipped; failed and blocked ones keep their own reasons."""
        for result in self.results.values():
            result.forget_plan()
            if result.result == "succeeded":
                skip(result, reason)

    def confirmed(self, dialogue: Dialogue, verb: str, names: Sequence[str]) -> bool:
        """Shows the plan of these stacks and asks. They count as skipped until the engine was there."""
        dialogue.show_plan([self.results[name] for name in names])
        count = f"{len(names)} stack{'s' if len(names) > 1 else ''}"
        answer = dialogue.confirm(f"{verb} {count} on the {self.context.target.cloud}?")
        for name in names:
            self.results[name].forget_plan()
            self.results[name].result = "skipped"
            if not answer:
                skip(self.results[name], f"left alone because {_NOT_CONFIRMED}")
        return answer


def _say_unused(context: RunContext, results: Mapping[str, StackResult]) -> None:
    """A name that was allowed and meets nothing is a slip that the user wants to know of."""
    plans = [(name, result.resources) for name, result in results.items()]
    for name in unused(plans, context.allow_loss):
        context.progress.say(f"--allow-loss {name}: no accelerators of that name would be lost")


def preview(context: RunContext, dialogue: Dialogue, *, expect_no_changes: bool = False) -> RunReport:
    """What an apply would change in each selected stack, and what the policy packs say to it. Changes nothing."""
    run = _Run("preview", context)
    preview_stage(context, context.names).run(context, run.results)
    _say_unused(context, run.results)
    planned = [result for result in run.results.values() if result.result in ("succeeded", "blocked")]
    dialogue.show_plan([result for result in planned if result.resources or result.output_changes])
    return run.report(exit_code(run.results.values(), expect_no_changes=expect_no_changes))


def up(context: RunContext, dialogue: Dialogue) -> RunReport:
    """Previews all, asks, and applies in dependency order; applies nothing unless every preview and policy passed."""
    run = _Run("up", context)
    preview_stage(context, context.names).run(context, run.results)
    _say_unused(context, run.results)
    if code := run.code():
        run.leave_alone("not applied because not every selected stack could be previewed and passed its policies")
        return run.report(code)
    names = stacks_to_apply(context, run.results)
    if not names:
        return run.report(ExitCode.OK, "nothing to change")
    if not run.confirmed(dialogue, "Apply to", names):
        return run.report(ExitCode.OK, _LEFT)
    apply_stage(context, names).run(context, run.results)
    return run.report(run.code())


def stacks_to_apply(context: RunContext, results: Mapping[str, StackResult]) -> list[str]:
    """The stacks with changes, and those that depend on one: their previews used outputs that are about to change."""
    pending: list[str] = []
    for name in context.names:
        if results[name].result == "succeeded" or set(context.needs.get(name, ())) & set(pending):
            pending.append(name)
    return pending


def destroy(context: RunContext, dialogue: Dialogue) -> RunReport:
    """Deletes the resources of the selected stacks, dependents first, and removes the stacks from the backend.

    InputError where a stack that still has resources depends on a selected one and is not selected itself.
    """
    run = _Run("destroy", context)
    refuse_to_orphan(context.names, context.needs, context.existing, context.unclear)
    names = [name for name in context.names if name in context.existing]
    for result in run.results.values():
        result.result = "unchanged"
    if not names:
        return run.report(ExitCode.OK, "nothing to destroy")
    destroy_preview_stage(context, names).run(context, run.results)
    if code := run.code():
        run.leave_alone("not destroyed because another selected stack cannot be")
        return run.report(code)
    if not run.confirmed(dialogue, "Destroy", names):
        return run.report(ExitCode.OK, _LEFT)
    destroy_stage(context, names).run(context, run.results)
    return run.report(run.code())
