"""The provider instances that talk to an emulated cloud, told apart by their connections.

Owns what each has said: where its resources go, where its engine listens, whether it was cancelled; and the way back to
the engine, by which a warning reaches the person who runs it. Every instance dials a connection of its own and sends
`Configure` on it, so the peer's address tells instances apart.
"""

from __future__ import annotations

import logging
import threading
from concurrent import futures
from dataclasses import dataclass, field

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2

from podwright.emulator.core.cloud import Scope
from podwright.emulator.core.errors import CloudError

_LOG = logging.getLogger(__name__)
_MAX_INSTANCES = 4096
_SEND_SECONDS = 2.0


@dataclass(slots=True)
class _Instance:
    scope: Scope | None = None
    engine: str = ""
    """The address of the engine's own service; empty when it has none."""
    cancelled: threading.Event = field(default_factory=threading.Event)


class Instances:
    """All instances of one cloud; safe to call from several threads."""

    def __init__(self) -> None:
        self._known: dict[str, _Instance] = {}
        self._lock = threading.Lock()
        self._channels: dict[str, grpc.Channel] = {}
        self._sender = futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix="warnings")

    def _of(self, peer: str) -> _Instance:
        with self._lock:
            if peer not in self._known and len(self._known) >= _MAX_INSTANCES:
                self._known.pop(next(iter(self._known)))
            return self._known.setdefault(peer, _Instance())

    def attach(self, peer: str, engine: str) -> None:
        """Where the instance's engine listens."""
        if engine:
            self._of(peer).engine = engine

    def configure(self, peer: str, scope: Scope) -> None:
        """Where the instance's resources go; a new run on an old connection is not cancelled any more."""
        instance = self._of(peer)
        instance.scope = scope
        instance.cancelled.clear()

    def scope(self, peer: str) -> Scope:
        """Where the instance's resources go; CloudError when it never said."""
        found = self._of(peer).scope
        if found is None:
            raise CloudError("the provider was not configured on this connection", note="run the command again")
        return found

    def cancel(self, peer: str) -> None:
        """Ends the instance's waits."""
        self._of(peer).cancelled.set()

    def wait(self, peer: str, seconds: float) -> bool:
        """Waits in real time; False when the instance was cancelled."""
        return not self._of(peer).cancelled.wait(seconds)

    def warn(self, peer: str, urn: str, message: str) -> None:
        """Tells the person at the engine, as a provider plugin does; nothing happens when nobody listens."""
        address = self._of(peer).engine
        if address:
            self._sender.submit(self._send, address, urn, message)

    def _send(self, address: str, urn: str, message: str) -> None:
        try:
            if address not in self._channels:
                for channel in self._channels.values():  # engines come and go with every command
                    channel.close()
                self._channels = {address: grpc.insecure_channel(address)}
            request = engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=message, urn=urn)
            send = self._channels[address].unary_unary(
                "/pulumirpc.Engine/Log",
                request_serializer=engine_pb2.LogRequest.SerializeToString,
                response_deserializer=empty_pb2.Empty.FromString,
            )
            send(request, timeout=_SEND_SECONDS)
        except (grpc.RpcError, ValueError):
            _LOG.debug("the engine at %s does not take warnings", address)
