"""The program behind `pulumi-language-python` of an embedded engine: serves the language host on a port of its own.

Started by the engine with its address as the only argument; prints the port as its first line. It ends, and its
children with it, when it is told to (SIGTERM, SIGINT) or when the engine is gone: the engine holds the other end of its
standard input, which closes even when the engine is killed.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import stat
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

import grpc

from podwright.engine.host.processes import Children, Starter
from podwright.engine.host.servicer import LanguageHost
from podwright.engine.protos import language_pb2_grpc
from podwright.engine.warm.starter import start

CALLS_AT_ONCE = 64
"""Each program and each policy pack holds a call for as long as it runs."""

UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="pulumi-language-python")
    parser.add_argument("--executor", type=Path, required=True, help="path of pulumi-language-python-exec")
    parser.add_argument("engine", nargs="?", default="", help="address of the engine")
    return parser.parse_known_args(arguments)[0]  # the engine adds logging and tracing flags of its own


def _wait_for_end(wakeup: int) -> None:
    """Returns when a signal came or the engine is gone.

    Standard input tells of the engine only where it is a pipe: then the engine made it, and never writes to it.
    """
    watched = [wakeup]
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        watched.append(0)
    while True:
        ready = select.select(watched, [], [])[0]
        if wakeup in ready or not os.read(0, 4096):
            return


def _noted(_signal: int, _frame: FrameType | None) -> None:
    """The wake-up descriptor tells; a handler must only be there."""


def _signal_pipe() -> int:
    """A descriptor that becomes readable when SIGTERM or SIGINT arrives."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, _noted)
    return readable


def serve(executor: Path, engine_address: str, starter: Starter = start) -> None:
    """Prints the port and serves until the engine is gone or a signal comes."""
    wakeup = _signal_pipe()
    children = Children(starter)
    server = grpc.server(ThreadPoolExecutor(max_workers=CALLS_AT_ONCE), options=UNLIMITED)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageHost(executor, engine_address, children), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    _wait_for_end(wakeup)
    children.close()
    server.stop(grace=0.2).wait()
    os._exit(0)  # no thread is waited for: the engine wants this process gone


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line that the engine uses."""
    given = _arguments(arguments)
    if not given.executor.is_file():
        sys.exit(f"pulumi-language-python: {given.executor} is missing; run `podwright engine install`")
    serve(given.executor, given.engine)


if __name__ == "__main__":
    main()
