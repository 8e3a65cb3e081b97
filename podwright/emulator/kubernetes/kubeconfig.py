"""Reads a kubeconfig: which API server, which namespace, and what is wrong with it.

Owns the provider's own words for a kubeconfig that it cannot use. Credentials in it are never looked at and no command
in it is run. The user's real kubeconfig is never read: the emulated provider has a cluster of its own where the real
one falls back to `~/.kube/config`, and a path into that folder or the path in `KUBECONFIG` counts as that fallback.
Sources: pulumi/pulumi-kubernetes `provider/pkg/provider/provider.go` and `util.go`, kubernetes/client-go
`tools/clientcmd`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import yaml

from podwright.emulator.core.wire import Values

_NO_CONFIGURATION = (
    "unable to load Kubernetes client configuration from kubeconfig file. Make sure you have: \n\n"
    " \t • set up the provider as per https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/"
    " \n\n {reason}"
)
_NOT_A_CONFIG = "failed to parse kubeconfig data in `kubernetes:config:kubeconfig`- {reason}"
_WRONG_SHAPE = (
    "couldn't get version/kind; json parse error: json: cannot unmarshal {found} into Go value of type struct"
    ' {{ APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }}'
)
_EMPTY = "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable"
_MOST_PATH_CHARACTERS = 1024


@dataclass(frozen=True, slots=True)
class Kubeconfig:
    """What of a kubeconfig matters here."""

    server: str = ""
    namespace: str = "default"
    problem: str = ""
    cluster: Values | None = None
    """The active cluster's entry; None where there is none."""


def read(given: object, context: str | None = None, cluster: str | None = None) -> Kubeconfig | None:
    """The kubeconfig given as text, as a path or as an object; None where none is given: the fallback applies."""
    if given is None or given == "":
        return None
    if isinstance(given, dict):
        return _active(cast("Values", given), context, cluster)
    text = str(given)
    path = _path(text)
    if path is not None:
        if _is_the_users(path):
            return None
        text = path.read_text("utf-8", "replace")
    try:
        loaded: object = yaml.safe_load(text)
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        return Kubeconfig(namespace="", problem=_NOT_A_CONFIG.format(reason=f"yaml: {reason}"))
    if not isinstance(loaded, dict | None):
        found = "string" if isinstance(loaded, str) else "array" if isinstance(loaded, list) else "number"
        return Kubeconfig(namespace="", problem=_NOT_A_CONFIG.format(reason=_WRONG_SHAPE.format(found=found)))
    return _active(cast("Values", loaded or {}), context, cluster)


def _path(text: str) -> Path | None:
    if "\n" in text or "{" in text or len(text) > _MOST_PATH_CHARACTERS:
        return None
    path = Path(text).expanduser()
    return path if path.is_file() else None


def _is_the_users(path: Path) -> bool:
    ambient = [Path(part) for part in os.environ.get("KUBECONFIG", "").split(os.pathsep) if part]
    real = path.resolve()
    return (Path.home() / ".kube").resolve() in real.parents or any(real == item.resolve() for item in ambient)


def _active(config: Values, context: str | None, cluster: str | None) -> Kubeconfig:
    """The cluster of the context that counts, with the provider's overrides."""
    named = context or _text(config.get("current-context"))
    if not config.get("clusters") and not config.get("contexts"):
        return Kubeconfig(problem=_NO_CONFIGURATION.format(reason=_EMPTY))
    found = _entry(config, "contexts", named, "context")
    if found is None:
        reason = f'context "{named}" does not exist' if context else _EMPTY
        reason = reason if context or not named else f"context was not found for specified context: {named}"
        return Kubeconfig(problem=_NO_CONFIGURATION.format(reason=reason))
    wanted = cluster or _text(found.get("cluster"))
    target = _entry(config, "clusters", wanted, "cluster")
    namespace = _text(found.get("namespace")) or "default"
    if target is None:
        reason = f'invalid configuration: cluster "{wanted}" does not exist'
        return Kubeconfig(namespace=namespace, problem=_NO_CONFIGURATION.format(reason=reason))
    server = _text(target.get("server"))
    if not server:
        reason = f'invalid configuration: no server found for cluster "{wanted}"'
        return Kubeconfig(namespace=namespace, problem=_NO_CONFIGURATION.format(reason=reason), cluster=target)
    return Kubeconfig(server, namespace, "", target)


def _entry(config: Values, listed: str, name: str, key: str) -> Values | None:
    entries = config.get(listed)
    for entry in cast("list[object]", entries) if isinstance(entries, list) else []:
        fields = cast("Values", entry) if isinstance(entry, dict) else {}
        if fields.get("name") == name and isinstance(fields.get(key), dict):
            return cast("Values", fields[key])
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
