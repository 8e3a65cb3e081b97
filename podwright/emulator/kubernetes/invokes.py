"""The provider's own functions: YAML text to objects.

Owns `yaml:decode`, by which `kubernetes.yaml.ConfigFile` and `ConfigGroup` of the Python SDK read manifests. Charts and
kustomizations need a network and programs of others, so their functions are refused.
"""

from __future__ import annotations

from typing import cast

import yaml

from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.wire import Values
from podwright.emulator.kubernetes import objects
from podwright.emulator.kubernetes.tables import cluster_scoped

DECODE = "kubernetes:yaml:decode"
_REFUSED = {
    "kubernetes:helm:template": "a chart is rendered with Helm's own code and mostly fetched from the network",
    "kubernetes:kustomize:directory": "a kustomization is built with Kustomize's own code",
}


def invoke(token: str, args: Values) -> Values:
    """The result of one of the provider's functions."""
    if token == DECODE:
        text = args.get("text")
        if not isinstance(text, str):
            raise CloudError("missing required field 'text' of type string")
        return {"result": decode(text, str(args.get("defaultNamespace") or ""))}
    if token in _REFUSED:
        raise CloudError(f"{token} is not emulated: {_REFUSED[token]}; use the typed resources")
    raise CloudError(f'unknown Invoke type "{token}"')


def decode(text: str, default_namespace: str = "") -> list[Values]:
    """The objects of a manifest; documents without a kind are skipped, as the provider does."""
    try:
        documents = list(yaml.safe_load_all(text))
    except yaml.YAMLError as error:
        raise CloudError(f"error converting YAML to JSON: yaml: {str(error).splitlines()[0]}") from error
    found: list[Values] = []
    for document in documents:
        fields = cast("Values", document) if isinstance(document, dict) else {}
        if not fields.get("kind") or not fields.get("apiVersion"):
            continue
        if default_namespace and str(fields["kind"]) not in cluster_scoped() and not objects.namespace_of(fields):
            fields = objects.with_metadata(fields, namespace=default_namespace)
        found.append(fields)
    return found
