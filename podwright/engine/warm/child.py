"""A forked child becomes what a new interpreter would have been: its streams, environment, folder, path and end.

Runs `script argument…` or `-m module argument…`, both with `-u` in front or without, as the interpreter does. What it
cannot take back is what the nursery has imported; that is of SDKs only, and no program sees it before it imports it,
except in `sys.modules`.
"""

from __future__ import annotations

import importlib
import io
import os
import runpy
import signal
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from podwright.engine.warm.told import Learned, Order, modules_of_sdks, send


def run(order: Order, nursery: Path) -> None:
    """Runs it to its end; raises what the program raises, so that the interpreter ends as it always does."""
    os.setsid()  # everything that the program starts can be ended with it
    for sig in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(sig, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    known = set(sys.modules)
    arguments = list(order.arguments)
    unbuffered = arguments[0] == "-u"
    if unbuffered:
        del arguments[0]
    _take_streams(order, unbuffered=unbuffered)
    _take_environment(order.environment)
    os.umask(order.umask)
    os.chdir(order.directory)
    sys.executable = order.python
    sys.excepthook = _show_error
    importlib.invalidate_caches()
    try:
        _interpret(arguments)
    finally:
        _tell(nursery, known)


def _interpret(arguments: list[str]) -> None:
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        sys.path.insert(0, str(Path.cwd()))
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path.insert(0, os.path.realpath(os.path.dirname(arguments[0])))  # noqa: PTH120 - as the interpreter does
        runpy.run_path(arguments[0], run_name="__main__")


def _show_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """As the interpreter shows it: from the program's first frame on."""
    ours = (
        runpy.__file__,
        runpy.run_path.__code__.co_filename,
        *(str(file) for file in Path(__file__).parent.glob("*.py")),
    )
    while trace is not None and trace.tb_frame.f_code.co_filename in ours:
        trace = trace.tb_next
    sys.__excepthook__(kind, error.with_traceback(trace), trace)


def _take_streams(order: Order, *, unbuffered: bool) -> None:
    """Standard input is empty; the others are those of the order, in the modes that Python gives them."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, place in ((nothing, 0), (order.descriptors[0], 1), (order.descriptors[1], 2)):
        os.dup2(descriptor, place)
        os.close(descriptor)
    unbuffered = unbuffered or bool(os.environ.get("PYTHONUNBUFFERED"))  # the nursery's own: it is one of its variables
    encoding, errors = sys.stdout.encoding, sys.stdout.errors
    sys.stdin = sys.__stdin__ = open(0, encoding=sys.stdin.encoding, closefd=False)  # noqa: SIM115
    sys.stdout = sys.__stdout__ = _writer(1, (encoding, errors), unbuffered=unbuffered, by_line=os.isatty(1))
    sys.stderr = sys.__stderr__ = _writer(2, (encoding, "backslashreplace"), unbuffered=unbuffered, by_line=True)


def _writer(descriptor: int, text: tuple[str, str | None], *, unbuffered: bool, by_line: bool) -> io.TextIOWrapper[Any]:
    raw = open(descriptor, "wb", buffering=0, closefd=False)  # noqa: SIM115
    if unbuffered:
        return io.TextIOWrapper(raw, *text, write_through=True)
    return io.TextIOWrapper(io.BufferedWriter(raw), *text, line_buffering=by_line)


def _take_environment(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()


def _tell(nursery: Path, known: set[str]) -> None:
    """Tells the nursery what it could have known; a nursery that is gone has nothing to learn."""
    modules = [name for name in modules_of_sdks() if name not in known]
    if not modules:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(nursery))
        send(connection, Learned(modules))
