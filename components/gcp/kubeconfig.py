"""How programs reach a GKE cluster: a kubeconfig without a secret in it. Pure.

The control plane is reached by its DNS name, whose certificate everybody trusts, and the caller's own Google
credentials are fetched by Google's plugin at each use. So the text may stand in any state or log.
"""

from __future__ import annotations

import json

PLUGIN = "gke-gcloud-auth-plugin"


def gke_kubeconfig(dns_endpoint: str) -> str:
    """The kubeconfig as JSON, which is YAML too; `dns_endpoint` is a name, without a scheme."""
    name = "gke"
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": PLUGIN,
        "installHint": f"install {PLUGIN}: gcloud components install {PLUGIN}",
        "provideClusterInfo": True,
        "interactiveMode": "IfAvailable",
    }
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": {"server": f"https://{dns_endpoint}"}}],
        "users": [{"name": name, "user": {"exec": plugin}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }
    return json.dumps(config, sort_keys=True)
