"""Starting programs and policy packs from a warm interpreter: the language host's side of the nursery.

A nursery belongs to one user, one Python environment as it is installed now, and one set of Python's own variables; its
socket is in a folder that only the user can open. Whatever is not as it should be, the process is started cold.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import IO

from podwright.engine.host.processes import Child, ProcessSpec, start_cold
from podwright.engine.warm.told import SECONDS_TO_TELL, Order, Stop, send

SWITCH = "PODWRIGHT_WARM"
"""`off` starts every process cold."""

ONLY_COLD = ("COVERAGE_", "OTEL_", "PULUMI_OTEL_", "TRACEPARENT")
"""Variables of one run that are read while packages are imported: a nursery has imported them without."""

KEYED = ("PYTHON", "LANG", "LC_", "GRPC_", "PROTOCOL_BUFFERS_", "PYDANTIC_")
"""Variables that the interpreter or a package reads when it starts: each set of values has a nursery of its own."""

PASSED_ON = ("HOME", "PATH", "TMPDIR", "TZ")
"""What a nursery needs besides: it must not keep anybody's secrets."""


class WarmChild:
    """A process forked by the nursery, as `Child` wants it."""

    def __init__(self, connection: socket.socket, stdout: IO[bytes] | None, stderr: IO[bytes] | None) -> None:
        self.stdout = stdout
        self.stderr = stderr
        self._connection = connection
        self._code: int | None = None
        self._ended = threading.Event()
        threading.Thread(target=self._await_end, daemon=True).start()

    def wait(self, timeout: float | None = None) -> int:
        """The exit code; negative for a signal."""
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired("a warm process", timeout or 0.0)
        assert self._code is not None  # noqa: S101 - set before the event
        return self._code

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        return self._code

    def send_signal(self, sig: int) -> None:
        """Through the nursery, which alone knows that the process id is still the child's."""
        with contextlib.suppress(OSError):
            self._connection.send(bytes([sig]))

    def _await_end(self) -> None:
        try:
            with self._connection.makefile("rb") as answer:
                line = answer.readline()
        except OSError:
            line = b""
        self._code = int(line) if line else -9  # a nursery that is gone was killed, and nobody tells of its children
        self._connection.close()
        self._ended.set()


def start(spec: ProcessSpec) -> Child:
    """From a warm interpreter where that is possible, else as `start_cold`."""
    if os.environ.get(SWITCH) != "off" and _can_be_warm(spec):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            return _order(spec, _connect(spec))
    return start_cold(spec)


def stop() -> None:
    """Ends the user's nurseries, each once its last program has ended."""
    with contextlib.suppress(OSError):
        for path in _folder().glob("*.sock"):
            with contextlib.suppress(OSError), _connection(path) as connection:
                send(connection, Stop())


def _can_be_warm(spec: ProcessSpec) -> bool:
    """Only this very environment, and nothing that its packages would have read when they were imported."""
    return (
        sys.platform == "linux"  # elsewhere system libraries are known to break in forked processes
        and spec.role != "plugin"
        and os.path.realpath(Path(spec.python).parent.parent) == os.path.realpath(sys.prefix)
        and not any(name.startswith(ONLY_COLD) for name in spec.environment)
    )


def _order(spec: ProcessSpec, connection: socket.socket) -> Child:
    """Sends the order; the pipes are the child's alone once it is sent."""
    error_end, error_start = os.pipe()
    out_end, out_start = (None, os.dup(1)) if spec.role == "program" else os.pipe()
    mask = os.umask(0)
    os.umask(mask)
    order = Order(
        spec.python, spec.arguments, spec.environment, spec.directory or str(Path.cwd()), mask, (out_start, error_start)
    )
    try:
        send(connection, order)
    except OSError:
        connection.close()
        for end in (error_end, out_end):
            if end is not None:
                os.close(end)
        raise
    finally:
        os.close(error_start)
        os.close(out_start)
    stdout = None if out_end is None else os.fdopen(out_end, "rb")
    return WarmChild(connection, stdout, os.fdopen(error_end, "rb"))


def _connect(spec: ProcessSpec) -> socket.socket:
    """A connection to the nursery of this environment, which is started where there is none; OSError without one."""
    path = _folder() / f"{_key(spec.environment)}.sock"
    try:
        return _connection(path)
    except (FileNotFoundError, ConnectionRefusedError):
        pass
    with _locked(path.with_suffix(".lock")):
        try:
            return _connection(path)  # another host was faster
        except (FileNotFoundError, ConnectionRefusedError):
            _start_nursery(path, spec)
        return _connection(path)


def _connection(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(SECONDS_TO_TELL)
        connection.connect(str(path))
        connection.settimeout(None)
    except OSError:
        connection.close()
        raise
    return connection


def _start_nursery(path: Path, spec: ProcessSpec) -> None:
    """A process of its own that outlives this one; returns when it listens."""
    environment = {name: value for name, value in spec.environment.items() if name.startswith((*KEYED, *PASSED_ON))}
    with subprocess.Popen(
        [spec.python, "-P", "-m", "podwright.engine.warm.nursery", str(path)],
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as started:
        assert started.stdout is not None  # noqa: S101 - a pipe was asked for
        if started.stdout.readline() != b"ready\n":
            raise ConnectionRefusedError("the nursery did not start")
        started.returncode = 0  # it is not waited for: it goes on when this process ends


def _folder() -> Path:
    """The user's own; PermissionError where somebody else could reach it."""
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"podwright-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not folder.is_dir() or folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{folder} is not the user's alone")
    return folder


def _key(environment: Mapping[str, str]) -> str:
    """What a nursery's memory depends on: the environment as it is installed, our own code, Python's variables."""
    places = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    facts = [
        os.path.realpath(sys.prefix),
        sys.version,
        *(f"{place} {Path(place).stat().st_mtime_ns}" for place in sorted(places)),
        *(f"{file.name} {file.stat().st_mtime_ns}" for file in sorted(Path(__file__).parent.glob("*.py"))),
        *(f"{name}={value}" for name, value in sorted(environment.items()) if name.startswith(KEYED)),
    ]
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:16]


@contextlib.contextmanager
def _locked(path: Path) -> Generator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
