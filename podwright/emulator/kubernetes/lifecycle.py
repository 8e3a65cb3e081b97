"""The life of a Kubernetes object, where it differs from that of a cloud's resource.

Owns the way from a provider instance to its cluster: every call looks for the cluster behind the configured API server
first, so one that was made or deleted meanwhile is noticed. The same id may be in every cluster; the store keeps it
with the cluster in front, a program sees it without.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

from podwright.emulator.core import records
from podwright.emulator.core.cloud import NOBODY, Call, Scope, Subject
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.lifecycle import Comparison, Lifecycle
from podwright.emulator.core.naming import Naming
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError, validate
from podwright.emulator.core.wire import Values, has_unknown, plain_values
from podwright.emulator.kubernetes import clusters, custom, definitions, errors, invokes, objects
from podwright.emulator.kubernetes.custom_kinds import CustomResource
from podwright.emulator.kubernetes.kinds import KubernetesKind
from podwright.emulator.kubernetes.objects import Gvk
from podwright.emulator.kubernetes.scope import Cluster, of
from podwright.emulator.kubernetes.tables import cluster_scoped, served
from podwright.emulator.sdk.types import ResourceType

_AMOUNT = re.compile(r"(\.|^)(limits|requests|hard|capacity|overhead)(\[|\.)")
_PAUSE_SECONDS = 0.1
_A_NUMBER = re.compile(r"expected text, got -?[0-9.]+")
_RENDER = "renderYamlToDirectory is not emulated: it writes files and talks to no cluster, which needs no emulated one"


@dataclass(frozen=True, slots=True)
class KubernetesLifecycle(Lifecycle):
    """All calls on the objects of all emulated clusters."""

    tries: int = 50
    """How often a create looks again for a definition that may come at the same time; the provider, which waits longer
    between, takes half a minute (`provider/pkg/await/await.go`)."""
    pause: Callable[[float], None] = time.sleep
    """Waits so many seconds between."""

    def resource(self, token: str) -> ResourceType:
        """The SDK's definition of a type, or the open one of a custom resource."""
        found = self.index.resource(token) or custom.definition(token, self.index)
        if found is None:
            raise CloudError(
                f"unrecognized resource type: {token}", note=f"pulumi-{self.index.package} has no such type"
            )
        return found

    def check_config(self, given: Values, besides: frozenset[str]) -> list[PropertyError]:
        """Also refuses the mode in which the provider writes files."""
        found = Lifecycle.check_config(self, given, besides)
        if given.get("renderYamlToDirectory") not in (None, ""):
            found.append(PropertyError("renderYamlToDirectory", _RENDER))
        return found

    def check(
        self, scope: Scope, token: str, new: Values, old: Values | None = None, *, naming: Naming
    ) -> tuple[Values, list[PropertyError]]:
        """Name, namespace and normal form filled in, and everything that is wrong with the types."""
        settings = of(bound := self._bound(scope, token))
        if settings.problem and settings.skip_unreachable:
            return old or {}, []
        resource, kind = self.resource(token), self._kind(token)
        inputs = {key: value for key, value in new.items() if key != records.DEFAULTS and value is not None}
        found = [error for error in validate(self.index, resource, inputs) if not _is_amount(error)]
        found = [error for error in found if not (_is_given_by_token(error) or _is_extension(error))]
        if any(error.severity == "error" for error in found):
            return inputs, found
        inputs = kind.prepare(of(bound), inputs, old or {}, naming)
        return inputs, [*found, *kind.check(bound, plain_values(inputs))]

    def diff(self, scope: Scope, token: str, old: Values, new: Values, ignore: frozenset[str]) -> Comparison:
        """Old inputs against new inputs."""
        return Lifecycle.diff(self, self._bound(scope, token), token, old, new, ignore)

    def create(self, scope: Scope, token: str, inputs: Values, subject: Subject = NOBODY) -> Record:
        """Makes the object in its cluster; with `upsertExistingObjects`, changes one that is there."""
        bound, kind = self._reached(scope, token, "create"), self._kind(token)
        if not self._is_served(bound, kind):
            for _ in range(self.tries):
                self.pause(_PAUSE_SECONDS)
                if self._is_served(bound, kind):
                    break
            bound = self._reached(scope, token, "create")
        plain = plain_values(inputs)
        with _introduced("creating", token, subject), self.calling(bound) as call:
            kind.before_create(call, plain)
            stored = kind.identify(bound, plain).id
            exists = call.tx.get(token, stored) is not None
        if exists and kind.upserts and of(bound).upsert:
            with _introduced("updating", token, subject):
                return _outward(Lifecycle.update(self, bound, token, stored, inputs))
        with _introduced("creating", token, subject):
            return _outward(Lifecycle.create(self, bound, token, inputs))

    def update(self, scope: Scope, token: str, resource_id: str, inputs: Values, subject: Subject = NOBODY) -> Record:
        """Changes the object in its cluster."""
        bound = self._reached(scope, token, "update")
        with _introduced("updating", token, subject):
            return _outward(Lifecycle.update(self, bound, token, self._stored(bound, token, resource_id), inputs))

    def read(self, scope: Scope, token: str, text: str, *, known: bool) -> Record | None:
        """The object as the cluster has it now."""
        bound = self._bound(scope, token)
        settings = of(bound)
        if settings.problem:
            if settings.delete_unreachable:
                return None
            raise errors.unreachable_read()
        found = Lifecycle.read(self, bound, token, self._stored(bound, token, text), known=known)
        return replace(_outward(found), id=text) if found else None

    def delete(self, scope: Scope, token: str, resource_id: str) -> None:
        """Deletes the object from its cluster."""
        bound = self._bound(scope, token)
        settings = of(bound)
        if settings.problem:
            if settings.delete_unreachable:
                return
            raise errors.unreachable_delete()
        Lifecycle.delete(self, bound, token, self._stored(bound, token, resource_id))

    def invoke(self, scope: Scope, token: str, args: Values) -> tuple[Values, list[PropertyError]]:
        """The result of one of the provider's functions, which no SDK declares; none of them asks a cluster."""
        del scope
        return invokes.invoke(token, plain_values(args)), []

    def foresee(
        self, scope: Scope, token: str, inputs: Values, known: Values | None, subject: Subject = NOBODY
    ) -> Values:
        """The outputs of a preview; what the API server refuses in its dry run is refused here too."""
        plain = plain_values(records.without_defaults(inputs))
        bound = self._bound(scope, token)
        if of(bound).cluster and not has_unknown(plain):
            verb = "creating" if known is None else "updating"
            with _introduced(verb, token, subject), self.calling(bound) as call:
                self._kind(token).dry_run(call, plain, updates=known is not None)
        return Lifecycle.foresee(self, scope, token, inputs, known)

    def _kind(self, token: str) -> KubernetesKind:
        return cast("KubernetesKind", self.cloud.kind(token))

    def _is_served(self, bound: Scope, kind: KubernetesKind) -> bool:
        """False for a custom kind that the cluster does not have, or not yet."""
        if not isinstance(kind, CustomResource):
            return True
        with self.calling(bound) as call:
            return kind.is_served(call)

    def _reached(self, scope: Scope, token: str, verb: str) -> Scope:
        bound = self._bound(scope, token)
        problem = of(bound).problem
        if problem:
            raise self._kind(token).out_of_reach(verb, problem)
        return bound

    def _bound(self, scope: Scope, token: str) -> Scope:
        """The scope with the cluster behind its server in it, and whether the type has a namespace there."""
        settings, gvk = of(scope), Gvk.of(token)
        with self.calling(scope) as call:
            cluster = None if settings.problem else clusters.find(call.tx, settings.server)
            problem = settings.problem or ("" if cluster else clusters.unknown_server(settings.server))
            if cluster:
                clusters.settle(call.tx, cluster, call.timestamp())
            is_custom = self.index.resource(gvk.token) is None
            namespaced = _namespaced(call, cluster, gvk, is_custom=is_custom)
        return replace(settings, cluster=cluster, problem=problem, namespaced=namespaced).scope()

    def _stored(self, bound: Scope, token: str, text: str) -> str:
        return self.cloud.resource_id(token, text, bound)


def _namespaced(call: Call, cluster: Cluster | None, gvk: Gvk, *, is_custom: bool) -> bool:
    """Whether a kind has a namespace; one that nobody knows yet has, as the provider assumes."""
    if not is_custom:
        return gvk.kind not in cluster_scoped()
    own = served().get((gvk.api_version, gvk.kind))
    found = definitions.find(call.tx, cluster, gvk) if cluster else None
    if found is not None:
        return found.namespaced
    return own.namespaced if own else True


@contextmanager
def _introduced(verb: str, token: str, subject: Subject) -> Generator[None]:
    """Puts the provider's words in front of what the API server refuses."""
    try:
        yield
    except errors.ApiError as error:
        raise errors.introduced(error, verb, Gvk.of(token), subject.urn or token, subject.id or token) from error


def _outward(record: Record) -> Record:
    """The object with the id that a program sees."""
    return replace(record, id=objects.object_id(record.location, record.name))


def _is_amount(error: PropertyError) -> bool:
    """A quantity may be written as a number (`nvidia.com/gpu: 8`)."""
    return bool(_AMOUNT.search(error.path)) and bool(_A_NUMBER.fullmatch(error.reason))


def _is_given_by_token(error: PropertyError) -> bool:
    """API version and kind come from the type; the provider fills them in."""
    return error.path in ("apiVersion", "kind") and error.reason.startswith("missing")


def _is_extension(error: PropertyError) -> bool:
    """A schema's `x-kubernetes-…`, which the SDK spells with underscores and a manifest does not."""
    return error.reason.startswith('unknown property "x-kubernetes-')
