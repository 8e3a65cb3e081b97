"""`podwright emulator preempt`: spot machines that a cloud takes back.

Owns the printing; what is left of each kind of resource is its cloud's business
(`podwright/emulator/core/preemption.py`).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from podwright.cli.emulator_options import JSON, state_folder
from podwright.cli.invocation import Invocation
from podwright.cli.output import Column, print_json, print_table
from podwright.errors import InputError, Problem

if TYPE_CHECKING:
    from podwright.emulator.core.preemption import Preempted

_LOST = (Column("NAME"), Column("WHERE"), Column("LEFT"), Column("TYPE", detail=True), Column("ID", detail=True))


@click.command()
@click.argument("cloud")
@click.argument("resource_id", metavar="[ID]", required=False)
@click.option("--zone", "place", metavar="ZONE", help="Only machines in this place, as capacity ls calls it.")
@click.option("--type", "type_glob", metavar="GLOB", help="Of which types; without an ID, all that match.")
@JSON
@click.pass_obj
def preempt(
    invocation: Invocation,
    /,
    cloud: str,
    resource_id: str | None,
    *,
    place: str | None,
    type_glob: str | None,
    as_json: bool,
) -> None:
    """Take spot machines back, as the cloud does when others pay more.

    Of one resource, by id or name, or of all in a zone. What is left is the cloud's own way: a machine is stopped or
    deleted, nodes of a pool come back when quota and capacity allow it. A refresh sees it.

    \b
      podwright emulator preempt gcp workers
      podwright emulator preempt gcp --zone europe-west4-a \\
          --type 'gcp:container/*'
    """
    from podwright.emulator import control

    if resource_id is None and place is None and type_glob is None:
        raise InputError(Problem("emulator preempt", "nothing is named", fix="give an ID, --zone or --type"))
    lost = control.preempt(state_folder(invocation), cloud, text=resource_id, types=type_glob or "*", place=place)
    if as_json:
        print_json("emulator-preempt", {"preempted": [asdict(each) for each in lost]})
    elif lost:
        print_table(_LOST, [_row(each) for each in lost])
    else:
        click.echo("no spot machine runs there", err=True)


def _row(each: Preempted) -> tuple[str, ...]:
    return each.name, ", ".join(each.places), each.left, each.type, each.id
