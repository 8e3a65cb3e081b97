"""Judges how one engine command on one stack ended, and writes it into the stack's result.

Owns the order of reasons: interrupted, locked, failed, stopped by a policy, changed, unchanged.
"""

from __future__ import annotations

from podwright.errors import Problem
from podwright.fleet.context import RunContext
from podwright.fleet.diagnostics import causes_of, problems_of, warnings_of
from podwright.fleet.discovery import display_path
from podwright.fleet.engine_call import EngineOutcome
from podwright.fleet.guard import guarded
from podwright.fleet.locks import lock_problem
from podwright.fleet.report import StackResult


def judge(context: RunContext, result: StackResult, outcome: EngineOutcome) -> None:
    """Takes over what the engine did and decides the result; times of several commands on a stack add up."""
    events = outcome.events
    result.changes = events.changes
    result.resources = events.resources
    result.output_changes = events.output_changes
    if events.actions is not None:  # an apply that stops half-way leaves what its preview said
        result.actions = events.actions
    result.policies = events.policies
    result.problems = warnings_of(result.stack, events.diagnostics)
    result.seconds += outcome.seconds
    if outcome.returncode != 0:
        _judge_failure(context, result, outcome)
    elif events.policies.blocks:
        result.result = "blocked"
    else:
        result.result = "unchanged" if events.unchanged else "succeeded"


def _judge_failure(context: RunContext, result: StackResult, outcome: EngineOutcome) -> None:
    if outcome.interrupted or outcome.events.result == "canceled":
        result.result = "cancelled"
        return
    cancel = context.target.pulumi(f"cancel {result.stack} --yes")
    locked = lock_problem(result.stack, outcome.stderr, cancel)
    if locked is not None:
        result.result, result.locked, result.problems = "failed", True, [locked]
        return
    diagnostics = outcome.events.diagnostics
    if outcome.events.policies.blocks and not causes_of(diagnostics):
        result.result = "blocked"
        return
    result.result = "failed"
    log = display_path(context.settings.logs / result.stack)
    result.problems = problems_of(result.stack, diagnostics, outcome.stderr, context.settings.root, log)


def keep_accelerators(context: RunContext, result: StackResult) -> None:
    """Stops a stack whose plan gives back accelerators that the user did not name."""
    if result.result not in ("succeeded", "blocked"):
        return
    found = guarded(result.stack, result.resources, context.allow_loss)
    if found:
        result.policies.violations += found
        result.result = "blocked"


def skip(result: StackResult, reason: str) -> None:
    """The stack was left alone, and why."""
    result.result = "skipped"
    result.problems = [Problem(result.stack, reason, severity="warning")]
