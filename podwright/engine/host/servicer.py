"""The calls that the Pulumi engine makes to the Python language host.

Owns what each call answers; the interpreter, the processes and the package list are its neighbours' work. Not served,
on purpose: code generation, packing and linking of SDKs (`GenerateProgram`, `GenerateProject`, `GeneratePackage`,
`Pack`, `Link`) and debuggers; they belong to `pulumi new` and `pulumi package`, not to running stacks, and Pulumi's own
language host does them. The names of the methods are the protocol's.
"""
# ruff: noqa: N802

from __future__ import annotations

import base64
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, cast

import grpc
from google.protobuf.empty_pb2 import Empty

from podwright.engine.host import packages, program
from podwright.engine.host.dependencies import install
from podwright.engine.host.interpreter import Interpreter, OptionsError, resolve
from podwright.engine.host.plugin import PluginRun
from podwright.engine.host.processes import Children
from podwright.engine.protos import language_pb2, language_pb2_grpc, plugin_pb2
from podwright.engine.versions import PINNED

NO_DEBUGGER = "debugging needs Pulumi's own language host; install Pulumi and put it on PATH"


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Serves one engine. `executor` is the path of `pulumi-language-python-exec`."""

    def __init__(self, executor: Path, engine_address: str, children: Children) -> None:
        self._executor = executor
        self._engine_address = engine_address
        self._children = children

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        """An engine that attached (PULUMI_DEBUG_LANGUAGES) says where it is."""
        del context
        self._engine_address = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """The version of the language host: the engine's that it is made for."""
        del request, context
        return plugin_pb2.PluginInfo(version=PINNED)

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        """The provider plugins of the packages installed for the program."""
        needs = packages.plugin_needs(self._installed(request.info, context))
        return language_pb2.GetRequiredPackagesResponse(packages=[_package(need) for need in needs])

    def Run(self, request: language_pb2.RunRequest, context: grpc.ServicerContext) -> language_pb2.RunResponse:
        """Runs the program to its end; it is interrupted when the engine cancels the call."""
        if request.attach_debugger:
            return language_pb2.RunResponse(error=NO_DEBUGGER)
        if not self._engine_address:
            return language_pb2.RunResponse(error="the engine's address is not known: it was neither given nor shaken")
        interpreter = self._interpreter(request.info, context)
        spec = program.process_spec(request, interpreter, self._executor, self._engine_address)
        try:
            run = program.ProgramRun(spec, self._children)
        except OSError as error:
            return language_pb2.RunResponse(error=f"{spec.python} could not be started: {error}")
        if not context.add_callback(run.cancel):
            run.cancel()
        return program.run_response(run.wait())

    def RunPlugin(
        self, request: language_pb2.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.RunPluginResponse]:
        """Runs a policy pack or another plugin and streams its output and exit code."""
        if request.attach_debugger:
            _refuse(context, NO_DEBUGGER)
        try:
            yield from PluginRun(request, self._children, context).messages()
        except (OptionsError, OSError) as error:
            _refuse(context, str(error))

    def InstallDependencies(
        self, request: language_pb2.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        """`pulumi install`: makes the virtual environment where it is missing and fills it."""
        try:
            for line in install(request.info, is_plugin=request.is_plugin):
                yield language_pb2.InstallDependenciesResponse(stdout=line.encode())
        except (OptionsError, OSError, subprocess.SubprocessError) as error:
            _refuse(context, str(error))

    def About(self, request: language_pb2.AboutRequest, context: grpc.ServicerContext) -> language_pb2.AboutResponse:
        """The interpreter, for `pulumi about`."""
        interpreter = self._interpreter(request.info, context)
        version = platform.python_version() if _is_ours(interpreter) else _python_version(interpreter)
        return language_pb2.AboutResponse(
            executable=interpreter.python, version=version, metadata={"toolchain": interpreter.toolchain}
        )

    def GetProgramDependencies(
        self, request: language_pb2.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetProgramDependenciesResponse:
        """Everything installed for the program, also when only direct dependencies are asked for."""
        found = self._installed(request.info, context)
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[language_pb2.DependencyInfo(name=item.name, version=item.version) for item in found]
        )

    def RuntimeOptionsPrompts(
        self, request: language_pb2.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> language_pb2.RuntimeOptionsResponse:
        """Nothing to ask."""
        del request, context
        return language_pb2.RuntimeOptionsResponse()

    def Template(
        self, request: language_pb2.TemplateRequest, context: grpc.ServicerContext
    ) -> language_pb2.TemplateResponse:
        """Nothing to change in a new project."""
        del request, context
        return language_pb2.TemplateResponse()

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        """Interrupts the programs that run, as Ctrl-C does."""
        del request, context
        self._children.interrupt_programs()
        return Empty()

    def _interpreter(self, info: language_pb2.ProgramInfo, context: grpc.ServicerContext) -> Interpreter:
        try:
            return resolve(info)
        except OptionsError as error:
            _refuse(context, str(error))

    def _installed(self, info: language_pb2.ProgramInfo, context: grpc.ServicerContext) -> list[packages.Distribution]:
        interpreter = self._interpreter(info, context)
        if _is_ours(interpreter):
            return packages.installed()
        command = [interpreter.python, "-I", packages.__file__]
        try:
            listed = subprocess.run(
                command, capture_output=True, text=True, check=True, env=interpreter.environment(os.environ)
            )
        except (OSError, subprocess.CalledProcessError) as error:
            _refuse(context, f"the packages of {interpreter.python} could not be listed: {error}")
        return packages.decode(listed.stdout)


def _refuse(context: grpc.ServicerContext, message: str) -> NoReturn:
    """Ends the call with a text that the engine shows."""
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, message)
    raise AssertionError("abort always raises")


def _is_ours(interpreter: Interpreter) -> bool:
    """Whether the host itself runs in that environment: then nothing needs to be started to look into it."""
    if interpreter.virtualenv is None:
        return sys.prefix == sys.base_prefix and os.path.realpath(interpreter.python) == os.path.realpath(
            sys.executable
        )
    return os.path.realpath(interpreter.virtualenv) == os.path.realpath(sys.prefix)


def _python_version(interpreter: Interpreter) -> str:
    code = "import platform; print(platform.python_version())"
    return subprocess.run(
        [interpreter.python, "-I", "-c", code], capture_output=True, text=True, check=False
    ).stdout.strip()


def _package(need: packages.PluginNeed) -> plugin_pb2.PackageDependency:
    parameterization = None
    if need.parameterization is not None:
        parameterization = plugin_pb2.PackageParameterization(
            name=str(need.parameterization.get("name", "")),
            version=str(need.parameterization.get("version", "")),
            value=base64.b64decode(cast("str", need.parameterization.get("value", ""))),
        )
    return plugin_pb2.PackageDependency(
        name=need.name, kind="resource", version=need.version, server=need.server, parameterization=parameterization
    )
