"""The lock by which a daemon is known to live: held by the process, freed by the system when it dies.

Owns one file with one line, the holder's pid and token. A pid in a file can be anybody's after a crash; a lock that is
held, with the same pid and token written inside, can only be our daemon. Works alike on Linux and macOS (`flock`).
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_SECONDS = 1.0
_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock."""

    pid: int
    token: str


class LockFile:
    """A lock held for the life of a process."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self, token: str) -> bool:
        """Takes the lock and writes who holds it; False where another process keeps it."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                # whoever looks for the holder has the lock for a moment; only a daemon keeps it
                if time.monotonic() > deadline:
                    return False
                time.sleep(_POLL_SECONDS)
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()} {token}\n".encode(), 0)
        return True

    def is_current(self) -> bool:
        """Whether the file is still the one at its path; not so after somebody removed the folder."""
        try:
            there = self._path.stat()
        except OSError:
            return False
        own = os.fstat(self._descriptor)
        return (there.st_dev, there.st_ino) == (own.st_dev, own.st_ino)


def holder(path: Path) -> Holder | None:
    """Who holds the lock now; None when nobody does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        # A shared lock is refused exactly while somebody holds the exclusive one, and two who ask do not meet.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        words = os.pread(descriptor, 200, 0).decode("ascii", "replace").split()
        return Holder(int(words[0]), words[1]) if len(words) == 2 and words[0].isdigit() else None
    finally:
        os.close(descriptor)
    return None


@contextmanager
def exclusively(path: Path) -> Generator[None]:
    """Waits for the lock of `path` and holds it for the block: one start, stop or reset at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
