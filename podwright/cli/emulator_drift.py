"""`podwright emulator drift`: changes behind Pulumi's back.

Owns the printing and the reading of values; what a change may be is in `podwright/emulator/core/drift.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podwright.cli.emulator_options import JSON, PROJECT, TYPE, assignments, state_folder
from podwright.cli.invocation import Invocation
from podwright.cli.output import print_json
from podwright.errors import InputError, Problem

if TYPE_CHECKING:
    from podwright.emulator.core.store import Record

_FORCE = click.option("--force", is_flag=True, help="Ask neither the SDK's types nor the cloud's rules.")


@click.group()
def drift() -> None:
    """Change the clouds as somebody at the console would: Pulumi's state does not know.

    A refresh, or a preview with --refresh, sees it.
    """


@drift.command("set")
@click.argument("resource_id", metavar="ID")
@click.argument("pairs", metavar="PATH=VALUE...", nargs=-1, required=True)
@TYPE
@PROJECT
@_FORCE
@JSON
@click.pass_obj
def drift_set(
    invocation: Invocation,
    /,
    resource_id: str,
    pairs: tuple[str, ...],
    *,
    type_token: str | None,
    project: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Change properties of a resource, by id or name.

    Names are those of the wire (autoCreateSubnetworks). Values are JSON where they are such, else text; null takes a
    property away.

    \b
      podwright emulator drift set projects/lab/global/networks/net mtu=1460
      podwright emulator drift set pool 'nodeConfig.labels["team"]=ml'
    """
    from podwright.emulator import control

    changes = assignments(pairs, "PATH=VALUE")
    target = resource_id, type_token
    record = control.drift_set(state_folder(invocation), target, changes, project=project, force=force)
    _print(record, "changed", as_json=as_json)


@drift.command("delete")
@click.argument("resource_id", metavar="ID")
@TYPE
@PROJECT
@_FORCE
@JSON
@click.pass_obj
def drift_delete(
    invocation: Invocation,
    /,
    resource_id: str,
    *,
    type_token: str | None,
    project: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Delete a resource, by id or name, if the cloud allows it."""
    from podwright.emulator import control

    target = resource_id, type_token
    record = control.drift_delete(state_folder(invocation), target, project=project, force=force)
    _print(record, "deleted", as_json=as_json)


@drift.command("create")
@click.argument("token", metavar="TYPE")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--set", "pairs", multiple=True, metavar="PATH=VALUE", help="A property; may repeat.")
@click.option("--name", default="drift", show_default=True, help="Where the cloud's name is made up, its beginning.")
@click.option("--project", metavar="ID", help="The account: project, subscription, tenancy.")
@click.option("--region", help="The region, where the inputs do not say.")
@click.option("--zone", help="The zone, where the inputs do not say.")
@JSON
@click.pass_obj
def drift_create(
    invocation: Invocation,
    /,
    token: str,
    file: Path | None,
    *,
    pairs: tuple[str, ...],
    name: str,
    project: str | None,
    region: str | None,
    zone: str | None,
    as_json: bool,
) -> None:
    """Make a resource that no Pulumi state knows, from a JSON file of its inputs or from --set.

    \b
      podwright emulator drift create gcp:compute/network:Network \\
          --project lab --set name=shadow
    """
    from podwright.emulator import control
    from podwright.emulator.core.cloud import Scope
    from podwright.emulator.core.drift import put, steps_of

    inputs = _inputs(file)
    for path, value in assignments(pairs, "--set"):
        put(inputs, steps_of(path), value)
    record = control.drift_create(state_folder(invocation), token, name, inputs, Scope(project, region, zone))
    _print(record, "made", as_json=as_json)


def _inputs(file: Path | None) -> dict[str, object]:
    if file is None:
        return {}
    try:
        read: Any = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise InputError(Problem(str(file), "is no JSON", given=str(error))) from error
    if not isinstance(read, dict):
        raise InputError(Problem(str(file), "is no JSON object of a resource's inputs"))
    return dict(read)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def _print(record: Record, what: str, *, as_json: bool) -> None:
    from podwright.emulator.listing import seen_id

    shown = seen_id(record.token.partition(":")[0], record.project, record.id)
    if as_json:
        print_json("emulator-drift", {"done": what, "type": record.token, "id": shown, "name": record.name})
    else:
        click.echo(f"{what}: {record.token} {shown}")
