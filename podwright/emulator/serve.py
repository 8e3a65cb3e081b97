"""The daemon's own side: one process that serves the emulated clouds of one project until it is told to stop.

Owns start-up, the state it writes about itself, and its end. It stops on SIGTERM and SIGINT, and by itself when its
folder is gone. The other side, which starts and stops it, is `daemon.py`.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import signal
import sys
import threading
import types
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from podwright.emulator.places import Places
from podwright.emulator.process_lock import LockFile
from podwright.emulator.versions import fingerprint

if TYPE_CHECKING:
    from podwright.emulator.core.events import EventLog
    from podwright.emulator.core.server import Server
    from podwright.emulator.core.store import Store

_LOG = logging.getLogger(__name__)
_FOLDER_CHECK_SECONDS = 2.0


def main(arguments: list[str]) -> int:
    """`python -m podwright.emulator.daemon STATE_DIR`; 0 after an orderly stop, 1 when another one serves already."""
    places = Places(Path(arguments[0]))
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    token = secrets.token_hex(16)
    lock = LockFile(places.lock)
    if not lock.take(token):
        _LOG.error("another daemon serves %s already", places.folder)
        return 1
    stopping = threading.Event()

    def end(number: int, frame: types.FrameType | None) -> None:
        del number, frame
        stopping.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    _light_protocol()
    from podwright.emulator.core.events import EventLog

    events = EventLog(places.events)
    servers, store = open_servers(places, former_ports(places), events)
    for server in servers.values():
        server.start()
    _announce(places, token, {package: server.port for package, server in servers.items()})
    _LOG.info("serving %s", {package: server.port for package, server in servers.items()})
    while not stopping.wait(_FOLDER_CHECK_SECONDS) and lock.is_current():
        pass
    for server in servers.values():
        server.stop()
    events.close()
    store.close()
    _LOG.info("stopped")
    return 0


def open_servers(
    places: Places, ports: dict[str, int], events: EventLog | None = None
) -> tuple[dict[str, Server], Store]:
    """A server for each emulated cloud, bound and not yet started, on one store.

    A cloud's own code is loaded at its first call, so one that is not used costs a port and nothing else.
    """
    from podwright.emulator.clouds import available, open_servicer
    from podwright.emulator.core.server import Server
    from podwright.emulator.core.store import Store

    store = Store(places.cloud)
    servers = {package: Server(open_servicer(package, store, events), ports.get(package, 0)) for package in available()}
    return servers, store


def former_ports(places: Places) -> dict[str, int]:
    """The ports of the last daemon, so that an environment that was printed for a shell stays right."""
    try:
        ports = json.loads(places.info.read_text("utf-8"))["providers"]
        return {str(package): int(port) for package, port in ports.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _announce(places: Places, token: str, ports: dict[str, int]) -> None:
    document = {
        "schema": "podwright/emulator-daemon/v1",
        "pid": os.getpid(),
        "providers": ports,
        "started_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "token": token,
        "versions": fingerprint(),
    }
    unfinished = places.info.with_suffix(".partial")
    unfinished.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    unfinished.chmod(0o600)
    unfinished.replace(places.info)


def _light_protocol() -> None:
    """Lets `pulumi.runtime.proto` be imported without the rest of the SDK, which takes three times as long.

    The two packages above it are put in place empty, with only their folders, so that no `__init__` of theirs runs.
    Done in this process alone, where nothing else of the SDK is ever used.
    """
    spec = find_spec("pulumi")
    if "pulumi" in sys.modules or spec is None or not spec.submodule_search_locations:
        return
    folder = Path(next(iter(spec.submodule_search_locations)))
    for name, place in (("pulumi", folder), ("pulumi.runtime", folder / "runtime")):
        module = types.ModuleType(name)
        module.__path__ = [str(place)]
        sys.modules[name] = module
