"""The kinds of Kubernetes objects: who an object is, what must be there before it, what the API server refuses.

Owns what depends on the cluster and on other objects. A kind that nobody has modelled is not much poorer than one that
somebody has: they all have metadata, a namespace and the same life.
"""

# ruff: noqa: ARG002 - all kinds have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity, Kind, Reference, Scope
from podwright.emulator.core.diff import ReplaceRules
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.naming import Naming
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.kubernetes import changes, checks, errors, live, objects
from podwright.emulator.kubernetes.clusters import FREE, NAMESPACES, PROTECTED
from podwright.emulator.kubernetes.objects import Gvk
from podwright.emulator.kubernetes.prepare import prepare
from podwright.emulator.kubernetes.scope import DEFAULT_NAMESPACE, ClusterScope, of
from podwright.emulator.kubernetes.tables import removed_in


class KubernetesKind(Kind):
    """An object of the cluster."""

    auto_name = None  # the provider names objects in their metadata, see `prepare.py`
    ordered_lists = True
    upserts = True
    """Whether `upsertExistingObjects` lets a create change what is there."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.gvk = Gvk.of(token)
        self.modelled = self.gvk.qualified in live.modelled_kinds()

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """`<account>/<namespace>/<name>`; a program sees it without the account."""
        settings = of(scope)
        account = (settings.cluster or FREE).account
        name = objects.name_of(inputs)
        namespace = ""
        if settings.namespaced:
            namespace = objects.namespace_of(inputs) or settings.namespace or DEFAULT_NAMESPACE
        if not name:
            raise errors.invalid(self.gvk, "", [errors.required("metadata.name", "name or generateName is required")])
        return Identity(f"{account}/{objects.object_id(namespace, name)}", account, name, namespace)

    def prepare(self, scope: ClusterScope, given: Values, old: Values, naming: Naming) -> Values:
        """The inputs as the provider hands them back; CloudError for what it refuses itself."""
        return prepare(self.token, scope, given, old, naming)

    def compared(self, scope: Scope, inputs: Values) -> Values:
        """With the namespace that they mean."""
        return changes.normal(inputs, namespaced=of(scope).namespaced)

    def replaces(self, scope: Scope, old: Values, new: Values) -> ReplaceRules:
        """What the provider's settings say about ConfigMaps and Secrets."""
        return changes.rules_of_settings(self.token, of(scope), new)

    def goes_first(self, scope: Scope, old: Values, new: Values) -> bool | None:
        """A name that a person gave can be there once only."""
        return changes.keeps_its_name(old, new)

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The namespace; what is in it goes when it goes."""
        if not identity.location:
            return ()
        missing = errors.not_found(Gvk.of(NAMESPACES), identity.location)
        target = f"{identity.project}/{identity.location}"
        return (Reference("metadata.namespace", NAMESPACES, target, missing, on_delete="cascade"),)

    def validate(self, inputs: Values, minor: int) -> None:
        """What a server of Kubernetes 1.`minor` refuses in the object by itself, also in a dry run."""
        checks.check(self.token, inputs)

    def check_served(self, call: Call) -> None:
        """Refuses a kind in a version that the cluster does not serve."""
        cluster = of(call.scope).cluster or FREE
        gone = removed_in(self.gvk.api_version, self.gvk.kind)
        if gone is not None and cluster.minor >= gone:
            raise errors.no_match(self.gvk, note=f"Kubernetes 1.{gone} took it away; the cluster is 1.{cluster.minor}")
        if "alpha" in self.gvk.version:
            raise errors.no_match(self.gvk, note="managed clusters do not serve alpha versions")

    def dry_run(self, call: Call, inputs: Values, *, updates: bool) -> None:
        """What the server refuses in the dry run of a preview."""
        self.validate(inputs, (of(call.scope).cluster or FREE).minor)

    def before_create(self, call: Call, inputs: Values) -> None:
        """What happens before a create and stays if it fails."""

    def taken(self, identity: Identity) -> CloudError:
        """What a second create of the same object is told."""
        return errors.already_exists(self.gvk, identity.name)

    def out_of_reach(self, verb: str, reason: str) -> CloudError:
        """What a create or an update is told without a cluster; `verb` is `create` or `update`."""
        return errors.unreachable(reason)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The API server's own refusals."""
        self.check_served(call)
        self.validate(inputs, (of(call.scope).cluster or FREE).minor)
        if old is not None:
            changes.refuse(self.token, identity.name, plain_values(old.inputs), inputs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The live object."""
        return live.live(self.gvk, call, identity, inputs, old)


class Namespace(KubernetesKind):
    """A namespace; the four that come with the cluster stay."""

    def leave(self, call: Call, record: Record) -> None:
        """Refuses to delete what the cluster needs itself."""
        if record.name in PROTECTED:
            raise errors.forbidden(self.gvk, record.name, "this namespace may not be deleted")


class Service(KubernetesKind):
    """A service; ports and addresses that it asks for must be free."""

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Also looks at the other services, where this one asks for something by number."""
        super().admit(call, identity, inputs, old)
        ports = dict(values.each(inputs, "spec.ports[*].nodePort"))
        address = values.string(inputs, "spec.clusterIP")
        if not ports and address in (None, "", "None"):
            return
        found: list[str] = []
        for other in call.tx.records(self.token, identity.project):
            if other.id == identity.id:
                continue
            held = plain_values(other.outputs)
            taken = {port for _, port in values.each(held, "spec.ports[*].nodePort")}
            found += [
                errors.bad_value(path, port, "provided port is already allocated")
                for path, port in ports.items()
                if port in taken
            ]
            if address and address != "None" and values.get(held, "spec.clusterIP") == address:
                says = f"failed to allocate IP {address}: provided IP is already allocated"
                found.append(errors.bad_value("spec.clusterIPs", [address], says))
        if found:
            raise errors.invalid(self.gvk, identity.name, found)


class Claim(KubernetesKind):
    """A persistent volume claim; it may grow and never shrinks."""

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Also compares the sizes."""
        super().admit(call, identity, inputs, old)
        path = "spec.resources.requests.storage"
        if old is not None and _bytes(values.get(inputs, path)) < _bytes(values.get(plain_values(old.inputs), path)):
            raise errors.invalid(
                self.gvk, identity.name, [errors.prohibited(path, "field can not be less than status.capacity")]
            )


class Patch(KubernetesKind):
    """Fields of an object that is somebody else's: they are put into it when it is there."""

    modelled = False

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The object with the patch in it; what is there stays, its own owner compares only what that one wrote."""
        target = call.tx.get(self.gvk.token, identity.id)
        if target is None:
            return live.live(self.gvk, call, identity, inputs, old)
        merged = _merge(plain_values(target.outputs), inputs)
        call.tx.put(replace(target, outputs=merged))
        return merged


def refuse_type(token: str) -> None:
    """CloudError for the types of the SDK that no emulated cluster can have."""
    reason = _REFUSED.get(token)
    if reason:
        raise CloudError(f"{token} is not emulated: {reason}")
    if token.endswith("List") and not token.endswith(":List"):
        raise CloudError(
            "list resources exist for compatibility with YAML manifests and Helm charts, and cannot be created"
            " directly. Use the underlying resource type instead"
        )


_COMPONENT = "the provider plugin builds this component itself; use the typed resources or kubernetes.yaml.ConfigFile"
_REFUSED = {
    "kubernetes:helm.sh/v4:Chart": "a chart has to be fetched and rendered; use kubernetes.helm.v3.Release",
    "kubernetes:kustomize/v2:Directory": _COMPONENT,
    "kubernetes:meta/v1:Status": "it is an answer of the API server, no object",
    "kubernetes:yaml/v2:ConfigFile": _COMPONENT,
    "kubernetes:yaml/v2:ConfigGroup": _COMPONENT,
}


def refused_types() -> dict[str, str]:
    """The types of the SDK that are refused, with the reason."""
    return dict(_REFUSED)


def _merge(old: Values, new: Values) -> Values:
    merged = dict(old)
    for key, value in new.items():
        before = merged.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            merged[key] = _merge(cast("Values", before), cast("Values", value))
        else:
            merged[key] = value
    return merged


_SUFFIXES = {
    "Ki": 2**10,
    "Mi": 2**20,
    "Gi": 2**30,
    "Ti": 2**40,
    "Pi": 2**50,
    "k": 10**3,
    "M": 10**6,
    "G": 10**9,
    "T": 10**12,
    "P": 10**15,
}


def _bytes(quantity: object) -> float:
    """The number that a quantity stands for; 0 for what is none."""
    text = str(quantity or 0)
    for suffix in sorted(_SUFFIXES, key=len, reverse=True):
        if text.endswith(suffix):
            return float(text.removesuffix(suffix)) * _SUFFIXES[suffix]
    try:
        return float(text)
    except ValueError:
        return 0.0
