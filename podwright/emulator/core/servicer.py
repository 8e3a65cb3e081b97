"""Pulumi's `ResourceProvider` protocol, spoken for one emulated cloud.

Owns the calls of the protocol; `lifecycle.py` does what they ask, `answering.py` is the frame around each of them, and
`instances.py` knows who calls.
"""

# ruff: noqa: N802, ARG002 - the names and the arguments of the methods are the protocol's

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import cast

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from podwright.emulator.core import diff as differ
from podwright.emulator.core import messages, wire
from podwright.emulator.core.answering import Asked, Frame, of_resource
from podwright.emulator.core.cloud import Scope, Subject
from podwright.emulator.core.events import EventLog
from podwright.emulator.core.instances import Instances
from podwright.emulator.core.lifecycle import Lifecycle

_LOG = logging.getLogger(__name__)
_PROVIDER_ONLY = frozenset({"version", "pluginDownloadURL", "__internal"})


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """One emulated cloud on one port; safe to call from several threads."""

    def __init__(self, lifecycle: Lifecycle | Callable[[], Lifecycle], events: EventLog | None = None) -> None:
        """A function that makes the lifecycle is called at the first call, once: loading a cloud takes a moment."""
        self._made = lifecycle if isinstance(lifecycle, Lifecycle) else None
        self._make = lifecycle
        self._lock = threading.Lock()
        self._instances = Instances()
        self._frame = Frame(lambda: self._life, self._instances, events.put if events else lambda event: None)  # noqa: ARG005

    @property
    def _life(self) -> Lifecycle:
        if self._made is None:
            with self._lock:
                if self._made is None and not isinstance(self._make, Lifecycle):
                    self._made = self._make()
        return cast("Lifecycle", self._made)

    # the instance

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Secrets come typed; outputs and resource references come as plain values."""
        self._instances.attach(context.peer(), request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """The engine calls it on every provider it did not start, and takes any error as fatal."""
        self._instances.attach(context.peer(), request.address)
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """The SDK's version; any other makes the engine warn."""
        return plugin_pb2.PluginInfo(version=self._life.index.version)

    def GetMapping(self, request: object, context: grpc.ServicerContext) -> provider_pb2.GetMappingResponse:
        """No mapping: programs are not converted from another language here."""
        return provider_pb2.GetMappingResponse()

    def GetMappings(self, request: object, context: grpc.ServicerContext) -> provider_pb2.GetMappingsResponse:
        """See `GetMapping`."""
        return provider_pb2.GetMappingsResponse()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Ends the waits of that instance; every other call is short."""
        self._instances.cancel(context.peer())
        return empty_pb2.Empty()

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Refuses settings that the SDK's provider does not have, or of another type."""
        with self._frame.answer(of_resource(context, "check config", request)):
            given = wire.decode(request.news)
            found = self._life.check_config(given, _PROVIDER_ONLY)
            return provider_pb2.CheckResponse(inputs=request.news, failures=messages.failures(found, given))

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """A changed setting updates the provider; it never replaces it, and so nothing that it made."""
        with self._frame.answer(of_resource(context, "diff config", request)):
            old, new = wire.decode(request.old_inputs), wire.decode(request.news)
            changes = differ.compare(old, new, differ.ReplaceRules(), lambda path, one, two: False)  # noqa: ARG005
            return messages.diff(changes, delete_before_replace=False)

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Remembers where this instance's resources go."""
        with self._frame.answer(Asked(context, "configure")):
            scope = self._life.cloud.scope(wire.plain_values(wire.decode(request.args)))
            self._instances.configure(context.peer(), scope)
            return provider_pb2.ConfigureResponse(
                acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
            )

    # resources

    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Every problem with the inputs at once, by property path."""
        with self._frame.answer(of_resource(context, "check", request)) as asked:
            given, naming = wire.decode(request.news), messages.naming(request)
            inputs, errors = self._life.check(
                self._scope(context), messages.token(request), given, wire.decode(request.olds), naming=naming
            )
            for warning in (each for each in errors if each.severity == "warning"):
                text = f"{warning.path}: {warning.reason}"
                _LOG.warning("%s: %s", request.urn, text)
                self._instances.warn(context.peer(), request.urn, text)
            wrong = [each for each in errors if each.severity == "error"]
            if wrong:
                asked.outcome, asked.message = "refused", f"{wrong[0].path}: {wrong[0].reason}"
            failures = messages.failures(wrong, given)
            return provider_pb2.CheckResponse(inputs=wire.encode(inputs), failures=failures)

    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Old inputs against new inputs."""
        with self._frame.answer(of_resource(context, "diff", request)):
            ignore = frozenset(path for path in request.ignoreChanges if "." not in path and "[" not in path)
            old = request.old_inputs if request.HasField("old_inputs") else request.olds
            token, new = messages.token(request), wire.decode(request.news)
            found = self._life.diff(self._scope(context), token, wire.decode(old), new, ignore)
            return messages.diff(found.changes, delete_before_replace=found.delete_before_replace)

    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """Makes the resource; in a preview, says what can be known before."""
        with self._frame.answer(of_resource(context, "create", request)) as asked:
            token, inputs = messages.token(request), wire.decode(request.properties)
            scope, subject = self._scope(context), Subject(request.urn)
            if request.preview:
                foreseen = self._life.foresee(scope, token, inputs, None, subject)
                return provider_pb2.CreateResponse(properties=wire.encode(foreseen))
            asked.made = record = self._life.create(scope, token, inputs, subject)
            return provider_pb2.CreateResponse(id=record.id, properties=wire.encode(record.outputs))

    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        """What the cloud has now, for a refresh, an import or a `get`; an empty id when it is not there."""
        with self._frame.answer(of_resource(context, "read", request)):
            known = bool(request.inputs.fields or request.properties.fields)
            record = self._life.read(self._scope(context), messages.token(request), request.id, known=known)
            if record is None:
                return provider_pb2.ReadResponse()
            return provider_pb2.ReadResponse(
                id=record.id, properties=wire.encode(record.outputs), inputs=wire.encode(record.inputs)
            )

    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        """Changes the resource in place; in a preview, shows the present outputs with the new inputs in them."""
        with self._frame.answer(of_resource(context, "update", request)) as asked:
            token, inputs = messages.token(request), wire.decode(request.news)
            scope, subject = self._scope(context), Subject(request.urn, request.id)
            if request.preview:
                foreseen = self._life.foresee(scope, token, inputs, wire.decode(request.olds), subject)
                return provider_pb2.UpdateResponse(properties=wire.encode(foreseen))
            asked.made = record = self._life.update(scope, token, request.id, inputs, subject)
            return provider_pb2.UpdateResponse(properties=wire.encode(record.outputs))

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Deletes the resource."""
        with self._frame.answer(of_resource(context, "delete", request)):
            self._life.delete(self._scope(context), messages.token(request), request.id)
            return empty_pb2.Empty()

    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        """The result of a function."""
        with self._frame.answer(Asked(context, "invoke", request.tok)):
            given = wire.decode(request.args)
            result, errors = self._life.invoke(self._scope(context), request.tok, given)
            return messages.invoked(result, errors, given)

    def _scope(self, context: grpc.ServicerContext) -> Scope:
        return self._instances.scope(context.peer())
