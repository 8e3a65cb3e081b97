"""An engine in miniature: calls an emulated cloud over gRPC in the order in which Pulumi's engine does.

It checks before it creates, compares before it updates, and keeps inputs and outputs as a state does. What it does not
do is schedule: one call at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import grpc
from google.protobuf import empty_pb2
from google.protobuf.message import Message
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from podwright.emulator.core import wire
from podwright.emulator.core.wire import Values

Inputs = Mapping[str, object]
Answer = TypeVar("Answer", bound=Message)


class RefusedError(Exception):
    """What the user would read: the cloud's message, or every check failure as `path: reason`."""


@dataclass(frozen=True, slots=True)
class Made:
    """One resource in the miniature state."""

    token: str
    name: str
    id: str
    inputs: Values
    outputs: Values

    def out(self, key: str) -> object:
        """One output, without the wrapper of a secret."""
        return wire.plain(self.outputs.get(key))


@dataclass(frozen=True, slots=True)
class Difference:
    """What a diff says."""

    changes: dict[str, str] = field(default_factory=dict[str, str])
    """Path -> kind, `_replace` at the end where it replaces."""
    replaces: list[str] = field(default_factory=list[str])
    delete_before_replace: bool = False


class Client:
    """One provider instance with a connection of its own."""

    def __init__(self, port: int, config: Inputs | None = None) -> None:
        # a pool of its own, or gRPC would share one connection between two clients of this process
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=(("grpc.use_local_subchannel_pool", 1),))
        hello = provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1", configure_with_urn=True)
        self.handshake = self.call("Handshake", hello, provider_pb2.ProviderHandshakeResponse)
        self.call("Attach", plugin_pb2.PluginAttach(address="127.0.0.1:1"), empty_pb2.Empty)
        settings = {"project": "lab", "region": "europe-west4", "zone": "europe-west4-a"} if config is None else config
        configure = provider_pb2.ConfigureRequest(args=wire.encode(settings), acceptSecrets=True)
        self.configured = self.call("Configure", configure, provider_pb2.ConfigureResponse)

    def close(self) -> None:
        """Closes the connection."""
        self._channel.close()

    def call(self, method: str, request: Message, answer: type[Answer]) -> Answer:
        """One call of the protocol; RefusedError with the message of a failed one."""
        send = self._channel.unary_unary(
            f"/pulumirpc.ResourceProvider/{method}",
            request_serializer=type(request).SerializeToString,
            response_deserializer=answer.FromString,
        )
        try:
            return send(request)
        except grpc.RpcError as error:
            raise RefusedError(str(cast("Any", error).details())) from error

    def check(self, token: str, name: str, inputs: Inputs, old: Values | None = None) -> Values:
        """The checked inputs; RefusedError with every failure."""
        request = provider_pb2.CheckRequest(
            urn=urn(token, name),
            name=name,
            type=token,
            news=wire.encode(inputs),
            olds=wire.encode(old or {}),
            randomSeed=b"seed",
        )
        response = self.call("Check", request, provider_pb2.CheckResponse)
        if response.failures:
            raise RefusedError("\n".join(map(_failure, response.failures)))
        return wire.decode(response.inputs)

    def preview(self, token: str, name: str, inputs: Inputs) -> Values:
        """The outputs that a preview of a create shows."""
        checked = self.check(token, name, inputs)
        request = provider_pb2.CreateRequest(
            urn=urn(token, name), name=name, type=token, properties=wire.encode(checked), preview=True
        )
        return wire.decode(self.call("Create", request, provider_pb2.CreateResponse).properties)

    def create(self, token: str, name: str, inputs: Inputs) -> Made:
        """Checks and creates."""
        checked = self.check(token, name, inputs)
        request = provider_pb2.CreateRequest(
            urn=urn(token, name), name=name, type=token, properties=wire.encode(checked)
        )
        response = self.call("Create", request, provider_pb2.CreateResponse)
        return Made(token, name, response.id, checked, wire.decode(response.properties))

    def diff(self, made: Made, inputs: Inputs) -> Difference:
        """What an update with these inputs would do."""
        checked = self.check(made.token, made.name, inputs, made.inputs)
        request = provider_pb2.DiffRequest(
            urn=urn(made.token, made.name),
            name=made.name,
            type=made.token,
            id=made.id,
            olds=wire.encode(made.outputs),
            old_inputs=wire.encode(made.inputs),
            news=wire.encode(checked),
        )
        response = self.call("Diff", request, provider_pb2.DiffResponse)
        kinds = provider_pb2.PropertyDiff.Kind
        changes = {path: kinds.Name(entry.kind).lower() for path, entry in response.detailedDiff.items()}
        return Difference(changes, list(response.replaces), response.deleteBeforeReplace)

    def update(self, made: Made, inputs: Inputs) -> Made:
        """Checks and updates in place, whatever the diff says."""
        checked = self.check(made.token, made.name, inputs, made.inputs)
        request = provider_pb2.UpdateRequest(
            urn=urn(made.token, made.name),
            name=made.name,
            type=made.token,
            id=made.id,
            olds=wire.encode(made.outputs),
            old_inputs=wire.encode(made.inputs),
            news=wire.encode(checked),
        )
        response = self.call("Update", request, provider_pb2.UpdateResponse)
        return Made(made.token, made.name, made.id, checked, wire.decode(response.properties))

    def refresh(self, made: Made) -> Made | None:
        """What the cloud has now; None when it is gone."""
        return self._read(made.token, made.name, made.id, made)

    def import_(self, token: str, name: str, resource_id: str) -> Made | None:
        """The resource as an import reads it; None when it is not there."""
        return self._read(token, name, resource_id, None)

    def _read(self, token: str, name: str, resource_id: str, made: Made | None) -> Made | None:
        request = provider_pb2.ReadRequest(
            urn=urn(token, name),
            name=name,
            type=token,
            id=resource_id,
            inputs=wire.encode(made.inputs if made else {}),
            properties=wire.encode(made.outputs if made else {}),
        )
        response = self.call("Read", request, provider_pb2.ReadResponse)
        if not response.id:
            return None
        return Made(token, name, response.id, wire.decode(response.inputs), wire.decode(response.properties))

    def delete(self, made: Made) -> None:
        """Deletes."""
        request = provider_pb2.DeleteRequest(
            urn=urn(made.token, made.name),
            name=made.name,
            type=made.token,
            id=made.id,
            properties=wire.encode(made.outputs),
            old_inputs=wire.encode(made.inputs),
        )
        self.call("Delete", request, empty_pb2.Empty)

    def invoke(self, token: str, args: Inputs) -> Values:
        """The result of a function."""
        request = provider_pb2.InvokeRequest(tok=token, args=wire.encode(args))
        response = self.call("Invoke", request, provider_pb2.InvokeResponse)
        if response.failures:
            raise RefusedError("\n".join(map(_failure, response.failures)))
        return wire.decode(getattr(response, "return"))

    def version(self) -> str:
        """The version that the plugin reports."""
        return self.call("GetPluginInfo", empty_pb2.Empty(), plugin_pb2.PluginInfo).version


def _failure(failure: provider_pb2.CheckFailure) -> str:
    return f"{failure.property}: {failure.reason}" if failure.property else failure.reason


def refused(action: Callable[[], object]) -> str:
    """The whole message of the refusal that `action` must meet."""
    try:
        action()
    except RefusedError as error:
        return str(error)
    raise AssertionError("it was not refused")


def urn(token: str, name: str) -> str:
    """A URN as the engine makes it."""
    return f"urn:pulumi:dev::test::{token}::{name}"
