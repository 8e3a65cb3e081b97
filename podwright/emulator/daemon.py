"""Starts, stops and looks at the daemon that serves a project's emulated clouds.

Owns the caller's side: one daemon for a state folder, started once however many ask at a time, stopped only when it is
surely ours. What the process itself does is in `serve.py`. Importing this module imports neither gRPC nor Pulumi.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podwright.emulator.listing import Listing, QuotaLine, list_quotas, list_resources, set_quota
from podwright.emulator.places import Places
from podwright.emulator.process_lock import exclusively, holder
from podwright.emulator.versions import fingerprint
from podwright.errors import EngineError, Problem

__all__ = [
    "DaemonInfo",
    "Listing",
    "QuotaLine",
    "Status",
    "ls",
    "quotas",
    "reset",
    "set_quota",
    "start",
    "status",
    "stop",
]

SCHEMA = "podwright/emulator-daemon/v1"
_POLL_SECONDS = 0.02
_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
_LOG_TAIL_LINES = 15
_LOG_LIMIT_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class DaemonInfo:
    """A daemon that is running."""

    pid: int
    providers: Mapping[str, int]
    """The port on 127.0.0.1 for each Pulumi package."""
    started_at: str
    """ISO 8601, UTC."""
    versions: Mapping[str, str] = field(default_factory=dict[str, str])
    """The code that it runs; empty for one that did not say."""


@dataclass(frozen=True, slots=True)
class Status:
    """What there is of an emulated cloud in a state folder."""

    folder: Path
    running: DaemonInfo | None
    resources: int
    permanent: int
    """Things that the cloud never deletes."""


def start(state_dir: Path) -> DaemonInfo:
    """The running daemon of the folder, started if there is none; it answers when this returns.

    One that runs other code than this program (an upgraded podwright or SDK, a changed checkout, another environment)
    is stopped first; the clouds keep what is in them. EngineError when it does not come up, with the end of its log.
    """
    places = Places(state_dir.absolute())
    with exclusively(places.control):
        running = _running(places)
        if running and running.versions == fingerprint() and _answers(running):
            return running
        if running:
            _stop(places)
        return _launch(places)


def stop(state_dir: Path) -> bool:
    """Stops the daemon; False when none was running. EngineError when it does not end."""
    places = Places(state_dir.absolute())
    with exclusively(places.control):
        return _stop(places)


def reset(state_dir: Path) -> None:
    """Stops the daemon; forgets the clouds and the Pulumi state that describes them, not ports, log and snapshots."""
    places = Places(state_dir.absolute())
    with exclusively(places.control):
        _stop(places)
        for file in (places.cloud, places.events):
            for suffix in ("", "-wal", "-shm"):
                file.with_name(file.name + suffix).unlink(missing_ok=True)
        if places.pulumi_state.is_dir():
            shutil.rmtree(places.pulumi_state)


def status(state_dir: Path) -> Status:
    """Whether a daemon runs, and how much its clouds hold."""
    places = Places(state_dir.absolute())
    found = list_resources(places.cloud)
    return Status(places.folder, _running(places), len(found.resources), len(found.permanent))


def ls(
    state_dir: Path, *, project: str | None = None, type_token: str | None = None, cloud: str | None = None
) -> Listing:
    """What is in the clouds, read from the file whether or not a daemon runs; no property values, so no secrets."""
    return list_resources(Places(state_dir.absolute()).cloud, project=project, type_token=type_token, cloud=cloud)


def quotas(state_dir: Path, *, project: str | None = None, cloud: str | None = None) -> list[QuotaLine]:
    """Every quota that is set, asked for or drawn from."""
    return list_quotas(Places(state_dir.absolute()).cloud, project=project, cloud=cloud)


def _running(places: Places) -> DaemonInfo | None:
    """The daemon, if the one that holds the lock is the one that wrote the file."""
    try:
        document = json.loads(places.info.read_text("utf-8"))
        held = holder(places.lock)
        if held is None or (document["pid"], document["token"]) != (held.pid, held.token):
            return None
        return DaemonInfo(
            pid=int(document["pid"]),
            providers=dict(document["providers"]),
            started_at=str(document["started_at"]),
            versions=dict(document.get("versions", {})),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _answers(info: DaemonInfo) -> bool:
    try:
        for port in info.providers.values():
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


def _launch(places: Places) -> DaemonInfo:
    if holder(places.lock):  # it lives and does not answer, or it has not said yet who it is
        _stop(places)
    places.folder.mkdir(parents=True, exist_ok=True)
    if places.log.exists() and places.log.stat().st_size > _LOG_LIMIT_BYTES:
        places.log.replace(places.log.with_suffix(".log.1"))
    places.lock.write_text("")  # the pid of a daemon that crashed may be somebody else's by now
    with places.log.open("ab") as log:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "podwright.emulator.daemon", str(places.folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=places.folder,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        running = _running(places)
        if running and running.pid == child.pid and _answers(running):
            return running
        if child.poll() is not None:
            raise _failed(places, f"the emulated cloud ended at once with code {child.returncode}")
        time.sleep(_POLL_SECONDS)
    child.kill()
    child.wait()
    raise _failed(places, f"the emulated cloud did not answer within {_START_SECONDS:.0f} s")


def _stop(places: Places) -> bool:
    held = holder(places.lock)
    if held is None:
        return False
    for number in (signal.SIGTERM, signal.SIGKILL):
        _signal(held.pid, number)
        deadline = time.monotonic() + _STOP_SECONDS
        while time.monotonic() < deadline:
            if holder(places.lock) is None:
                return True
            time.sleep(_POLL_SECONDS)
    raise EngineError(Problem("emulator", f"the daemon (process {held.pid}) does not end", fix="end that process"))


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
    try:
        os.waitpid(pid, os.WNOHANG)  # a child of this very process would stay a zombie otherwise
    except ChildProcessError:
        return


def _failed(places: Places, message: str) -> EngineError:
    try:
        tail = places.log.read_text("utf-8", "replace").splitlines()[-_LOG_TAIL_LINES:]
    except OSError:
        tail = []
    return EngineError(
        Problem("emulator", message, given="\n           ".join(tail) or None, fix=f"see the whole log in {places.log}")
    )


if __name__ == "__main__":
    from podwright.emulator.serve import main

    sys.exit(main(sys.argv[1:]))
