"""`podwright ls` and `podwright check`: looking at the fleet without starting anything."""

from __future__ import annotations

from collections.abc import Sequence

import click

from podwright.cli.invocation import Invocation
from podwright.cli.output import Column, count, print_json, print_problems, print_table
from podwright.errors import ExitCode
from podwright.fleet.checks import check_fleet
from podwright.fleet.discovery import discover, find_project
from podwright.fleet.listing import StackLine, listing
from podwright.fleet.selectors import select

_COLUMNS = (
    Column("STACK"),
    Column("KIND"),
    Column("CLOUD"),
    Column("REGION"),
    Column("COUNTRY"),
    Column("ACCELERATORS", detail=True),
    Column("CHIPS", right=True),
    Column("GPUS", right=True),
    Column("DEPENDS ON", detail=True, labelled=True),
)
_SELECTORS = click.argument("selectors", nargs=-1, metavar="[STACK|KEY=VALUE]...")
_ALL = click.option("--all", "everything", is_flag=True, help="All stacks; the default where no stack is named.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


@click.command()
@_SELECTORS
@_ALL
@_JSON
@click.pass_obj
def ls(invocation: Invocation, selectors: Sequence[str], everything: bool, as_json: bool) -> None:
    """List the stacks of the fleet: where each is, what it holds, what it waits for.

    \b
    Stacks are chosen by name, by pattern, or by what their specs say:
      podwright ls 'gcp-*' country=NL environment=prod

    A stack whose file is wrong is listed with what could be read; podwright check says what is wrong.
    """
    fleet = discover(find_project(invocation.directory))
    lines = listing(select(fleet, selectors, everything=everything or not selectors))
    if as_json:
        print_json("ls", {"stacks": [line.as_json() for line in lines]})
        return
    print_table(_COLUMNS, [_row(line) for line in lines])
    broken = [line.name for line in lines if line.errors]
    if broken:
        click.echo(f"{count(len(broken), 'stack')} with errors: {', '.join(broken)}; see podwright check", err=True)


def _row(line: StackLine) -> tuple[str | list[str], ...]:
    place = (line.kind or "?", line.cloud or "?", line.region or "-", line.country or "-")
    groups = [group.text for group in (*line.groups, *line.gpu_groups)] or ["-"]
    return (line.name, *place, groups, str(line.chips), str(line.gpus), " ".join(line.depends_on) or "-")


@click.command()
@_SELECTORS
@_ALL
@_JSON
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.pass_obj
def check(invocation: Invocation, selectors: Sequence[str], everything: bool, as_json: bool, strict: bool) -> ExitCode:
    """Check stacks offline: shapes, zones, capacity, address ranges, quotas, dependencies.

    Needs no engine, no account and no network, and reports every mistake at once, each with file and line. Selected
    stacks are checked against the whole fleet.

    \b
    Problems are what this command is for, so they go to standard output.
    Exit codes: 0 nothing wrong, or only warnings; 2 at least one error (with --strict also for warnings).
    """
    report = check_fleet(find_project(invocation.directory), selectors, everything=everything or not selectors)
    failed = bool(report.errors or (strict and report.warnings))
    if as_json:
        document = {
            "ok": not failed,
            "stacks": [{"name": stack.name, "file": stack.file} for stack in report.stacks],
            "problems": [problem.as_json() for problem in report.problems],
        }
        print_json("check", document)
        return ExitCode.USAGE if failed else ExitCode.OK
    print_problems(report.problems)
    for line in listing(report.stacks):
        if not report.of(line.stack):
            click.echo(f"{line.name}: ok{f', {line.summary}' if line.summary else ''}")
    total = count(len(report.stacks), "stack")
    found = [count(len(report.errors), "error")]
    found += [count(len(report.warnings), "warning")] if report.warnings else []
    click.echo(f"{total} checked, {', '.join(found)}")
    return ExitCode.USAGE if failed else ExitCode.OK
