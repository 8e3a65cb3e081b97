"""What Azure answers under mocks: ids in its form, the outputs that components use, and the shapes that differ.

An input that comes back in another shape is the trap: `identity.userAssignedIdentities` is a list on its way in and a
mapping on its way out, and a mock that echoes it fails only when somebody uses an output.
"""

from __future__ import annotations

from typing import Any, cast

Props = dict[str, Any]
SUBSCRIPTION = "5ab5c419-0000-4000-8000-000000000001"

_OWN_NAMES = {
    "AgentPool": "agentPoolName",
    "BlobContainer": "containerName",
    "CapacityReservation": "capacityReservationName",
    "FederatedIdentityCredential": "federatedIdentityCredentialResourceName",
    "MaintenanceConfiguration": "configName",
    "PrivateDnsZoneGroup": "privateDnsZoneGroupName",
    "Subnet": "subnetName",
    "VirtualNetworkLink": "virtualNetworkLinkName",
    "VirtualNetworkPeering": "virtualNetworkPeeringName",
    "Key": "keyName",
    "FlowLog": "flowLogName",
}
"""Types with a parent: which of the names is their own."""


def azure_id(kind: str, given: Props) -> str:
    """`/subscriptions/…/resourceGroups/<group>/<type>/<name>`; a role assignment and a quota group have none."""
    group = given.get("resourceGroupName", "-")
    name = own_name(kind, given)
    if kind.endswith(":ResourceGroup"):
        return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{name}"
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/{kind.rsplit(':', 1)[-1]}/{name}"


def own_name(kind: str, given: Props) -> str:
    """The name that the program gave the resource."""
    title = kind.rsplit(":", 1)[-1]
    key = _OWN_NAMES.get(title)
    if key is None:
        names = [each for each in given if each.endswith("Name") and each != "resourceGroupName"]
        key = "resourceGroupName" if title == "ResourceGroup" else names[0] if names else ""
    return str(given.get(key, ""))


def azure_outputs(kind: str, given: Props) -> Props:
    """The name, what Azure computes, and the identity in its other shape."""
    name = own_name(kind, given)
    return {"name": name, **_computed(kind.rsplit(":", 1)[-1], name, given), **azure_shapes(given)}


def azure_shapes(given: Props) -> Props:
    """Inputs that come back in another shape, at a preview too."""
    found: Props = {}
    identity = cast("Props | None", given.get("identity"))
    if identity and isinstance(identity.get("userAssignedIdentities"), list):
        # An id that is not known yet cannot be the key of a mapping.
        ids = [each for each in cast("list[object]", identity["userAssignedIdentities"]) if isinstance(each, str)]
        shown = {each: {"clientId": "client", "principalId": "principal"} for each in ids}
        found["identity"] = {**identity, "userAssignedIdentities": shown}
    return found


def _computed(title: str, name: str, given: Props) -> Props:
    if title == "UserAssignedIdentity":
        return {"principalId": f"principal-of-{name}", "clientId": f"client-of-{name}"}
    if title == "ManagedCluster":
        issuer = {"enabled": True, "issuerURL": f"https://oidc.example/{name}/"}
        return {"privateFQDN": f"{name}.privatelink.azmk8s.io", "oidcIssuerProfile": issuer}
    if title == "StorageAccount":
        return {"primaryEndpoints": {"blob": f"https://{name}.blob.core.windows.net/"}}
    addresses: dict[str, Props] = {
        "PublicIPAddress": {"ipAddress": f"203.0.113.1{name[-1:]}"},
        "Registry": {"loginServer": f"{name}.azurecr.io"},
    }
    if title in addresses:
        return addresses[title]
    if title == "Key":
        address = f"https://{given['vaultName']}.vault.azure.net/keys/{name}"
        return {"keyUri": address, "keyUriWithVersion": f"{address}/1"}
    fixed: dict[str, Props] = {
        "AmlFilesystem": {"clientInfo": {"mgsAddress": "10.64.0.4"}},
        "PublicIPAddress": {"ipAddress": "203.0.113.7"},
    }
    return fixed.get(title, {})
