"""The stages of a run: preview, apply, look at what a destroy deletes, destroy. Each writes into the stacks' results.

Owns which engine command a stage runs and in what order the stacks go through it. What a command's end means is
`verdict`; which stages a run has and when it stops is `run`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from podwright.errors import PodwrightError
from podwright.fleet.backend import remove_stack
from podwright.fleet.context import RunContext
from podwright.fleet.engine_call import EngineCall, stream
from podwright.fleet.interrupt import Interrupt
from podwright.fleet.report import StackResult
from podwright.fleet.schedule import in_order
from podwright.fleet.unclear import assumed_needs
from podwright.fleet.verdict import judge, keep_accelerators, skip

Results = Mapping[str, StackResult]

_ENDS = {
    "failed": "was not finished",
    "blocked": "was stopped by a policy",
    "cancelled": "was cancelled",
    "skipped": "was skipped",
}
"""How a stack ended that others waited for in vain, in the words of their reason."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One engine command over several stacks."""

    verb: str
    """The word that progress shows."""
    label: str
    """Names the log files."""
    arguments: Sequence[str]
    names: Sequence[str]
    needs: Mapping[str, Collection[str]]
    """Which stacks of the stage a stack waits for; empty: all at once."""
    remove: bool = False
    """Remove a stack from the backend when the command succeeded on it."""
    guarded: bool = False
    """Block a stack whose accelerators would be lost without the user having named them."""

    def run(self, context: RunContext, results: Results) -> None:
        """Takes every stack of the stage through the command, as many at a time as the context allows."""
        with context.progress.stage(self.verb, self.names):
            asyncio.run(self._run(context, results))

    async def _run(self, context: RunContext, results: Results) -> None:
        interrupt = Interrupt(context.progress.say)

        async def work(name: str) -> bool:
            return await self._one(context, results[name], interrupt)

        def passed_over(name: str, failed: Sequence[str]) -> None:
            reasons = ", ".join(f"{other} {_ENDS[results[other].result]}" for other in failed)
            skip(results[name], f"not touched because {reasons}")
            context.progress.finished(self.verb, results[name])

        with interrupt.watching():
            await in_order(self.names, self.needs, work, passed_over, context.parallel)

    async def _one(self, context: RunContext, result: StackResult, interrupt: Interrupt) -> bool:
        """One stack's part; whether stacks that wait for it can go on."""
        if interrupt.requested:
            result.result = "cancelled"
            return False
        call = EngineCall(result.stack, self.label, self.arguments)
        try:
            outcome = await stream(
                context.settings, call, interrupt, lambda events: context.progress.moved(result.stack, events)
            )
        except PodwrightError as error:
            result.result, result.problems = "failed", error.problems
        else:
            judge(context, result, outcome)
        if self.guarded:
            keep_accelerators(context, result)
        if self.remove and result.result in ("succeeded", "unchanged"):
            # on live clouds the backups stay: they are what is left when the wrong stack was destroyed
            problem = await remove_stack(context.settings, result.stack, backups=context.target.kind == "emulated")
            if problem is not None:
                result.result, result.problems = "failed", [problem]
        context.progress.finished(self.verb, result)
        return result.result in ("succeeded", "unchanged")


def preview_stage(context: RunContext, names: Sequence[str]) -> Stage:
    """Previews the stacks in no order: a preview computes against what was applied last."""
    return Stage("preview", "preview", ["preview", *_policy_arguments(context)], names, {}, guarded=True)


def apply_stage(context: RunContext, names: Sequence[str]) -> Stage:
    """Applies the stacks in dependency order, with the policy packs again: now every value is known."""
    arguments = ["up", "--yes", "--skip-preview", *_policy_arguments(context)]
    return Stage("up", "up", arguments, names, context.needs)


def destroy_preview_stage(context: RunContext, names: Sequence[str]) -> Stage:
    """Finds what a destroy would delete. Runs no program: the state says it all."""
    return Stage("preview", "destroy-preview", ["destroy", "--preview-only", *_refresh(context)], names, {})


def destroy_stage(context: RunContext, names: Sequence[str]) -> Stage:
    """Destroys the stacks, dependents first, and removes each stack that is empty then."""
    needed_by: dict[str, set[str]] = {}
    needs = assumed_needs(context.needs, set(context.unclear) & set(names), names)
    for name in names:
        for other in needs.get(name, ()):
            needed_by.setdefault(other, set()).add(name)
    arguments = ["destroy", "--yes", "--skip-preview", *_refresh(context)]
    return Stage("destroy", "destroy", arguments, list(reversed(names)), needed_by, remove=True)


def _refresh(context: RunContext) -> list[str]:
    return ["--refresh"] if context.refresh else []


def _policy_arguments(context: RunContext) -> list[str]:
    packs = [part for pack in context.policy_packs for part in ("--policy-pack", str(pack))]
    return [*packs, *_refresh(context)]
