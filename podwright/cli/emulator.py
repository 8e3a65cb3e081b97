"""`podwright emulator`: start, stop, empty and look into the emulated clouds of a project.

Owns the commands of the daemon and `ls`; the others have files of their own (`emulator_*.py`). Everything it shows
comes from `podwright/emulator/daemon.py`, which reads the clouds' file and so answers whether or not a daemon runs.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from podwright.cli.emulator_drift import drift
from podwright.cli.emulator_events import events
from podwright.cli.emulator_faults import fault
from podwright.cli.emulator_memory import export_, import_, show, snapshot
from podwright.cli.emulator_options import CLOUD, JSON, PROJECT, state_folder
from podwright.cli.emulator_preempt import preempt
from podwright.cli.emulator_quota import quota
from podwright.cli.emulator_supply import capacity, clock
from podwright.cli.invocation import Invocation
from podwright.cli.output import Column, count, print_json, print_table
from podwright.emulator.ui.command import ui

if TYPE_CHECKING:
    from podwright.emulator.daemon import DaemonInfo
    from podwright.emulator.listing import ResourceLine

_RESOURCES = (Column("TYPE"), Column("NAME"), Column("LOCATION"), Column("PROJECT"), Column("ID", detail=True))


@click.group()
def emulator() -> None:
    """Control the emulated clouds of this project.

    They keep their own memory, apart from Pulumi's state, in .podwright/emulated. Every podwright command that needs
    them starts them by itself.
    """


@emulator.command()
@JSON
@click.pass_obj
def start(invocation: Invocation, as_json: bool) -> None:
    """Start the daemon, or say where it runs already."""
    from podwright.emulator import daemon

    _print_running(daemon.start(state_folder(invocation)), as_json=as_json)


@emulator.command()
@JSON
@click.pass_obj
def stop(invocation: Invocation, as_json: bool) -> None:
    """Stop the daemon; the clouds keep what is in them."""
    from podwright.emulator import daemon

    stopped = daemon.stop(state_folder(invocation))
    if as_json:
        print_json("emulator-stop", {"stopped": stopped})
    else:
        click.echo("stopped" if stopped else "not running")


@emulator.command()
@JSON
@click.pass_obj
def status(invocation: Invocation, as_json: bool) -> None:
    """Say whether the daemon runs, on which ports, and how much the clouds hold."""
    from podwright.emulator import daemon

    found = daemon.status(state_folder(invocation))
    if as_json:
        print_json(
            "emulator-status",
            {
                "folder": str(found.folder),
                "running": _running(found.running) if found.running else None,
                "resources": found.resources,
                "permanent": found.permanent,
            },
        )
        return
    click.echo(_where(found.running) if found.running else "not running")
    click.echo(f"{count(found.resources, 'resource')}, {found.permanent} that no cloud deletes, in {found.folder}")


@emulator.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@JSON
@click.pass_obj
def reset(invocation: Invocation, yes: bool, as_json: bool) -> None:
    """Empty the clouds and forget the Pulumi state that describes them.

    Stops the daemon. What the stack files say stays; the next run starts from nothing.
    """
    from podwright.emulator import daemon

    folder = state_folder(invocation)
    if not yes:
        found = daemon.status(folder)
        click.confirm(
            f"Delete {count(found.resources, 'emulated resource')} and all Pulumi state in {folder}?", abort=True
        )
    daemon.reset(folder)
    if as_json:
        print_json("emulator-reset", {"folder": str(folder)})
    else:
        click.echo("the emulated clouds are empty")


@emulator.command()
@PROJECT
@click.option("--type", "type_token", metavar="TOKEN", help="Only this type, such as gcp:compute/network:Network.")
@CLOUD
@JSON
@click.pass_obj
def ls(
    invocation: Invocation, /, project: str | None, type_token: str | None, *, cloud: str | None, as_json: bool
) -> None:
    """List what is in the clouds, names and places only.

    Key rings, keys and quota preferences stand apart: no cloud deletes them, so they are there after a destroy too.
    """
    from podwright.emulator import daemon

    found = daemon.ls(state_folder(invocation), project=project, type_token=type_token, cloud=cloud)
    if as_json:
        print_json(
            "emulator-ls",
            {
                "resources": [asdict(line) for line in found.resources],
                "permanent": [asdict(line) for line in found.permanent],
            },
        )
        return
    if found.resources:
        print_table(_RESOURCES, [_resource(line) for line in found.resources])
    else:
        click.echo("the emulated clouds are empty", err=True)
    if found.permanent:
        click.echo(f"\n{len(found.permanent)} that no cloud deletes:", err=True)
        print_table(_RESOURCES, [_resource(line) for line in found.permanent])


def _print_running(info: DaemonInfo, *, as_json: bool) -> None:
    if as_json:
        print_json("emulator-start", _running(info))
    else:
        click.echo(_where(info))


def _running(info: DaemonInfo) -> dict[str, object]:
    return {"pid": info.pid, "providers": dict(info.providers), "started_at": info.started_at}


def _where(info: DaemonInfo) -> str:
    ports = ", ".join(f"{package} on 127.0.0.1:{port}" for package, port in info.providers.items())
    return f"running since {info.started_at}, process {info.pid}: {ports}"


def _resource(line: ResourceLine) -> tuple[str, ...]:
    return line.type, line.name, line.location or "-", line.project or "-", line.id


for command in (quota, fault, clock, capacity, preempt, drift, show, export_, import_, snapshot, events, ui):
    emulator.add_command(command)
