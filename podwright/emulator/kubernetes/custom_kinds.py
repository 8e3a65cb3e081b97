"""Kinds of custom resources, and the definitions that make them.

Owns how an object meets its schema: a create stores it without what the schema does not know, as the API server does
(the provider asks for no strict validation); an update by server-side apply is refused for the same field, because a
typed patch cannot be made of it. Source: pulumi/pulumi-kubernetes `provider/pkg/await/await.go`.
"""

from __future__ import annotations

from typing import cast

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.diff import text
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import UNKNOWN, Values, plain_values
from podwright.emulator.kubernetes import definitions, errors, objects, structural
from podwright.emulator.kubernetes.clusters import FREE
from podwright.emulator.kubernetes.definitions import Served
from podwright.emulator.kubernetes.kinds import KubernetesKind
from podwright.emulator.kubernetes.scope import of


class CustomResource(KubernetesKind):
    """An object of a kind that a CustomResourceDefinition, a chart or the cluster's own add-ons define."""

    def check_served(self, call: Call) -> None:
        """Refuses a kind that the cluster does not serve."""
        if not self.is_served(call):
            raise errors.no_match(self.gvk)

    def is_served(self, call: Call) -> bool:
        """Whether the cluster has the kind."""
        return self._served(call) is not None

    def dry_run(self, call: Call, inputs: Values, *, updates: bool) -> None:
        """Also what the schema refuses, where the cluster has one already."""
        super().dry_run(call, inputs, updates=updates)
        self._check_schema(call, objects.name_of(inputs), inputs, updates=updates)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Also what the schema refuses in the object and in the change."""
        super().admit(call, identity, inputs, old)
        self._check_schema(call, identity.name, inputs, updates=old is not None)
        served = self._served(call)
        if old is not None and served and served.schema:
            before, after = (structural.stored(served.schema, plain_values(each)) for each in (old.inputs, inputs))
            found = list(structural.changed(served.schema, before, after))
            if found:
                raise errors.invalid(self.gvk, identity.name, found)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The live object in the form in which the server keeps it."""
        found = super().outputs(call, identity, inputs, old)
        served = self._served(call)
        if served is None or not served.schema:
            return found
        kept = cast("Values", structural.stored(served.schema, inputs))
        dropped = {key: None for key in inputs if key not in kept}
        return {**dropped, **{key: value for key, value in kept.items() if key not in structural.ROOT}, **found}

    def _served(self, call: Call) -> Served | None:
        return definitions.find(call.tx, of(call.scope).cluster or FREE, self.gvk)

    def _check_schema(self, call: Call, name: str, inputs: Values, *, updates: bool) -> None:
        served = self._served(call)
        if served is None or not served.schema:
            return
        settings = of(call.scope)
        if settings.server_side and (updates or settings.upsert):
            unknown = [text(path) for path in structural.undeclared(served.schema, inputs)]
            if unknown:
                namespace = objects.namespace_of(inputs) if served.namespaced else ""
                raise errors.no_typed_patch(self.gvk, f"{namespace}/{name}", unknown)
        found = list(structural.problems(served.schema, structural.stored(served.schema, inputs)))
        if found:
            raise errors.invalid(self.gvk, name, found)


class Definition(KubernetesKind):
    """A CustomResourceDefinition; its objects go with it."""

    def validate(self, inputs: Values, minor: int) -> None:
        """Also the schemas, without which `apiextensions.k8s.io/v1` takes no version."""
        super().validate(inputs, minor)
        found = [
            errors.required(f"spec.versions[{index}].schema.openAPIV3Schema", "schemas are required")
            for index, version in enumerate(values.blocks(inputs, "spec.versions"))
            if version.get("schema") is not UNKNOWN and not values.given(version, "schema.openAPIV3Schema")
        ]
        if found:
            raise errors.invalid(self.gvk, objects.name_of(inputs), found)

    def leave(self, call: Call, record: Record) -> None:
        """Takes the objects of its kind away."""
        inputs = plain_values(record.inputs)
        group, kind = values.get(inputs, "spec.group"), values.get(inputs, "spec.names.kind")
        for version in values.blocks(inputs, "spec.versions"):
            for item in call.tx.records(f"kubernetes:{group}/{version.get('name')}:{kind}", record.project):
                call.tx.remove(item.token, item.id)
