"""A sound Oracle Cloud region and global stack as plain values; a test changes the one thing it is about."""

from __future__ import annotations

from typing import Any

IMAGE = "ocid1.image.oc1.us-chicago-1.aaaaroce"
GROUP: dict[str, Any] = {
    "accelerator": "h200",
    "nodes": 8,
    "zone": "AD-1",
    "capacity": {"model": "on-demand"},
    "allowUnlistedZone": True,
}
FLEET: dict[str, Any] = {**GROUP, "image": IMAGE}
MACHINES: dict[str, Any] = {"train": {"image": IMAGE}}
OWN: dict[str, Any] = {"version": "v1.34.1", "machines": MACHINES}
ACCOUNT = {"tenancy": "ocid1.tenancy.oc1..aaaalab", "homeRegion": "us-ashburn-1"}
LABELS = {"owner": "training", "cost-centre": "cc-2042"}
REGION: dict[str, Any] = {
    "kind": "region",
    "cloud": "oci",
    "region": "us-chicago-1",
    "jurisdiction": "US",
    "dependsOn": ["oci-global"],
    "account": ACCOUNT,
    "labels": LABELS,
    "network": {"cidr": "10.80.0.0/15"},
    "gpuClusters": {"train": GROUP},
    "oci": OWN,
}
SHARED: dict[str, Any] = {
    "kind": "global",
    "cloud": "oci",
    "account": ACCOUNT,
    "labels": LABELS,
    "oci": {"regions": {"us-chicago-1": {"buckets": True}}},
}


def region(**changes: Any) -> dict[str, Any]:
    """A sound region with top-level keys replaced."""
    return {**REGION, **changes}


def with_group(**changes: Any) -> dict[str, Any]:
    """A region whose one GPU cluster has keys replaced."""
    return region(gpuClusters={"train": {**GROUP, **changes}})


def with_fleet(**changes: Any) -> dict[str, Any]:
    """A region with one GPU fleet and no cluster."""
    return region(gpuClusters={}, gpuFleets={"batch": {**FLEET, **changes}}, oci={})


def with_own(**changes: Any) -> dict[str, Any]:
    """A region with words of Oracle's own."""
    return region(oci={**OWN, **changes})


def with_machines(group: dict[str, Any], **own: Any) -> dict[str, Any]:
    """A region whose one GPU cluster has keys replaced, and what is Oracle's own of it."""
    return {**with_group(**group), "oci": {**OWN, "machines": {"train": {"image": IMAGE, **own}}}}


def with_network(**changes: Any) -> dict[str, Any]:
    """A region whose network has keys replaced."""
    return region(network={"cidr": "10.80.0.0/15", **changes})


def shared(**changes: Any) -> dict[str, Any]:
    """A sound global stack with top-level keys replaced."""
    return {**SHARED, **changes}
