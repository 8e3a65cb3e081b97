"""Finding a Pulumi engine that is already on this machine: on PATH, else in podwright's cache.

An engine is used only together with a Python language host that stands beside it; the engine warns about one from
elsewhere, and a mixture of versions is nobody's test case. Asking a `pulumi` for its version takes 0.2 s, so the answer
is kept for as long as the file does not change.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from podwright.engine.launcher import EXECUTOR, LANGUAGE_HOST, is_ours
from podwright.engine.versions import MINIMUM, PINNED, at_least
from podwright.errors import InputError, Problem

CHOICES = ("auto", "path", "embedded", "build")
"""PODWRIGHT_ENGINE. `auto`: PATH, then cache, download, build. `path`: only PATH. `embedded`: all but PATH.
`build`: cache, then build, never a download."""

VERSION_SECONDS = 20.0
SUFFIX = ".exe" if os.name == "nt" else ""

Origin = Literal["path", "cache", "download", "build"]


@dataclass(frozen=True, slots=True)
class Engine:
    """A usable Pulumi engine."""

    path: Path
    """The `pulumi` executable."""
    version: str
    origin: Origin
    """How it was found or came to be: `download` and `build` only in the run that did it, `cache` afterwards."""
    language_host: Path


@dataclass(frozen=True, slots=True)
class Rejected:
    """A way that led to no engine, and why."""

    way: str
    reason: str


def cache_folder() -> Path:
    """Podwright's cache: PODWRIGHT_CACHE_DIR, else the user's cache folder of this system."""
    told = os.environ.get("PODWRIGHT_CACHE_DIR")
    if told:
        return Path(told).absolute()
    from platformdirs import user_cache_path

    return user_cache_path("podwright")


def engine_folder() -> Path:
    """Where the embedded engine of the pinned version stands, or will."""
    return cache_folder() / "engine" / f"v{PINNED}"


def choice() -> str:
    """PODWRIGHT_ENGINE, checked."""
    told = os.environ.get("PODWRIGHT_ENGINE") or "auto"
    if told not in CHOICES:
        raise InputError(
            Problem(
                subject="PODWRIGHT_ENGINE",
                message="it says where the Pulumi engine may come from and has no such value",
                given=told,
                allowed=", ".join(CHOICES),
            )
        )
    return told


def _executable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _ask_version(program: Path) -> str | None:
    """What `pulumi version` prints, without the leading `v`; None where it fails."""
    try:
        done = subprocess.run(
            [str(program), "version"],
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=VERSION_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip().removeprefix("v") or None


def version_of(program: Path) -> str | None:
    """The version of a `pulumi`; asked once for each file and remembered in the cache folder."""
    status = program.stat()
    key = f"{program}:{status.st_mtime_ns}:{status.st_size}"
    memory = cache_folder() / "engine" / "versions.json"
    try:
        known = cast("dict[str, str]", json.loads(memory.read_text("utf-8")))
    except (OSError, ValueError):
        known = {}
    if key in known:
        return known[key]
    version = _ask_version(program)
    if version is not None:
        kept = {name: value for name, value in known.items() if not name.startswith(f"{program}:")}
        try:
            memory.parent.mkdir(parents=True, exist_ok=True)
            partial = memory.with_name(f".versions.{os.getpid()}")
            partial.write_text(json.dumps({**kept, key: version}), "utf-8")
            partial.replace(memory)
        except OSError:
            pass  # a cache that cannot be written is asked again next time
    return version


def _candidates() -> Iterator[Path]:
    """Every `pulumi` on PATH in its order, links resolved, without those that podwright itself put there."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        program = Path(folder or ".") / f"pulumi{SUFFIX}"
        if not _executable(program):
            continue
        resolved = program.resolve()
        if not resolved.is_relative_to(cache_folder().resolve()) and not is_ours(resolved):
            yield resolved


def on_path() -> Engine | Rejected:
    """The first `pulumi` on PATH that is new enough and has its language host beside it."""
    reasons: list[str] = []
    for program in _candidates():
        host = program.with_name(f"{LANGUAGE_HOST}{SUFFIX}")
        version = version_of(program)
        if version is None:
            reasons.append(f"{program} does not tell its version")
        elif not at_least(version, MINIMUM):
            reasons.append(f"{program} is {version}, older than {MINIMUM}")
        elif not _executable(host) or not host.with_name(EXECUTOR).is_file():
            reasons.append(f"{program} has no Python language host beside it")
        else:
            return Engine(program, version, "path", host)
    return Rejected("pulumi on PATH", "; ".join(reasons) or "there is none")


def in_cache() -> Engine | Rejected:
    """The embedded engine, if it is complete."""
    folder = engine_folder()
    program, host = folder / f"pulumi{SUFFIX}", folder / f"{LANGUAGE_HOST}{SUFFIX}"
    missing = [path.name for path in (program, host) if not _executable(path)]
    if not (folder / EXECUTOR).is_file():
        missing.append(EXECUTOR)
    if missing:
        return Rejected(f"cached engine {PINNED}", f"{folder} lacks {', '.join(missing)}")
    return Engine(program, PINNED, "cache", host)


def find_engine() -> Engine | None:
    """An engine that can be used now; nothing is installed or repaired for it."""
    allowed = choice()
    ways = {"auto": (on_path, in_cache), "path": (on_path,)}.get(allowed, (in_cache,))
    for way in ways:
        found = way()
        if isinstance(found, Engine):
            return found
    return None
