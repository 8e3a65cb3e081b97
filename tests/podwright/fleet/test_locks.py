"""Recognising a locked stack."""

from __future__ import annotations

import os
import socket

from podwright.fleet.locks import lock_problem

REFUSAL = (
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the "
    "lock file with `pulumi cancel`.\n"
    "  file:///state/lock.json: created by ann@{host} (pid {pid}) at 2026-11-23T02:51:14Z\n"
)
CANCEL = "pulumi cancel east --yes"


def test_holder_on_this_machine_that_is_gone() -> None:
    """A killed run leaves its lock for ever; then, and only then, releasing it is the first advice."""
    found = lock_problem("east", REFUSAL.format(host=socket.gethostname(), pid=2**22 + 1), CANCEL)
    assert found is not None
    assert found.render() == (
        f"error: east: the stack is locked by ann@{socket.gethostname()} (process {2**22 + 1}) since "
        "2026-11-23T02:51:14Z\n"
        f"  fix:     that process is gone from this machine; release its lock: {CANCEL}"
    )


def test_holder_on_this_machine_that_runs() -> None:
    """Releasing a live lock corrupts a state."""
    found = lock_problem("east", REFUSAL.format(host=socket.gethostname(), pid=os.getpid()), CANCEL)
    assert found is not None
    assert found.fix == f"wait for that run to end; only when it is certainly dead release its lock: {CANCEL}"


def test_pulumi_cloud() -> None:
    """The hosted backend words it differently."""
    found = lock_problem("east", "error: [409] Conflict: Another update is currently in progress.", CANCEL)
    assert found is not None
    assert found.message == "another update of this stack is in progress"


def test_other_failures_are_not_locks() -> None:
    """A wrong guess here would hide a real failure."""
    assert lock_problem("east", "error: no stack named 'east' found", CANCEL) is None
