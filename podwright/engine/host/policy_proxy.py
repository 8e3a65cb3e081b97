"""Starting a policy pack only when the engine has said which stack it is for.

A pack reads project, stack and configuration from its environment when it starts, but the engine sends them in a call
(`ConfigureStack`) to the running pack. So the engine is given the port of this proxy first; the proxy answers the
handshake, keeps what `ConfigureStack` brings, and from then on passes every call on, as bytes, to the pack itself. The
first call of another kind means that no configuration will come (`pulumi policy publish`). This is how Pulumi's own
language host does it (source: https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/policy_proxy.go, read 2026-11).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import cast

import grpc

from podwright.engine.protos import analyzer_pb2

SERVICE = "/pulumirpc.Analyzer/"
UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
POLL_SECONDS = 0.5


class PackUnavailableError(Exception):
    """The pack did not start, or will not."""


class PolicyProxy(grpc.GenericRpcHandler):
    """A gRPC server on a port of its own that stands before one policy pack."""

    def __init__(self) -> None:
        self._configuration: Future[bytes | None] = Future()
        self._pack: Future[grpc.Channel] = Future()
        self._lock = threading.Lock()
        self._server = grpc.server(ThreadPoolExecutor(max_workers=32), handlers=[self], options=UNLIMITED)
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes] | None:
        """One handler for each method; all of the analyzer's are unary."""
        method = handler_call_details.method
        if not method.startswith(SERVICE):
            return None
        answers = {"Handshake": self._handshake, "ConfigureStack": self._configure_stack}
        answer = answers.get(method.removeprefix(SERVICE))
        return grpc.unary_unary_rpc_method_handler(answer or self._pass_on(method))

    def await_configuration(self, is_live: Callable[[], bool]) -> analyzer_pb2.AnalyzerStackConfigureRequest | None:
        """Blocks until the engine has configured the stack or asked for something else (None).

        PackUnavailableError where `is_live` turned false: the engine no longer wants this pack.
        """
        while is_live():
            try:
                content = self._configuration.result(POLL_SECONDS)
            except FutureTimeoutError:
                continue
            return None if content is None else analyzer_pb2.AnalyzerStackConfigureRequest.FromString(content)
        raise PackUnavailableError("the engine ended the call before it configured the policy pack")

    def attach(self, port: int) -> None:
        """The pack listens on `port`: configure it, and let the waiting calls through."""
        channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=UNLIMITED)
        content = self._configuration.result()
        if content is not None:
            try:
                channel.unary_unary(f"{SERVICE}ConfigureStack")(content)
            except grpc.RpcError as error:
                if _code(error) is not grpc.StatusCode.UNIMPLEMENTED:  # older packs know no such call
                    self.fail(f"policy pack configuration failed: {_details(error)}")
                    channel.close()
                    return
        with self._lock:
            if not self._pack.done():
                self._pack.set_result(channel)

    def fail(self, reason: str) -> None:
        """No pack will come: waiting and later calls get `reason`."""
        with self._lock:
            if not self._pack.done():
                self._pack.set_exception(PackUnavailableError(reason))

    def close(self) -> None:
        """Stops serving; the pack itself is the caller's to end."""
        self.fail("the policy pack has ended")
        self._server.stop(grace=None)

    def _settle(self, content: bytes | None) -> None:
        with self._lock:
            if not self._configuration.done():
                self._configuration.set_result(content)

    def _handshake(self, _request: bytes, _context: grpc.ServicerContext) -> bytes:
        return analyzer_pb2.AnalyzerHandshakeResponse().SerializeToString()

    def _configure_stack(self, request: bytes, _context: grpc.ServicerContext) -> bytes:
        self._settle(request)
        return analyzer_pb2.AnalyzerStackConfigureResponse().SerializeToString()

    def _pass_on(self, method: str) -> Callable[[bytes, grpc.ServicerContext], bytes]:
        def call(request: bytes, context: grpc.ServicerContext) -> bytes:
            self._settle(None)
            try:
                return cast("bytes", self._pack.result().unary_unary(method)(request))
            except PackUnavailableError as error:
                context.abort(grpc.StatusCode.UNAVAILABLE, f"policy pack not started: {error}")
            except grpc.RpcError as error:
                context.abort(_code(error), _details(error))
            raise AssertionError("abort always raises")

        return call


def configuration_environment(request: analyzer_pb2.AnalyzerStackConfigureRequest) -> dict[str, str]:
    """The variables from which `python -m pulumi.policy` knows its stack."""
    variables = {
        "PULUMI_ORGANIZATION": request.organization,
        "PULUMI_PROJECT": request.project,
        "PULUMI_STACK": request.stack,
        "PULUMI_DRY_RUN": "true" if request.dry_run else "false",
        "PULUMI_CONFIG": json.dumps(dict(request.config), sort_keys=True),
    }
    return {name: value for name, value in variables.items() if value}


def _code(error: grpc.RpcError) -> grpc.StatusCode:
    return cast("grpc.Call", error).code()


def _details(error: grpc.RpcError) -> str:
    return cast("str | None", cast("grpc.Call", error).details()) or ""
