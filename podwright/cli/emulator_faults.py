"""`podwright emulator fault`: calls of the emulated clouds that are to fail.

Owns the printing; which call meets which fault is in `podwright/emulator/core/faults.py`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, cast

import click

from podwright.cli.emulator_options import CLOUD, JSON, state_folder
from podwright.cli.invocation import Invocation
from podwright.cli.output import Column, count, print_json, print_table
from podwright.errors import InputError, Problem

if TYPE_CHECKING:
    from podwright.emulator.core.faults import Fault, Verb

_VERBS = ("create", "read", "update", "delete", "check", "invoke")
_FAULTS = (
    Column("ID", right=True),
    Column("CLOUD"),
    Column("ON"),
    Column("ERROR"),
    Column("AFTER", right=True),
    Column("TIMES", right=True),
    Column("SEED", right=True),
    Column("TYPE", detail=True),
    Column("NAME", detail=True),
)
_ERROR = "429, 503, timeout, crash, crash-after, partial, lost-reply or slow:<duration>"


@click.group()
def fault() -> None:
    """Make calls fail, by name and count."""


@fault.command()
@click.argument("cloud")
@click.option("--on", "verb", type=click.Choice(_VERBS), required=True, help="Which call.")
@click.option("--error", required=True, metavar="ERROR", help=f"What happens: {_ERROR}.")
@click.option("--type", "type_glob", default="*", metavar="GLOB", help="Of which types, such as 'gcp:container/*'.")
@click.option("--name", "name_glob", default="*", metavar="GLOB", help="Of which resources, by name in the program.")
@click.option("--times", type=click.IntRange(min=1), default=1, show_default=True, help="How often.")
@click.option("--after", "skip", type=click.IntRange(min=0), default=0, help="How many matching calls pass first.")
@JSON
@click.pass_obj
def add(
    invocation: Invocation,
    /,
    cloud: str,
    *,
    verb: str,
    error: str,
    type_glob: str,
    name_glob: str,
    times: int,
    skip: int,
    as_json: bool,
) -> None:
    """Put a fault in force for the next matching calls.

    \b
    429, 503, timeout   refused in the cloud's words, nothing done
    lost-reply          done in the cloud, an error to the engine
    partial             done, reported as not ready: the state keeps it
    crash, crash-after  the server process dies before or after the write
    slow:5s             waits, then goes on

    \b
      podwright emulator fault add gcp --on create \\
          --type 'gcp:container/*' --times 2 --error 503
    """
    from podwright.emulator import control
    from podwright.emulator.core.faults import Fault

    made = Fault(
        control.check_cloud(cloud), cast("Verb", verb), _error(error), type_glob, name_glob, times=times, skip=skip
    )
    _print(control.add_faults(state_folder(invocation), [made]), as_json=as_json)


@fault.command()
@JSON
@click.pass_obj
def ls(invocation: Invocation, as_json: bool) -> None:
    """List the faults in force and how often each is still to happen."""
    from podwright.emulator.listing import list_faults
    from podwright.emulator.places import Places

    _print(list_faults(Places(state_folder(invocation)).cloud), as_json=as_json)


@fault.command()
@click.argument("ids", nargs=-1, type=int, required=True)
@JSON
@click.pass_obj
def rm(invocation: Invocation, ids: tuple[int, ...], as_json: bool) -> None:
    """Take faults away by id."""
    from podwright.emulator import control

    _print_removed(len(control.remove_faults(state_folder(invocation), ids)), as_json=as_json)


@fault.command()
@CLOUD
@JSON
@click.pass_obj
def clear(invocation: Invocation, cloud: str | None, as_json: bool) -> None:
    """Take all faults away, or those of one cloud."""
    from podwright.emulator import control

    _print_removed(control.clear_faults(state_folder(invocation), cloud), as_json=as_json)


@fault.command()
@click.argument("cloud")
@click.option("--seed", type=int, required=True, help="The same seed makes the same plan.")
@click.option("--count", "number", type=click.IntRange(1, 1000), default=5, show_default=True, help="How many faults.")
@click.option("--within", type=click.IntRange(min=1), default=50, show_default=True, help="Among how many calls.")
@click.option("--on", "verbs", type=click.Choice(_VERBS), multiple=True, help="Which calls; may repeat.")
@click.option("--error", "errors", multiple=True, metavar="ERROR", help=f"What happens; may repeat: {_ERROR}.")
@click.option("--type", "type_glob", default="*", metavar="GLOB", help="Of which types.")
@JSON
@click.pass_obj
def plan(
    invocation: Invocation,
    /,
    cloud: str,
    *,
    seed: int,
    number: int,
    within: int,
    verbs: tuple[str, ...],
    errors: tuple[str, ...],
    type_glob: str,
    as_json: bool,
) -> None:
    """Put a random plan of faults in force, the same for the same seed and options.

    Each fault meets one of the next --within calls of its kind. Without --on: create, update and delete. Without
    --error: 429, 503, timeout and lost-reply.
    """
    from podwright.emulator import control
    from podwright.emulator.core import faults

    try:
        made = faults.plan(
            seed,
            control.check_cloud(cloud),
            count=number,
            verbs=[cast("Verb", verb) for verb in verbs] or ("create", "update", "delete"),
            errors=[_error(error) for error in errors] or ("429", "503", "timeout", "lost-reply"),
            type_glob=type_glob,
            within=within,
        )
    except ValueError as error:
        raise InputError(Problem("emulator fault plan", str(error))) from error
    _print(control.add_faults(state_folder(invocation), made), as_json=as_json)


def _error(text: str) -> str:
    from podwright.emulator.core.faults import ERRORS, parse_error

    try:
        return parse_error(text)
    except ValueError as error:
        raise InputError(Problem("--error", "is no error", given=text, allowed=", ".join(ERRORS))) from error


def _print(faults: list[Fault], *, as_json: bool) -> None:
    if as_json:
        print_json("emulator-faults", {"faults": [asdict(each) for each in faults]})
    elif faults:
        print_table(_FAULTS, [_row(each) for each in faults])
    else:
        click.echo("no fault is in force", err=True)


def _row(each: Fault) -> tuple[str, ...]:
    seed = "-" if each.seed is None else str(each.seed)
    return (
        str(each.id),
        each.cloud,
        each.verb,
        each.error,
        str(each.skip),
        str(each.times),
        seed,
        each.type_glob,
        "-" if each.name_glob == "*" else each.name_glob,
    )


def _print_removed(number: int, *, as_json: bool) -> None:
    if as_json:
        print_json("emulator-removed", {"removed": number})
    else:
        click.echo(f"{count(number, 'fault')} taken away")
