"""The engine's stack lock: recognises a refused command and says who holds the lock and what to do.

Owns the reading of the refusal of the self-managed backends (file, S3, Google Cloud Storage, Azure Blob), whose lock
files have no expiry (`pkg/backend/diy/lock.go`, 3.259), and of Pulumi Cloud's. It never removes a lock.
"""

from __future__ import annotations

import os
import re
import socket

from podwright.errors import Problem

_HELD = re.compile(r"the stack is currently locked by \d+ lock\(s\)")
_HOLDER = re.compile(r": created by (?P<user>[^@\s]+)@(?P<host>\S+) \(pid (?P<pid>\d+)\) at (?P<time>\S+)")
_CONFLICT = re.compile(r"Another update is currently in progress|another update is already in progress", re.IGNORECASE)


def lock_problem(stack: str, stderr: str, cancel: str) -> Problem | None:
    """Why the engine refused a stack that is locked, None where it failed for another reason.

    `cancel` is the command that releases the lock, named only as the last resort: it is not safe while the holder runs.
    """
    if _HELD.search(stderr) is None:
        if _CONFLICT.search(stderr) is None:
            return None
        return Problem(stack, "another update of this stack is in progress", fix="wait for it to end, then try again")
    holders = list(_HOLDER.finditer(stderr))
    if not holders:
        return Problem(stack, "the stack is locked", fix=f"wait for the other run, or release the lock: {cancel}")
    first = holders[0]
    names = ", ".join(f"{h['user']}@{h['host']} (process {h['pid']}) since {h['time']}" for h in holders)
    if first["host"] == socket.gethostname() and not any(_runs(int(holder["pid"])) for holder in holders):
        fix = f"that process is gone from this machine; release its lock: {cancel}"
    else:
        fix = f"wait for that run to end; only when it is certainly dead release its lock: {cancel}"
    return Problem(stack, f"the stack is locked by {names}", fix=fix)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
