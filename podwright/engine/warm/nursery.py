"""The process that keeps cloud SDKs imported, and forks itself for each program and policy pack of the language host.

Importing an SDK costs seconds of CPU for every run of a program; a fork of a process that has imported it costs some
milliseconds. The nursery starts with nothing imported. A child that has ended tells which modules of SDKs it had loaded
(`told.py` says which are meant); a successor, forked from the nursery, imports those too and takes over the socket, so
that nobody ever waits for an import that is not his own. It ends after `IDLE_SECONDS` without work.

Nothing but the standard library is imported here: what is in this process is in every program. The user's own modules,
and what is not of an SDK, are therefore always read anew.
"""

from __future__ import annotations

import gc
import importlib
import os
import selectors
import signal
import socket
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from podwright.engine.warm.child import run
from podwright.engine.warm.told import Learned, Order, receive

IDLE_SECONDS = 180.0


def _noted(_signal: int, _frame: FrameType | None) -> None:
    """The wake-up descriptor tells; a handler must only be there."""


@dataclass
class _Selected:
    """What the process waits for; made anew after a fork, because an epoll set is shared with the parent."""

    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    wakeup: tuple[int, int] = field(default_factory=os.pipe)

    def __post_init__(self) -> None:
        for end in self.wakeup:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self.wakeup[1], warn_on_full_buffer=False)
        self.selector.register(self.wakeup[0], selectors.EVENT_READ)

    def close(self) -> None:
        signal.set_wakeup_fd(-1)
        self.selector.close()
        for end in self.wakeup:
            os.close(end)


class Nursery:
    """Serves one socket: orders come in, children are forked, their ends are told."""

    def __init__(self, listener: socket.socket, path: Path) -> None:
        self._listener: socket.socket | None = listener
        self._path = path
        self._running: dict[int, socket.socket] = {}
        """The connection of the host that ordered a child, by the child's process id."""
        self._successor: int | None = None
        self._ready: int | None = None
        """The pipe in which the successor says that it serves."""
        signal.signal(signal.SIGCHLD, _noted)
        self._waits = _Selected()
        self._waits.selector.register(listener, selectors.EVENT_READ)

    def serve(self) -> Order | None:
        """Returns in a forked child with what it has to run, and with None when the nursery is to end."""
        while True:
            idle = not self._running and self._successor is None
            if idle and self._listener is None:
                return None
            ready = self._waits.selector.select(IDLE_SECONDS if idle else None)
            if idle and not ready:
                self._path.unlink(missing_ok=True)
                return None
            for key, _ in ready:
                order = self._attend(key.fileobj, key.data)
                if order is not None:
                    return order

    def _attend(self, what: object, data: object) -> Order | None:
        """One thing that is ready; an order where this is now the child that has to run it."""
        if what is self._listener:
            return self._accept()
        if what == self._waits.wakeup[0]:
            with suppress(BlockingIOError):
                os.read(self._waits.wakeup[0], 4096)
            self._reap()
        elif isinstance(what, socket.socket) and isinstance(data, int):
            self._pass_signal(what, data)
        elif what == self._ready:
            self._hand_over()
        return None

    def _accept(self) -> Order | None:
        assert self._listener is not None  # noqa: S101 - only a listener that is registered becomes ready
        try:
            connection, _ = self._listener.accept()
        except BlockingIOError:  # a successor was faster
            return None
        try:
            told = receive(connection)
        except (OSError, ValueError, KeyError, EOFError):
            connection.close()
            return None
        if isinstance(told, Order):
            return self._start(told, connection)
        connection.close()
        if isinstance(told, Learned):
            self._grow(told.modules)
        else:
            self._path.unlink(missing_ok=True)
            self._retire()
        return None

    def _start(self, order: Order, connection: socket.socket) -> Order | None:
        pid = os.fork()
        if pid == 0:
            self._leave([connection])
            return order
        for descriptor in order.descriptors:
            os.close(descriptor)
        self._running[pid] = connection
        self._waits.selector.register(connection, selectors.EVENT_READ, pid)
        return None

    def _leave(self, others: Iterable[socket.socket] = ()) -> None:
        """In a fork: nothing of the parent's stays open."""
        self._waits.close()
        for connection in (*self._running.values(), *others):
            connection.close()
        if self._ready is not None:
            os.close(self._ready)
        self._running, self._ready = {}, None

    def _pass_signal(self, connection: socket.socket, pid: int) -> None:
        """A signal for the child; where the host is gone, its program and everything that it started go too."""
        if pid not in self._running:  # reaped a moment ago
            return
        try:
            wanted = connection.recv(1)
        except OSError:
            wanted = b""
        if wanted:
            os.kill(pid, wanted[0])
            return
        self._waits.selector.unregister(connection)
        with suppress(ProcessLookupError):  # it has not become the leader of its group yet
            os.killpg(pid, signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                if pid == self._successor:
                    self._successor = None
                    continue
                connection = self._running.pop(pid, None)
                if connection is None:  # a successor that had nothing to do any more
                    continue
                with suppress(KeyError):
                    self._waits.selector.unregister(connection)
                with suppress(OSError):
                    connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
                connection.close()

    def _grow(self, modules: Sequence[str]) -> None:
        """Forks a successor that knows these modules too; one at a time."""
        if self._successor is not None or all(name in sys.modules for name in modules):
            return
        ready, tell = os.pipe()
        pid = os.fork()
        if pid:
            os.close(tell)
            self._successor, self._ready = pid, ready
            self._waits.selector.register(ready, selectors.EVENT_READ)
            return
        os.close(ready)
        self._leave()
        _import(modules)
        self._successor = None
        self._waits = _Selected()
        assert self._listener is not None  # noqa: S101 - orders and what was learned come through it
        self._waits.selector.register(self._listener, selectors.EVENT_READ)
        os.write(tell, b"1")
        os.close(tell)

    def _hand_over(self) -> None:
        """The successor has taken the socket, or has died over an import: then things stay as they are."""
        ready = self._ready
        if ready is None:
            return
        self._waits.selector.unregister(ready)
        if os.read(ready, 1):
            self._retire()
            self._successor = None
        os.close(ready)
        self._ready = None

    def _retire(self) -> None:
        """No more orders are taken."""
        if self._listener is not None:
            self._waits.selector.unregister(self._listener)
            self._listener.close()
            self._listener = None


def _import(modules: Sequence[str]) -> None:
    """Imports what is still there, and keeps the collector from writing to the pages that forks share.

    Packages before their parts, and really: the SDKs load a package when it is first looked into, and one that is
    loaded after one of its parts would show the part where a function of the same name should be.
    """
    gc.disable()
    for name in modules:
        parts = name.split(".")
        for count in range(1, len(parts) + 1):
            with suppress(Exception):
                hasattr(importlib.import_module(".".join(parts[:count])), "_what_no_module_has")
    gc.freeze()
    gc.enable()


def main(path: Path) -> None:
    """Serves on a Unix socket at `path`; says `ready` on standard output, which is then closed."""
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(64)
        listener.setblocking(False)
        os.write(1, b"ready\n")
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 1)
        os.close(nothing)
        order = Nursery(listener, path).serve()
    if order is not None:
        run(order, path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
