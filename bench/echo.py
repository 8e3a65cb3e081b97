"""A provider that only echoes: the least that any provider does, to compare the emulated cloud with.

Started as a process of its own, like the emulated clouds: `python -m bench.echo` prints its port and serves until its
standard input ends.
"""

# ruff: noqa: N802, ARG002 - the names and the arguments of the methods are the protocol's

from __future__ import annotations

import sys
from concurrent import futures
from importlib.metadata import version

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

THREADS = 16


class Echo(provider_pb2_grpc.ResourceProviderServicer):
    """Says yes to everything and keeps nothing."""

    def Handshake(self, request: object, context: grpc.ServicerContext) -> provider_pb2.ProviderHandshakeResponse:
        """No capabilities but secrets."""
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: object, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Nothing to do."""
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: object, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """The SDK's version."""
        return plugin_pb2.PluginInfo(version=version("pulumi-gcp"))

    def Cancel(self, request: object, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Nothing to do."""
        return empty_pb2.Empty()

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """The settings as they are."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: object, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """No difference."""
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: object, context: grpc.ServicerContext) -> provider_pb2.ConfigureResponse:
        """Previews are supported, as by the emulated clouds."""
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """The inputs as they are."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """The inputs are the outputs."""
        return provider_pb2.CreateResponse(id=request.name or request.urn, properties=request.properties)


def main() -> None:
    """Serves until the parent goes away."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=THREADS))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Echo(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop(None)


if __name__ == "__main__":
    main()
