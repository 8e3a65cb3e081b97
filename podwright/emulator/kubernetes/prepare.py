"""What the provider does to an object's inputs before anything is compared: name, namespace, normal form.

Owns the check of the provider, apart from types. Source: pulumi/pulumi-kubernetes `provider/pkg/provider/provider.go`,
`Check`, and `provider/pkg/clients/unstructured.go`, `Normalize`.
"""

from __future__ import annotations

import base64
import hashlib
from typing import cast

from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.fill import holds_secret
from podwright.emulator.core.naming import Naming
from podwright.emulator.core.wire import Secret, Values, has_unknown, plain
from podwright.emulator.kubernetes import objects
from podwright.emulator.kubernetes.objects import Gvk
from podwright.emulator.kubernetes.scope import ClusterScope

_MANAGED_BY = "app.kubernetes.io/managed-by"
_RANDOM_DIGITS = 8
_READ_ONLY = (
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "uid",
)


def prepare(token: str, scope: ClusterScope, given: Values, old: Values, naming: Naming) -> Values:
    """The inputs as the provider hands them back; CloudError for what it refuses itself."""
    gvk = Gvk.of(token)
    inputs = {**given, "apiVersion": gvk.api_version, "kind": gvk.kind}
    if gvk.patch:
        _check_patch(scope, inputs)
    else:
        inputs = _named(scope, inputs, old, naming)
    if scope.namespace and scope.namespaced and not objects.namespace_of(inputs):
        inputs = objects.with_metadata(inputs, namespace=scope.namespace)
    if objects.metadata(inputs):
        inputs = objects.with_metadata(inputs, **dict.fromkeys(_READ_ONLY))
    return _normal_secret(inputs) if gvk.qualified == "Secret" else inputs


def _check_patch(scope: ClusterScope, inputs: Values) -> None:
    if not scope.server_side:
        raise CloudError(
            "patch resources require Server-Side Apply mode, which is enabled using the `enableServerSideApply`"
            " Provider config"
        )
    if not objects.name_of(inputs):
        raise CloudError("patch resources require the `.metadata.name` field to be set")


def _named(scope: ClusterScope, inputs: Values, old: Values, naming: Naming) -> Values:
    if not objects.name_of(inputs) and objects.metadata(inputs).get("generateName"):
        if scope.server_side:
            raise CloudError("the `.metadata.generateName` field is not supported in Server-Side Apply mode")
        raise CloudError("the `.metadata.generateName` field is not emulated; give `.metadata.name`")
    if old:
        if not objects.name_of(inputs) and objects.is_autonamed(old):
            inputs = _auto(inputs, objects.name_of(old))
        if _MANAGED_BY in objects.part(old, "labels"):
            inputs = objects.labelled(inputs, _MANAGED_BY, "pulumi")
        return inputs
    if not objects.name_of(inputs):
        inputs = _auto(inputs, new_name(naming))
    return inputs if scope.server_side else objects.labelled(inputs, _MANAGED_BY, "pulumi")


def _auto(inputs: Values, name: str) -> Values:
    return objects.annotated(objects.with_metadata(inputs, name=name), objects.AUTONAMED, "true")


def new_name(naming: Naming) -> str:
    """`<logical name>-<8 hex digits>`, from the engine's seed."""
    if naming.mode == "disable":
        raise CloudError("autonaming is disabled, resource requires the .metadata.name field to be set")
    digits = hashlib.sha256(naming.seed + naming.logical_name.encode()).hexdigest()[:_RANDOM_DIGITS]
    return naming.proposed or f"{naming.logical_name}-{digits}"


def _normal_secret(inputs: Values) -> Values:
    """`stringData` written into `data`, as the API server keeps it."""
    texts = plain(inputs.get("stringData"))
    if not isinstance(texts, dict) or not texts or any(map(has_unknown, (inputs["stringData"], inputs.get("data")))):
        return inputs
    data = plain(inputs.get("data"))
    encoded = {key: base64.b64encode(str(text).encode()).decode() for key, text in cast("Values", texts).items()}
    merged: Values = {**(cast("Values", data) if isinstance(data, dict) else {}), **encoded}
    is_secret = holds_secret(inputs.get("stringData")) or holds_secret(inputs.get("data"))
    kept = {key: value for key, value in inputs.items() if key != "stringData"}
    return {**kept, "data": Secret(merged) if is_secret else merged}
