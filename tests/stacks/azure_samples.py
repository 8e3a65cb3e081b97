"""A sound Azure region and global stack as plain values; a test changes the one thing it is about."""

from __future__ import annotations

from typing import Any

GROUP: dict[str, Any] = {
    "accelerator": "h200",
    "nodes": 8,
    "zone": "southcentralus-1",
    "capacity": {"model": "on-demand"},
    "allowUnlistedZone": True,
}
FLEET: dict[str, Any] = {**GROUP, "accelerator": "h100"}
OWN: dict[str, Any] = {"adminGroups": ["0f1d6c0e-0000-4000-8000-000000000002"]}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample platform"
ACCOUNT = {
    "subscription": "5ab5c419-0000-4000-8000-000000000001",
    "tenant": "7e4a4700-0000-4000-8000-000000000001",
}
LABELS = {"owner": "training", "cost-centre": "cc-2042"}
REGION: dict[str, Any] = {
    "kind": "region",
    "cloud": "azure",
    "region": "southcentralus",
    "jurisdiction": "US",
    "dependsOn": ["azure-global"],
    "account": ACCOUNT,
    "labels": LABELS,
    "network": {"cidr": "10.80.0.0/14"},
    "gpuClusters": {"train": GROUP},
    "azure": OWN,
}
HOME = {"homeRegion": "westeurope"}
SHARED: dict[str, Any] = {"kind": "global", "cloud": "azure", "account": ACCOUNT, "labels": LABELS, "azure": HOME}


def region(**changes: Any) -> dict[str, Any]:
    """A sound region with top-level keys replaced."""
    return {**REGION, **changes}


def with_group(**changes: Any) -> dict[str, Any]:
    """A region whose one GPU cluster has keys replaced."""
    return region(gpuClusters={"train": {**GROUP, **changes}})


def with_fleet(**changes: Any) -> dict[str, Any]:
    """A region with one GPU fleet and no cluster."""
    return region(gpuClusters={}, gpuFleets={"batch": {**FLEET, **changes}}, azure={"sshPublicKey": KEY})


def with_own(**changes: Any) -> dict[str, Any]:
    """A region with words of Azure's own."""
    return region(azure={**OWN, **changes})


def with_network(**changes: Any) -> dict[str, Any]:
    """A region whose network has keys replaced."""
    return region(network={"cidr": "10.80.0.0/14", **changes})


def shared(**changes: Any) -> dict[str, Any]:
    """A sound global stack with top-level keys replaced."""
    return {**SHARED, **changes}
