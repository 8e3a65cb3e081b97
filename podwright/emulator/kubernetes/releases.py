"""Helm releases: that one is there, under which name, in which revision, and which kinds its chart brings.

Owns Helm's own refusals around a release. The chart is never fetched or rendered: its version, its values and what it
would install are not looked at, and nothing of it runs. Sources: pulumi/pulumi-kubernetes
`provider/pkg/provider/helm_release.go`, helm/helm `pkg/action/install.go` and `pkg/downloader`.
"""

# ruff: noqa: ARG002 - see kinds.py

from __future__ import annotations

import re
from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.diff import ReplaceRules
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.naming import Naming
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values, has_unknown, plain, plain_values
from podwright.emulator.kubernetes import charts, clusters, definitions, objects
from podwright.emulator.kubernetes.clusters import FREE, NAMESPACES
from podwright.emulator.kubernetes.kinds import KubernetesKind
from podwright.emulator.kubernetes.objects import Gvk
from podwright.emulator.kubernetes.prepare import new_name
from podwright.emulator.kubernetes.scope import DEFAULT_NAMESPACE, ClusterScope, of

_NAME = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
_MOST_NAME_CHARACTERS = 53
_TIMEOUT_SECONDS = 300


class Release(KubernetesKind):
    """A release of a chart, by its name alone."""

    modelled = True
    upserts = False

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.modelled = True

    def prepare(self, scope: ClusterScope, given: Values, old: Values, naming: Naming) -> Values:
        """Name, namespace and timeout filled in, as the provider does."""
        inputs = {key: value for key, value in given.items() if key != "resourceNames"}
        if not inputs.get("name"):
            inputs["name"] = plain(old.get("name")) or new_name(naming)
        if not inputs.get("namespace"):
            inputs["namespace"] = scope.namespace or DEFAULT_NAMESPACE
        if not values.flag(plain_values(inputs), "skipAwait"):
            inputs.setdefault("timeout", _TIMEOUT_SECONDS)
        return inputs

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """A chart that Helm would not even look for."""
        chart = values.string(inputs, "chart") or ""
        repository = values.get(inputs, "repositoryOpts.repo")
        if has_unknown(inputs) or not chart or repository or "/" in chart or chart.startswith("."):
            return ()
        says = (
            f"non-absolute URLs should be in form of repo_name/path_to_chart, got: {chart}; check the chart name and"
            " repository configuration."
        )
        return (PropertyError("chart", says),)

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """`<account>/<namespace>/<name>`."""
        account = (of(scope).cluster or FREE).account
        name, namespace = str(inputs.get("name")), str(inputs.get("namespace") or DEFAULT_NAMESPACE)
        return Identity(f"{account}/{objects.object_id(namespace, name)}", account, name, namespace)

    def compared(self, scope: Scope, inputs: Values) -> Values:
        """As they are."""
        return inputs

    def replaces(self, scope: Scope, old: Values, new: Values) -> ReplaceRules:
        """Nothing beside the table."""
        return ReplaceRules()

    def goes_first(self, scope: Scope, old: Values, new: Values) -> bool | None:
        """A release that is replaced has another name or another namespace."""
        return False

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The namespace, in which Helm keeps its record of the release."""
        missing = CloudError(f'create: failed to create: namespaces "{identity.location}" not found')
        target = f"{identity.project}/{identity.location}"
        return (Reference("namespace", NAMESPACES, target, missing, on_delete="cascade"),)

    def before_create(self, call: Call, inputs: Values) -> None:
        """Makes the namespace when asked to; as with Helm, it stays whatever becomes of the release."""
        identity = self.identify(call.scope, inputs)
        if values.flag(inputs, "createNamespace"):
            clusters.add_namespace(call.tx, identity.project, identity.location, call.timestamp())

    def taken(self, identity: Identity) -> CloudError:
        """A name is there once in a namespace."""
        return CloudError("cannot re-use a name that is still in use")

    def out_of_reach(self, verb: str, reason: str) -> CloudError:
        """In the words of its own part of the provider."""
        return CloudError(f"can't {verb} Helm Release with unreachable cluster: {reason}")

    def dry_run(self, call: Call, inputs: Values, *, updates: bool) -> None:
        """A preview asks no cluster."""

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The form of the name."""
        if not re.fullmatch(_NAME, identity.name) or len(identity.name) > _MOST_NAME_CHARACTERS:
            raise CloudError(
                f'release name "{identity.name}": invalid release name, must match regex {_NAME} and the length must'
                f" not be longer than {_MOST_NAME_CHARACTERS}"
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What Helm knows of the release; the application's version stands in the chart, which nobody has read."""
        before = values.number(plain_values(old.outputs), "status.revision") if old else 0
        status: Values = {
            "status": "deployed",
            "name": identity.name,
            "namespace": identity.location,
            "revision": (before or 0) + 1,
            "chart": charts.name_of(str(inputs.get("chart"))),
        }
        version = values.string(inputs, "version")
        return {"status": {**status, "version": version.removeprefix("v")} if version else status}

    def leave(self, call: Call, record: Record) -> None:
        """Takes the objects of the kinds along that nobody else brings."""
        call.tx.remove(record.token, record.id)
        cluster = of(call.scope).cluster or FREE
        for kind in charts.kinds_of(plain_values(record.inputs)):
            gvk = Gvk.of(f"kubernetes:{kind.version}:{kind.kind}")
            if definitions.find(call.tx, cluster, gvk) is None:
                for item in call.tx.records(gvk.token, record.project):
                    call.tx.remove(item.token, item.id)
