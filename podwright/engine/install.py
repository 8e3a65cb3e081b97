"""Getting a Pulumi engine: the one that is there, else one that is installed into podwright's cache.

The order, and why: an engine that the user already has costs nothing; the official download takes seconds; a build from
source takes minutes but needs no more than a Go module proxy. What is installed appears whole or not at all, and two
processes never install at the same time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from podwright.engine.build import WayFailedError, add_language_host, build_engine
from podwright.engine.launcher import EXECUTOR, LANGUAGE_HOST, is_ours, write_launcher
from podwright.engine.locate import (
    SUFFIX,
    Engine,
    Origin,
    Rejected,
    cache_folder,
    choice,
    engine_folder,
    in_cache,
    on_path,
)
from podwright.engine.lock import locked
from podwright.engine.versions import MINIMUM, MINIMUM_GO, PINNED
from podwright.errors import EngineError, Problem

CONNECT_SECONDS = 5
DOWNLOAD_SECONDS = 300
PARTIAL = ".partial-"

DOWNLOAD = f"""
import socket, sys
socket.setdefaulttimeout({CONNECT_SECONDS})
from pulumi.automation import PulumiCommand
from semver import VersionInfo
PulumiCommand.install(root=sys.argv[1], version=VersionInfo.parse("{PINNED}"))
"""
"""Run by another Python: importing the Automation API takes long, and a download that hangs can then be ended."""

Progress = Callable[[str], None]


def download_engine(scratch: Path, target: Path, progress: Progress) -> None:
    """Pulumi's own installer into `target`; WayFailedError soon where it cannot be reached."""
    progress(f"downloading the Pulumi engine {PINNED}")
    root = scratch / "download"
    process = subprocess.Popen(
        [sys.executable, "-c", DOWNLOAD, str(root)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that the installer's own children end with it
    )
    try:
        _, errors = process.communicate(timeout=DOWNLOAD_SECONDS)
    except subprocess.TimeoutExpired:
        raise WayFailedError(f"it took longer than {DOWNLOAD_SECONDS} s") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode:
        raise WayFailedError(errors.strip().splitlines()[-1] if errors.strip() else "the installer failed")
    for path in (root / "bin").iterdir():
        path.replace(target / path.name)


def _adopt(source: Path, target: Path) -> None:
    """Moves finished files into place, `pulumi` last: whoever sees it sees the rest."""
    if not target.exists():
        source.rename(target)
        return
    for path in sorted(source.iterdir(), key=lambda path: path.name == f"pulumi{SUFFIX}"):
        path.replace(target / path.name)


@contextmanager
def _scratch(folder: Path) -> Generator[Path]:
    """A folder for one attempt, on the same disk as its result; what died attempts left behind goes first."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(f"{PARTIAL}*"):
        shutil.rmtree(path, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=folder) as name:
        yield Path(name)


def _repair(folder: Path, progress: Progress) -> Engine | Rejected:
    """A cached `pulumi` that lacks its neighbours gets them: a matter of seconds."""
    found = in_cache()
    if isinstance(found, Engine):
        if is_ours(found.language_host):
            write_launcher(folder)
        return found
    if not os.access(folder / "pulumi", os.X_OK):
        return found
    try:
        with _scratch(folder.parent) as scratch:
            add_language_host(cache_folder() / "go", scratch, folder, progress)
    except (WayFailedError, OSError) as error:
        return Rejected(found.way, f"{found.reason}, and adding it failed: {error}")
    return in_cache()


def _install(origin: Origin, folder: Path, progress: Progress) -> Engine | Rejected:
    """One attempt by download or build."""
    way = {"download": "official download", "build": "build from source"}[origin]
    try:
        with _scratch(folder.parent) as scratch:
            target = scratch / "engine"
            target.mkdir()
            if origin == "download":
                download_engine(scratch, target, progress)
            else:
                build_engine(cache_folder() / "go", scratch, target, progress)
            missing = [name for name in ("pulumi", LANGUAGE_HOST) if not (target / f"{name}{SUFFIX}").is_file()]
            if missing or not (target / EXECUTOR).is_file():
                return Rejected(way, f"the result lacks {', '.join(missing or [EXECUTOR])}")
            _adopt(target, folder)
    except (WayFailedError, OSError) as error:
        return Rejected(way, str(error))
    return Engine(folder / f"pulumi{SUFFIX}", PINNED, origin, folder / f"{LANGUAGE_HOST}{SUFFIX}")


def _no_engine(tried: list[Rejected]) -> EngineError:
    problems = [Problem(subject=f"engine: {rejected.way}", message=rejected.reason) for rejected in tried]
    problems.append(
        Problem(
            subject="engine",
            message="no way led to a Pulumi engine; nothing was run",
            fix=f"install Pulumi {MINIMUM} or newer with its Python language host and put it on PATH, or install "
            f"Go {MINIMUM_GO} and run `podwright engine install`; offline, copy {engine_folder()} from another machine",
        )
    )
    return EngineError(problems)


def ensure_engine(progress: Callable[[str], None]) -> Engine:
    """The engine, installed if need be. `progress` gets a line for each step that takes time.

    Where it comes from can be limited by PODWRIGHT_ENGINE (see `locate.CHOICES`). EngineError lists every way that was
    tried and the next step. Safe when several processes call it: one installs, the others wait and use the result.
    """
    allowed = choice()
    tried: list[Rejected] = []
    if allowed in ("auto", "path"):
        found = on_path()
        if isinstance(found, Engine):
            return found
        tried.append(found)
        if allowed == "path":
            raise _no_engine(tried)
    cached = in_cache()
    if isinstance(cached, Engine) and not is_ours(cached.language_host):
        return cached
    folder = engine_folder()

    def on_wait(holder: str) -> None:
        progress(f"{holder} is installing the Pulumi engine: waiting for it")

    with locked(folder.with_name(f"{folder.name}.lock"), on_wait):
        found = _repair(folder, progress)
        if isinstance(found, Engine):
            return found
        tried.append(found)
        origins: tuple[Origin, ...] = ("build",) if allowed == "build" else ("download", "build")
        for origin in origins:
            found = _install(origin, folder, progress)
            if isinstance(found, Engine):
                return found
            tried.append(found)
    raise _no_engine(tried)
