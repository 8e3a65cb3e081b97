"""Serves emulated clouds over gRPC on the loopback interface.

Owns the ports and the threads. One server listens for one cloud, because the engine tells providers apart by port only
(`PULUMI_DEBUG_PROVIDERS=gcp:PORT,…`). The process around it is `podwright/emulator/daemon.py`.
"""

from __future__ import annotations

from concurrent import futures

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from podwright.emulator.core.servicer import Servicer

HOST = "127.0.0.1"
_THREADS = 16
_STOP_SECONDS = 2.0
# so_reuseport would let two servers share a port in silence; a state can be larger than gRPC's 4 MB.
_OPTIONS = (("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))


class Server:
    """One cloud on one port."""

    def __init__(self, servicer: Servicer, port: int = 0) -> None:
        """Binds `port`, or any free one when it is 0 or taken; nothing is answered before `start`."""
        self._server = grpc.server(futures.ThreadPoolExecutor(max_workers=_THREADS), options=_OPTIONS)
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, self._server)
        self.port = self._bind(port)

    def _bind(self, port: int) -> int:
        if port:
            try:
                return self._server.add_insecure_port(f"{HOST}:{port}")
            except RuntimeError:  # taken by somebody else; the engine is told the new one with every command
                pass
        return self._server.add_insecure_port(f"{HOST}:0")

    def start(self) -> None:
        """Begins to answer."""
        self._server.start()

    def stop(self) -> None:
        """Refuses new calls and waits a moment for those under way."""
        self._server.stop(_STOP_SECONDS).wait()
