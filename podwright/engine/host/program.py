"""Running a Pulumi program: the command line of `pulumi-language-python-exec`, its environment, and what its end means.

Arguments, variables and exit codes are those of Pulumi's own Python language host 3.259.0 (source:
https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/python/cmd/pulumi-language-python/main.go, read 2026-11), because a
program has to behave the same under both.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, cast

from podwright.engine.host.interpreter import Interpreter
from podwright.engine.host.processes import Children, ProcessSpec, chunks
from podwright.engine.protos import language_pb2

ALREADY_REPORTED = 32
"""Exit code of a program whose error the user has already been shown."""

DRAIN_SECONDS = 2.0


def arguments(request: language_pb2.RunRequest, executor: Path, engine_address: str) -> list[str]:
    """The arguments after the interpreter; a flag without a value is left out."""
    flags = {
        "monitor": request.monitor_address,
        "engine": engine_address,
        "project": request.project,
        "root_directory": request.info.root_directory,
        "stack": request.stack,
        "pwd": request.pwd,
        "dry_run": "true" if request.dryRun else "false",
        "parallel": str(request.parallel),
        "organization": request.organization,
    }
    given = [part for name, value in flags.items() if value for part in (f"--{name}", value)]
    return [str(executor), *given, request.info.entry_point, *request.args]


def config_environment(request: language_pb2.RunRequest) -> dict[str, str]:
    """The stack's configuration as the SDK reads it: values by `namespace:key`, and which keys are secret."""
    return {
        "PULUMI_CONFIG": json.dumps(dict(request.config), sort_keys=True),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
    }


def process_spec(
    request: language_pb2.RunRequest,
    interpreter: Interpreter,
    executor: Path,
    engine_address: str,
    base: Mapping[str, str] = os.environ,
) -> ProcessSpec:
    """The process that runs the program."""
    return ProcessSpec(
        role="program",
        python=interpreter.python,
        arguments=tuple(arguments(request, executor, engine_address)),
        environment=interpreter.environment(base) | config_environment(request),
        directory=None,  # the executor changes to --pwd itself
    )


class ProgramRun:
    """A running program, its error output passed on until the engine cancels it.

    An engine that meets an error cancels the program at once. What Python then prints (a KeyboardInterrupt raised
    somewhere in the SDK) would stand below the real message and hide it, so it is dropped; the program still gets the
    interrupt and its time to clean up.
    """

    def __init__(self, spec: ProcessSpec, children: Children) -> None:
        self._children = children
        self._cancelled = False
        self._child = children.start(spec)
        self._copier = threading.Thread(target=self._copy_errors, daemon=True)
        self._copier.start()

    def wait(self) -> int:
        """The exit code, once everything that the program wrote has been passed on."""
        try:
            exit_code = self._child.wait()
            self._copier.join(DRAIN_SECONDS)  # a process that the program left behind may hold the pipe open
            return exit_code
        finally:
            self._children.forget(self._child)

    def cancel(self) -> None:
        """Interrupts the program where it still runs; it is killed after the grace."""
        if self._child.poll() is None:
            self._cancelled = True
            self._children.end(self._child, signal.SIGINT)

    def _copy_errors(self) -> None:
        for chunk in chunks(cast("IO[bytes]", self._child.stderr)):
            if not (self._cancelled or self._children.interrupted):
                os.write(2, chunk)


def run_response(exit_code: int) -> language_pb2.RunResponse:
    """What the engine is told about the end of a program."""
    if exit_code == 0:
        return language_pb2.RunResponse()
    if exit_code == ALREADY_REPORTED:
        return language_pb2.RunResponse(bail=True)
    if exit_code < 0:
        return language_pb2.RunResponse(error=f"program was ended by signal {-exit_code}")
    return language_pb2.RunResponse(error=f"program exited with non-zero exit code: {exit_code}")
