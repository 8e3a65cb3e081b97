"""`podwright emulator clock` and `capacity`: the clouds' time, and what there is of machines.

Owns the printing; both are kept in the clouds' memory (`core/clock.py`, `core/capacity.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from podwright.cli.emulator_options import CLOUD, JSON, state_folder
from podwright.cli.invocation import Invocation
from podwright.cli.output import Column, count, print_json, print_table
from podwright.errors import InputError, Problem

if TYPE_CHECKING:
    from podwright.emulator.core.capacity import StockLine

_STOCK = (
    Column("CLOUD"),
    Column("PLACE"),
    Column("WHAT"),
    Column("TOTAL", right=True),
    Column("TAKEN", right=True),
    Column("FREE", right=True),
    Column("HELD BY", detail=True),
)


@click.group()
def clock() -> None:
    """Look at the clouds' own time, or move it forward.

    It is the real time plus what it was moved by. What waits in the clouds (a TPU in a queue, a quota request, a
    reservation) happens when its time comes, at the next call or when the clock is moved.
    """


@clock.command("show")
@JSON
@click.pass_obj
def clock_show(invocation: Invocation, as_json: bool) -> None:
    """Print the clouds' time and how far it is ahead."""
    from podwright.emulator import control

    now, ahead = control.now(state_folder(invocation))
    _print_clock(now, ahead, None, as_json=as_json)


@clock.command("advance")
@click.argument("duration")
@JSON
@click.pass_obj
def clock_advance(invocation: Invocation, duration: str, as_json: bool) -> None:
    """Move the clouds' time forward by 90s, 2h or 1h30m."""
    from podwright.emulator import control
    from podwright.emulator.core.clock import seconds_of

    try:
        seconds = seconds_of(duration)
    except ValueError as error:
        raise InputError(Problem("DURATION", "is no duration", given=duration, fix="write 90s, 2h or 1h30m")) from error
    folder = state_folder(invocation)
    now, happened = control.advance_clock(folder, seconds)
    _print_clock(now, control.now(folder)[1], happened, as_json=as_json)


@clock.command("set")
@click.argument("moment")
@JSON
@click.pass_obj
def clock_set(invocation: Invocation, moment: str, as_json: bool) -> None:
    """Move the clouds' time forward to a moment, such as 2027-01-31T12:00:00Z."""
    from podwright.emulator import control

    try:
        wanted = datetime.fromisoformat(moment)
    except ValueError as error:
        raise InputError(Problem("MOMENT", "is no time", given=moment, fix="write 2027-01-31T12:00:00Z")) from error
    folder = state_folder(invocation)
    now, happened = control.set_clock(folder, wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC))
    _print_clock(now, control.now(folder)[1], happened, as_json=as_json)


def _print_clock(now: datetime, ahead: float, happened: int | None, *, as_json: bool) -> None:
    from podwright.emulator.core.clock import duration_text

    text = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    if as_json:
        document = {"now": text, "ahead_seconds": ahead, "happened": happened}
        print_json("emulator-clock", document)
        return
    click.echo(f"{text}, {duration_text(ahead)} ahead of the real time" if ahead else f"{text}, the real time")
    if happened is not None:
        click.echo(f"{count(happened, 'thing')} happened")


@click.group()
def capacity() -> None:
    """Look at what there is of machines and accelerators, or make it short.

    What is not set is without limit. A request must fit into quota and into capacity.
    """


@capacity.command("set")
@click.argument("cloud")
@click.argument("place")
@click.argument("what")
@click.argument("amount")
@JSON
@click.pass_obj
def capacity_set(invocation: Invocation, /, cloud: str, place: str, what: str, amount: str, *, as_json: bool) -> None:
    """Set how many of a machine type or accelerator there are in a place.

    AMOUNT is a number, or "unlimited". It may be less than what is taken: nobody loses anything, nobody gets more.

    \b
      podwright emulator capacity set gcp europe-west4-a ct6e-standard-4t 0
    """
    from podwright.emulator import control

    if amount != "unlimited" and not amount.isdigit():
        raise InputError(Problem("AMOUNT", "is no amount", given=amount, allowed="a number, or unlimited"))
    number = None if amount == "unlimited" else int(amount)
    line = control.set_stock(state_folder(invocation), cloud, place, what, number)
    _print_stock([line], as_json=as_json)


@capacity.command("ls")
@CLOUD
@JSON
@click.pass_obj
def capacity_ls(invocation: Invocation, cloud: str | None, as_json: bool) -> None:
    """List what is set and what is taken."""
    from podwright.emulator.listing import list_stock
    from podwright.emulator.places import Places

    _print_stock(list_stock(Places(state_folder(invocation)).cloud, cloud=cloud), as_json=as_json)


@capacity.command("clear")
@CLOUD
@JSON
@click.pass_obj
def capacity_clear(invocation: Invocation, cloud: str | None, as_json: bool) -> None:
    """Take every limit away, or those of one cloud."""
    from podwright.emulator import control

    number = control.clear_stock(state_folder(invocation), cloud)
    if as_json:
        print_json("emulator-removed", {"removed": number})
    else:
        click.echo(f"{count(number, 'limit')} taken away")


def _print_stock(lines: list[StockLine], *, as_json: bool) -> None:
    if as_json:
        print_json("emulator-capacity", {"stock": [_stock_json(line) for line in lines]})
    elif lines:
        print_table(_STOCK, [_stock(line) for line in lines])
    else:
        click.echo("everything is without limit, and nothing is taken", err=True)


def _stock(line: StockLine) -> tuple[str | list[str], ...]:
    total = "unlimited" if line.total is None else str(line.total)
    free = "unlimited" if line.total is None else str(max(line.total - line.taken, 0))
    holders = [f"{amount} {resource_id}" for _, resource_id, amount in line.holders] or ["-"]
    return line.cloud, line.place, line.what, total, str(line.taken), free, holders


def _stock_json(line: StockLine) -> dict[str, object]:
    holders = [{"type": token, "id": resource_id, "amount": amount} for token, resource_id, amount in line.holders]
    return {
        "cloud": line.cloud,
        "place": line.place,
        "what": line.what,
        "total": line.total,
        "taken": line.taken,
        "holders": holders,
    }
