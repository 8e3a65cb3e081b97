"""Limits that the stack files of a fleet state, taken over by the emulated clouds.

Owns the memory of what was taken over, beside the clouds' own: a limit that somebody has set by hand since then
(`podwright emulator quota set`) stays, because whoever does that wants to see what happens.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from podwright.emulator.clouds import open_cloud
from podwright.emulator.control import memory
from podwright.emulator.core.quota import Ledger, QuotaKey

Limit = tuple[str, QuotaKey, int]
"""The Pulumi package of a cloud, the quota, and its limit."""
_FILE = "granted.json"


def take_over(state_dir: Path, limits: Iterable[Limit]) -> int:
    """Sets each limit, unless somebody has set another one by hand; how many changed. Works beside a daemon."""
    wanted = list(limits)
    if not wanted:
        return 0
    file, changed = state_dir / _FILE, 0
    before: dict[str, int] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    with memory(state_dir) as store:
        for package, key, limit in wanted:
            name = " ".join((package, key.project, key.service, key.quota_id, key.dimensions_text()))
            with store.transaction(package) as tx:
                ledger = Ledger(tx, open_cloud(package).default_limit)
                stated = ledger.stated(key)
                if stated != limit and stated in (None, before.get(name)):
                    ledger.set_limit(key, limit)
                    changed += 1
            before[name] = limit
    file.write_text(json.dumps(before, indent=1, sort_keys=True), "utf-8")
    return changed
