"""Ctrl-C during a run: forwarded once to every engine, so that each stops at a safe point and keeps its state whole.

The engines run in sessions of their own: a terminal sends Ctrl-C to the whole foreground group, and an engine that got
it from the terminal and from here would take the second one as "stop at once" and lose what is in flight.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress


class Interrupt:
    """Knows the engine processes of one stage of a run and passes the user's interrupts on to them."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """`say` tells the user what happens."""
        self._say = say
        self._processes: set[asyncio.subprocess.Process] = set()
        self._count = 0

    @property
    def requested(self) -> bool:
        """The user asked to stop; nothing new may start."""
        return self._count > 0

    @contextmanager
    def watching(self) -> Generator[None]:
        """SIGINT and SIGTERM come here instead of ending the program; for use inside a running event loop."""
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for number in signals:
            loop.add_signal_handler(number, self.forward)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)

    @contextmanager
    def engine(self, process: asyncio.subprocess.Process) -> Generator[None]:
        """This process gets the interrupts while the block runs; also one that came just before it started."""
        self._processes.add(process)
        try:
            if self.requested:
                _interrupt(process)
            yield
        finally:
            self._processes.discard(process)

    def forward(self) -> None:
        """One interrupt of the user becomes one interrupt of each engine."""
        self._count += 1
        for process in self._processes:
            _interrupt(process)
        if self._count == 1:
            self._say("interrupted: the engines stop after the operations in flight; Ctrl-C again stops them at once")
        else:
            self._say("interrupted again: the engines stop at once")


def _interrupt(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGINT)
