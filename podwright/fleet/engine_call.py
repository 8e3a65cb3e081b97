"""Runs one command of the Pulumi engine: its arguments, environment, event stream and log files.

The engine's own command line is called and not the Automation API: that would import the SDK (0.5 s), is synchronous,
and starts the same command line. `--json` with PULUMI_ENABLE_STREAMING_JSON_PREVIEW streams the events of every command
to standard output, so nothing is polled and no file of the engine is read. The stream also carries debug lines with
secrets in clear text (engine 3.259): those are dropped here, before anything is kept.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from podwright.errors import EngineError, Problem
from podwright.fleet.events import StackEvents, is_debug, parse_event
from podwright.fleet.interrupt import Interrupt
from podwright.fleet.urns import describe

LINE_LIMIT_BYTES = 64 * 2**20
"""The longest event line that is read; a resource with large inputs is one line."""
_COMMON = ("--non-interactive", "--color", "never")
_STREAM = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true", "PULUMI_SKIP_UPDATE_CHECK": "true"}


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What all engine commands of one run share."""

    executable: Path
    root: Path
    """The project; every command runs there."""
    environment: Mapping[str, str]
    """What the target sets; added to this process's environment."""
    logs: Path
    """The run's folder; one folder for each stack in it."""
    config_files: Mapping[str, Path] = field(default_factory=dict[str, Path])
    """Stack -> the configuration to use instead of its committed file; see `podwright.engine.stack_config`."""

    def full_environment(self) -> dict[str, str]:
        """The environment of an engine process."""
        return {**os.environ, **self.environment, **_STREAM}


@dataclass(frozen=True, slots=True)
class EngineCall:
    """One command on one stack."""

    stack: str
    label: str
    """Names the log files."""
    arguments: Sequence[str]
    """The command and its flags, without the stack."""


@dataclass(frozen=True, slots=True)
class EngineOutcome:
    """How one command on one stack ended."""

    events: StackEvents
    returncode: int
    stderr: str
    seconds: float
    interrupted: bool
    """The user asked to stop before it ended."""


async def stream(
    settings: EngineSettings,
    call: EngineCall,
    interrupt: Interrupt,
    on_event: Callable[[StackEvents], None],
) -> EngineOutcome:
    """Runs one command to its end, folding its events; `on_event` sees them as they come.

    Writes `<logs>/<stack>/<label>.jsonl` (events) and `.log` (messages). An engine that fails is an outcome, not an
    error; one that cannot be started is an EngineError.
    """
    began = time.monotonic()
    folder = settings.logs / call.stack
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = settings.config_files.get(call.stack)
    arguments = [*call.arguments, "-s", call.stack, *(["--config-file", str(config)] if config else []), "--json"]
    events = StackEvents()
    with (folder / f"{call.label}.jsonl").open("w") as raw, (folder / f"{call.label}.log").open("w") as log:
        process = await _start(settings, [*arguments, *_COMMON])
        with interrupt.engine(process):
            _, stderr = await asyncio.gather(
                _read_events(process, events, raw, log, on_event), _read_text(process.stderr, log)
            )
            returncode = await process.wait()
    return EngineOutcome(events, returncode, stderr, time.monotonic() - began, interrupt.requested)


async def text(settings: EngineSettings, arguments: Sequence[str]) -> tuple[int, str, str]:
    """Runs a short command that does not stream: exit code, standard output, standard error."""
    process = await _start(settings, [*arguments, *_COMMON])
    stdout, stderr = await process.communicate()
    return process.returncode or 0, stdout.decode(errors="replace"), stderr.decode(errors="replace")


async def _start(settings: EngineSettings, arguments: Sequence[str]) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            str(settings.executable),
            *arguments,
            cwd=settings.root,
            env=settings.full_environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LINE_LIMIT_BYTES,
            start_new_session=True,  # see podwright.fleet.interrupt
        )
    except OSError as error:
        problem = Problem("engine", f"cannot be started: {error.strerror}", given=str(settings.executable),
                          fix="run `podwright doctor`")  # fmt: skip
        raise EngineError(problem) from error


async def _read_events(
    process: asyncio.subprocess.Process,
    events: StackEvents,
    raw: TextIO,
    log: TextIO,
    on_event: Callable[[StackEvents], None],
) -> None:
    assert process.stdout is not None  # noqa: S101 - for the type checker: _start always asks for a pipe
    async for line in process.stdout:
        decoded = line.decode(errors="replace")
        event = parse_event(decoded)
        if event is None:
            _write(log, decoded)
        elif not is_debug(event):
            _write(raw, json.dumps(event, ensure_ascii=False) + "\n")
            seen = len(events.diagnostics)
            events.add(event)
            for diagnostic in events.diagnostics[seen:]:
                subject = describe(diagnostic.urn)
                _write(log, f"{diagnostic.severity}: {subject + ': ' if subject else ''}{diagnostic.message}\n")
            on_event(events)


async def _read_text(stream: asyncio.StreamReader | None, log: TextIO) -> str:
    parts: list[str] = []
    assert stream is not None  # noqa: S101 - for the type checker
    async for line in stream:
        parts.append(line.decode(errors="replace"))
        _write(log, parts[-1])
    return "".join(parts)


def _write(file: TextIO, text: str) -> None:
    """At once: whoever follows the log of a long apply sees where it is."""
    file.write(text)
    file.flush()
