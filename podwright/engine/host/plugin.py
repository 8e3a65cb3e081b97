"""Running a policy pack or another Python plugin for the engine, its output streamed back.

A pack (`kind: analyzer`) runs as `python -u -m pulumi.policy <engine> … <folder>` in its own folder, behind
`PolicyProxy`. Another plugin is a folder with `__main__.py`, run from the engine's folder. Plugins that are buildable
packages without `__main__.py` need Pulumi's own language host.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import grpc

from podwright.engine.host.interpreter import Interpreter, OptionsError, resolve
from podwright.engine.host.policy_proxy import PackUnavailableError, PolicyProxy, configuration_environment
from podwright.engine.host.processes import Child, Children, ProcessSpec, chunks
from podwright.engine.protos import language_pb2

ANALYZER = "analyzer"

Response = language_pb2.RunPluginResponse


def _environment(request: language_pb2.RunPluginRequest, interpreter: Interpreter) -> dict[str, str]:
    """The virtual environment's first, then what the engine wants a plugin to see, which wins."""
    wanted = dict(entry.split("=", 1) for entry in request.env if "=" in entry)
    return interpreter.environment(os.environ) | wanted


def policy_spec(request: language_pb2.RunPluginRequest, configuration: dict[str, str]) -> ProcessSpec:
    """The process of a policy pack; its stack's `configuration` is overruled by what the engine passes on."""
    interpreter = resolve(request.info)
    folder = request.info.program_directory
    return ProcessSpec(
        role="policy",
        python=interpreter.python,
        arguments=("-u", "-m", "pulumi.policy", *request.args, folder),
        environment=configuration | _environment(request, interpreter),
        directory=folder,
    )


def plugin_spec(request: language_pb2.RunPluginRequest) -> ProcessSpec:
    """The process of a plugin that is a folder with `__main__.py`; OptionsError for any other."""
    folder = request.info.program_directory
    if not (Path(folder) / "__main__.py").is_file():
        raise OptionsError(f"{folder} has no __main__.py; a plugin without one needs Pulumi's own language host")
    interpreter = resolve(request.info, is_plugin=True)
    return ProcessSpec(
        role="plugin",
        python=interpreter.python,
        arguments=(folder, *request.args),
        environment=_environment(request, interpreter),
        directory=request.pwd or None,
    )


class PluginRun:
    """One call of RunPlugin: a child, its output as messages, its exit code as the last one.

    The child ends when the engine cancels the call; the stream ends when the child does.
    """

    def __init__(
        self, request: language_pb2.RunPluginRequest, children: Children, context: grpc.ServicerContext
    ) -> None:
        self._request = request
        self._children = children
        self._context = context
        self._messages: queue.SimpleQueue[Response | None] = queue.SimpleQueue()
        self._child: Child | None = None
        self._lock = threading.Lock()
        context.add_callback(self._cancelled)

    def messages(self) -> Iterator[Response]:
        """Runs it; blocks between messages."""
        if self._request.kind != ANALYZER:
            yield from self._run(plugin_spec(self._request), self._send_stdout)
            return
        proxy = PolicyProxy()
        try:
            yield Response(stdout=f"{proxy.port}\n".encode())
            configuration = proxy.await_configuration(self._context.is_active)
            variables = {} if configuration is None else configuration_environment(configuration)
            yield from self._run(policy_spec(self._request, variables), lambda pipe: self._attach(proxy, pipe))
        except PackUnavailableError:
            return  # the engine is gone: nobody listens
        except OptionsError as error:
            proxy.fail(str(error))
            raise
        finally:
            proxy.close()

    def _run(self, spec: ProcessSpec, read_stdout: Callable[[IO[bytes]], None]) -> Iterator[Response]:
        child = self._children.start(spec)
        try:
            with self._lock:
                self._child = child
            if not self._context.is_active():
                self._cancelled()
            if child.stdout is None or child.stderr is None:
                raise AssertionError("the output was to be captured")
            readers = [
                threading.Thread(target=self._read, args=(read_stdout, child.stdout), daemon=True),
                threading.Thread(target=self._read, args=(self._send_stderr, child.stderr), daemon=True),
            ]
            for reader in readers:
                reader.start()
            for _ in readers:
                yield from iter(self._messages.get, None)
            exit_code = child.wait()
            if exit_code:
                yield Response(exitcode=exit_code)
        finally:
            self._children.end(child, signal.SIGTERM)
            child.wait()
            self._children.forget(child)

    def _read(self, reader: Callable[[IO[bytes]], None], pipe: IO[bytes]) -> None:
        try:
            reader(pipe)
        finally:
            self._messages.put(None)

    def _send_stdout(self, pipe: IO[bytes]) -> None:
        for chunk in chunks(pipe):
            self._messages.put(Response(stdout=chunk))

    def _send_stderr(self, pipe: IO[bytes]) -> None:
        for chunk in chunks(pipe):
            self._messages.put(Response(stderr=chunk))

    def _attach(self, proxy: PolicyProxy, pipe: IO[bytes]) -> None:
        """A pack's first line is its port; what follows is output."""
        line = pipe.readline()
        if line.strip().isdigit():
            proxy.attach(int(line))
        elif line:
            proxy.fail(f"its first line of output was not a port: {line.decode('utf-8', 'replace').rstrip()!r}")
            self._messages.put(Response(stdout=line))
        else:
            proxy.fail("it ended before it listened")
        self._send_stdout(pipe)

    def _cancelled(self) -> None:
        """The call is over, by its end or by the engine; a child that runs now is not wanted."""
        with self._lock:
            child = self._child
        if child is not None:
            self._children.end(child, signal.SIGTERM)
