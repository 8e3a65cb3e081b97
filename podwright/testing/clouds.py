"""Emulated clouds of a test: their servers, what can be done to them, and Pulumi programs on them.

Owns the folder in which it all happens, so that neither the user's clouds, state nor home are ever touched: everything
the engine and the servers write goes below it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from podwright.emulator import daemon
from podwright.engine.environment import emulated_environment
from podwright.engine.locate import Engine
from podwright.engine.project import PROJECT_FILE, emulated_folder
from podwright.errors import EngineError
from podwright.testing.controls import Controls
from podwright.testing.programs import Program, locate, write_config
from podwright.testing.runs import EngineCaller, Run

_STREAM = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true", "PULUMI_SKIP_UPDATE_CHECK": "true"}


class EmulatedClouds(Controls):
    """All emulated clouds, empty at first, in one folder; started when they are first needed."""

    def __init__(self, root: Path, engine: Engine) -> None:
        """`root` must exist and belong to the test: everything is written below it."""
        (root / PROJECT_FILE).write_text("name: emulated\nruntime: python\n", "utf-8")
        super().__init__(emulated_folder(root).path)
        self._root = root
        self._engine = engine
        self._stacks: set[tuple[str, str]] = set()

    # servers

    @property
    def providers(self) -> Mapping[str, int]:
        """The port on 127.0.0.1 of each emulated provider; starts them."""
        return daemon.start(self.folder).providers

    @property
    def environment(self) -> dict[str, str]:
        """What to set so that any `pulumi` command of your own runs on these clouds; starts them."""
        return emulated_environment(self._root, self._engine, daemon.start(self.folder))

    def stop(self) -> None:
        """Stops the servers; the clouds keep what is in them, and the next command starts them again."""
        daemon.stop(self.folder)

    def kill(self) -> None:
        """Ends the servers as a crash does, between any two writes; the next command starts them again."""
        running = daemon.status(self.folder).running
        if running is not None:
            os.kill(running.pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(running.pid, 0)

    # programs

    def up(
        self,
        program: str | Path,
        *,
        stack: str = "test",
        config: Mapping[str, object] | None = None,
        arguments: Sequence[str] = (),
    ) -> Run:
        """Applies a program: a folder with a Pulumi.yaml (a `Path`), or Python text (a `str`).

        `config` is laid over the stack's committed configuration. `arguments` go to `pulumi up` as they are:
        `["--policy-pack", "policies"]`. A failure is a result: see `Run.ok`, `Run.error`, `Run.succeeded`.
        """
        return self._operate("up", program, stack, config, ["--yes", "--skip-preview", *arguments])

    def preview(
        self,
        program: str | Path,
        *,
        stack: str = "test",
        config: Mapping[str, object] | None = None,
        arguments: Sequence[str] = (),
    ) -> Run:
        """What `up` would do."""
        return self._operate("preview", program, stack, config, arguments)

    def refresh(
        self,
        program: str | Path,
        *,
        stack: str = "test",
        config: Mapping[str, object] | None = None,
        arguments: Sequence[str] = (),
    ) -> Run:
        """Reads the clouds back into the state; `Run.changes` tells what somebody changed behind Pulumi's back."""
        return self._operate("refresh", program, stack, config, ["--yes", "--skip-preview", *arguments])

    def destroy(
        self,
        program: str | Path,
        *,
        stack: str = "test",
        config: Mapping[str, object] | None = None,
        arguments: Sequence[str] = (),
    ) -> Run:
        """Deletes all resources of the stack; what is left in the clouds is in `resources()`."""
        return self._operate("destroy", program, stack, config, ["--yes", "--skip-preview", *arguments])

    def _operate(
        self, command: str, program: str | Path, stack: str, config: Mapping[str, object] | None, rest: Sequence[str]
    ) -> Run:
        found = locate(program, self._root / "programs")
        file = write_config(found, stack, config or {}, self._root / "config")
        caller = EngineCaller(self._engine.path, found.root, self._clean_environment | self.environment | _STREAM)
        self._make_stack(found, stack, caller.environment)
        run = caller.operation(command, stack, ["--config-file", str(file), *rest])
        if not run.ok or command not in ("up", "refresh"):
            return run
        return replace(run, outputs=caller.outputs(stack))

    @cached_property
    def _clean_environment(self) -> dict[str, str]:
        """This process's environment without a user's Pulumi settings: a selected stack, a token, a passphrase.

        A program that names no virtual environment runs with the Python of the tests.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
        return kept | {"PULUMI_PYTHON_CMD": sys.executable}

    def _make_stack(self, program: Program, stack: str, environment: Mapping[str, str]) -> None:
        """In a scratch project of the same name, because `stack init` writes a stack file into the project."""
        if (program.project, stack) in self._stacks:
            return
        with TemporaryDirectory(prefix="podwright-") as scratch:
            (Path(scratch) / PROJECT_FILE).write_text(f"name: {program.project}\nruntime: python\n", "utf-8")
            try:
                EngineCaller(self._engine.path, Path(scratch), environment).text("stack", "init", stack, "--no-select")
            except EngineError as error:
                if "already exists" not in str(error):
                    raise
        self._stacks.add((program.project, stack))
