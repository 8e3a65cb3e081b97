"""Inputs of objects that several tests use."""

from __future__ import annotations

import json

Inputs = dict[str, object]

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SERVICE = "kubernetes:core/v1:Service"
NAMESPACE = "kubernetes:core/v1:Namespace"
SECRET = "kubernetes:core/v1:Secret"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"


def deployment(name: str = "web", label: str = "web", namespace: str = "default") -> Inputs:
    """A Deployment with one container."""
    return {
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": {"app": label}},
            "template": {
                "metadata": {"labels": {"app": label}},
                "spec": {"containers": [{"name": "web", "image": "nginx:1.27", "args": ["-a", "-b"]}]},
            },
        },
    }


def service(name: str = "web", **spec: object) -> Inputs:
    """A Service on port 80."""
    return {"metadata": {"name": name}, "spec": {"ports": [{"port": 80}], "selector": {"app": "web"}, **spec}}


OPEN: Inputs = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


def definition(scope: str = "Namespaced", schema: Inputs = OPEN) -> Inputs:
    """A CustomResourceDefinition for `Crane` of `harbour.example.com/v1`."""
    return {
        "metadata": {"name": "cranes.harbour.example.com"},
        "spec": {
            "group": "harbour.example.com",
            "scope": scope,
            "names": {"plural": "cranes", "kind": "Crane"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
        },
    }


CRANE = "kubernetes:harbour.example.com/v1:Crane"


def kubeconfig(server: str, namespace: str | None = None, token: str = "t") -> str:  # noqa: S107, no real one
    """A kubeconfig for one cluster."""
    context = {"cluster": "c", "user": "u"} | ({"namespace": namespace} if namespace else {})
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "x",
            "clusters": [{"name": "c", "cluster": {"server": server}}],
            "contexts": [{"name": "x", "context": context}],
            "users": [{"name": "u", "user": {"token": token}}],
        }
    )
