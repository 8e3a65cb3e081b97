"""What Oracle Cloud answers under Pulumi's mocks: look-ups of components, and the outputs that they use."""

from __future__ import annotations

from typing import Any

Props = dict[str, Any]

_SERVICES = "all-ord-services-in-oracle-services-network"
_CONFIG = """clusters:
- name: cluster
  cluster:
    server: https://10.64.160.2:6443
    certificate-authority-data: Q0E=
"""
_IMAGES = {
    "Oracle-Linux-8.10-2026.09.01-0-OKE-1.34.1-1": "image-old",
    "Oracle-Linux-8.10-2026.10.01-0-OKE-1.34.1-1": "image-x86",
    "Oracle-Linux-8.10-aarch64-2026.10.01-0-OKE-1.34.1-1": "image-arm64",
    "Oracle-Linux-8.10-Gen2-GPU-2026.10.01-0-OKE-1.34.1-1": "image-gpu",
}


def answer(token: str, args: Props) -> Props | None:
    """The result of a function; None when it is none of Oracle's that components call."""
    if not token.startswith("oci:"):
        return None
    number = int(args.get("adNumber", 0))
    compartment = str(args.get("id", "")).rpartition(".")[2]
    parent = "ocid1.compartment.oc1..outer" if compartment == "inner" else "ocid1.tenancy.oc1..aaaalab"
    sources = [{"sourceName": key, "imageId": image, "sourceType": "IMAGE"} for key, image in _IMAGES.items()]
    return {
        "getAvailabilityDomain": {"id": "ad", "name": f"QrSt:AD-{number}", "adNumber": number},
        "getServices": {"services": [{"id": "services-id", "cidrBlock": _SERVICES, "name": "", "description": ""}]},
        "getNodePoolOption": {"sources": sources, "images": [], "kubernetesVersions": [], "shapes": []},
        "getClusterKubeConfig": {"content": _CONFIG},
        "getIpsecConnectionTunnels": {"ipSecConnectionTunnels": _ipsec_tunnels(str(args.get("ipsecId", "")))},
        "getCompartment": {"id": args.get("id", ""), "name": compartment, "compartmentId": parent},
        "getNamespace": {"namespace": "labspace"},
        "getResourceAvailability": {"available": "8", "used": "8"},
    }.get(token.rsplit(":", 1)[-1])


def computed(kind: str) -> Props:
    """What Oracle adds to a resource."""
    return {
        "Vcn": {"defaultSecurityListId": "default-list-id"},
        "Vault": {"managementEndpoint": "https://vault.example"},
        "Cluster": {"endpoints": [{"privateEndpoint": "10.64.160.2:6443"}]},
        "MountTarget": {"exportSetId": "export-set-id", "ipAddress": "10.64.176.2"},
        "FileStorageLustreFileSystem": {"managementServiceAddress": "10.64.176.4"},
    }.get(kind.rsplit(":", 1)[-1], {})


def _ipsec_tunnels(connection: str) -> list[Props]:
    """Both tunnels of a connection, the second first: nobody promises an order. Addresses end in both numbers."""
    place = next((letter for letter in reversed(connection) if letter.isdigit()), "0")
    return [
        {"id": f"{connection}-tunnel-{end}", "vpnIp": f"192.0.2.1{place}{end}", "ipsecId": connection} for end in (1, 0)
    ]
