"""What the page shows, as one JSON document made from the clouds' files.

Owns the grouping of resources by cloud, account and place. No property value is in it, so no secret. It reads and never
writes, and works whether or not a daemon runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from podwright.emulator import daemon, listing
from podwright.emulator.core.clock import duration_text
from podwright.emulator.core.events import EventLine
from podwright.emulator.core.faults import Fault
from podwright.emulator.listing import QuotaLine, ResourceLine
from podwright.emulator.places import Places

PER_PLACE = 200
"""So many resources of one place are shown; the rest is counted."""
LAST_CALLS = 50

Json = dict[str, object]


def document(folder: Path) -> Json:
    """Everything on the page; `folder` is the state folder, which need not exist."""
    places = Places(folder)
    found, running = listing.list_resources(places.cloud), daemon.status(folder).running
    ahead = listing.clock_offset(places.cloud)
    return {
        "folder": str(folder),
        "running": running is not None,
        "providers": dict(running.providers) if running else {},
        "clock": duration_text(ahead) if ahead else None,
        "resources": len(found.resources) + len(found.permanent),
        "clouds": _tree(found.resources, found.permanent),
        "quotas": [_quota(line) for line in listing.list_quotas(places.cloud)],
        "stock": [
            {"cloud": line.cloud, "place": line.place, "what": line.what, "total": line.total, "taken": line.taken}
            for line in listing.list_stock(places.cloud)
        ],
        "faults": [_fault(line) for line in listing.list_faults(places.cloud)],
        "calls": [_call(line) for line in reversed(listing.events(folder, last=LAST_CALLS))],
    }


def _tree(resources: Sequence[ResourceLine], permanent: Sequence[ResourceLine]) -> list[Json]:
    kept = {(line.cloud, line.type, line.id) for line in permanent}
    lines = sorted(
        [*resources, *permanent], key=lambda line: (line.cloud, line.project, line.location, line.type, line.id)
    )
    clouds: list[Json] = []
    for cloud, in_cloud in _grouped(lines, "cloud"):
        accounts: list[Json] = []
        for account, in_account in _grouped(in_cloud, "project"):
            places = [
                {
                    "place": place,
                    "count": len(in_place),
                    "resources": [
                        _resource(line, permanent=(line.cloud, line.type, line.id) in kept)
                        for line in in_place[:PER_PLACE]
                    ],
                }
                for place, in_place in _grouped(in_account, "location")
            ]
            accounts.append({"account": account, "count": len(in_account), "places": places})
        clouds.append({"cloud": cloud, "count": len(in_cloud), "accounts": accounts})
    return clouds


def _grouped(lines: Iterable[ResourceLine], attribute: str) -> list[tuple[str, list[ResourceLine]]]:
    """Runs of lines with the same value; they must be in its order."""
    return [(key, list(group)) for key, group in groupby(lines, key=lambda line: str(getattr(line, attribute)))]


def _resource(line: ResourceLine, *, permanent: bool) -> Json:
    return {
        "type": line.type,
        "name": line.name,
        "id": line.id,
        "created": line.created,
        "permanent": permanent,
        "retained": line.retained,
    }


def _quota(line: QuotaLine) -> Json:
    return {
        "cloud": line.cloud,
        "account": line.project,
        "service": line.service,
        "quota": line.quota_id,
        "dimensions": line.dimensions,
        "limit": line.limit,
        "used": line.used,
        "asked": line.asked,
    }


def _fault(line: Fault) -> Json:
    return {
        "cloud": line.cloud,
        "verb": line.verb,
        "type": line.type_glob,
        "name": line.name_glob,
        "times": line.times,
        "skip": line.skip,
        "error": line.error,
    }


def _call(line: EventLine) -> Json:
    event = line.event
    return {
        "number": line.number,
        "time": event.time,
        "cloud": event.cloud,
        "verb": event.verb,
        "type": event.token,
        "name": event.name,
        "outcome": event.outcome,
        "milliseconds": event.milliseconds,
        "message": event.message,
    }
