"""When GKE may touch a cluster: weekly windows and times without upgrades, as the API writes them.

Owns the form of times and Google's rule of how much maintenance a cluster must allow. Source: Google Cloud
documentation "Maintenance windows and exclusions" (2026-11): 48 hours in any 32 days, in windows of four or more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from podwright.errors import Problem

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SCOPES = ("NO_UPGRADES", "NO_MINOR_UPGRADES", "NO_MINOR_OR_NODE_UPGRADES")
LEAST_HOURS_A_WINDOW = 4
_HOURS_A_DAY = 24
_LEAST_HOURS, _WEEKS = 48, 4
"""32 days have each day of the week at least four times."""
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
"""Where every window begins; fixed, so that the same spec is the same window for ever."""


@dataclass(frozen=True, slots=True)
class Window:
    """A recurring window in the words of the GKE API."""

    start: str
    end: str
    recurrence: str


def recurring_window(start: str, hours: int, days: Sequence[str]) -> Window:
    """The window of `hours` from `start` (UTC) on the given days; expects what `check_window` found nothing wrong with.

    The first occurrence is on the first of the days, because a rule counts from there.
    """
    ordered = [day for day in WEEKDAYS if day in days]
    hour, minute = (int(part) for part in start.split(":"))
    first = _MONDAY + timedelta(days=WEEKDAYS.index(ordered[0]) if ordered else 0, hours=hour, minutes=minute)
    rule = f"FREQ=WEEKLY;BYDAY={','.join(ordered)}" if ordered else "FREQ=DAILY"
    return Window(_zulu(first), _zulu(first + timedelta(hours=hours)), rule)


def check_window(start: str, hours: int, days: Sequence[str]) -> list[Problem]:
    """Why a window cannot be (subjects `maintenance.start`, `.hours`, `.days`)."""
    found: list[Problem] = []
    if not _TIME.fullmatch(start):
        what = f'"{start}" is no time of a day'
        found.append(
            Problem("maintenance.start", what, start, "00:00 to 23:59, UTC", 'write hours and minutes: "02:00"')
        )
    wrong = [day for day in days if day not in WEEKDAYS]
    if wrong:
        what = f"{', '.join(wrong)} is no day of the week"
        found.append(Problem("maintenance.days", what, ", ".join(days), ", ".join(WEEKDAYS), None))
    if not LEAST_HOURS_A_WINDOW <= hours <= _HOURS_A_DAY:
        allowed = f"{LEAST_HOURS_A_WINDOW} to {_HOURS_A_DAY}"
        found.append(Problem("maintenance.hours", f"a window cannot last {hours} hours", str(hours), allowed, None))
    elif not wrong and hours * len(set(days) or WEEKDAYS) * _WEEKS < _LEAST_HOURS:
        found.append(_too_little(hours, len(set(days)) or len(WEEKDAYS)))
    return found


def _too_little(hours: int, days: int) -> Problem:
    needed = -(-_LEAST_HOURS // (_WEEKS * days))
    offered = hours * days * _WEEKS
    what = f"the windows offer {offered} hours in 32 days, GKE demands {_LEAST_HOURS}"
    return Problem("maintenance.hours", what, str(hours), None, f"write hours: {needed}, or add days")


def check_exclusion(name: str, start: str, end: str, scope: str) -> list[Problem]:
    """Why a time without upgrades cannot be (subjects `maintenance.exclusions.<name>.start`, `.end`, `.scope`)."""
    place = f"maintenance.exclusions.{name}"
    moments = {key: _moment(text) for key, text in (("start", start), ("end", end))}
    allowed = "RFC 3339 in UTC, such as 2026-12-18T00:00:00Z"
    found = [
        Problem(f"{place}.{key}", f'"{text}" is no moment', text, allowed, None)
        for key, text in (("start", start), ("end", end))
        if moments[key] is None
    ]
    first, last = moments["start"], moments["end"]
    if first and last and last <= first:
        found.append(Problem(f"{place}.end", f"the exclusion ends before it begins, at {start}", end, None, None))
    if scope not in SCOPES:
        found.append(Problem(f"{place}.scope", f'"{scope}" is no scope', scope, ", ".join(SCOPES), None))
    return found


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _zulu(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
