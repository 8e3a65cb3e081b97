"""Prints the end of a run: a table of the stacks, then policies, problems and what is left to a person in full."""

from __future__ import annotations

import click

from podwright.cli.output import Column, print_problems, print_table
from podwright.fleet.report import RunReport
from podwright.fleet.summary_text import HEADINGS, action_lines, closing_line, policy_lines, summary_rows

_NUMBERS = frozenset({"created", "updated", "replaced", "deleted", "time"})
_DETAILS = frozenset({"policies"})


def print_summary(report: RunReport) -> None:
    """The whole summary on standard output."""
    click.echo()
    print_table(
        [Column(title, title in _NUMBERS, title in _DETAILS, labelled=True) for title in HEADINGS], summary_rows(report)
    )
    problems = [problem for stack in report.stacks for problem in stack.problems]
    policies = policy_lines(report.stacks)
    if problems or policies:
        click.echo()
    for line in policies:
        click.echo(line)
    print_problems(problems)
    for number, line in enumerate(action_lines(report.stacks)):
        click.echo(line if number else f"\n{line}")
    click.echo(f"\n{closing_line(report)}")
