"""`podwright doctor`, `env`, `exec` and `engine`: what this machine has, and plain `pulumi` on these clouds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from podwright.cli.invocation import Invocation
from podwright.cli.output import Column, print_json, print_table
from podwright.engine.shells import SHELLS, default_shell, export_lines
from podwright.errors import ExitCode

COMMAND_NOT_FOUND = 127
"""What a shell answers for a command that does not exist."""

_LIVE = click.option("--live", is_flag=True, help="The real clouds, with your own backend and credentials.")


def _say(line: str) -> None:
    """Progress goes to standard error: standard output is for the shell or for JSON."""
    click.echo(f"podwright: {line}", err=True)


def _environment(directory: Path, *, live: bool) -> dict[str, str]:
    """The variables to set; on the emulated cloud it is started and the project's stacks exist afterwards."""
    from podwright.engine.environment import emulated_environment, live_environment
    from podwright.engine.install import ensure_engine
    from podwright.engine.project import emulated_folder, load_project, project_root
    from podwright.engine.stacks import ensure_stacks

    root = project_root(directory)
    if live:
        from podwright.engine.own_shell import require_own_shell

        require_own_shell(os.environ)
    engine = ensure_engine(_say)
    if live:
        return live_environment(root, engine)
    from podwright.emulator import daemon

    variables = emulated_environment(root, engine, daemon.start(emulated_folder(root).path))
    ensure_stacks(load_project(root).stacks(), variables, root)
    return variables


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.pass_obj
def doctor(invocation: Invocation, as_json: bool) -> int:
    """Report what this machine has and lacks: engine, SDKs, project, emulator, disk.

    Nothing is installed or started. Exit code 1 where something is missing.
    """
    from podwright.engine.doctor import examine

    checks = examine(invocation.directory)
    good = all(check.ok for check in checks)
    if as_json:
        print_json("doctor", {"ok": good, "checks": [check.as_json() for check in checks]})
    else:
        columns = (Column("CHECK"), Column("STATUS"), Column("DETAIL", detail=True))
        print_table(columns, [(check.name, "ok" if check.ok else "problem", check.detail) for check in checks])
        for check in checks:
            if check.fix is not None:
                click.echo(f"{check.name}: {check.fix}")
    return int(ExitCode.OK if good else ExitCode.FAILED)


@click.command()
@click.option("--shell", type=click.Choice(SHELLS), default=default_shell, help="Whose syntax; your own by default.")
@_LIVE
@click.pass_obj
def env(invocation: Invocation, shell: str, live: bool) -> None:
    """Print the environment in which plain pulumi commands work on this project.

    \b
      eval "$(podwright env)"              bash, zsh
      podwright env | source               fish
      podwright env | Out-String | iex     PowerShell

    Without --live that is the emulated cloud, which is started, with every stack of the project made in its state.
    """
    for line in export_lines(_environment(invocation.directory, live=live), shell):
        click.echo(line)


@click.command("exec", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@_LIVE
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND [ARGUMENT]...")
@click.pass_obj
def exec_(invocation: Invocation, live: bool, command: Sequence[str]) -> int:
    """Run one command in that environment; its exit code is passed on.

    \b
      podwright exec -- pulumi up -s gcp-us-east5
    """
    variables = _environment(invocation.directory, live=live)
    os.chdir(invocation.directory)
    try:
        os.execvpe(command[0], list(command), {**os.environ, **variables})  # noqa: S606 - becoming it is the point
    except OSError as error:
        click.echo(f"podwright: {command[0]} cannot be run: {error.strerror}", err=True)
        return COMMAND_NOT_FOUND


@click.group()
def engine() -> None:
    """The Pulumi engine that podwright runs."""


@engine.command()
def install() -> None:
    """Find the engine, or download or build it; print its path."""
    from podwright.engine.install import ensure_engine

    click.echo(ensure_engine(_say).path)


@engine.command()
def path() -> int:
    """Print the path of the engine that would be used; exit code 1 where there is none."""
    from podwright.engine.locate import find_engine

    found = find_engine()
    if found is None:
        click.echo("podwright: there is no engine yet; run podwright engine install", err=True)
        return int(ExitCode.FAILED)
    click.echo(found.path)
    return int(ExitCode.OK)
