"""Pulumi's `ResourceProvider` protocol, spoken for one emulated cloud.

Owns the calls of the protocol and the scope of each provider instance; `lifecycle.py` does what they ask. Every
instance dials a connection of its own and sends `Configure` on it, so the peer's address tells instances apart. A
refusal of the cloud becomes an error with the cloud's words; a mistake of this program becomes one too, with the
traceback in the log.
"""

# ruff: noqa: N802, ARG002 - the names and the arguments of the methods are the protocol's

from __future__ import annotations

import logging
import threading
from collections.abc import Generator
from contextlib import contextmanager

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from podwright.emulator.core import diff as differ
from podwright.emulator.core import messages, wire
from podwright.emulator.core.cloud import Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.validate import PropertyError

_LOG = logging.getLogger(__name__)
_MAX_SCOPES = 4096
_PROVIDER_ONLY = frozenset({"version", "pluginDownloadURL", "__internal"})


@contextmanager
def _answering(context: grpc.ServicerContext, call: str, subject: str) -> Generator[None]:
    """Turns what the block raises into an error the engine shows; `abort` raises, so nothing is ever swallowed."""
    _LOG.info("%s %s", call, subject)
    try:
        yield
    except CloudError as error:
        _LOG.info("%s %s refused: %s", call, subject, error)
        context.abort(grpc.StatusCode.UNKNOWN, error.text())
    except Exception as error:
        _LOG.exception("%s %s failed", call, subject)
        what = f"the emulated cloud failed in {call}: {type(error).__name__}: {error}"
        context.abort(grpc.StatusCode.INTERNAL, f"{what}; this is a mistake of the emulator, see its log")


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """One emulated cloud on one port; safe to call from several threads."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self._life = lifecycle
        self._scopes: dict[str, Scope] = {}
        self._lock = threading.Lock()

    # the instance

    def Handshake(self, request: object, context: grpc.ServicerContext) -> provider_pb2.ProviderHandshakeResponse:
        """Secrets come typed; outputs and resource references come as plain values."""
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """The engine calls it on every provider it did not start, and takes any error as fatal."""
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
        """Nothing to stop: every call is short."""
        return empty_pb2.Empty()

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Refuses settings that the SDK's provider does not have."""
        with _answering(context, "CheckConfig", request.urn):
            known = self._life.index.resource(f"pulumi:providers:{self._life.cloud.package}")
            names = set(known.inputs) | _PROVIDER_ONLY if known else None
            failures = [
                PropertyError(
                    name, f"Invalid or unknown key. Check `pulumi config get {self._life.cloud.package}:{name}`."
                )
                for name in request.news.fields
                if names is not None and name not in names
            ]
            given = wire.decode(request.news)
            return provider_pb2.CheckResponse(inputs=request.news, failures=messages.failures(failures, given))

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """A changed setting updates the provider; it never replaces it, and so nothing that it made."""
        with _answering(context, "DiffConfig", request.urn):
            old, new = wire.decode(request.old_inputs), wire.decode(request.news)
            changes = differ.compare(old, new, differ.ReplaceRules(), lambda path, one, two: False)  # noqa: ARG005
            return messages.diff(changes, delete_before_replace=False)

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Remembers where this instance's resources go."""
        with _answering(context, "Configure", request.urn):
            scope = self._life.cloud.scope(wire.plain_values(wire.decode(request.args)))
            with self._lock:
                if len(self._scopes) >= _MAX_SCOPES:
                    self._scopes.pop(next(iter(self._scopes)))
                self._scopes[context.peer()] = scope
            return provider_pb2.ConfigureResponse(
                acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
            )

    # resources

    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Every problem with the inputs at once, by property path."""
        with _answering(context, "Check", request.urn):
            given, naming = wire.decode(request.news), messages.naming(request)
            inputs, errors = self._life.check(
                self._scope(context), messages.token(request), given, wire.decode(request.olds), naming=naming
            )
            failures = messages.failures(errors, given)
            return provider_pb2.CheckResponse(inputs=wire.encode(inputs), failures=failures)

    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Old inputs against new inputs."""
        with _answering(context, "Diff", request.urn):
            ignore = frozenset(path for path in request.ignoreChanges if "." not in path and "[" not in path)
            old = request.old_inputs if request.HasField("old_inputs") else request.olds
            found = self._life.diff(messages.token(request), wire.decode(old), wire.decode(request.news), ignore)
            return messages.diff(found.changes, delete_before_replace=found.delete_before_replace)

    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """Makes the resource; in a preview, says what can be known before."""
        with _answering(context, "Create", request.urn):
            token, inputs = messages.token(request), wire.decode(request.properties)
            if request.preview:
                return provider_pb2.CreateResponse(properties=wire.encode(self._life.foresee(token, inputs, None)))
            record = self._life.create(self._scope(context), token, inputs)
            return provider_pb2.CreateResponse(id=record.id, properties=wire.encode(record.outputs))

    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        """What the cloud has now, for a refresh, an import or a `get`; an empty id when it is not there."""
        with _answering(context, "Read", request.urn):
            known = bool(request.inputs.fields or request.properties.fields)
            record = self._life.read(self._scope(context), messages.token(request), request.id, known=known)
            if record is None:
                return provider_pb2.ReadResponse()
            return provider_pb2.ReadResponse(
                id=record.id, properties=wire.encode(record.outputs), inputs=wire.encode(record.inputs)
            )

    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        """Changes the resource in place; in a preview, shows the present outputs with the new inputs in them."""
        with _answering(context, "Update", request.urn):
            token, inputs = messages.token(request), wire.decode(request.news)
            if request.preview:
                foreseen = self._life.foresee(token, inputs, wire.decode(request.olds))
                return provider_pb2.UpdateResponse(properties=wire.encode(foreseen))
            record = self._life.update(self._scope(context), token, request.id, inputs)
            return provider_pb2.UpdateResponse(properties=wire.encode(record.outputs))

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Deletes the resource."""
        with _answering(context, "Delete", request.urn):
            self._life.delete(self._scope(context), messages.token(request), request.id)
            return empty_pb2.Empty()

    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        """The result of a function."""
        with _answering(context, "Invoke", request.tok):
            given = wire.decode(request.args)
            result, errors = self._life.invoke(self._scope(context), request.tok, given)
            return messages.invoked(result, errors, given)

    def _scope(self, context: grpc.ServicerContext) -> Scope:
        with self._lock:
            scope = self._scopes.get(context.peer())
        if scope is None:
            raise CloudError("the provider was not configured on this connection", note="run the command again")
        return scope
