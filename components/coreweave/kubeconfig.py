"""How programs reach a CKS cluster: a kubeconfig made of its endpoint and a token. Pure.

The text holds the token, so whoever makes it from a secret gets a secret. CoreWeave's own tokens are taken by the
cluster's endpoint; tokens of service accounts and of an OIDC issuer by the same name with `api.` in front (CoreWeave
documentation: Implement unmanaged authentication).
"""

from __future__ import annotations

import json

UNMANAGED = "api."


def coreweave_kubeconfig(endpoint: str, token: str, *, unmanaged: bool) -> str:
    """The kubeconfig as JSON, which is YAML too; `endpoint` is a host name, without a scheme."""
    name = "cks"
    host = f"{UNMANAGED}{endpoint}" if unmanaged else endpoint
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": {"server": f"https://{host}"}}],
        "users": [{"name": name, "user": {"token": token}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }
    return json.dumps(config, sort_keys=True)
