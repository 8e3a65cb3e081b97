"""`podwright emulator events`: every call that the clouds were asked, one line each.

Owns the printing; the calls are written down by `podwright/emulator/core/events.py`.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from podwright.cli.emulator_options import CLOUD, state_folder
from podwright.cli.invocation import Invocation
from podwright.cli.output import print_json

if TYPE_CHECKING:
    from podwright.emulator.core.events import EventLine

_FOLLOW_SECONDS = 0.3


@click.command()
@click.option("--follow", "-f", is_flag=True, help="Go on with new calls until interrupted.")
@click.option("--last", type=click.IntRange(min=0), default=20, show_default=True, help="How many of the past ones.")
@CLOUD
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document; with --follow, one for each call.")
@click.pass_obj
def events(invocation: Invocation, /, follow: bool, last: int, *, cloud: str | None, as_json: bool) -> None:
    """Print the calls that the clouds were asked, one line for each.

    Times are real ones. The last ten thousand calls are kept.
    """
    from podwright.emulator import listing

    folder = state_folder(invocation)
    found = listing.events(folder)
    after = found[-1].number if found else 0
    shown = [line for line in found if cloud in (None, line.event.cloud)]
    shown = shown[len(shown) - min(last, len(shown)) :]
    if as_json and not follow:
        print_json("emulator-events", {"events": [_event_json(line) for line in shown]})
        return
    _print_events(shown, as_json=as_json)
    while follow:
        time.sleep(_FOLLOW_SECONDS)
        new = listing.events(folder, after=after)
        after = new[-1].number if new else after
        _print_events([line for line in new if cloud in (None, line.event.cloud)], as_json=as_json)


def _print_events(lines: list[EventLine], *, as_json: bool) -> None:
    for line in lines:
        if as_json:
            document = {"schema": "podwright/emulator-events/v1", "events": [_event_json(line)]}
            click.echo(json.dumps(document, ensure_ascii=False))
            continue
        event = line.event
        moment, took = event.time.replace("T", " ").rstrip("Z"), f"{event.milliseconds:.1f} ms"
        what = " ".join(part for part in (event.token, event.name) if part)
        click.echo(f"{moment}  {event.outcome:<10} {took:>10}  {event.cloud} {event.verb} {what}".rstrip())
        if event.message:
            click.echo(f"    {event.message}")


def _event_json(line: EventLine) -> dict[str, object]:
    return {"number": line.number, **asdict(line.event)}
