"""What an AKS cluster shows of itself: addresses, identities, defaults, and the kubeconfig.

Owns plausible values in Azure's forms. Addresses lead nowhere: nothing listens on them.
"""

from __future__ import annotations

import base64

from podwright.emulator.azure import aks, ids
from podwright.emulator.azure.base import guid
from podwright.emulator.azure.identities import shown_identity, tenant
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values


def cluster_outputs(call: Call, identity: Identity, inputs: Values, old: Record | None, location: str) -> Values:
    """Everything that AKS adds to the inputs."""
    shown, full = aks.resolve(values.string(inputs, "kubernetesVersion"), identity.name)
    group = values.string(inputs, "resourceGroupName") or ""
    node_group = values.string(inputs, "nodeResourceGroup") or f"MC_{group}_{identity.name}_{location}"[:80]
    host = values.string(inputs, "dnsPrefix") or values.string(inputs, "fqdnSubdomain") or identity.name
    code = numbers.text(8, "abcdefghijklmnopqrstuvwxyz0123456789", identity.id, call_part(call, old))
    kept = values.string(old.outputs if old else {}, "fqdn")
    fqdn = kept or f"{host}-{code}.hcp.{location}.azmk8s.io"
    private = values.flag(inputs, "apiServerAccessProfile.enablePrivateCluster")
    return {
        "kubernetesVersion": shown,
        "currentKubernetesVersion": full,
        "fqdn": fqdn,
        "privateFQDN": fqdn.replace(".hcp.", ".privatelink.", 1) if private else "",
        "azurePortalFQDN": fqdn.replace(".hcp.", ".portal.hcp.", 1),
        "nodeResourceGroup": node_group,
        "maxAgentPools": 100,
        "powerState": {"code": "Running"},
        "resourceUID": numbers.hex_digits(24, "uid", identity.id, call_part(call, old)),
        "eTag": numbers.uuid_of("etag", identity.id, call.timestamp()),
        "enableRBAC": values.get(inputs, "enableRBAC") is not False,
        "supportPlan": values.string(inputs, "supportPlan") or "KubernetesOfficial",
        "sku": {"name": "Base", "tier": "Free", **values.mapping(inputs, "sku")},
        "disableLocalAccounts": values.flag(inputs, "disableLocalAccounts"),
        "servicePrincipalProfile": values.mapping(inputs, "servicePrincipalProfile") or {"clientId": "msi"},
        "networkProfile": _network(inputs),
        "identityProfile": _kubelet(identity, inputs, node_group, call, old),
        **_issuer(call, identity, inputs, old, location),
        **shown_identity(call, identity, inputs, old),
    }


def call_part(call: Call, old: Record | None) -> object:
    """What makes a value another one for a cluster that is made again; None once it exists."""
    return old.created if old else call.timestamp()


def _network(inputs: Values) -> Values:
    given = values.mapping(inputs, "networkProfile")
    plugin = values.string(given, "networkPlugin") or "azure"
    overlay = {} if values.given(given, "networkPlugin") else {"networkPluginMode": "overlay"}
    pods = {} if aks.is_flat(inputs) else {"podCidr": aks.network_default("podCidr")}
    return {
        "networkPlugin": plugin,
        **overlay,
        **pods,
        "networkPolicy": "none",
        "loadBalancerSku": "standard",
        "outboundType": "loadBalancer",
        "serviceCidr": aks.network_default("serviceCidr"),
        "dnsServiceIP": aks.network_default("dnsServiceIP"),
        "ipFamilies": ["IPv4"],
        **given,
    }


def _kubelet(identity: Identity, inputs: Values, node_group: str, call: Call, old: Record | None) -> Values:
    given = values.mapping(inputs, "identityProfile")
    if given:
        return given
    kept = values.mapping(old.outputs, "identityProfile") if old else {}
    if kept:
        return kept
    arm_type = "Microsoft.ManagedIdentity/userAssignedIdentities"
    part = call_part(call, old)
    return {
        "kubeletidentity": {
            "resourceId": ids.build(identity.project, node_group, arm_type, (f"{identity.name}-agentpool",)),
            "clientId": numbers.uuid_of("kubelet client", identity.id, part),
            "objectId": numbers.uuid_of("kubelet object", identity.id, part),
        }
    }


def _issuer(call: Call, identity: Identity, inputs: Values, old: Record | None, location: str) -> Values:
    if not values.given(inputs, "oidcIssuerProfile"):
        return {}
    kept = values.string(old.outputs if old else {}, "oidcIssuerProfile.issuerURL")
    issuer = guid(call, None, "issuer", identity.id)
    fresh = f"https://{location}.oic.prod-aks.azure.com/{tenant(call.scope)}/{issuer}/"
    enabled = values.flag(inputs, "oidcIssuerProfile.enabled")
    return {"oidcIssuerProfile": {"enabled": enabled, "issuerURL": (kept or fresh) if enabled else ""}}


def kubeconfig(cluster: Record, user: str) -> str:
    """A kubeconfig in base64, as AKS returns it; its certificates and token are made up."""
    host = values.string(cluster.outputs, "privateFQDN") or values.string(cluster.outputs, "fqdn") or ""
    authority = base64.b64encode(f"emulated certificate of {cluster.id}".encode()).decode()
    token = numbers.hex_digits(64, "token", user, cluster.id, cluster.created)
    text = "\n".join(
        (
            "apiVersion: v1",
            "kind: Config",
            "clusters:",
            f"- name: {cluster.name}",
            "  cluster:",
            f"    certificate-authority-data: {authority}",
            f"    server: https://{host}:443",
            "users:",
            f"- name: {user}",
            "  user:",
            f"    token: {token}",
            "contexts:",
            f"- name: {cluster.name}",
            "  context:",
            f"    cluster: {cluster.name}",
            f"    user: {user}",
            f"current-context: {cluster.name}",
            "preferences: {}",
            "",
        )
    )
    return base64.b64encode(text.encode()).decode()
