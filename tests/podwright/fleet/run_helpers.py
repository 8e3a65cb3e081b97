"""How the tests of runs read a report and the made-up engine's notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from podwright.fleet.context import RunContext
from podwright.fleet.report import RunReport
from tests.podwright.fleet.fake_engine import step, summary

MakeFleet = Callable[..., RunContext]
NETWORK = "gcp:compute/network:Network"
CHANGES: Mapping[str, object] = {"events": [step("create", NETWORK, "net"), summary(create=2, same=1)]}
ALL_CHANGE = {"* preview": CHANGES, "* up": CHANGES}


def results(report: RunReport) -> dict[str, str]:
    """Stack -> result."""
    return {stack.stack: stack.result for stack in report.stacks}


def messages(report: RunReport) -> dict[str, list[str]]:
    """Stack -> its rendered problems, of the stacks that have any."""
    return {stack.stack: [each.render() for each in stack.problems] for stack in report.stacks if stack.problems}


def command_of(note: Mapping[str, object]) -> str:
    arguments = note["arguments"]
    assert isinstance(arguments, list)
    return " ".join(str(part) for part in arguments)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def is_up(note: Mapping[str, object]) -> bool:
    return command_of(note).startswith("up ")


def stack_of(note: Mapping[str, object]) -> str:
    return command_of(note).partition(" -s ")[2].partition(" ")[0]
