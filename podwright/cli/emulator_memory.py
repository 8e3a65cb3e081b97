"""`podwright emulator show`, `export`, `import` and `snapshot`: what the clouds remember.

Owns the printing and the files that are written; the memory itself is `podwright/emulator/core/archive.py`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from podwright.cli.emulator_options import CLOUD, JSON, PROJECT, TYPE, YES, state_folder
from podwright.cli.invocation import Invocation
from podwright.cli.output import Column, count, print_json, print_table
from podwright.errors import InputError, Problem

if TYPE_CHECKING:
    from podwright.emulator.core.archive import Snapshot
    from podwright.emulator.listing import Shown

_SNAPSHOTS = (Column("NAME"), Column("MADE"), Column("RESOURCES", right=True), Column("BYTES", right=True))
_EXPORT = "podwright/emulator-export/v1"
_HIDDEN = "[secret]"


@click.command()
@click.argument("resource_id", metavar="ID")
@TYPE
@CLOUD
@PROJECT
@click.option("--show-secrets", is_flag=True, help="Print what is secret too.")
@JSON
@click.pass_obj
def show(
    invocation: Invocation,
    /,
    resource_id: str,
    *,
    type_token: str | None,
    cloud: str | None,
    project: str | None,
    show_secrets: bool,
    as_json: bool,
) -> None:
    """Show one resource whole, by id or name: what was asked for, what the cloud made of it, what needs it."""
    from podwright.emulator import listing
    from podwright.emulator.places import Places

    file = Places(state_folder(invocation)).cloud
    found = listing.show(file, resource_id, type_token=type_token, cloud=cloud, project=project)
    if not found:
        raise InputError(Problem(resource_id, "there is no such resource", fix="see podwright emulator ls for the ids"))
    documents = [_shown(each, show_secrets=show_secrets) for each in found]
    if as_json:
        print_json("emulator-show", {"resources": documents})
        return
    for number, document in enumerate(documents):
        click.echo(("\n" if number else "") + "\n".join(_lines(document)))


def _shown(each: Shown, *, show_secrets: bool) -> dict[str, Any]:
    record = each.record
    return {
        "cloud": each.cloud,
        "type": record.token,
        "id": each.id,
        "project": record.project,
        "name": record.name,
        "location": record.location,
        "created": record.created,
        "updated": record.updated,
        "inputs": _plain(record.inputs, show_secrets=show_secrets),
        "outputs": _plain(record.outputs, show_secrets=show_secrets),
        "needs": [{"property": path, "type": token, "id": key} for path, token, key in each.needs],
        "needed_by": [{"type": token, "id": key} for token, key in each.needed_by],
        "pending": [
            {
                "due": step.due.isoformat(timespec="seconds").replace("+00:00", "Z") if step.due else None,
                "after_seconds": step.transition.after_seconds,
                "outputs": _plain(step.transition.outputs, show_secrets=show_secrets),
            }
            for step in each.pending
        ],
    }


def _lines(document: dict[str, Any]) -> list[str]:
    lines = [f"{document['type']}  {document['id']}"]
    for key in ("cloud", "project", "name", "location", "created", "updated"):
        lines += [f"  {key + ':':<10}{document[key]}"] if document[key] else []
    for key in ("inputs", "outputs"):
        lines.append(f"  {key}:")
        lines += [
            f"    {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in sorted(document[key].items())
        ]
    lines += [f"  needs:    {each['property']} {each['id']}" for each in document["needs"]]
    lines += [f"  needed by: {each['type']} {each['id']}" for each in document["needed_by"]]
    for step in document["pending"]:
        when = f"at {step['due']}" if step["due"] else f"{step['after_seconds']:g} s after that"
        lines.append(f"  to come:  {when}: {json.dumps(step['outputs'], ensure_ascii=False)}")
    return lines


def _plain(value: Any, *, show_secrets: bool) -> Any:
    from podwright.emulator.core.wire import Secret

    if isinstance(value, Secret):
        return _plain(value.value, show_secrets=True) if show_secrets else _HIDDEN
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return {key: _plain(item, show_secrets=show_secrets) for key, item in members.items()}
    if isinstance(value, list):
        items = cast("list[Any]", value)
        return [_plain(item, show_secrets=show_secrets) for item in items]
    return value


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.pass_obj
def export_(invocation: Invocation, file: Path | None) -> None:
    """Write all that the clouds hold as one JSON document, to FILE or to standard output.

    Secrets are in it and can be read: keep it as you keep a state file.
    """
    from podwright.emulator.core.archive import dump
    from podwright.emulator.places import Places

    tables = dump(Places(state_folder(invocation)).cloud)
    if file is None:
        print_json("emulator-export", {"tables": tables})
        return
    text = json.dumps({"schema": _EXPORT, "tables": tables}, indent=2, ensure_ascii=False)
    file.touch(mode=0o600)
    file.write_text(text + "\n", "utf-8")
    click.echo(f"{count(len(tables['resources']), 'resource')} in {file}", err=True)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@YES
@JSON
@click.pass_obj
def import_(invocation: Invocation, file: Path, yes: bool, as_json: bool) -> None:
    """Replace all that the clouds hold by an exported document. Pulumi's state stays as it is."""
    from podwright.emulator.core.archive import load
    from podwright.emulator.places import Places

    try:
        document: Any = json.loads(file.read_text("utf-8"))
        tables = document["tables"] if document["schema"] == _EXPORT else None
    except (ValueError, KeyError, TypeError):
        tables = None
    if not isinstance(tables, dict):
        raise InputError(Problem(str(file), "is no export of the emulated clouds", fix="make one with emulator export"))
    folder = state_folder(invocation)
    if not yes:
        click.confirm(f"Replace everything in the emulated clouds of {folder}?", abort=True)
    number = load(Places(folder).cloud, tables)  # pyright: ignore[reportUnknownArgumentType]
    if as_json:
        print_json("emulator-import", {"resources": number})
    else:
        click.echo(f"{count(number, 'resource')} in the emulated clouds")


@click.group()
def snapshot() -> None:
    """Keep copies of the clouds by name, and put one back. Pulumi's state is not in them."""


@snapshot.command()
@click.argument("name")
@JSON
@click.pass_obj
def save(invocation: Invocation, name: str, as_json: bool) -> None:
    """Make a copy, over an older one of that name."""
    from podwright.emulator.core import archive
    from podwright.emulator.places import Places

    places = Places(state_folder(invocation))
    _print_snapshots([archive.save(places.cloud, places.snapshots, name)], as_json=as_json)


@snapshot.command()
@click.argument("name")
@YES
@JSON
@click.pass_obj
def restore(invocation: Invocation, name: str, yes: bool, as_json: bool) -> None:
    """Put a copy in the place of what the clouds hold now."""
    from podwright.emulator.core import archive
    from podwright.emulator.places import Places

    places = Places(state_folder(invocation))
    if not yes:
        click.confirm(f"Replace everything in the emulated clouds by {name}?", abort=True)
    _print_snapshots([archive.restore(places.cloud, places.snapshots, name)], as_json=as_json)


@snapshot.command()
@JSON
@click.pass_obj
def ls(invocation: Invocation, as_json: bool) -> None:
    """List the copies."""
    from podwright.emulator.core import archive
    from podwright.emulator.places import Places

    _print_snapshots(archive.snapshots(Places(state_folder(invocation)).snapshots), as_json=as_json)


def _print_snapshots(found: list[Snapshot], *, as_json: bool) -> None:
    if as_json:
        print_json("emulator-snapshots", {"snapshots": [asdict(each) for each in found]})
    elif found:
        rows = [(each.name, each.made, str(each.resources), str(each.size)) for each in found]
        print_table(_SNAPSHOTS, rows)
    else:
        click.echo("there is no snapshot", err=True)
