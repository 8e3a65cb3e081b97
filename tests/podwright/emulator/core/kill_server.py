"""A process that forks a served fake cloud for each line on its standard input, so that a start costs milliseconds.

Each line is the path of the clouds' file; the answer is one line with the process and the port. It is run by
`test_kill.py`, which kills what was forked. Nothing of gRPC runs before the fork.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.server import Server
from podwright.emulator.core.servicer import Servicer
from podwright.emulator.core.store import Store
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.core.fake_cloud import ADDRESS, NETWORK, FakeCloud


def serve(file: Path, index: SdkIndex) -> None:
    """Serves until it is killed."""
    store = Store(file)
    server = Server(Servicer(Lifecycle(FakeCloud(), index, store, lambda: datetime.now(UTC))))
    server.start()
    print(os.getpid(), server.port, flush=True)  # noqa: T201
    threading.Event().wait()


def main() -> None:
    """Forks for each line; ends with its standard input, and takes the last server with it."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    index = SdkIndex("gcp")
    for token in (NETWORK, ADDRESS):
        index.resource(token)
    for line in sys.stdin:
        if os.fork() == 0:
            serve(Path(line.strip()), index)


if __name__ == "__main__":
    main()
