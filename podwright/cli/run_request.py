"""What a user typed for a run, and the dialogue with them while it goes on: progress, plan, question, report.

With `--json` everything but the document goes to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from podwright.fleet.context import Progress
    from podwright.fleet.report import RunReport, StackResult
    from podwright.fleet.selection import Wanted
    from podwright.fleet.session import RunOptions


@dataclass(frozen=True, slots=True)
class Request:
    """The options of `preview`, `up` and `destroy`."""

    directory: Path
    selectors: tuple[str, ...]
    everything: bool
    as_json: bool
    live: bool
    parallel: int | None
    refresh: bool
    verbose: bool
    packs: tuple[Path, ...] = ()
    allow_loss: tuple[str, ...] = ()
    with_dependencies: bool = False
    yes: bool = False

    @property
    def out(self) -> TextIO:
        """Where text goes."""
        return sys.stderr if self.as_json else sys.stdout

    def wanted(self) -> Wanted:
        """The selection; a usage error that says how to select where there is none."""
        from podwright.fleet.selection import Wanted

        if not self.selectors and not self.everything:
            message = "nothing is selected: name stacks (gcp-europe-west4, 'gcp-*', country=NL), or give --all"
            raise click.UsageError(message)
        return Wanted(self.directory, self.selectors, self.everything, self.with_dependencies)

    def options(self) -> RunOptions:
        """The part that the run itself needs."""
        from podwright.fleet.session import RunOptions

        return RunOptions(self.live, self.parallel, self.packs, self.refresh, self.allow_loss)

    def require_answer(self) -> None:
        """A usage error, before anything is started, where the question could not be answered."""
        if not self.yes and not sys.stdin.isatty():
            raise click.UsageError("there is no terminal to ask on: add --yes to go ahead without a question")

    def progress(self) -> Progress:
        """Live lines on a terminal, plain ones elsewhere."""
        from podwright.fleet.progress import LiveProgress, PlainProgress

        return LiveProgress(self.out) if self.out.isatty() else PlainProgress(self.out)

    def show_plan(self, results: Sequence[StackResult]) -> None:
        """The plan as text; with `--json` only for the question, since the document holds it too."""
        from podwright.fleet.plan_text import plan_lines

        if self.as_json and (self.yes or not sys.stdin.isatty()):
            return
        for result in results:
            click.echo("\n" + "\n".join(plan_lines(result, verbose=self.verbose)), file=self.out)

    def confirm(self, question: str) -> bool:
        """The user's answer; yes at once with `--yes`."""
        if self.yes:
            return True
        click.echo(file=self.out)
        return click.confirm(question, default=False, err=self.as_json)

    def finish(self, report: RunReport) -> None:
        """Prints the report and ends the program with the run's code."""
        from podwright.cli.output import print_json
        from podwright.cli.run_summary import print_summary

        if self.as_json:
            print_json("run", report.as_json())
        else:
            print_summary(report)
        click.get_current_context().exit(report.exit_code)
