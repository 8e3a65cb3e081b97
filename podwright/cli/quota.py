"""`podwright quota`: what the stacks need of the clouds' quotas, and what a person must still ask for."""

from __future__ import annotations

from collections.abc import Sequence

import click

from podwright.cli.invocation import Invocation
from podwright.cli.output import Column, count, print_json, print_table
from podwright.fleet.discovery import discover, find_project
from podwright.fleet.quotas import StackQuotas, fleet_quotas
from podwright.fleet.selectors import select

_COLUMNS = (
    Column("STACK"),
    Column("PLACE", detail=True),
    Column("QUOTA"),
    Column("NEEDED", right=True),
    Column("STATED", right=True),
    Column("UNIT"),
    Column("TO DO"),
)


@click.command()
@click.argument("selectors", nargs=-1, metavar="[STACK|KEY=VALUE]...")
@click.option("--all", "everything", is_flag=True, help="All stacks; the default where no stack is named.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.pass_obj
def quota(invocation: Invocation, selectors: Sequence[str], everything: bool, as_json: bool) -> None:
    """Show what the stacks need of the clouds' quotas, and what a person must ask for.

    Read from stack files; no cloud is asked. Stated is what the stack asks for itself (Google Cloud) or what its file
    says is granted (the other clouds). What no program can ask for is listed below the table with the exact request.
    """
    fleet = discover(find_project(invocation.directory))
    found = fleet_quotas(fleet, select(fleet, selectors, everything=everything or not selectors))
    if as_json:
        print_json("quota", {"stacks": [each.as_json() for each in found]})
        return
    print_table(_COLUMNS, [row for each in found for row in _rows(each)])
    actions = [(each.stack, line) for each in found for line in each.actions]
    click.echo(f"\n{count(len(actions), 'request')} for a person")
    for stack, line in actions:
        click.echo(f"\n{stack}, {line.place}, {line.quota}:\n  {line.action}")


def _rows(quotas: StackQuotas) -> list[tuple[str, ...]]:
    return [
        (
            quotas.stack,
            line.place,
            line.quota,
            str(line.needed),
            "-" if line.stated is None else str(line.stated),
            line.unit,
            "ask" if line.action else "-",
        )
        for line in quotas.lines
    ]
