"""The emulated Kubernetes provider: what the core asks a cloud for.

Owns the provider's settings and the words that are common to all kinds. Its lifecycle (`lifecycle.py`) and its servicer
(`servicer.py`) do what is different from the clouds: names stand in the metadata, ids repeat in every cluster, a
cluster can be out of reach.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from podwright.emulator.core.cloud import Call, Cloud, Identity, Kind, Scope
from podwright.emulator.core.diff import Path, ReplaceRules
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import UNLIMITED, QuotaKey, Shortage
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.kubernetes import changes, coverage, custom, errors, invokes, kubeconfig
from podwright.emulator.kubernetes.kinds import KubernetesKind
from podwright.emulator.kubernetes.objects import Gvk
from podwright.emulator.kubernetes.scope import DEFAULT_NAMESPACE, ClusterScope, of
from podwright.emulator.sdk.index import SdkIndex

_MUTABLE = ("enableConfigMapMutable", "enableSecretMutable")


class KubernetesCloud(Cloud):
    """Implements `podwright.emulator.core.cloud.Cloud`."""

    package = "kubernetes"

    def __init__(self, index: SdkIndex) -> None:
        self._index = index

    def scope(self, config: Values) -> Scope:
        """The cluster of the kubeconfig, and the provider's switches."""
        found = kubeconfig.read(_decoded(config.get("kubeconfig")), _text(config, "context"), _text(config, "cluster"))
        fallback = kubeconfig.Kubeconfig()
        used = found or fallback
        namespace = _text(config, "namespace") or used.namespace or (DEFAULT_NAMESPACE if not found else "")
        return ClusterScope(
            server=used.server,
            problem=used.problem,
            namespace=namespace,
            server_side=_flag(config, "enableServerSideApply", default=True),
            mutable=frozenset(name for name in _MUTABLE if _flag(config, name)),
            upsert=_flag(config, "upsertExistingObjects"),
            delete_unreachable=_flag(config, "deleteUnreachable"),
            skip_unreachable=_flag(config, "skipUpdateUnreachable"),
        ).scope()

    def kind(self, token: str) -> Kind:
        """The kind of a type that the SDK has, or of a custom resource."""
        is_custom = self._index.resource(token) is None
        if is_custom and custom.definition(token, self._index) is None:
            raise CloudError(f"unrecognized resource type: {token}")
        return coverage.kind(token, custom=is_custom)

    def rules(self, token: str) -> ReplaceRules:
        """The provider's replacement rules."""
        return changes.rules(token)

    def equivalent(self, token: str, path: Path, old: object, new: object) -> bool:
        """Whether both are the same quantity."""
        del token
        return changes.same(path, old, new)

    def resource_id(self, token: str, text: str, scope: Scope) -> str:
        """An id as a program writes it, with the cluster in front; a namespace that is not written is `default`."""
        del token
        settings = of(scope)
        named = f"{DEFAULT_NAMESPACE}/{text}" if settings.namespaced and "/" not in text else text
        return f"{settings.cluster.account}/{named}" if settings.cluster else named

    def invoke(self, call: Call, token: str, args: Values) -> Values:
        """The result of a function."""
        del call
        return invokes.invoke(token, args)

    def default_limit(self, key: QuotaKey) -> int:
        """Kubernetes itself counts nothing here; the quota of nodes is their cloud's."""
        del key
        return UNLIMITED

    def already_exists(self, kind: Kind, identity: Identity) -> CloudError:
        """409."""
        return (
            kind.taken(identity)
            if isinstance(kind, KubernetesKind)
            else errors.already_exists(_gvk(kind), identity.name)
        )

    def not_found(self, kind: Kind, resource_id: str) -> CloudError:
        """404."""
        return errors.not_found(_gvk(kind), resource_id.rsplit("/", 1)[-1])

    def in_use(self, kind: Kind, record: Record, user: Record) -> CloudError:
        """Nothing in Kubernetes refuses to go because of another object."""
        return errors.forbidden(_gvk(kind), record.name, f"it is used by {user.name}")

    def over_quota(self, shortages: Sequence[Shortage]) -> CloudError:
        """Not reached: no kind draws from a quota of its own."""
        return CloudError("; ".join(short.need.key.quota_id for short in shortages))

    def verb_failed(self, verb: str, kind: Kind, error: CloudError) -> CloudError:
        """Nothing: the provider's introduction names the URN, so `lifecycle.py` puts it in front."""
        del verb, kind
        return error


def _gvk(kind: Kind) -> Gvk:
    return kind.gvk if isinstance(kind, KubernetesKind) else Gvk.of(kind.token)


def _decoded(value: object) -> object:
    """A kubeconfig given as an object arrives as JSON text, which is a kubeconfig as well."""
    return json.dumps(value) if isinstance(value, dict) else value


def _text(config: Values, name: str) -> str | None:
    value = config.get(name)
    return value if isinstance(value, str) and value else None


def _flag(config: Values, name: str, *, default: bool = False) -> bool:
    value = config.get(name)
    return value in (True, "true") if value is not None else default
