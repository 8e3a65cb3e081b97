"""Child processes of the language host: what to start, how it is started and how it is ended.

Every child stays in the process group of the host, which the engine made for it: when the engine interrupts or kills
that group, programs and policy packs go with it. `Starter` is the door for a host that forks a warm interpreter in
place of starting a cold one: it gets the same `ProcessSpec`.
"""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Literal, Protocol

GRACE_SECONDS = 5.0
"""How long an asked process may take to end before it is killed; the official host gives a program as long."""

CLOSING_SECONDS = 1.0
"""The same when the host itself is ending: the engine kills the host after 5 s."""

CHUNK_BYTES = 65536


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """One interpreter to run: a program, a policy pack or another plugin."""

    role: Literal["program", "policy", "plugin"]
    python: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    directory: str | None
    """The working directory; None is the host's own, which the engine chose."""


class Child(Protocol):
    """A running process. `stderr` is a pipe; so is `stdout`, except that a program writes to the host's own."""

    stdout: IO[bytes] | None
    stderr: IO[bytes] | None

    def wait(self, timeout: float | None = None) -> int:
        """The exit code; negative for a signal."""
        ...

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        ...

    def send_signal(self, sig: int) -> None:
        """Nothing happens where the process has ended."""
        ...


Starter = Callable[[ProcessSpec], Child]
"""Starts what a spec says, its output connected as `Child` has it; OSError where that fails."""


def start_cold(spec: ProcessSpec) -> Child:
    """A new interpreter, as the official language host starts one."""
    return subprocess.Popen(
        [spec.python, *spec.arguments],
        cwd=spec.directory,
        env=dict(spec.environment),
        stdin=subprocess.DEVNULL,
        stdout=None if spec.role == "program" else subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def chunks(pipe: IO[bytes]) -> Iterator[bytes]:
    """What there is to read as soon as it is there, to the end."""
    read = getattr(pipe, "read1", pipe.read)
    while chunk := read(CHUNK_BYTES):
        yield chunk


class Children:
    """The children that run now, so that none outlives the host or the call that started it."""

    def __init__(self, starter: Starter) -> None:
        self._starter = starter
        self._running: dict[Child, ProcessSpec] = {}
        self._lock = threading.Lock()
        self._closed = False
        self.interrupted = False
        """Whether the engine has had enough of programs; read by whoever passes on their output."""

    def start(self, spec: ProcessSpec) -> Child:
        """Starts and remembers; OSError where the interpreter cannot be run or the host is shutting down."""
        with self._lock:
            if self._closed:
                raise OSError("the language host is shutting down")
            child = self._starter(spec)
            self._running[child] = spec
            return child

    def forget(self, child: Child) -> None:
        """To be called once the child has been waited for."""
        with self._lock:
            self._running.pop(child, None)

    def end(self, child: Child, sig: int) -> None:
        """Asks with `sig` and kills after the grace; returns at once."""
        if child.poll() is not None:
            return
        child.send_signal(sig)
        timer = threading.Timer(GRACE_SECONDS, child.send_signal, [signal.SIGKILL])
        timer.daemon = True
        timer.start()

    def interrupt_programs(self) -> None:
        """Ctrl-C for every program; policy packs go on, because the engine still asks them."""
        self.interrupted = True
        with self._lock:
            programs = [child for child, spec in self._running.items() if spec.role == "program"]
        for child in programs:
            self.end(child, signal.SIGINT)

    def close(self) -> None:
        """Ends every child and waits for it; nothing can be started any more."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        for child in running:
            child.send_signal(signal.SIGTERM)
        for child in running:
            try:
                child.wait(CLOSING_SECONDS)
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
